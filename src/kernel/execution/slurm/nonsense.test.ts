import assert from 'node:assert/strict'
import {
  chmodSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { json } from 'node:stream/consumers'
import { after, describe, test } from 'node:test'
import { handClock } from '../../../../test/support/clock.ts'
import { type ExecutionOrder, type Known, Refused, Unreachable } from '../execution.ts'
import { slurmBackend } from './backend.ts'
import type { SlurmSettings } from './settings.ts'

const MINUTE = 60_000

/** A folder of commands that answer what a test wants them to: a real cluster does not talk nonsense when asked. */
function scene(commands: Record<string, string> = {}) {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'atelier-nonsense-')))
  after(() => rm(folder, { recursive: true }))
  const say = (name: string, script: string) => {
    writeFileSync(join(folder, name), `#!/bin/sh\n${script}\n`)
    chmodSync(join(folder, name), 0o755)
  }
  for (const [name, script] of Object.entries(commands)) say(name, script)
  const clock = handClock(Date.UTC(2027, 2, 1, 10))
  const open = (settings: Partial<SlurmSettings> = {}, tokenKey?: Buffer) =>
    slurmBackend({
      key: 'cluster',
      clock,
      deadlineMs: 5_000,
      settings: { driver: 'cli', commands: folder, parameters: {}, mayExtend: false, ...settings },
      ...(tokenKey && { tokenKey }),
    })
  const order: ExecutionOrder = {
    service: 'compute',
    object: 'compute.session:7',
    backend: 'cluster',
    name: 'x',
    script: 'true',
    directory: folder,
    folder: join(folder, '.7'),
    env: {},
    limits: { cpus: 1, minutes: 30, processes: 100, outputBytes: 1_000 },
  }
  mkdirSync(order.folder)
  const handle = { job: 41, uid: process.getuid?.(), gid: process.getgid?.(), submittedAt: clock.now() }
  const known: Known = { id: 7, handle, osUser: null, order }
  return { folder, say, clock, open, order, known, at: (name: string) => join(order.folder, name) }
}

const LINE = (state: string, reason = 'None', code = 0) =>
  `echo '41|${state}|${code}|node3|1803895200|1803897000|30:00|${reason}|'`

