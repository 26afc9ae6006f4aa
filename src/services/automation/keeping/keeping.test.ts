import assert from 'node:assert/strict'
import { test } from 'node:test'
import { eachApp, type TestApp, testApp } from '../../../../test/support/apps/automation.ts'
import { startReceiver } from '../../../../test/support/receiver.ts'
import { inTransaction } from '../../../kernel/db/db.ts'
import { eraseAccount } from '../../../kernel/identity/erasure.ts'
import { mergeAccounts } from '../../../kernel/identity/merge.ts'
import { DAY_MS } from '../../../kernel/span.ts'
import type { Automation } from '../automation.ts'
import { keepVersion } from '../files/version.ts'
import type { NewRun } from '../runs/run.ts'
import { scheduleIn } from '../runs/start.ts'
import { endedAttempt, groundOf, type HostSaid, makeRun } from '../schedules/plan.fixture.ts'
import type { AttemptRow } from '../tables.ts'
import { automationChecks } from './checks.ts'
import { automationHolding } from './holding.ts'
import { removeFileVersions, removeOutputs } from './retention.ts'

const API = '/api/automation'
const by = { via: 'cli' } as const

async function stageOf(app: TestApp) {
  const automation = app.atelier.automation as Automation
  const nora = await app.as('nora', { roles: ['automation:netadmin'] })
  const root = await app.as('root', { roles: ['automation:superuser'] })
  const sam = await app.as('sam', { roles: ['automation:support'] })
  const { inventory, template } = await groundOf(automation)
  const make = (fields: Partial<NewRun> = {}) =>
    makeRun(automation, { templateId: template.id, inventoryId: inventory, createdBy: nora.id, ...fields })
  /** Ends as an attempt of a run ends: with those told who listen. */
  const end = async (fields: Partial<NewRun>, hosts: HostSaid[], columns: Partial<AttemptRow> = {}) => {
    const run = await make(fields)
    const attempt = await endedAttempt(automation, run, {
      template,
      hosts,
      by_account: nora.id,
      ...(columns as object),
    })
    await inTransaction(automation.db, (tx) => automation.runner.tellEnd(tx, { run, attempt }))
    await app.jobs.drain()
    return { run, attempt }
  }
  const titles = async (who: { get: typeof nora.get }): Promise<string[]> =>
    (await who.get('/api/me/notices'))
      .json()
      .items.filter(({ kind }: { kind: string }) => kind.startsWith('automation.'))
      .map(({ title, text }: Record<string, string>) => `${title}: ${text}`)
  return { automation, nora, root, sam, inventory, template, make, end, titles }
}

