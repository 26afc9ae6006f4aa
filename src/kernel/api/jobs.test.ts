import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Type } from 'typebox'
import { eachApp } from '../../../test/support/apps/kernel.ts'
import { waitFor } from '../../../test/support/wait.ts'
import { inTransaction } from '../db/db.ts'
import { defineJob, enqueue } from '../jobs/jobs.ts'

const failing = defineJob({
  name: 'test.failing',
  payload: Type.Object({ n: Type.Integer({ minimum: 0, maximum: 9 }) }),
  maxAttempts: 1,
  async run({ n }) {
    throw new Error(`fault ${n}`)
  },
})

/** Runs until it is told to end. */
const endless = defineJob({
  name: 'test.endless',
  payload: Type.Object({}),
  async run(_payload, begun: { now: boolean; runs: number }, { signal }) {
    begun.now = true
    begun.runs += 1
    await new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)))
  },
})

type Item = { id: string; name: string; state: string; lastError: string; cancellable: boolean }
const ours = (items: Item[]) => items.filter(({ name }) => name.startsWith('test.'))

eachApp((open, name) => {
  test(`operators see the jobs that wait or failed and why, and run one again or remove it (${name})`, async () => {
    const opened = await open()
    const { kernel } = opened
    kernel.jobs.register(failing, {})
    const admin = await opened.as('admin')
    for (const n of [0, 1, 2]) await inTransaction(kernel.db, (tx) => enqueue(tx, failing, { n }))
    await opened.jobs.drain()
    const first = (await admin.get('/api/jobs?state=failed&limit=2')).json()
    const rest = (await admin.get(`/api/jobs?state=failed&limit=2&before=${first.next}`)).json()
    const found: Item[] = [...first.items, ...rest.items]
    assert.deepEqual(
      found.map((each) => [each.name, each.state, /fault \d/.exec(each.lastError)?.[0]]).sort(),
      [0, 1, 2].map((n) => ['test.failing', 'failed', `fault ${n}`]),
    )
    assert.equal(rest.next, null)
    assert.equal(first.counts.failed, 3)
    const [one, two] = found as [Item, Item]
    assert.ok(!('payload' in one) && !('claimedBy' in one))
    assert.equal((await admin.post(`/api/jobs/${one.id}/retry`)).statusCode, 204)
    assert.equal((await admin.post(`/api/jobs/${two.id}/cancel`)).statusCode, 204)
    assert.equal((await admin.post(`/api/jobs/${two.id}/cancel`)).statusCode, 404)
    const left = ours((await admin.get('/api/jobs?kind=test')).json().items)
    assert.deepEqual(left.map(({ state }) => state).sort(), ['failed', 'waiting'])
    assert.deepEqual((await admin.get('/api/jobs?kind=tes')).json().items, [])
  })

  test(`all failed jobs run again at once, with one entry that says how many (${name})`, async () => {
    const opened = await open()
    const { kernel } = opened
    kernel.jobs.register(failing, {})
    const admin = await opened.as('admin')
    for (const n of [0, 1, 2]) await inTransaction(kernel.db, (tx) => enqueue(tx, failing, { n }))
    await opened.jobs.drain()
    assert.deepEqual((await admin.post('/api/jobs/retry-failed', { kind: 'other' })).json(), { retried: 0 })
    assert.deepEqual((await admin.post('/api/jobs/retry-failed', {})).json(), { retried: 3 })
    assert.equal((await admin.get('/api/jobs?state=failed')).json().items.length, 0)
    await waitFor(async () => {
      const [entry] = await kernel.journal.list({ action: 'job.all-retried', limit: 2 })
      return entry?.details?.includes('"retried":3') === true
    })
  })

  test(`a job that runs is told to end when it is cancelled, and does not run again (${name})`, async () => {
    const opened = await open()
    const { kernel } = opened
    const begun = { now: false, runs: 0 }
    kernel.jobs.register(endless, begun)
    const admin = await opened.as('admin')
    await inTransaction(kernel.db, (tx) => enqueue(tx, endless, {}))
    const drained = opened.jobs.drain()
    await waitFor(() => begun.now)
    const [running] = ours((await admin.get('/api/jobs?state=running')).json().items)
    assert.equal(running?.cancellable, true)
    assert.equal((await admin.post(`/api/jobs/${running?.id}/retry`)).json().code, 'job_runs')
    assert.equal((await admin.post(`/api/jobs/${running?.id}/cancel`)).statusCode, 204)
    await drained
    await opened.jobs.drain()
    assert.deepEqual([begun.runs, ours((await admin.get('/api/jobs')).json().items)], [1, []])
  })

  test(`schedules say when they ran last and when next (${name})`, async () => {
    const opened = await open()
    const admin = await opened.as('admin')
    await opened.jobs.drain()
    const find = async () =>
      (await admin.get('/api/jobs/schedules'))
        .json()
        .items.find((each: { name: string }) => each.name === 'kernel.sweep')
    const before = await find()
    assert.deepEqual([before.cron, before.timezone, before.lastAt], ['17 * * * *', 'UTC', null])
    opened.clock.set(Date.parse(before.nextAt))
    await opened.jobs.drain()
    const after = await find()
    assert.equal(after.lastAt, before.nextAt)
    assert.ok(after.nextAt > before.nextAt)
  })
})