describe('a cluster that answers oddly', () => {
  test('nonsense, errors and silence are no answer: nobody hears that a job is over', async () => {
    const { say, open, known } = scene()
    for (const answer of [
      'echo hello',
      "echo '41|COMPLETED'",
      'echo broken >&2; exit 1',
      'kill -9 $$',
      `${LINE('COMPLETED').slice(0, -3)}'`,
    ]) {
      say('squeue', answer)
      await assert.rejects(open().look([known]), Unreachable, answer)
    }
    say('squeue', LINE('SOMETHING_NEW'))
    assert.equal((await open().look([known])).size, 0)
    await assert.rejects(
      open({ commands: '/nowhere', driver: 'rest', url: 'http://127.0.0.1:9' }).look([known]),
      Unreachable,
    )
  })

  test('each word of the scheduler means what it should', async () => {
    const { say, open, known } = scene()
    const backend = open()
    const seen = async (state: string, reason?: string, code?: number) => {
      say('squeue', LINE(state, reason, code))
      return (await backend.look([known])).get(7)
    }
    for (const word of ['PENDING', 'CONFIGURING', 'REQUEUED', 'SUSPENDED'])
      assert.equal((await seen(word))?.state, 'queued', word)
    for (const word of ['RUNNING', 'COMPLETING', 'STAGE_OUT'])
      assert.equal((await seen(word))?.state, 'running', word)
    for (const [word, outcome] of Object.entries({
      COMPLETED: 'finished',
      CANCELLED: 'stopped',
      TIMEOUT: 'timed-out',
      PREEMPTED: 'stopped',
      FAILED: 'failed',
      NODE_FAIL: 'failed',
      OUT_OF_MEMORY: 'failed',
    })) {
      assert.equal((await seen(word))?.outcome, outcome, word)
    }
    assert.equal((await seen('TIMEOUT'))?.reason, 'Its limit of time was reached.')
    const waiting = await seen('PENDING', 'Priority')
    assert.deepEqual(waiting, {
      state: 'queued',
      reason: 'Jobs of higher priority come first.',
      expectedAt: Date.UTC(2027, 2, 1, 10),
    })
    assert.match((await seen('PENDING', 'MoonInTheWrongHouse'))?.reason ?? '', /MoonInTheWrongHouse/)
    assert.deepEqual(
      [(await seen('FAILED', 'NonZeroExitCode', 768))?.exitCode, (await seen('FAILED', 'x', 9))?.exitCode],
      [3, 137],
    )
  })

  test('a job that the scheduler has forgotten ended as its own note says, or as the cluster’s accounts do', async () => {
    const { say, open, known, at } = scene({
      squeue: 'echo "slurm_load_jobs error: Invalid job id specified" >&2; exit 1',
    })
    say('sacct', `echo '41|CANCELLED by 1000|0:15|node3|1803895200|1803895260'`)
    const told = (await open().look([known])).get(7)
    assert.deepEqual([told?.outcome, told?.endedAt], ['stopped', Date.UTC(2027, 2, 1, 10, 1)])
    writeFileSync(at('status'), '3\n0m0.00s 0m0.00s\n1m2.50s 0m0.50s\n')
    const noted = (await open().look([known])).get(7)
    assert.deepEqual([noted?.outcome, noted?.exitCode, noted?.cpuSeconds], ['failed', 3, 63])
  })

  test('one that left nothing behind is given up only when its time is over, and not at the first look', async () => {
    const { say, open, known, clock } = scene({
      squeue: LINE('RUNNING'),
      sacct: 'echo "Slurm accounting storage is disabled" >&2; exit 1',
    })
    const backend = open()
    assert.equal((await backend.look([known])).get(7)?.state, 'running')
    say('squeue', 'true')
    clock.advance(20 * MINUTE)
    for (let i = 0; i < 3; i += 1) assert.equal((await backend.look([known])).size, 0)
    clock.advance(11 * MINUTE)
    const lost = (await backend.look([known])).get(7)
    assert.deepEqual([lost?.state, lost?.outcome], ['ended', 'lost'])
    const fresh = open()
    assert.equal((await fresh.look([known])).size, 0)
    assert.equal((await fresh.look([known])).get(7)?.outcome, 'lost')
  })

  test('what somebody writes on a job of theirs tells nothing of another’s', async () => {
    const squeue = `case "$*" in *Comment*) printf '9|a\\n41|x|\\n|\\n' ;; *) ${LINE('RUNNING')} ;; esac`
    const { open, order, known } = scene({ squeue, sbatch: 'echo 42' })
    assert.equal((await open().look([known])).get(7)?.state, 'running')
    assert.equal(((await open().submit(7, order, undefined)).handle as { job: number }).job, 42)
    await assert.rejects(open().submit(8, { ...order, env: { A: 'a\0b' } }, undefined), Refused)
  })

  test('one that began before a crash, and is forgotten, is not begun again', async () => {
    const { open, order, at } = scene({ squeue: 'true', sbatch: 'echo 42' })
    writeFileSync(at('output'), 'hello')
    await assert.rejects(open().submit(7, order, undefined), Refused)
  })

  test('what a job prints is read from a file of its own alone, and cut while it runs', async () => {
    const { say, open, known, at, folder } = scene({ squeue: LINE('RUNNING') })
    const backend = open()
    assert.equal(await backend.output(known, { bytes: 100 }), '')
    const secret = join(folder, 'secret')
    writeFileSync(secret, 'not yours')
    symlinkSync(secret, at('output'))
    assert.equal(await backend.output(known, { bytes: 100 }), '')
    await rm(at('output'))
    linkSync(secret, at('output'))
    assert.equal(await backend.output(known, { bytes: 100 }), '')
    await rm(at('output'))
    writeFileSync(at('output'), `${'é'.repeat(1_500)}end`)
    assert.equal(await backend.output({ ...known, handle: { job: 41, uid: 4_242 } }, { bytes: 100 }), '')
    assert.equal(await backend.output(known, { bytes: 4 }), 'end')
    await backend.look([known])
    assert.equal(readFileSync(at('output')).length, 1_000)
    say('squeue', LINE('COMPLETED'))
  })
})