test('the end of a run is told to whoever began it, and to the people, chats and mailboxes that it names', async () => {
  const app = await testApp({ env: { ATELIER_WEBHOOKS_ALLOW: '127.0.0.1' } })
  const { nora, root, sam, end, titles, automation } = await stageOf(app)
  const outside = await startReceiver()
  const channels = `${API}/channels`
  const chat = (await root.post(channels, { name: 'Ops', kind: 'chat', address: outside.url })).json()
  const box = (await root.post(channels, { name: 'Desk', kind: 'mail', address: 'desk@lab.invalid' })).json()
  assert.deepEqual([chat.shown, box.shown], ['127.0.0.1', 'desk@lab.invalid'])
  assert.equal((await nora.post(channels, { name: 'x', kind: 'chat', address: outside.url })).statusCode, 403)
  for (const [address, kind] of [
    ['http://10.0.0.1/x', 'chat'],
    ['ftp://lab.invalid/', 'chat'],
    ['no address', 'mail'],
  ])
    assert.equal(
      (await root.post(channels, { name: 'y', kind, address })).json().code,
      'bad_address',
      address,
    )
  assert.equal(
    (await root.post(channels, { name: 'OPS', kind: 'chat', address: outside.url })).json().code,
    'name_taken',
  )

  const hosts: HostSaid[] = [{ name: 'a' }, { name: 'b', state: 'failed', error: 'secret words of the host' }]
  const notify = { on: 'both', accounts: [sam.id], channels: [chat.id, box.id] }
  const { run } = await end({ name: 'Uptime', notify }, hosts)
  const told = '“Uptime” failed: 1 of 2 hosts failed: b.'
  assert.deepEqual(await titles(nora), [told])
  assert.deepEqual(await titles(sam), [told])
  const [message] = outside.received
  const { text } = JSON.parse(message?.body ?? '{}')
  assert.match(
    text,
    new RegExp(`^“Uptime” failed\\. 1 of 2 hosts failed: b\\.\\nhttp.*/app/automation/runs/${run.id}$`),
  )
  const [mail] = await automation.kernel.mail.list({ limit: 5 })
  assert.deepEqual([mail?.to_address, mail?.subject], ['desk@lab.invalid', '“Uptime” failed'])

  await end({ name: 'Fine', notify: { on: 'failed', accounts: [sam.id], channels: [chat.id] } }, [
    { name: 'a' },
  ])
  await end({ name: 'Fine too', notify: { on: 'finished', accounts: [sam.id] } }, [{ name: 'a' }])
  assert.deepEqual(await titles(sam), ['“Fine too” is finished: Its host is done.', told])
  assert.deepEqual(await titles(nora), ['“Fine too” is finished: Its host is done.', told])
  await end({ name: 'Dark' }, [{ name: 'a', state: 'unreachable' }], { unreachable: 1 })
  const [{ kind }] = (await nora.get('/api/me/notices')).json().items
  assert.equal(kind, 'automation.run.unreachable')

  // A chat that refuses is shown as such.
  outside.answer = (response) => void response.writeHead(500).end()
  assert.equal((await root.post(`${channels}/${chat.id}/test`)).statusCode, 202)
  await app.jobs.drain()
  const shown = (await sam.get(channels)).json().items
  assert.deepEqual(
    shown.map(({ name, failure }: Record<string, string>) => [name, failure]),
    [
      ['Desk', ''],
      ['Ops', 'The chat answered 500.'],
    ],
  )
  const rows = await automation.db.selectFrom('automation_channel').selectAll().execute()
  assert.doesNotMatch(
    JSON.stringify([rows, shown]),
    new RegExp(outside.url),
    'S1: the address of a chat is sealed',
  )
  assert.equal((await root.delete(`${channels}/${chat.id}`)).statusCode, 204)
})

