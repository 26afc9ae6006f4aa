import assert from 'node:assert/strict'
import { test } from 'node:test'
import { inTransaction } from '../../src/kernel/db/db.ts'
import { enqueue } from '../../src/kernel/jobs/jobs.ts'
import { endVoids } from '../../src/services/automation/approvals/void.ts'
import { noteHostKey } from '../../src/services/automation/host-keys/host-key.ts'
import type { Automation } from '../../src/services/automation/index.ts'
import { changeRun } from '../../src/services/automation/runs/run.ts'
import { benchOn } from '../../src/services/automation/runs/runs.fixture.ts'
import { scheduleRun } from '../../src/services/automation/runs/start.ts'
import type { TestApp } from '../support/app.ts'
import { openConsole } from '../support/console.ts'

const APP = '/app/automation'
const opened = await openConsole()
const automation = opened.atelier.automation as Automation
const ned = await opened.person('ned', { roles: ['automation:netadmin'] })
await opened.person('sue', { roles: ['automation:superuser'] })
const visit = await opened.visit({ as: 'sue' })
const { page } = visit
const button = (name: string | RegExp) => page.getByRole('button', { name })
const row = (name: string) => page.getByRole('row').filter({ hasText: name })
const heading = (name: string) => page.getByRole('heading', { name, level: 1 })

opened.atelier.kernel.executions.begin()
await automation.begin()
// Of the server a bench uses its services alone.
const bench = benchOn(opened as unknown as TestApp)
const inventoryId = await bench.inventory('edge1: {groups: [a]}\nedge2: {groups: [b]}\n')

test('a superuser keeps a password for a group, replaces it unseen, and compares a host key that changed', async () => {
  await visit.open(`${APP}/credentials`)
  await page.getByText('No credentials yet').waitFor()
  await page.getByRole('link', { name: 'Add a credential' }).click()
  await heading('Add a credential').waitFor()
  await button('Keep it').click()
  await page.getByText('3 fields need you.').waitFor()
  await page.getByLabel('Name (required)').fill('Routers')
  await page.getByLabel('Signs in as (required)').fill('net')
  await page.getByLabel('Password (required)').fill('planted-password')
  await page.getByRole('combobox', { name: 'Inventory', exact: true }).selectOption({ label: 'Inventory 1' })
  await page.getByLabel('Which of its hosts').selectOption('group')
  await page.getByRole('combobox', { name: 'Group' }).fill('a')
  await button('Use it there').click()
  await page.getByText('Inventory 1, group a').waitFor()
  await button('Keep it').click()

  await heading('Routers').waitFor()
  await page.getByText('Password, used in 1 place.').waitFor()
  await button('Try it').click()
  await page.getByRole('combobox', { name: 'Host', exact: true }).fill('edge2')
  await button('Sign in there').click()
  await page.getByText('Another credential is nearer, or none is for it.').first().waitFor()
  await visit.accessible()
  await button('Back').click()
  await page.getByLabel('Replace the secret').check()
  await page.getByLabel('Password (required)').fill('another-password')
  await visit.accessible()
  await button('Save').click()
  await page.getByText('The credential is saved').waitFor()
  assert.equal((await page.content()).includes('planted-password'), false)

  const met = {
    event: 'host-key',
    at: 0,
    host: 'edge1',
    address: 'edge1',
    port: 22,
    type: 'ssh-ed25519',
  } as const
  const keys = ['AAAAC3NzaC1lZDI1NTE5AAAAIA==', 'AAAAC3NzaC1lZDI1NTE5AAAAIQ==']
  await noteHostKey(automation, { ...met, key: keys[0] as string, verdict: 'taken' }, 'accept')
  await noteHostKey(automation, { ...met, key: keys[1] as string, verdict: 'changed' }, 'accept')
  await visit.open(`${APP}/credentials`)
  await row('Routers').getByText('Inventory 1, group a').waitFor()
  await page.getByRole('link', { name: 'Host keys' }).click()
  await row('Changed').getByRole('button', { name: 'Compare' }).click()
  await page.getByText('Ask at the host itself.').waitFor()
  await visit.accessible()
  await button('I have compared it').click()
  await row('Changed').waitFor({ state: 'detached' })
  await row('edge1').getByText('Believed').waitFor()
  visit.clean()
})