describe('a slurmrestd of a later version', () => {
  test('is spoken to in its own words', async () => {
    const asked: { url: string; headers: NodeJS.Dict<string | string[]>; body: unknown }[] = []
    const server = createServer(async (request, reply) => {
      const body = request.method === 'POST' ? await json(request) : undefined
      asked.push({ url: request.url ?? '', headers: request.headers, body })
      reply.setHeader('content-type', 'application/json')
      reply.end(
        JSON.stringify(
          answers[request.url ?? ''] ?? {
            errors: [{ error_number: 2_017, error: 'Invalid job id specified' }],
          },
        ),
      )
    })
    server.listen(0, '127.0.0.1')
    after(() => server.close())
    await new Promise((resolve) => server.once('listening', resolve))
    const number = (value: number) => ({ set: true, infinite: false, number: value })
    const job = {
      job_id: 41,
      job_state: ['RUNNING'],
      state_reason: 'None',
      nodes: 'node3',
      start_time: number(1_803_895_200),
      end_time: number(1_803_897_000),
      time_limit: number(30),
      exit_code: { return_code: number(0), signal: { id: { set: false, number: 0 } } },
      comment: '',
    }
    const answers: Record<string, object> = {
      '/openapi/v3': {
        paths: {
          '/slurm/v0.0.39/job/submit': {},
          '/slurm/v0.0.41/job/submit': {},
          '/slurm/v9.9.99/job/submit': {},
        },
      },
      '/slurm/v0.0.41/jobs': { jobs: [job], errors: [] },
      '/slurm/v0.0.41/job/submit': { job_id: 41, errors: [] },
    }
    const { open, order, known } = scene()
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
    const backend = open({ driver: 'rest', url, user: 'ada', partition: 'main' }, Buffer.from('key'))
    await backend.submit(
      7,
      { ...order, env: { A: 'b' }, limits: { ...order.limits, memoryMb: 500, gpus: 2 } },
      undefined,
    )
    const sent = asked.at(-1) as (typeof asked)[number]
    const user = process.getuid?.() === 0 ? 'nobody' : 'root'
    await assert.rejects(
      open({ driver: 'rest', url, user }, Buffer.from('key')).submit(7, order, undefined),
      (error) => error instanceof Refused && /who cannot write the workspaces of/.test(error.message),
    )
    assert.equal(sent.headers['x-slurm-user-name'], 'ada')
    assert.partialDeepStrictEqual(sent.body, {
      job: {
        partition: 'main',
        memory_per_node: number(500),
        time_limit: number(30),
        tres_per_node: 'gres/gpu:2',
        open_mode: ['APPEND'],
      },
    })
    const { environment, script } = (sent.body as { job: { environment: string[]; script: string } }).job
    assert.ok(environment.includes('A=b'))
    assert.match(script, /^#!\/bin\/sh\n/)
    const running = (await backend.look([known])).get(7)
    assert.deepEqual(
      [running?.state, running?.host, running?.deadlineAt],
      ['running', 'node3', Date.UTC(2027, 2, 1, 10, 30)],
    )
    answers['/slurm/v0.0.41/jobs'] = {
      jobs: [{ ...job, job_state: ['FAILED'], exit_code: { return_code: number(3) } }],
    }
    assert.equal((await backend.look([known])).get(7)?.exitCode, 3)
    await backend.stop(known)
    answers['/slurm/v0.0.41/jobs'] = { jobs: 'many' }
    await assert.rejects(backend.look([known]), Unreachable)
    answers['/openapi/v3'] = { paths: {} }
    await assert.rejects(open({ driver: 'rest', url }, Buffer.from('key')).look([known]), Unreachable)
  })
})