test('home shows what runs, what failed and what waits for a person, and the search finds things by their names', async () => {
  const app = await testApp()
  const { automation, nora, sam, end, make, inventory, template } = await stageOf(app)
  const now = app.clock.now()
  await end({ name: 'Broken' }, [{ name: 'a', state: 'failed' }, { name: 'b' }])
  const preset = await make({ name: 'Nightly', isPreset: true })
  const schedule = await nora.post(`${API}/schedules`, {
    name: 'Each night',
    presetId: preset.id,
    cron: '0 2 * * *',
    timezone: 'UTC',
  })
  const open = await make({ name: 'Now' })
  await inTransaction(automation.db, async (tx) => {
    await scheduleIn(automation, tx, { account: nora.id }, { id: open.id, at: now, cause: 'run' })
    await tx
      .updateTable('automation_template')
      .set({ needs_approval: 1 })
      .where('id', '=', template.id)
      .execute()
  })
  const careful = await make({ name: 'Careful' })
  await inTransaction(automation.db, (tx) =>
    scheduleIn(automation, tx, { account: sam.id }, { id: careful.id, at: null, cause: 'run' }),
  )
  const home = (await nora.get('/api/home')).json()
  const of = (rows: { service: string; title: string; text?: string; state?: string }[]) =>
    rows
      .filter(({ service }) => service === 'automation')
      .map(({ title, text, state }) => [title, text ?? '', state ?? ''])
  assert.deepEqual(of(home.running), [
    ['Careful', 'Waits for approval by a second person.', 'Waiting'],
    ['Now', 'Waits for its time', 'Waiting'],
  ])
  assert.deepEqual(of(home.needs), [
    ['Broken failed', '1 of 2 hosts is not done.', ''],
    ['A run waits for approval', 'Look at what would change, and decide.', ''],
  ])
  assert.deepEqual(of(home.comingUp), [['Each night', '', '']])
  assert.ok(of(home.recent).some(([title, , state]) => title === 'Broken' && state === 'Failed'))
  // Who cannot run anything is asked for nothing.
  assert.deepEqual(of((await sam.get('/api/home')).json().needs), [])
  const stranger = await app.as('eve', { roles: ['pipelines:user'] })
  assert.deepEqual(of((await stranger.get('/api/home')).json().running), [])

  const found = (await nora.get('/api/search?q=NIGHT')).json().items
  const titles = found.map(({ kind, title }: Record<string, string>) => `${kind} ${title}`).sort()
  assert.deepEqual(titles, ['run Nightly', 'schedule Each night'])
  assert.deepEqual((await stranger.get('/api/search?q=night')).json().items, [])
  assert.ok(inventory && schedule.json().id)
  const metrics = (await app.inject({ url: '/metrics' })).body
  assert.match(metrics, /atelier_automation_runs\{status="scheduled"\} 2/)
  const findings = await Promise.all(automationChecks(automation).map(({ look }) => look()))
  assert.match(JSON.stringify(findings), /2 runs wait; the first for 0 s\./)
  assert.match(JSON.stringify(findings), /takes 0\.0 MB and goes after 365 days/)
})

eachApp((openApp, name) => {
  test(`S8: erasing a person takes their name off runs and plans and leaves no word of theirs, and merging hands them on (${name})`, async () => {
    const app = await openApp()
    const { automation, nora, sam, make, template } = await stageOf(app)
    const { db, kernel } = automation
    const preset = await make({
      name: 'Shared',
      isPreset: true,
      notify: { on: 'both', accounts: [nora.id, sam.id] },
    })
    await nora.post(`${API}/schedules`, {
      name: 'Night',
      presetId: preset.id,
      cron: '0 2 * * *',
      timezone: 'UTC',
    })
    await inTransaction(db, (tx) =>
      tx
        .updateTable('automation_template')
        .set({ needs_approval: 1 })
        .where('id', '=', template.id)
        .execute(),
    )
    const other = await app.as('otto', { roles: ['automation:netadmin'] })
    const run = await make({ name: 'Asked' })
    const asker = { account: nora.id, name: 'nora' }
    await inTransaction(db, async (tx) => {
      await scheduleIn(automation, tx, asker, { id: run.id, at: null, cause: 'run' })
      await tx
        .updateTable('automation_approval')
        .set({ reason: 'Zanzibar' })
        .where('run_id', '=', run.id)
        .execute()
    })
    const told = async () => JSON.stringify((await other.get('/api/me/notices')).json())
    assert.match(await told(), /nora wants to run it/)
    assert.match(JSON.stringify(await automationHolding.export(kernel.db, nora.id)), /Zanzibar/)

    const heir = await app.as('heir', { roles: ['automation:netadmin'] })
    await mergeAccounts(kernel.identity, by, { from: nora.id, to: heir.id })
    const plans = () => db.selectFrom('automation_schedule').select('created_by').execute()
    const runs = () =>
      db.selectFrom('automation_run').select(['created_by', 'notify', 'asked_by']).orderBy('id').execute()
    assert.deepEqual(await plans(), [{ created_by: heir.id }])
    assert.deepEqual(JSON.parse((await runs())[0]?.notify ?? ''), { on: 'both', accounts: [heir.id, sam.id] })

    await eraseAccount(kernel.identity, by, heir.id, { name: 'heir' })
    await app.jobs.drain()
    assert.deepEqual(await plans(), [{ created_by: null }])
    assert.deepEqual(
      (await runs()).map(({ created_by, asked_by }) => [created_by, asked_by]),
      [
        [null, null],
        [null, null],
      ],
    )
    assert.deepEqual(JSON.parse((await runs())[0]?.notify ?? '').accounts, [sam.id])
    const approvals = await db.selectFrom('automation_approval').selectAll().execute()
    assert.doesNotMatch(JSON.stringify(approvals), /Zanzibar/)
    assert.doesNotMatch(await told(), /nora/)
  })
})

