import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { describe, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { sql } from 'kysely'
import { pino } from 'pino'
import { Type } from 'typebox'
import { handClock } from '../../../test/support/clock.ts'
import { createPostgresDatabase, eachDatabase } from '../../../test/support/database.ts'
import { waitFor } from '../../../test/support/wait.ts'
import { systemClock } from '../clock.ts'
import { type Database, openDatabase } from '../db/database.ts'
import { inTransaction, type KernelDb } from '../db/db.ts'
import { migrate } from '../db/migrate.ts'
import { silentLog } from '../log.ts'
import { defineJob, enqueue, Jobs } from './jobs.ts'
import { jobsRoom } from './migrations.ts'
import { nextAfter } from './schedules.ts'
import type { JobTables } from './tables.ts'
import { effectsRoom } from './try-worker.fixture.ts'

type Seen = (text: string, info: { attempt: number; signal: AbortSignal }) => void | Promise<void>

const say = defineJob({
  name: 'try.say',
  payload: Type.Object({ text: Type.String() }),
  async run({ text }, { seen }: { seen: Seen }, info) {
    await seen(text, info)
  },
})

async function jobsOn(database: Database, seen: Seen = () => undefined) {
  const clock = handClock(Date.now())
  const jobs = new Jobs({ database, clock, log: silentLog, concurrency: 4 })
  jobs.register(say, { seen })
  await jobs.prepare()
  const ask = (text: string, options: { key?: string; runAt?: number; priority?: number } = {}) =>
    inTransaction(database.db, (tx) => enqueue(tx, say, { text }, options))
  return { jobs, clock, ask }
}

eachDatabase('jobs', (open) => {
  test('a job runs after its transaction, and never when that is rolled back', async () => {
    const database = await open({ rooms: [jobsRoom] })
    const seen: string[] = []
    const { jobs, ask } = await jobsOn(database, (text) => void seen.push(text))
    await ask('kept')
    await assert.rejects(
      inTransaction(database.db, async (tx) => {
        await enqueue(tx, say, { text: 'lost' })
        throw new Error('no')
      }),
    )
    await jobs.drain()
    assert.deepEqual(seen, ['kept'])
    assert.deepEqual(await jobs.list({ limit: 10 }), [])
  })

  test('of one key one waits, with the newest payload', async () => {
    const seen: string[] = []
    const { jobs, ask } = await jobsOn(await open({ rooms: [jobsRoom] }), (text) => void seen.push(text))
    for (const text of ['a', 'b', 'c']) await ask(text, { key: 'one' })
    await ask('other', { key: 'two' })
    await jobs.drain()
    assert.deepEqual(seen.sort(), ['c', 'other'])
  })

  test('a payload that does not fit is refused where it is asked for', async () => {
    const database = await open({ rooms: [jobsRoom] })
    await jobsOn(database)
    await assert.rejects(
      inTransaction(database.db, (tx) => enqueue(tx, say, { text: 7 } as never)),
      /does not fit/,
    )
  })

  test('a failing job waits longer each time, and a person sees why and can try it again', async () => {
    let fails = true
    const attempts: number[] = []
    const database = await open({ rooms: [jobsRoom] })
    const { jobs, ask } = await jobsOn(database, (_text, { attempt }) => {
      attempts.push(attempt)
      if (fails) throw new Error('the printer is on fire')
    })
    await ask('x')
    await jobs.drain()
    const [job] = await jobs.list({ limit: 5 })
    assert.equal(job?.state, 'waiting')
    assert.equal(job?.attempts, 1)
    assert.equal(job?.lastError, 'the printer is on fire')
    assert.deepEqual(job?.payload, { text: 'x' })
    const { runAt = 0, createdAt = 0 } = job ?? {}
    assert.ok(runAt - createdAt > 500 && runAt - Date.now() < 4_000, `it waits ${runAt - createdAt} ms`)
    await jobs.drain()
    assert.deepEqual(attempts, [1])
    fails = false
    assert.equal(await inTransaction(database.db, (tx) => jobs.retry(tx, job?.id ?? '')), true)
    await jobs.drain()
    assert.deepEqual(await jobs.list({ limit: 5 }), [])
  })

  test('after its last try it stays as failed, until somebody retries or cancels it', async () => {
    const database = await open({ rooms: [jobsRoom] })
    const once = defineJob({
      name: 'try.once',
      payload: Type.Object({}),
      maxAttempts: 1,
      async run() {
        throw new Error('never works')
      },
    })
    const { jobs } = await jobsOn(database)
    jobs.register(once, undefined)
    await inTransaction(database.db, (tx) => enqueue(tx, once, {}))
    await jobs.drain()
    const [failed] = await jobs.list({ state: 'failed', limit: 5 })
    assert.equal(failed?.lastError, 'never works')
    assert.equal(await inTransaction(database.db, (tx) => jobs.retry(tx, failed?.id ?? '')), true)
    await jobs.drain()
    assert.equal((await jobs.list({ state: 'failed', limit: 5 })).length, 1)
    assert.equal(await inTransaction(database.db, (tx) => jobs.cancel(tx, failed?.id ?? '')), true)
    assert.deepEqual(await jobs.list({ limit: 5 }), [])
    assert.equal(await inTransaction(database.db, (tx) => jobs.cancel(tx, failed?.id ?? '')), false)
  })

  test('a started queue runs what is asked for, and gives back what it cannot end in time', async () => {
    const database = await open({ rooms: [jobsRoom] })
    let began = 0
    const { jobs, ask } = await jobsOn(database, (text, { signal }) => {
      began += 1
      if (text !== 'long') return
      return new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)))
    })
    await jobs.start()
    await Promise.all(Array.from({ length: 20 }, (_, i) => ask(`short ${i}`)))
    await ask('long')
    await waitFor(async () => began === 21 && (await jobs.list({ limit: 50 })).length === 1)
    await jobs.stop(50)
    const [left] = await jobs.list({ limit: 5 })
    assert.equal(left?.name, 'try.say')
    assert.notEqual(left?.state, 'failed')
  })

  test('a schedule asks once for what is due, however many look and however the clock jumps', async () => {
    const database = await open({ rooms: [jobsRoom] })
    const seen: string[] = []
    const { jobs, clock } = await jobsOn(database, (text) => void seen.push(text))
    jobs.schedule({
      name: 'nightly',
      cron: '30 2 * * *',
      timezone: 'Europe/Brussels',
      job: say,
      payload: { text: 'night' },
    })
    await jobs.drain()
    assert.deepEqual(seen, [])
    clock.advance(24 * 3_600_000)
    await jobs.drain()
    await jobs.drain()
    assert.deepEqual(seen, ['night'])
    clock.advance(-24 * 3_600_000)
    await jobs.drain()
    clock.advance(24 * 3_600_000)
    await jobs.drain()
    assert.deepEqual(seen, ['night'])
    clock.advance(5 * 24 * 3_600_000)
    await jobs.drain()
    assert.deepEqual(seen, ['night', 'night'])
  })

  test('R13: rules of every hour or less go on at once when the clock is put back, rarer ones unless it was far ahead', async () => {
    const database = await open({ rooms: [jobsRoom] })
    const seen: string[] = []
    const { jobs, clock } = await jobsOn(database, (text) => void seen.push(text))
    for (const [text, cron] of [
      ['minute', '* * * * *'],
      ['night', '30 2 * * *'],
    ] as const)
      jobs.schedule({ name: text, cron, job: say, payload: { text } })
    const afterJump = async (hours: number) => {
      seen.length = 0
      clock.advance(hours * 3_600_000)
      await jobs.drain()
      clock.advance(60_000)
      await jobs.drain()
      return seen.toSorted()
    }
    await jobs.drain()
    assert.deepEqual(await afterJump(24), ['minute', 'minute', 'night'])
    assert.deepEqual(await afterJump(-24), ['minute'])
    assert.deepEqual(await afterJump(24), ['minute', 'minute'], 'that night has had its turn')
    assert.deepEqual(await afterJump(365 * 24), ['minute', 'minute', 'night'])
    assert.deepEqual(await afterJump(-365 * 24), ['minute'])
    assert.deepEqual(await afterJump(24), ['minute', 'minute', 'night'], 'and not in a year')
  })
})

