import assert from 'node:assert/strict'
import { test } from 'node:test'
import { eachApp, type TestApp, testApp } from '../../../../test/support/apps/automation.ts'
import { inTransaction } from '../../../kernel/db/db.ts'
import { changeAccount } from '../../../kernel/identity/account.ts'
import { setRoles } from '../../../kernel/identity/group.ts'
import { HOUR_MS, MINUTE_MS } from '../../../kernel/span.ts'
import type { Automation } from '../automation.ts'
import { groundOf, makeRun } from './plan.fixture.ts'

const API = '/api/automation/schedules'
const START = Date.UTC(2027, 2, 1, 10, 0, 0)

async function stageOf(app: TestApp) {
  const automation = app.atelier.automation as Automation
  const nora = await app.as('nora', { roles: ['automation:netadmin'] })
  const { inventory, template } = await groundOf(automation)
  const preset = await makeRun(automation, {
    ...{ name: 'Nightly hello', templateId: template.id, inventoryId: inventory, isPreset: true },
  })
  const ask = async (body: object) =>
    (
      await nora.post(API, { name: 'Nightly', presetId: preset.id, timezone: 'Europe/Zurich', ...body })
    ).json()
  return {
    ...{ automation, nora, inventory, template, preset, ask },
    look: () => automation.scheduler.look(),
    get: async (id: number) => (await nora.get(`${API}/${id}`)).json(),
    runs: () =>
      automation.db
        .selectFrom('automation_run')
        .select(['id', 'status', 'schedule_id', 'created_by', 'asked_by', 'asked_as'])
        .where('is_preset', '=', 0)
        .orderBy('id')
        .execute(),
    end: (id: number, status: 'finished' | 'failed' = 'finished') =>
      inTransaction(automation.db, (tx) =>
        tx.updateTable('automation_run').set({ status }).where('id', '=', id).execute(),
      ),
  }
}

eachApp((open, name) => {
  test(`R9: a schedule runs its preset at its times, and two nodes that look at once run it once (${name})`, async () => {
    const app = await open({ start: START })
    const { ask, look, get, runs, end, nora, automation } = await stageOf(app)
    const made = await ask({ cron: '30 11 * * *' })
    assert.equal(made.words, 'Every day at 11:30, Europe/Zurich')
    assert.deepEqual(
      made.next.map(({ at }: { at: string }) => at),
      ['2027-03-01T10:30:00.000Z', '2027-03-02T10:30:00.000Z', '2027-03-03T10:30:00.000Z'],
    )
    await look()
    assert.equal((await runs()).length, 0)

    app.clock.advance(30 * MINUTE_MS)
    await Promise.all([look(), look(), look()])
    const [run, ...others] = await runs()
    assert.equal(others.length, 0)
    assert.deepEqual(
      [run?.schedule_id, run?.status, run?.created_by, run?.asked_by, run?.asked_as],
      [made.id, 'scheduled', nora.id, nora.id, 'schedule'],
    )
    const after = await get(made.id)
    assert.deepEqual([after.lastRunId, after.lastStatus, after.message], [run?.id, 'scheduled', ''])
    assert.equal(after.nextAt, '2027-03-02T10:30:00.000Z')

    // A clock that jumps back runs nothing again.
    await end(run?.id as number)
    app.clock.set(START)
    await look()
    app.clock.advance(30 * MINUTE_MS)
    await look()
    assert.equal((await runs()).length, 1)
    assert.equal((await nora.delete(`${API}/${made.id}`)).statusCode, 204)
    const entries = await automation.kernel.journal.list({ limit: 50 })
    const actions = entries.map(({ action }) => action)
    for (const act of ['created', 'removed']) assert.ok(actions.includes(`automation.schedule.${act}`), act)
  })
})