test('what hosts said goes after the days that a setting names, and the runs stay with their counts', async () => {
  const app = await testApp({ env: { ATELIER_AUTOMATION_KEEP_DAYS: '30' } })
  const { automation, end } = await stageOf(app)
  const hosts: HostSaid[] = [
    { name: 'a', said: 'words' },
    { name: 'b', state: 'failed', error: 'more words' },
  ]
  const old = await end({ name: 'Old' }, hosts, { finished_at: app.clock.now() - 31 * DAY_MS })
  const young = await end({ name: 'Young' }, [{ name: 'a', said: 'words' }])
  await inTransaction(automation.db, (tx) =>
    tx
      .insertInto('automation_output')
      .values({ attempt_id: old.attempt.id, host_id: 0, content: '[]', bytes: 2 })
      .execute(),
  )
  await removeOutputs(automation)
  const attempts = await automation.db.selectFrom('automation_attempt').selectAll().orderBy('id').execute()
  assert.deepEqual(
    attempts.map(({ id, ok, failed, output_removed_at }) => [id, ok, failed, output_removed_at !== null]),
    [
      [old.attempt.id, 1, 1, true],
      [young.attempt.id, 1, 0, false],
    ],
  )
  const left = await automation.db
    .selectFrom('automation_attempt_host')
    .select(['state', 'entries', 'error'])
    .orderBy('id')
    .execute()
  assert.deepEqual(left[1], { state: 'failed', entries: null, error: null })
  assert.notEqual(left[2]?.entries, null)
  assert.deepEqual(await automation.db.selectFrom('automation_output').select('id').execute(), [])
})

test('old versions of a file go, but for the newest ones and those of runs whose output is kept', async () => {
  const app = await testApp({
    env: { ATELIER_AUTOMATION_KEEP_FILE_DAYS: '30', ATELIER_AUTOMATION_KEEP_FILE_VERSIONS: '2' },
  })
  const { automation, end } = await stageOf(app)
  const keep = (path: string, content: string) => keepVersion(automation, path, { content, via: 'console' })
  const first = await keep('often.yaml', '1')
  const used = await keep('often.yaml', '2')
  const [third, fourth] = [await keep('often.yaml', '3'), await keep('often.yaml', '4')]
  const rare = await keep('rare.yaml', '1')
  const { attempt } = await end({ name: 'Uses it' }, [{ name: 'a', said: 'words' }])
  await inTransaction(automation.db, (tx) =>
    tx
      .updateTable('automation_attempt')
      .set({ template_version_id: used })
      .where('id', '=', attempt.id)
      .execute(),
  )
  const left = async () => {
    await removeFileVersions(automation)
    const rows = await automation.db
      .selectFrom('automation_file_version')
      .select('id')
      .where('path', 'in', ['often.yaml', 'rare.yaml'])
      .orderBy('id')
      .execute()
    return rows.map(({ id }) => id)
  }
  assert.deepEqual(await left(), [first, used, third, fourth, rare])
  app.clock.advance(31 * DAY_MS)
  assert.deepEqual(await left(), [used, third, fourth, rare])
  app.clock.advance(365 * DAY_MS)
  await removeOutputs(automation)
  assert.deepEqual(await left(), [third, fourth, rare])
})
