import assert from 'node:assert/strict'
import { unlinkSync } from 'node:fs'
import { test } from 'node:test'
import { eachApp, testApp } from '../../../../test/support/apps/automation.ts'
import { waitFor } from '../../../../test/support/wait.ts'
import { setRoles } from '../../../kernel/identity/group.ts'
import { abortRun } from './abort.ts'
import { failMissed } from './fail.ts'
import { removeRun } from './run.ts'
import { benchOn, HELD, runBench, SAYS, SYSTEM } from './runs.fixture.ts'
import { runNow, scheduleRun } from './start.ts'

const codeOf = (result: PromiseSettledResult<unknown>): string =>
  result.status === 'fulfilled' ? 'ok' : String((result.reason as { code?: string }).code)

eachApp((open, name) => {
  test(`D6: of 50 starts, runs and stops at once there is one attempt, and a stop wins over whatever is under way, on ${name}`, async () => {
    const bench = await runBench(open)
    const { automation, test: app } = bench
    const inventoryId = await bench.inventory(2)
    const templateId = await bench.template(HELD)
    const { id } = await bench.make({ templateId, inventoryId })
    const now = { cause: 'protocol', at: null } as const
    const all = await Promise.allSettled(
      Array.from({ length: 50 }, () => scheduleRun(automation, SYSTEM, id, now)),
    )
    assert.ok(all.map(codeOf).every((code) => code === 'ok' || code === 'is_running'))
    await bench.until(id, 'running', 2)
    await assert.rejects(runNow(automation, SYSTEM, id), { code: 'is_running' })
    assert.equal((await bench.run(id)).number, 1)
    await Promise.all(Array.from({ length: 20 }, () => abortRun(automation, SYSTEM, id)))
    // Begun anew while the first is still being ended: it waits for that.
    await scheduleRun(automation, SYSTEM, id, now)
    await waitFor(async () => (await bench.run(id)).number === 2, 20_000)
    await bench.until(id, 'running', 2)
    await bench.letGo(id)
    const { number, status, attempt_id } = await bench.ended(id)
    assert.deepEqual([number, status], [2, 'finished'])
    const attempts = await automation.db
      .selectFrom('automation_attempt')
      .select(['number', 'status', 'id'])
      .where('run_id', '=', id)
      .orderBy('number')
      .execute()
    assert.deepEqual(
      attempts.map(({ status }) => status),
      ['aborted', 'finished'],
    )
    assert.equal(attempts[1]?.id, attempt_id)

    // At every moment of a start.
    for (let pause = 0; pause < 6; pause += 1) {
      await scheduleRun(automation, SYSTEM, id, now)
      for (let turn = 0; turn < pause * 8; turn += 1) await new Promise(setImmediate)
      await abortRun(automation, SYSTEM, id)
      assert.equal((await bench.ended(id)).status, 'aborted', `after ${pause}`)
    }
    await app.jobs.drain()
    const left = await automation.db
      .selectFrom('automation_attempt')
      .selectAll()
      .where('status', '=', 'running')
      .execute()
    assert.deepEqual(left, [])

    const removals = await Promise.allSettled(
      Array.from({ length: 20 }, () => removeRun(automation, SYSTEM, id)),
    )
    assert.deepEqual(
      [removals.filter((each) => codeOf(each) === 'ok').length, new Set(removals.map(codeOf))],
      [1, new Set(['ok', 'not_found'])],
    )

    // What it has left is cleared away beside, and nobody sees it meanwhile.
    const desk = await app.as('desk', { roles: ['automation:support'] })
    const { items, total, statuses } = (await desk.get('/api/automation/runs')).json()
    assert.deepEqual([items, total.count, statuses.finished], [[], 0, 0])
    const { count, results } = (await desk.get('/automation/api/tasks/')).json()
    assert.deepEqual([count, results], [0, []])
    const kept = () =>
      Promise.all(
        (['automation_attempt', 'automation_attempt_host', 'automation_output'] as const).map(
          async (table) => (await automation.db.selectFrom(table).select('id').execute()).length,
        ),
      )
    assert.ok(
      (await kept()).every((rows) => rows > 0),
      String(await kept()),
    )
    await app.jobs.drain()
    assert.deepEqual(await kept(), [0, 0, 0])
  })

  test(`a run waits for its time, and what cannot run ends in words, on ${name}`, async () => {
    const bench = await runBench(open)
    const { automation, test: app } = bench
    const inventoryId = await bench.inventory(2)
    const templateId = await bench.template(SAYS)
    const { id } = await bench.make({
      templateId,
      inventoryId,
      scheduledAt: app.clock.now() + 60_000,
      variables: { text: 'x' },
    })
    await scheduleRun(automation, SYSTEM, id, { cause: 'protocol' })
    await automation.runner.settle()
    assert.deepEqual([(await bench.run(id)).status, (await bench.run(id)).number], ['scheduled', 0])
    app.clock.advance(60_001)
    automation.runner.kick()
    assert.equal((await bench.ended(id)).status, 'finished')
    assert.equal((await runNow(automation, SYSTEM, id)).status, 'finished', 'again, by the protocol')

    const why = async (fields: Parameters<typeof bench.start>[0]): Promise<string | null> => {
      const { id } = await bench.start({ templateId, inventoryId, ...fields })
      assert.equal((await bench.ended(id)).status, 'failed')
      return (await bench.attempt(id)).exception
    }
    assert.equal(await why({ filters: { platform: 'none' } }), 'No host matches the selection.')
    assert.match(
      (await why({ filters: { filter_func: 1 } })) ?? '',
      /^The selection of its hosts cannot be used: /,
    )
    const missing = await bench.template(SAYS, { fileName: 'gone.ts' })
    unlinkSync(`${automation.root}/web_nornir/job_templates/gone.ts`)
    assert.equal(await why({ templateId: missing }), 'job template "gone.ts" not found')
    const broken = await bench.inventory('n1: { groups: [nowhere] }\n')
    assert.match((await why({ inventoryId: broken })) ?? '', /^inventories\/\d+\.yaml, line 1: .*nowhere/)
    assert.equal(await why({ filters: { hosts: ['n1', 'nobody'] } }), null)
    assert.equal(await why({ filters: { hosts: ['nobody'] } }), null)
    await waitFor(
      async () =>
        (
          await automation.db
            .selectFrom('kernel_execution')
            .select('id')
            .where('state', '<>', 'ended')
            .execute()
        ).length === 0,
    )
  })
})