describe('R9: a worker killed in the middle', () => {
  const count = process.env.ATELIER_TEST_LONG ? 500 : 60

  const killInTheMiddle = async (folder: string, url?: string) => {
    const database = await openDatabase({ folder, url, log: silentLog })
    await migrate(database, [jobsRoom, effectsRoom], 1)
    const jobs = new Jobs({ database, clock: systemClock, log: silentLog })
    await jobs.prepare()
    const effect = (await import('./try-worker.fixture.ts')).effect
    for (let i = 0; i < count; i += 1)
      await inTransaction(database.db, (tx) => enqueue(tx, effect, { number: i }))
    if (!url) await database.close()
    const worker = () =>
      spawn(
        process.execPath,
        [fileURLToPath(new URL('./try-worker.fixture.ts', import.meta.url)), folder, url ?? ''],
        {
          stdio: ['ignore', 'pipe', 'inherit'],
        },
      )
    const first = worker()
    await once(first.stdout, 'data')
    first.kill('SIGKILL')
    await once(first, 'exit')
    // On PostgreSQL other nodes take over after 60 s without a heartbeat: here its last one is made that old.
    if (url)
      await inTransaction(database.db, (tx) =>
        sql`update kernel_node set heartbeat_at = heartbeat_at - 70000`.execute(tx as never),
      )
    if (url) await database.close()
    const second = worker()
    second.stdout.resume()
    const reader = await openDatabase({ folder, url, log: silentLog })
    await waitFor(async () => (await effects(reader)) === count, 30_000)
    second.kill('SIGTERM')
    await once(second, 'exit')
    assert.equal(await effects(reader), count)
    await reader.close()
  }
  const effects = async (database: Database) => {
    const { rows } = await sql<{ n: number }>`select count(*) as n from try_effect`.execute(
      database.db as never,
    )
    return rows[0]?.n
  }

  test('loses none of its jobs, and each takes effect once (SQLite)', () =>
    killInTheMiddle(mkdtempSync(join(tmpdir(), 'atelier-jobs-'))))

  const server = process.env.ATELIER_TEST_POSTGRES_URL
  if (server) {
    test('loses none of its jobs, and each takes effect once (PostgreSQL)', async () =>
      killInTheMiddle(mkdtempSync(join(tmpdir(), 'atelier-jobs-')), await createPostgresDatabase(server)))
  }
})

