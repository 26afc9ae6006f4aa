import assert from 'node:assert/strict'
import { chownSync, mkdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { handClock } from '../../../../test/support/clock.ts'
import { testKernel } from '../../../../test/support/kernel.ts'
import { needsSlurm, startSlurm, type TestCluster } from '../../../../test/support/slurm.ts'
import { waitFor } from '../../../../test/support/wait.ts'
import { inTransaction } from '../../db/db.ts'
import {
  type Backend,
  type ExecutionOrder,
  type Known,
  type OsUser,
  Refused,
  type Sight,
  Unreachable,
} from '../execution.ts'
import { createExecutions } from '../executions.ts'
import { slurmBackend } from './backend.ts'
import type { SlurmSettings } from './settings.ts'

const NOBODY: OsUser = { name: 'nobody', uid: 65_534, gid: 65_534, home: '/nonexistent' }
const LIMITS = { cpus: 1, memoryMb: 100, minutes: 5, processes: 100, outputBytes: 1_000 }
const jobOf = ({ handle }: Known) => (handle as { job: number }).job
const DRIVERS = ['cli', 'rest'] as const
type Settings = Partial<SlurmSettings>

describe('executions on a cluster', { skip: needsSlurm }, () => {
  let cluster: TestCluster
  let work: string
  let last = 0

  before(async () => {
    cluster = await startSlurm()
    work = join(cluster.folder, 'work')
    mkdirSync(work)
    chownSync(work, NOBODY.uid, NOBODY.gid)
  })
  after(() => cluster.stop())

  const open = (driver: 'cli' | 'rest', more: Settings = {}, deadlineMs = 5_000): Backend =>
    slurmBackend({
      key: 'cluster',
      clock: handClock(Date.now()),
      deadlineMs,
      settings: {
        driver,
        mayExtend: true,
        parameters: { queue: 'partition' },
        conf: cluster.conf,
        partition: 'main',
        ...(driver === 'rest' && { url: cluster.url, keyFile: cluster.keyFile, user: 'root' }),
        ...more,
      },
    })

  const order = (script: string, more: Partial<ExecutionOrder> = {}): ExecutionOrder => {
    last += 1
    return {
      service: 'compute',
      object: `compute.session:${last}`,
      backend: 'cluster',
      name: `Kidney CODEX ${last}`,
      script,
      directory: work,
      folder: join(work, `.${last}`),
      env: { ATELIER_JOB_ID: String(last), SLURM_JOB_NAME: 'x' },
      secrets: { ATELIER_SESSION_TOKEN: `it's "secret" ${last}` },
      limits: LIMITS,
      ...more,
    }
  }

  async function submit(backend: Backend, wanted: ExecutionOrder): Promise<Known> {
    const { handle } = await backend.submit(last, wanted, NOBODY)
    // As it comes back from the database.
    return { id: last, handle: JSON.parse(JSON.stringify(handle)), osUser: NOBODY.name, order: wanted }
  }

  /** Looks until it holds of what is seen, and gives that. */
  async function sees(backend: Backend, known: Known, holds: (sight: Sight) => boolean): Promise<Sight> {
    let sight: Sight | undefined
    await waitFor(async () => {
      sight = (await backend.look([known])).get(known.id)
      return sight !== undefined && holds(sight)
    }, 20_000)
    return sight as Sight
  }
  const isOver = ({ state }: Sight) => state === 'ended'
  const runs = ({ state }: Sight) => state === 'running'

  for (const driver of DRIVERS) {
    describe(driver === 'cli' ? 'by commands' : 'by slurmrestd', () => {
      test('jobs run as the person with what they are told, wait with a reason, end, fail and are stopped', async () => {
        const backend = open(driver)
        const filling = await submit(backend, order('sleep 60', { limits: { ...LIMITS, memoryMb: 1_500 } }))
        const fine = await submit(
          backend,
          order('id -un; pwd; env; i=0; while [ $i -lt 300000 ]; do i=$((i + 1)); done'),
        )
        const failing = await submit(backend, order('#SBATCH --mem=1\necho "it broke" >&2; exit 3'))
        const waiting = await submit(backend, order('true', { limits: { ...LIMITS, memoryMb: 1_500 } }))

        const ended = await sees(backend, fine, isOver)
        assert.equal(ended.outcome, 'finished')
        assert.deepEqual(
          [typeof ended.host, ended.exitCode, (ended.cpuSeconds ?? 0) > 0],
          ['string', 0, true],
        )
        const said = await backend.output(fine, { bytes: 10_000 })
        assert.equal(said.split('\n')[0], 'nobody')
        assert.equal(said.split('\n')[1], work)
        assert.match(said, new RegExp(`^ATELIER_JOB_ID=${fine.id}$`, 'm'))
        assert.match(said, new RegExp(`^ATELIER_SESSION_TOKEN=it's "secret" ${fine.id}$`, 'm'))
        assert.doesNotMatch(said, /^SLURM_JOB_NAME=x$/m)
        assert.equal(await backend.output(fine, { bytes: 4 }), said.slice(-4))
        assert.equal(statSync(join(fine.order.folder)).mode & 0o777, 0o700)

        const failed = await sees(backend, failing, isOver)
        assert.deepEqual([failed.outcome, failed.exitCode], ['failed', 3])
        assert.equal(await backend.output(failing, { bytes: 100 }), 'it broke\n')

        const seen = await backend.look([filling, waiting])
        const long = seen.get(filling.id)
        assert.equal(long?.state, 'running')
        const minutes = ((long?.deadlineAt ?? 0) - (long?.startedAt ?? 0)) / 60_000
        assert.equal(minutes, 5)
        assert.equal(seen.get(waiting.id)?.state, 'queued')
        assert.match(seen.get(waiting.id)?.reason ?? '', /enough of the cluster is free|higher priority/)

        const { expectedAt } = await sees(backend, waiting, (sight) => sight.expectedAt !== undefined)
        // The scheduler counts in seconds, and looks a little later than we.
        assert.ok(Math.abs((expectedAt ?? 0) - (long?.deadlineAt ?? 0)) <= 5_000)

        await backend.stop(filling)
        await backend.stop(fine)
        const stopped = await sees(backend, filling, isOver)
        assert.equal(stopped.outcome, 'stopped')
        assert.equal((await sees(backend, waiting, isOver)).outcome, 'finished')
      })

      test('what the cluster does not take is refused in its own words', async () => {
        const backend = open(driver)
        const refuses = (wanted: ExecutionOrder, words: RegExp) =>
          assert.rejects(
            backend.submit(last, wanted, NOBODY),
            (error) => error instanceof Refused && words.test(error.message),
          )
        await refuses(
          order('true', { options: { queue: 'nope' } }),
          /^The cluster refused it: .*nvalid partition/,
        )
        await refuses(
          order('true', { limits: { ...LIMITS, memoryMb: 90_000 } }),
          /configuration is not available/,
        )
      })

      test('a job that was handed in before a crash is found again, and no second one is', async () => {
        const backend = open(driver)
        const wanted = order('sleep 60', { limits: { ...LIMITS, gpus: 1 } })
        const first = await submit(backend, wanted)
        const second = await submit(open(driver), JSON.parse(JSON.stringify(wanted)))
        assert.equal(jobOf(second), jobOf(first))
        const shown = await cluster.command('scontrol', 'show', 'job', String(jobOf(first)))
        assert.match(shown, /UserId=nobody\(65534\) GroupId=nogroup\(65534\)/)
        assert.match(shown, /gpu:1/)
        assert.doesNotMatch(shown, /secret/)
        await backend.stop(first)
      })

      test('while the controller is frozen or gone nothing is known anew, and after it all is as it was', async () => {
        const backend = open(driver)
        const known = await submit(backend, order('sleep 60'))
        const before = await sees(backend, known, runs)
        const wanted = order('true')
        cluster.freeze()
        const quick = open(driver, {}, 500)
        await assert.rejects(quick.look([known]), Unreachable)
        await assert.rejects(quick.submit(last, wanted, NOBODY), Unreachable)
        assert.equal((await quick.health()).connected, false)
        cluster.thaw()
        await cluster.stopController()
        await assert.rejects(quick.look([known]), Unreachable)
        await assert.rejects(quick.stop(known), Unreachable)
        await cluster.startController()
        assert.deepEqual(await sees(backend, known, runs), before)
        assert.equal((await backend.health()).connected, true)
        await backend.stop(known)
      })

      test('its time is moved where that is allowed', async () => {
        const backend = open(driver)
        const known = await submit(backend, order('sleep 60'))
        const { deadlineAt = 0 } = await sees(backend, known, runs)
        assert.equal(await open(driver, { mayExtend: false }).extend(known, deadlineAt + 600_000), false)
        assert.equal(await backend.extend(known, deadlineAt + 600_000), true)
        assert.equal((await sees(backend, known, runs)).deadlineAt, deadlineAt + 600_000)
        await backend.stop(known)
      })

      test('its limit of time ends a job', { skip: !process.env.ATELIER_TEST_LONG }, async () => {
        const backend = open(driver)
        const known = await submit(backend, order('sleep 600', { limits: { ...LIMITS, minutes: 1 } }))
        let sight: Sight | undefined
        await waitFor(async () => {
          sight = (await backend.look([known])).get(known.id)
          return sight?.state === 'ended'
        }, 200_000)
        assert.equal(sight?.outcome, 'timed-out')
      })
    })
  }

  test('R8: rows say since when the cluster is unreachable and nothing worse, and a server that comes up later takes its jobs up', async () => {
    const kernel = await testKernel()
    const { config, db, log, secrets } = kernel
    const start = (wanted: ExecutionOrder) => inTransaction(db, (tx) => executions.start(tx, wanted))
    const { executions } = kernel
    executions.setBackend(open('cli', {}, 1_000))
    const [short, long, refused] = [
      await start(order('true')),
      await start(order('sleep 60')),
      await start(order('true', { options: { partition: 'nope' } })),
    ]
    const rows = () => executions.list([short.id, long.id, refused.id])
    const states = async () => (await rows()).map(({ state, outcome }) => outcome ?? state)
    const become = (wanted: string[], by = executions) =>
      waitFor(async () => {
        await by.look()
        return (await states()).join() === wanted.join()
      })
    await become(['finished', 'running', 'failed'])
    assert.match((await rows())[2]?.reason ?? '', /^The cluster refused it: .*partition/)
    assert.equal((await rows())[1]?.os_user, 'nobody')

    cluster.freeze()
    await executions.look()
    assert.equal((await rows())[1]?.unreachable_since, kernel.clock.now())
    cluster.thaw()
    await executions.look()
    assert.equal((await rows())[1]?.unreachable_since, null)
    assert.deepEqual(await states(), ['finished', 'running', 'failed'])

    await executions.close()
    const later = createExecutions({
      config,
      db,
      clock: kernel.clock,
      log,
      secrets,
      checks: [],
      hidden: () => [],
    })
    later.setBackend(open('cli'))
    await inTransaction(db, (tx) => later.stop(tx, long.id))
    await become(['finished', 'stopped', 'failed'], later)
    await later.close()
  })
})