test('a time that the server was not there for is made up for once, or left out and told', async () => {
  const app = await testApp({ start: START })
  const { ask, look, get, runs, end, nora, automation } = await stageOf(app)
  const once = await ask({ everySeconds: 3_600, missed: 'once' })
  const skip = await ask({ everySeconds: 3_600, missed: 'skip', name: 'Skipping' })
  app.clock.advance(5 * HOUR_MS + 10 * MINUTE_MS)
  await look()
  const [first, ...more] = await runs()
  assert.equal(more.length, 0)
  assert.equal(first?.schedule_id, once.id)
  const made = await get(once.id)
  assert.match(
    made.message,
    /did not run from Monday 1 March 2027 at 12:00 .* on, and 5 times were made up for by one run\./,
  )
  assert.equal(made.nextAt, '2027-03-01T16:00:00.000Z')
  const left = await get(skip.id)
  assert.match(left.message, /5 times were left out/)
  assert.equal(left.missedAt, '2027-03-01T11:00:00.000Z')
  const [notice] = (await nora.get('/api/me/notices')).json().items
  assert.deepEqual(
    [notice.title, notice.link],
    ['“Skipping” did not run', `/app/automation/schedules/${skip.id}`],
  )

  // Later than the grace nothing is made up for.
  await end(first?.id as number)
  app.clock.advance(automation.settings.graceMinutes * MINUTE_MS + 2 * HOUR_MS)
  await nora.patch(`${API}/${once.id}`, { name: 'Weekly', cron: '0 12 * * 1', everySeconds: null })
  app.clock.set(Date.UTC(2027, 2, 12, 10, 0, 0))
  await look()
  assert.equal((await get(once.id)).message.includes('that time was left out'), true)
  // The other one goes by the hour, and this hour is not late.
  assert.equal((await runs()).length, 2)
})

test('R9: a schedule outlives the server: the time that came while it was down is made up for at the next start', async () => {
  const before = await testApp({ start: START })
  const { ask } = await stageOf(before)
  const made = await ask({ cron: '0 12 * * *' })
  await before.close()
  const after = await testApp({ folder: before.folder, start: START + 4 * HOUR_MS })
  const automation = after.atelier.automation as Automation
  for (const _ of [1, 2]) await automation.scheduler.look()
  const runs = await automation.db
    .selectFrom('automation_run')
    .select('schedule_id')
    .where('is_preset', '=', 0)
    .execute()
  assert.deepEqual(runs, [{ schedule_id: made.id }])
})

test('a time that comes before the last run is over is left out, or put behind it', async () => {
  const app = await testApp({ start: START })
  const { ask, look, get, runs, end } = await stageOf(app)
  const skip = await ask({ everySeconds: 60, overlap: 'skip', name: 'Skips' })
  const wait = await ask({ everySeconds: 60, overlap: 'wait', name: 'Waits' })
  for (let minute = 0; minute < 4; minute++) {
    app.clock.advance(MINUTE_MS)
    await look()
  }
  const open = await runs()
  assert.equal(open.length, 2)
  assert.match((await get(skip.id)).message, /It was left out: run \d+ of the time before was not over\./)
  assert.deepEqual([(await get(wait.id)).isWaiting, (await get(skip.id)).isWaiting], [true, false])
  for (const { id } of open) await end(id)
  await look()
  // Three times that came meanwhile are one; the other waits for its next minute.
  assert.deepEqual(
    (await runs()).map(({ schedule_id }) => schedule_id),
    [skip.id, wait.id, wait.id],
  )
  assert.deepEqual([(await get(wait.id)).isWaiting, (await get(wait.id)).message], [false, ''])
})

