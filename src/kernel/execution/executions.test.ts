import assert from 'node:assert/strict'
import { mkdirSync, readdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { createPostgresDatabase } from '../../../test/support/database.ts'
import { executionsOf } from '../../../test/support/execution.ts'
import { testKernel } from '../../../test/support/kernel.ts'
import { waitFor } from '../../../test/support/wait.ts'
import { inTransaction } from '../db/db.ts'
import { type Backend, type Known, Refused, type Sight, Unreachable } from './execution.ts'
import { isRoot } from './local/launch.ts'

/** A cluster of somebody else's: what it says is up to the test. */
function clusterOf(key: string) {
  const sights = new Map<number, Sight>()
  const cluster = {
    submitted: [] as number[],
    stopped: [] as number[],
    looks: 0,
    sights,
    fault: undefined as Error | undefined,
    submitting: Promise.resolve(),
  }
  const check = () => {
    if (cluster.fault) throw cluster.fault
  }
  const backend: Backend = {
    key,
    async submit(id) {
      await cluster.submitting
      check()
      if (!sights.has(id)) cluster.submitted.push(id)
      sights.set(id, { state: 'queued' })
      return { handle: { job: id }, state: 'queued' }
    },
    async look(executions: readonly Known[]) {
      check()
      cluster.looks += 1
      return new Map(executions.flatMap(({ id }) => (sights.has(id) ? [[id, sights.get(id) as Sight]] : [])))
    },
    async stop({ id }) {
      check()
      cluster.stopped.push(id)
      sights.set(id, { state: 'ended', outcome: 'failed', exitCode: 143 })
    },
    extend: async () => false,
    output: async () => 'of the cluster',
    read: async () => ({ content: Buffer.alloc(0), at: 0, size: 0 }),
    meter: async () => undefined,
    health: async () => ({ connected: true, message: '' }),
    async close() {},
  }
  return { cluster, backend }
}

const engines = process.env.ATELIER_TEST_POSTGRES_URL ? ['SQLite', 'PostgreSQL'] : ['SQLite']
for (const engine of engines) {
  const kernel = await testKernel({ postgres: engine === 'PostgreSQL' })
  const { executions, db, clock } = kernel
  const { ask: askFor, row, stop, orderOf } = executionsOf(kernel)
  const { cluster, backend } = clusterOf('cluster')
  executions.setBackend(backend)
  const order = { script: 'echo canary', backend: 'cluster', secrets: { TOKEN: 'canary' } }
  const ask = () => askFor(order)

  /** One that the cluster has, in this state. */
  async function handedOver(sight: Sight): Promise<number> {
    const id = await ask()
    await executions.look()
    cluster.sights.set(id, sight)
    await executions.look()
    return id
  }

  test(`${engine}: one is handed over once, after the commit that asks for it and not without`, async () => {
    const refused = inTransaction(db, async (tx) => {
      await executions.start(tx, orderOf(order))
      throw new Error('undone')
    })
    await assert.rejects(refused, /undone/)
    const id = await ask()
    assert.deepEqual([(await row(id)).state, cluster.submitted], ['asked', []])
    await Promise.all([executions.look(), executions.look()])
    await executions.look()
    assert.deepEqual(cluster.submitted, [id])
    assert.equal((await row(id)).state, 'queued')
  })

  test(`${engine}: what it is told in confidence is sealed in the database`, async () => {
    const { order_cipher, order_key, ...rest } = await row(await ask())
    assert.doesNotMatch(JSON.stringify([order_cipher, order_key, rest]), /canary/)
    assert.ok(
      kernel.secrets.columns.some(
        ({ table, row: key }) => table === 'kernel_execution' && key === 'order_key',
      ),
    )
  })

  test(`${engine}: it goes from the queue to its end, and whoever listens is told each step`, async () => {
    const told: string[] = []
    let id = 0
    const ignore = executions.onChange((after, before) => {
      if (after.id === id) told.push(`${before.state} ${after.state}`)
    })
    id = await ask()
    await executions.look()
    cluster.sights.set(id, {
      state: 'queued',
      reason: 'It waits for 3 others.',
      expectedAt: clock.now() + 60_000,
    })
    await executions.look()
    const queued = await row(id)
    assert.deepEqual(
      [queued.reason, queued.expected_at, queued.started_at],
      ['It waits for 3 others.', clock.now() + 60_000, null],
    )
    const startedAt = clock.now()
    cluster.sights.set(id, { state: 'running', startedAt, host: 'node7' })
    await executions.look()
    await executions.look()
    const { state, host, reason, expected_at, started_at } = await row(id)
    assert.deepEqual(
      { state, host, reason, expected_at, started_at },
      {
        state: 'running',
        host: 'node7',
        reason: null,
        expected_at: null,
        started_at: startedAt,
      },
    )
    clock.advance(5_000)
    cluster.sights.set(id, {
      state: 'ended',
      outcome: 'finished',
      exitCode: 0,
      cpuSeconds: 4,
      peakBytes: 1_000,
    })
    await executions.look()
    const over = await row(id)
    assert.deepEqual(
      [over.outcome, over.ended_at, over.cpu_seconds, over.peak_bytes],
      ['finished', startedAt + 5_000, 4, 1_000],
    )
    ignore()
    assert.deepEqual(told, ['asked queued', 'queued queued', 'queued running', 'running ended'])
    cluster.sights.set(id, { state: 'running' })
    await executions.look()
    assert.equal((await row(id)).state, 'ended', 'what is over stays over')
  })

  test(`${engine}: a cluster that does not answer, fails or leaves one out ends nothing`, async () => {
    const id = await handedOver({ state: 'running' })
    const since = clock.now()
    for (const fault of [
      new Unreachable('no route'),
      new Error('nonsense'),
      new TypeError('undefined is not'),
    ]) {
      cluster.fault = fault
      clock.advance(1_000)
      await executions.look()
    }
    const { state, unreachable_since, reason } = await row(id)
    assert.deepEqual(
      { state, unreachable_since, reason },
      { state: 'running', unreachable_since: since + 1_000, reason: null },
    )
    cluster.fault = undefined
    cluster.sights.delete(id)
    await executions.look()
    assert.deepEqual([(await row(id)).state, (await row(id)).unreachable_since], ['running', since + 1_000])
    cluster.sights.set(id, { state: 'running' })
    await executions.look()
    assert.equal((await row(id)).unreachable_since, null)
  })

  test(`${engine}: one that cannot be handed over now is later, and one that is refused ends with the reason`, async () => {
    cluster.fault = new Unreachable('no route')
    const id = await ask()
    await executions.look()
    const waiting = await row(id)
    assert.deepEqual([waiting.state, waiting.unreachable_since !== null], ['asked', true])
    cluster.fault = undefined
    await executions.look()
    assert.deepEqual([(await row(id)).state, (await row(id)).unreachable_since], ['queued', null])
    cluster.fault = new Refused('There is no partition of this name.')
    const refused = await ask()
    await executions.look()
    cluster.fault = undefined
    const { state, outcome, reason } = await row(refused)
    assert.deepEqual(
      { state, outcome, reason },
      {
        state: 'ended',
        outcome: 'failed',
        reason: 'There is no partition of this name.',
      },
    )
  })

  test(`${engine}: an end that is asked for is what ended it, whenever that was`, async () => {
    const early = await ask()
    await stop(early)
    assert.deepEqual([(await row(early)).state, (await row(early)).outcome], ['ended', 'stopped'])

    let submitted = () => {}
    cluster.submitting = new Promise((resolve) => {
      submitted = resolve
    })
    const between = await ask()
    const looking = executions.look()
    await waitFor(async () => (await row(between)).submitted_at !== null)
    await stop(between)
    assert.equal((await row(between)).state, 'asked')
    submitted()
    await looking
    await executions.look()
    assert.ok(cluster.stopped.includes(between))
    assert.equal((await row(between)).outcome, 'stopped')

    const late = await handedOver({ state: 'running' })
    cluster.fault = new Unreachable('no route')
    await stop(late)
    await executions.look()
    assert.equal((await row(late)).state, 'running')
    cluster.fault = undefined
    await executions.look()
    await executions.look()
    assert.deepEqual(
      [(await row(late)).outcome, cluster.stopped.filter((id) => id === late)],
      ['stopped', [late]],
    )
    await stop(late)
    assert.ok(!cluster.submitted.includes(early))
  })

  test(`${engine}: one whose cluster was taken away stays as it was, until that is back`, async () => {
    const id = await handedOver({ state: 'running' })
    await executions.removeBackend('cluster')
    await executions.look()
    assert.equal((await row(id)).state, 'running')
    await assert.rejects(executions.output(id, { bytes: 10 }), { name: 'Unreachable' })
    executions.setBackend(backend)
    assert.equal(await executions.output(id, { bytes: 10 }), 'of the cluster')
    cluster.sights.set(id, { state: 'ended', outcome: 'finished' })
    await executions.look()
    assert.equal((await row(id)).outcome, 'finished')
  })
}

const SERVER = process.env.ATELIER_TEST_POSTGRES_URL
const NO_POSTGRES = SERVER ? false : 'needs PostgreSQL'

/** Two nodes that share a database, each with its own data folder. */
async function twoNodes() {
  const url = await createPostgresDatabase(SERVER as string)
  const env = { ATELIER_DATABASE_URL: url, ATELIER_DATABASE_POOL_SIZE: '5' }
  const one = await testKernel({ env })
  const other = await testKernel({ env: { ...env, ATELIER_SECRET_KEY_FILE: one.config.secretKeyFile } })
  const nodes = [one, other].map((kernel) => {
    const { cluster, backend } = clusterOf('cluster')
    kernel.executions.setBackend(backend)
    return { kernel, cluster, ...executionsOf(kernel) }
  })
  return nodes as [(typeof nodes)[number], (typeof nodes)[number]]
}

test('R8: of a node that is silent for ten minutes nothing ends, but what a person gives up; back again it ends that', {
  skip: NO_POSTGRES,
}, async () => {
  const [first, second] = await twoNodes()
  const script = { script: 'echo up; exec sleep 60' }
  const kept = await second.running(script, 'up')
  const given = await second.running(script, 'up')
  const asked = await second.running(script, 'up')
  const { pid } = JSON.parse((await second.row(given)).handle ?? '')
  const since = second.kernel.clock.now()
  await first.stop(asked)
  first.kernel.clock.advance(10 * 60_000 - 1)
  await first.kernel.executions.look()
  assert.equal((await first.row(kept)).unreachable_since, null)
  first.kernel.clock.advance(30_000)
  await first.kernel.executions.look()
  assert.deepEqual(
    [(await first.row(kept)).state, (await first.row(kept)).unreachable_since],
    ['running', since],
  )
  const lost = await first.row(asked)
  assert.deepEqual([lost.state, lost.outcome], ['ended', 'lost'], 'its end was asked for before')
  await first.stop(given)
  const { state, outcome, reason, ended_at } = await first.row(given)
  assert.deepEqual([state, outcome, ended_at], ['ended', 'lost', since])
  assert.match(reason ?? '', /^The machine that ran it, .+, did not answer any more, so it was given up\./)

  second.kernel.clock.advance(30_000)
  await second.kernel.executions.look()
  await waitFor(() => !isAlive(pid))
  assert.equal((await second.row(given)).unreachable_since, null)
  const back = await second.row(kept)
  assert.deepEqual([back.state, back.unreachable_since], ['running', null])
  await second.stop(kept)
  assert.equal((await second.ended(kept)).outcome, 'stopped')
})

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

test('of nodes that share a database one looks at a cluster, and another takes over when it is silent', {
  skip: NO_POSTGRES,
}, async () => {
  const [first, second] = await twoNodes()
  const id = await first.ask({ script: 'true', backend: 'cluster' })
  await first.kernel.executions.look()
  await second.kernel.executions.look()
  assert.deepEqual([first.cluster.submitted, second.cluster.submitted], [[id], []])
  assert.equal(second.cluster.looks, 0)
  second.kernel.clock.advance(61_000)
  second.cluster.sights.set(id, { state: 'running' })
  await second.kernel.executions.look()
  await first.kernel.executions.look()
  assert.deepEqual([second.cluster.looks, first.cluster.looks], [1, 1])
  assert.equal((await first.row(id)).state, 'running')
  // A process of one machine is nobody else's to judge.
  const local = await second.running({ script: 'echo up; sleep 60' }, 'up')
  await first.kernel.executions.look()
  assert.equal((await first.row(local)).state, 'running')
  await second.stop(local)
  assert.equal((await second.ended(local)).outcome, 'stopped')
})

test('once they have begun, one is started without a look, and its end is seen at once', async () => {
  const kernel = await testKernel()
  const { ask, row } = executionsOf(kernel)
  kernel.executions.begin()
  const id = await ask({ script: 'exit 0' })
  await waitFor(async () => (await row(id)).state === 'ended', 2_500)
  assert.equal((await row(id)).outcome, 'finished')
})

test('F7: as root the server lets others pass to their folders, and read nothing else of its data', {
  skip: !isRoot(),
}, async () => {
  const kernel = await testKernel()
  const { data } = kernel.config
  mkdirSync(join(data, 'workspaces'), { mode: 0o711 })
  mkdirSync(join(data, 'uploads'), { mode: 0o755 })
  writeFileSync(join(data, 'notes'), '', { mode: 0o644 })
  symlinkSync('/etc', join(data, 'link'))
  const before = statSync('/etc').mode
  kernel.executions.begin()
  const others = (name: string) => statSync(join(data, name)).mode & 0o007
  assert.deepEqual([others('.'), others('workspaces')], [0o001, 0o001])
  for (const name of readdirSync(data)) {
    if (!['workspaces', 'link'].includes(name)) assert.equal(others(name), 0, name)
  }
  assert.equal(statSync('/etc').mode, before)
})