test('a run waits for a second person, who sees what its dry run would change and approves it', async () => {
  const templateId = await bench.template(
    `export function job_function(task, { text }) {
      return task.result({ result: text, changed: true, diff: '@@ -1 +1 @@\\n-banner old\\n+banner ' + text })
    }`,
    { name: 'Set the banner', variables: ['text'], needsApproval: true, canDryRun: true, changes: true },
  )
  const { id } = await bench.make({
    ...{ name: 'Banner of May', templateId, inventoryId, variables: { text: 'Keep out' } },
    createdBy: ned,
  })
  await scheduleRun(automation, { account: ned, via: 'session' }, id, { cause: 'run' })
  await visit.open(`${APP}/approvals`)
  await row('Banner of May').getByRole('link', { name: 'Review' }).click()
  await heading('Banner of May').waitFor()
  await page.getByText('banner Keep out').first().waitFor()
  await button('Approve').click()
  await page.getByLabel('Comment').fill('Seen.')
  await button('Approve the run').click()
  await page.getByText('Approved', { exact: true }).waitFor()
  const ended = await bench.ended(id)
  assert.equal(ended.status, 'finished')

  // What is changed while it waits is over, and asked for again.
  const by = { account: ned, via: 'session' } as const
  await scheduleRun(automation, by, id, { cause: 'run' })
  await changeRun(automation, by, { id, fields: { variables: { text: 'Come in' } } })
  await inTransaction(automation.db, (tx) => enqueue(tx, endVoids, {}))
  await visit.open(`${APP}/approvals`)
  await row('Void').getByRole('link', { name: 'Banner of May' }).click()
  await button('Ask again').click()
  await page.getByText('You have asked for it yourself').waitFor()
  await page.getByText('Come in').first().waitFor()
  visit.clean()
})

test('a trigger is made for a preset, its secret is shown once, and a call with it starts a run', async () => {
  const templateId = await bench.template('export function job_function(task, { text }) { return text }', {
    name: 'Say',
    variables: ['text'],
  })
  await bench.make({ name: 'Say it', templateId, inventoryId, isPreset: true, variables: { text: 'hello' } })
  await visit.open(`${APP}/triggers`)
  await button('New trigger').click()
  await button('Make the trigger').click()
  await page.getByText('2 fields need you.').waitFor()
  await page.getByLabel('Name (required)').fill('From monitoring')
  await page.getByLabel('Preset (required)').selectOption({ label: 'Say it' })
  await button('Set a variable from the body').click()
  await page.getByLabel('Variable 1', { exact: true }).fill('text')
  await page.getByLabel('Where variable 1 stands in the body').fill('/alert/text')
  await button('Make the trigger').click()
  await page.getByText('It is shown this once.').waitFor()
  await visit.accessible()
  const secret = await page.getByRole('dialog').locator('code').first().textContent()
  const [trigger] = await automation.db.selectFrom('automation_trigger').select('id').execute()
  const answer = await fetch(`${opened.url}/api/automation/triggers/${trigger?.id}/fire`, {
    method: 'POST',
    headers: { authorization: `Bearer ${secret}`, 'content-type': 'application/json' },
    body: JSON.stringify({ alert: { text: 'down' } }),
  })
  assert.equal(answer.status, 202)
  const { run } = (await answer.json()) as { run: number }
  assert.deepEqual(JSON.parse((await bench.ended(run)).variables ?? ''), { text: 'down' })
  await button('I have copied it').click()
  await page.getByRole('link', { name: 'From monitoring' }).click()
  await page.getByText(`#${run}`).waitFor()
  await page.getByText('Authorization: Bearer $SECRET').waitFor()
  visit.clean()
})
