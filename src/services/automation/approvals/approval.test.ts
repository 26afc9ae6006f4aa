import assert from 'node:assert/strict'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { type Caller, testApp } from '../../../../test/support/apps/automation.ts'
import { inTransaction } from '../../../kernel/db/db.ts'
import { enqueue } from '../../../kernel/jobs/jobs.ts'
import type { Automation } from '../index.ts'
import { askerOf } from '../runs/begin.ts'
import { changeRun, createRun, requireRun } from '../runs/run.ts'
import { runNow, scheduleRun } from '../runs/start.ts'
import { createTemplate } from '../templates/template.ts'
import { askForApproval, isApproved, WAITS_FOR_APPROVAL } from './approval.ts'
import { revisionOf } from './revision.ts'
import { endVoids } from './void.ts'

const API = '/api/automation'
const opened = await testApp()
const automation = opened.atelier.automation as Automation
const asks = await opened.as('ned', { roles: ['automation:netadmin'] })
const decides = await opened.as('nel', { roles: ['automation:netadmin'] })
const admin = await opened.as('admin')

const FOLDER = join(automation.root, 'web_nornir', 'job_templates')
mkdirSync(FOLDER, { recursive: true })
const write = (text: string, name = 'set-banner.ts') => writeFileSync(join(FOLDER, name), text)
write('export const job_function = () => 1\n')

const files = { hostsFile: 'approvals/hosts.yaml', groupsFile: 'approvals/groups.yaml' }
const inventory = (await admin.post(`${API}/inventories`, { name: 'Lab', ...files })).json().id as number
const system = { via: 'system' } as const
const template = await inTransaction(automation.db, (tx) =>
  createTemplate(automation, tx, system, {
    ...{
      name: 'Set the banner',
      fileName: 'set-banner.ts',
      variables: ['text'],
      form: [{ name: 'text', type: 'text', confidential: true }],
    },
    ...{ changes: true, canDryRun: true, needsApproval: true },
  }),
)

const by = ({ id }: Caller) => ({ account: id, via: 'token' as const })

/** A run that somebody has put into the queue; gives it with what was asked. */
async function asked(who: Caller): Promise<{ run: number; url: string }> {
  const { id: run } = await inTransaction(automation.db, (tx) =>
    createRun(automation, tx, by(who), {
      ...{ name: 'Banner of May', templateId: template.id, inventoryId: inventory },
      variables: { text: 'Keep out' },
    }),
  )
  await scheduleRun(automation, by(who), run, { cause: 'run' })
  return { run, url: await open(run) }
}

const open = async (run: number): Promise<string> => {
  const { items } = (await admin.get(`${API}/approvals?open=true&run=${run}`)).json()
  assert.equal(items.length, 1)
  return `${API}/approvals/${items[0].id}`
}
const idOf = (url: string) => url.split('/').at(-1)
const standing = async (url: string) => {
  const { state, mayAskAgain } = (await decides.get(url)).json()
  return [state, mayAskAgain]
}
const endVoidOnes = async () => {
  await inTransaction(automation.db, (tx) => enqueue(tx, endVoids, {}))
  await opened.jobs.drain()
}
const rowOf = (run: number) => requireRun(automation.db, run)
const revisionNow = () => revisionOf(automation, { ...template, inventory_id: inventory })
const mayBegin = async (run: number, revision?: string): Promise<boolean> => {
  const [row, now] = [await rowOf(run), revision ?? (await revisionNow())]
  return inTransaction(automation.db, (tx) => isApproved(tx, row, now))
}