test('A3: a run is not begun, and says so, whose time came long before the server did, or whose asker may start none any more; one that is a little late is', async () => {
  const app = await testApp({ env: { ATELIER_AUTOMATION_GRACE_MINUTES: '60', ATELIER_AUTOMATION_RUNS: '1' } })
  const bench = benchOn(app)
  const { automation } = bench
  const inventoryId = await bench.inventory(1)
  const templateId = await bench.template(SAYS)
  const at = app.clock.now() + 60_000
  const { id: late } = await bench.make({ templateId, inventoryId, scheduledAt: at })
  const { id: later } = await bench.make({ templateId, inventoryId, scheduledAt: at + 90 * 60_000 })
  for (const id of [late, later]) await scheduleRun(automation, SYSTEM, id, { cause: 'protocol' })
  app.clock.advance(120 * 60_000)
  app.kernel.executions.begin()
  await automation.begin()
  assert.equal((await bench.ended(late)).status, 'failed')
  assert.match(
    (await bench.attempt(late)).exception ?? '',
    /^Its time, 2027-03-01 10:01 UTC, came while the server was down, and is more than 60 minutes ago\./,
  )
  assert.equal((await bench.ended(later)).status, 'finished')
  const ned = await app.as('ned', { roles: ['automation:netadmin'] })
  const { id: theirs } = await bench.make({ templateId, inventoryId })
  const inAMinute = { cause: 'run', at: app.clock.now() + 60_000 } as const
  await scheduleRun(automation, { account: ned.id, via: 'token' }, theirs, inAMinute)
  await setRoles(app.kernel.identity, SYSTEM, { account: ned.id }, ['automation:support'])
  app.clock.advance(60_000)
  assert.equal((await bench.ended(theirs)).status, 'failed')
  assert.match((await bench.attempt(theirs)).exception ?? '', /may not start runs any more/)
  // One for which there was no place was not missed, however long it has waited.
  const first = await bench.start({ templateId: await bench.template(HELD), inventoryId })
  await bench.until(first.id, 'running', 1)
  const second = await bench.start({ templateId, inventoryId })
  await waitFor(async () => (await bench.run(second.id)).waits_for === 'Waits for a free place.')
  app.clock.advance(120 * 60_000)
  await failMissed(automation, 'anew')
  await bench.letGo(first.id)
  assert.equal((await bench.ended(second.id)).status, 'finished')
})