test('R9: a server that was killed while two jobs of one key ran starts again, and the newer one is run', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'atelier-jobs-'))
  const database = await openDatabase({ folder, log: silentLog })
  await migrate(database, [jobsRoom], 1)
  const killed = (text: string) => ({
    name: say.name,
    payload: JSON.stringify({ text }),
    job_key: 'one',
    state: 'running' as const,
    attempts: 1,
    max_attempts: 5,
    run_at: 0,
    priority: 0,
    last_error: null,
    claimed_by: 'somebody',
    created_at: 0,
  })
  await inTransaction(database.db as KernelDb<JobTables>, (tx) =>
    tx
      .insertInto('kernel_job')
      .values([killed('older'), killed('newer')])
      .execute(),
  )
  const seen: string[] = []
  const { jobs } = await jobsOn(database, (text) => void seen.push(text))
  await jobs.start()
  await waitFor(async () => (await jobs.list({ limit: 9 })).length === 0)
  assert.deepEqual(seen, ['newer'])
  await jobs.stop(1_000)
  await database.close()
})

test('R9: a job whose end could not be written, since the database was locked, takes effect once and is done', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'atelier-jobs-'))
  const lines: string[] = []
  const log = pino({}, { write: (line: string) => void lines.push(line) })
  const database = await openDatabase({ folder, log: silentLog })
  await migrate(database, [jobsRoom], 1)
  const other = new DatabaseSync(join(folder, 'atelier.db'))
  const jobs = new Jobs({ database, clock: systemClock, log })
  let effects = 0
  const seen = () => {
    effects += 1
    other.exec('begin immediate')
  }
  jobs.register(say, { seen })
  await jobs.prepare()
  await jobs.start()
  await inTransaction(database.db, (tx) => enqueue(tx, say, { text: 'once' }))
  await waitFor(() => lines.some((line) => line.includes('end of a job could not be written')))
  assert.equal((await jobs.list({ limit: 10 })).length, 1)
  other.exec('rollback')
  other.close()
  await waitFor(async () => (await jobs.list({ limit: 10 })).length === 0)
  assert.equal(effects, 1)
  await jobs.stop(1_000)
  await database.close()
})

test('R13: times keep to their zone over both changes of summer time', () => {
  const rule = { cron: '30 2 * * *', timezone: 'Europe/Brussels' }
  const at = (text: string) => new Date(nextAfter(rule, Date.parse(text))).toISOString()
  assert.equal(
    at('2027-03-27T12:00:00Z'),
    '2027-03-28T01:00:00.000Z',
    'there is no 02:30 that day: it runs at 03:00',
  )
  assert.equal(at('2027-03-28T12:00:00Z'), '2027-03-29T00:30:00.000Z')
  assert.equal(at('2027-10-30T12:00:00Z'), '2027-10-31T00:30:00.000Z')
  assert.equal(
    at('2027-10-31T00:31:00Z'),
    '2027-11-01T01:30:00.000Z',
    'the second 02:30 of that night does not count',
  )
})