test('a run of such a template waits until a second person has seen what its dry run would change, and said yes', async () => {
  const { run, url } = await asked(asks)
  assert.deepEqual(
    [(await rowOf(run)).status, (await rowOf(run)).waits_for],
    ['scheduled', WAITS_FOR_APPROVAL],
  )
  await assert.rejects(runNow(automation, by(asks), run), { code: 'needs_approval', status: 409 })
  await opened.jobs.drain()
  const shown = (await decides.get(url)).json()
  assert.deepEqual([shown.state, shown.mayDecide, shown.mayWithdraw], ['open', true, false])
  assert.deepEqual(shown.variables, { text: 'Keep out' })
  const dry = await rowOf(shown.dryRun.id)
  assert.deepEqual([dry.dry_run, dry.variables, dry.waits_for], [1, '{"text":"Keep out"}', null])
  const heard = async (who: Caller) =>
    (await who.get('/api/me/notices'))
      .json()
      .items.map(({ title }: { title: string }) => title)
      .filter((title: string) => title.includes('Banner'))
  assert.deepEqual(await heard(decides), ['“Banner of May” waits for approval'])
  assert.deepEqual(await heard(asks), [])

  const own = await asks.post(`${url}/approve`, {})
  assert.deepEqual([own.statusCode, own.json().code], [403, 'own_run'])
  const support = await opened.as('sam', { roles: ['automation:support'] })
  assert.equal((await support.get(url)).json().mayDecide, false)
  assert.deepEqual((await support.get(url)).json().variables, { text: '••••' })
  assert.equal((await support.post(`${url}/approve`, {})).statusCode, 403)
  assert.equal(await mayBegin(run), false)

  const both = await Promise.all([decides, admin].map((who) => who.post(`${url}/approve`, {})))
  assert.deepEqual(both.map(({ statusCode }) => statusCode).sort(), [200, 409])
  assert.equal((await asks.get(url)).json().state, 'approved')
  assert.equal((await rowOf(run)).waits_for, null)
  assert.equal(await mayBegin(run), true)
  assert.equal(await mayBegin(run, 'another one'), false)
  assert.deepEqual(await heard(asks), ['“Banner of May” was approved'])
})

test('by the protocol such a task is put into the queue and stays there, and is not run while one waits', async () => {
  const { id } = await inTransaction(automation.db, (tx) =>
    createRun(automation, tx, by(asks), {
      ...{ name: 'By the protocol', templateId: template.id, inventoryId: inventory },
    }),
  )
  const task = `/automation/api/tasks/${id}`
  const refused = await asks.post(`${task}/run/`)
  assert.equal(refused.statusCode, 409)
  assert.match(refused.json().detail, /second person/)
  const queued = await asks.post(`${task}/run_async/`)
  assert.deepEqual([queued.statusCode, queued.body], [202, ''])
  assert.equal((await asks.get(`${task}/`)).json().status, 1)
  assert.equal((await decides.post(`${await open(id)}/approve`, {})).statusCode, 200)
})

test('an administrator who has asked does not approve either', async () => {
  const { run, url } = await asked(admin)
  assert.equal((await admin.get(url)).json().mayDecide, false)
  assert.equal((await admin.post(`${url}/approve`, {})).json().code, 'own_run')
  assert.equal((await decides.post(`${url}/withdraw`, {})).json().code, 'not_yours')
  assert.equal((await admin.post(`${url}/withdraw`, {})).json().state, 'withdrawn')
  assert.equal((await rowOf(run)).status, 'aborted')
})

test('a run that is refused does not begin, and who asked is told why', async () => {
  const { run, url } = await asked(asks)
  const refused = await decides.post(`${url}/refuse`, { comment: 'Not on a Friday.' })
  assert.deepEqual([refused.json().state, refused.json().comment], ['refused', 'Not on a Friday.'])
  assert.equal((await rowOf(run)).status, 'aborted')
  const [notice] = (await asks.get('/api/me/notices')).json().items
  assert.match(notice.text, /refused it\. Not on a Friday\./)
  assert.equal(await mayBegin(run), false)
  await scheduleRun(automation, by(asks), run, { cause: 'run' })
  assert.notEqual(await open(run), url)
})