test('A3: a schedule runs as long as whoever answers for it may start runs; then it is paused, told once, and taken over', async () => {
  const app = await testApp({ start: START })
  const { ask, look, get, runs, nora, automation } = await stageOf(app)
  const other = await app.as('nel', { roles: ['automation:netadmin'] })
  const root = await app.as('root', { roles: ['automation:superuser'] })
  const made = await ask({ everySeconds: 3_600 })
  assert.deepEqual([made.owner, made.orphanedAt], ['nora', null])
  await setRoles(app.kernel.identity, { via: 'system' }, { account: nora.id }, ['automation:support'])
  for (const _ of [1, 2]) {
    app.clock.advance(HOUR_MS)
    await look()
  }
  assert.equal((await runs()).length, 0)
  const paused = await get(made.id)
  assert.deepEqual([paused.isEnabled, paused.nextAt, paused.owner], [false, null, 'nora'])
  assert.ok(paused.orphanedAt)
  assert.match(paused.message, /may not start runs any more, so it is paused/)
  const told = (await root.get('/api/me/notices')).json().items
  assert.deepEqual(
    told
      .filter(({ kind }: { kind: string }) => kind === 'automation.owner-gone')
      .map(({ title, link }: Record<string, string>) => [title, link]),
    [['“Nightly” is paused', `/app/automation/schedules/${made.id}`]],
  )

  assert.equal((await nora.post(`${API}/${made.id}/take-over`)).statusCode, 403)
  const taken = (await other.post(`${API}/${made.id}/take-over`)).json()
  assert.deepEqual([taken.owner, taken.isEnabled, taken.orphanedAt, taken.message], ['nel', true, null, ''])
  app.clock.advance(HOUR_MS)
  await look()
  assert.deepEqual(
    (await runs()).map(({ asked_by }) => asked_by),
    [other.id],
  )
  // An account that may not sign in starts nothing either.
  await changeAccount(app.kernel.identity, { via: 'system' }, other.id, { disabled: true })
  app.clock.advance(HOUR_MS)
  await look()
  assert.equal((await runs()).length, 1)
  const acts = (await automation.kernel.journal.list({ limit: 50 })).map(({ action }) => action)
  for (const act of ['orphaned', 'taken-over']) assert.ok(acts.includes(`automation.schedule.${act}`), act)
})

test('a schedule is paused, changed, started by hand and ended, and one whose template is gone says so', async () => {
  const app = await testApp({ start: START })
  const { ask, look, get, runs, end, nora, automation, preset } = await stageOf(app)
  const support = await app.as('sam', { roles: ['automation:support'] })
  const made = await ask({ everySeconds: 3_600, endsAt: new Date(START + 2.5 * HOUR_MS).toISOString() })
  assert.equal((await support.get(API)).json().items.length, 1)
  assert.equal((await support.post(API, { name: 'x', presetId: preset.id, timezone: 'UTC' })).statusCode, 403)
  assert.equal((await support.post(`${API}/${made.id}/start`)).statusCode, 403)

  for (const [body, code] of [
    [{ cron: '0 0 30 2 *' }, 'bad_rule'],
    [{}, 'bad_rule'],
    [{ everySeconds: 60, presetId: 999 }, 'no_preset'],
    [{ everySeconds: 3_600, endsAt: new Date(START).toISOString() }, 'ends_too_soon'],
  ] as const)
    assert.equal((await ask(body)).code, code)
  const preview = await nora.get(`${API}/preview?cron=0%206%20*%20*%201-5&timezone=Europe/Zurich`)
  assert.equal(preview.json().words, 'Monday to Friday at 06:00, Europe/Zurich')
  assert.equal(preview.json().next[0].words, 'Tuesday 2 March 2027 at 06:00 CET')
  assert.ok((await nora.get(`${API}/zones`)).json().items.includes('Europe/Zurich'))

  const paused = await nora.patch(`${API}/${made.id}`, { isEnabled: false })
  assert.deepEqual([paused.json().isEnabled, paused.json().nextAt], [false, null])
  app.clock.advance(HOUR_MS)
  await look()
  assert.equal((await runs()).length, 0)
  await nora.patch(`${API}/${made.id}`, { isEnabled: true })
  assert.equal((await nora.post(`${API}/${made.id}/start`)).statusCode, 201)
  await end((await runs())[0]?.id as number)
  app.clock.advance(HOUR_MS)
  await look()
  assert.equal((await runs()).length, 2)
  // Its next time would be after its end.
  assert.equal((await get(made.id)).nextAt, null)

  const other = await ask({ everySeconds: 3_600, name: 'Of a template that goes' })
  await inTransaction(automation.db, (tx) =>
    tx.updateTable('automation_run').set({ template_id: null }).where('id', '=', preset.id).execute(),
  )
  app.clock.advance(HOUR_MS)
  await look()
  const gone = await get(other.id)
  assert.deepEqual([gone.isEnabled, gone.nextAt], [false, null])
  assert.match(gone.message, /It was switched off/)
  const stale = await nora.patch(`${API}/${other.id}`, { isEnabled: true })
  assert.equal(stale.json().code, 'not_runnable')
  assert.equal((await nora.patch(`${API}/${other.id}`, { isEnabled: false })).statusCode, 200)
})