test('another selection, other variables or another revision of the template void what was asked, and what was approved', async () => {
  const { run, url } = await asked(asks)
  await opened.jobs.drain()
  await changeRun(automation, by(decides), { id: run, fields: { variables: { text: 'Come in' } } })
  assert.deepEqual(await standing(url), ['void', false])
  assert.equal((await decides.post(`${url}/approve`, {})).json().code, 'is_void')
  // What nobody can say yes to is over, and can be asked for again.
  assert.deepEqual([(await rowOf(run)).status, (await rowOf(run)).waits_for], ['aborted', null])
  assert.deepEqual(await standing(url), ['void', true])
  assert.match((await decides.get(url)).json().comment, /was changed after this was asked/)
  const [told] = (await asks.get('/api/me/notices')).json().items
  assert.deepEqual([told.title, told.link.split('/').at(-1)], ['“Banner of May” was not approved', idOf(url)])

  await scheduleRun(automation, by(asks), run, { cause: 'run' })
  await opened.jobs.drain()
  const second = await open(run)
  await endVoidOnes()
  assert.equal((await rowOf(run)).status, 'scheduled')
  write('export const job_function = () => 2\n')
  // Found without anybody looking at it.
  await endVoidOnes()
  assert.equal((await rowOf(run)).status, 'aborted')
  assert.equal((await decides.post(`${second}/approve`, {})).json().code, 'is_decided')
  const { items } = (await admin.get(`/api/journal?object=automation.run:${run}`)).json()
  assert.ok(items.some(({ action }: { action: string }) => action === 'automation.approval.void'))

  await scheduleRun(automation, by(asks), run, { cause: 'run' })
  await opened.jobs.drain()
  const third = await open(run)
  assert.equal((await decides.post(`${third}/approve`, {})).statusCode, 200)
  assert.equal(await mayBegin(run), true)
  // Timed anew it stays approved; what is about to run is looked at once more.
  await scheduleRun(automation, by(asks), run, { cause: 'run' })
  assert.equal((await rowOf(run)).waits_for, null)
  // So is what lies beside it, and where it would run.
  write('export const more = 1\n', 'beside.ts')
  assert.equal(await mayBegin(run), false)
  rmSync(join(FOLDER, 'beside.ts'))
  assert.equal(await mayBegin(run), true)
  mkdirSync(join(automation.root, 'approvals'))
  writeFileSync(join(automation.root, files.hostsFile), 'another: {}\n')
  assert.equal(await mayBegin(run), false)
  const [row, revision] = [await rowOf(run), await revisionNow()]
  const isIt = await inTransaction(automation.db, (tx) =>
    askForApproval(automation, tx, by(asks), { run: row, template, revision }),
  )
  assert.equal(isIt, false)
  assert.equal((await decides.get(third)).json().state, 'void')
  assert.notEqual(await open(run), third)
})

test('nobody approves their own words in the name of another: not by changing what waits, its preset or its schedule, nor by starting it anew', async () => {
  const fields = {
    ...{ name: 'By two', templateId: template.id, inventoryId: inventory, variables: { text: 'Keep out' } },
  }
  const at = () => new Date(opened.clock.now() + 60_000).toISOString()
  const made = (await asks.post(`${API}/runs`, { ...fields, start: { at: at() } })).json()
  assert.equal((await decides.post(`${await open(made.id)}/approve`, {})).statusCode, 200)
  await decides.patch(`${API}/runs/${made.id}`, { workers: 100 })
  const [row, revision] = [await rowOf(made.id), await revisionNow()]
  const by = askerOf(row)
  await inTransaction(automation.db, (tx) =>
    askForApproval(automation, tx, by, { run: row, template, revision }),
  )
  const second = await open(made.id)
  assert.equal((await decides.post(`${second}/approve`, {})).json().code, 'own_run')
  assert.equal((await asks.post(`${second}/approve`, {})).statusCode, 200)

  // Taken out of the queue, what was approved is so no more: it is asked by whoever starts it again.
  await asks.post(`${API}/runs/${made.id}/abort`)
  assert.equal((await asks.get(second)).json().state, 'void')
  await asks.post(`${API}/runs/${made.id}/start`, { at: at() })
  assert.equal((await rowOf(made.id)).waits_for, WAITS_FOR_APPROVAL)
  assert.equal((await asks.post(`${await open(made.id)}/approve`, {})).json().code, 'own_run')

  const preset = (await asks.post(`${API}/runs`, { ...fields, isPreset: true })).json()
  const plan = { name: 'Hourly', presetId: preset.id, everySeconds: 3_600, timezone: 'UTC' }
  const { id: schedule } = (await asks.post(`${API}/schedules`, plan)).json()
  await decides.patch(`${API}/runs/${preset.id}`, { variables: { text: 'Come in' } })
  const next = async () => {
    opened.clock.advance(3_600_000)
    await automation.scheduler.look()
    const { items } = (await asks.get(`${API}/runs?schedule=${schedule}`)).json()
    return open(items[0].id)
  }
  const planned = await next()
  for (const who of [asks, decides]) {
    assert.equal((await who.get(planned)).json().mayDecide, false)
    assert.equal((await who.post(`${planned}/approve`, {})).json().code, 'own_run')
  }
  assert.equal((await admin.post(`${planned}/refuse`, {})).statusCode, 200)
  await decides.patch(`${API}/schedules/${schedule}`, { everySeconds: 7_200 })
  opened.clock.advance(3_600_000)
  assert.equal((await asks.get(await next())).json().askedBy.name, 'nel')
})
