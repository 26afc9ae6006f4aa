import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { inTransaction } from '../../src/kernel/db/db.ts'
import type { Automation } from '../../src/services/automation/index.ts'
import { benchOn } from '../../src/services/automation/runs/runs.fixture.ts'
import type { TestApp } from '../support/app.ts'
import { openConsole } from '../support/console.ts'
import { waitFor } from '../support/wait.ts'

const APP = '/app/automation'
const opened = await openConsole()
const automation = opened.atelier.automation as Automation
await opened.person('nora', { roles: ['automation:netadmin'] })
await opened.person('sam', { roles: ['automation:support'] })
await opened.person('sue', { roles: ['automation:superuser'] })
const visit = await opened.visit({ as: 'nora' })
const { page } = visit
const button = (name: string | RegExp) => page.getByRole('button', { name })
const heading = (name: string | RegExp) => page.getByRole('heading', { name, level: 1 })

const { kernel } = opened.atelier
await kernel.jobs.start()
kernel.executions.begin()
await automation.begin()
// Of the server a bench uses its services alone.
const bench = benchOn(opened as unknown as TestApp)
const yaml = (server: string) =>
  ['core1', 'core2'].map((name) => `${name}: {platform: ios, data: {ntp: ${server}}}\n`).join('')
const inventoryId = await bench.inventory(yaml('10.0.0.1'))
const templateId = await bench.template(
  "export const job_function = ({ host }) => ['hostname ' + host.name, 'ntp server ' + host.get('ntp'), 'end'].join('\\n')\n",
  { name: 'Read configuration', keepsConfiguration: true },
)
const file = join(automation.root, 'inventories/1.yaml')
const read = async () => {
  await page.getByRole('button', { name: 'Read now', exact: true }).click()
  await page.getByText('Finished').first().waitFor()
}

test('a schedule is set in words, shown with its next times, run by hand, paused and removed', async () => {
  await bench.make({ name: 'Nightly read', templateId, inventoryId, variables: {}, isPreset: true })
  await visit.open(`${APP}/schedules`)
  await page.getByText('No schedules yet').waitFor()
  await page.locator('main').getByRole('button', { name: 'New schedule' }).first().click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Name (required)').fill('Every working day')
  await dialog.getByRole('combobox', { name: 'What runs (required)' }).click()
  await page.getByRole('option', { name: 'Nightly read' }).click()
  await dialog.getByRole('combobox', { name: 'How often' }).click()
  await page.getByRole('option', { name: 'On days of the week' }).click()
  await dialog.getByLabel('Friday').uncheck()
  await dialog.getByLabel('Time', { exact: true }).fill('06:45')
  await dialog.getByText(/^Every Monday, Tuesday, Wednesday and Thursday at 06:45/).waitFor()
  assert.equal(await dialog.getByRole('listitem').count(), 3)
  await visit.accessible()
  await dialog.getByRole('button', { name: 'Set the schedule' }).click()
  await page.getByText('Every working day is set').waitFor()
  await page.getByRole('link', { name: 'Every working day' }).click()

  await heading('Every working day').waitFor()
  await button('Run now').click()
  await heading('Nightly read').waitFor()
  await page.getByText('Finished').first().waitFor()
  await page.goBack()
  await page.getByText('Finished, 2 of 2 hosts ok').waitFor()
  await button('More acts on Every working day').click()
  await page.getByRole('menuitem', { name: 'Pause' }).click()
  await page.getByText('None while it is paused.').waitFor()
  // As the server pauses it when whoever set it may not start runs any more.
  await inTransaction(automation.db, (tx) =>
    tx.updateTable('automation_schedule').set({ orphaned_at: 1, created_by: null }).execute(),
  )
  await page.reload()
  await page.getByText('nobody any more').waitFor()
  await button('Take over').click()
  await page.getByText('Every working day goes on in your name').waitFor()
  await page
    .getByText(/ at 06:45/)
    .nth(1)
    .waitFor()
  await button('More acts on Every working day').click()
  await page.getByRole('menuitem', { name: 'Remove' }).click()
  await button('Remove the schedule').click()
  await page.getByText('No schedules yet').waitFor()
  visit.clean()
})

test('a configuration that changed is a version, is compared side by side, and drifts from what it should be', async () => {
  await visit.open(`${APP}/backups`)
  await page.getByRole('link', { name: 'core1' }).click()
  await page.getByText('1 version, read').waitFor()
  writeFileSync(file, yaml('10.0.0.2'))
  await read()
  await visit.open(`${APP}/backups/1`)
  await page.getByRole('link', { name: 'What changed in version 2' }).click()
  await heading('What changed on core1').waitFor()
  await page.getByText('1 line came, 1 line went.').waitFor()
  const cells = await page.locator('tbody td[data-sign]:not([data-sign=" "])').allTextContents()
  assert.deepEqual(cells, ['-ntp server 10.0.0.1', '+ntp server 10.0.0.2'])
  await button('Below each other').click()
  await page.getByText('-ntp server 10.0.0.1').waitFor()

  await visit.open(`${APP}/backups/1`)
  await button('Acts on version 1').click()
  await page.getByRole('menuitem', { name: 'This is as it should be' }).click()
  await page.getByText('2 lines drifted').waitFor()
  await page.getByRole('region', { name: 'What differs from what is intended' }).waitFor()
  await visit.accessible()
  await button('What it should be').click()
  await page.getByLabel('Lines that may differ').fill('ntp server *')
  await button('Save').click()
  await page.getByText('It is as intended').waitFor()
  await page.getByText('As intended').first().waitFor()
  // Nobody has registered the template that restores.
  await button('Acts on version 1').click()
  await page.getByRole('menuitem', { name: 'Restore this version' }).click()
  await page.getByText('A superuser registers restore_configuration.ts on the page Templates.').waitFor()
  await bench.template(
    "export const job_function = (task, { configuration }) => task.diff('', configuration)",
    { name: 'Restore', fileName: 'restore_configuration.ts', changes: true, canDryRun: true },
  )
  await button('Acts on version 1').click()
  await page.getByRole('menuitem', { name: 'Restore this version' }).click()
  await heading('Restore core1 to version 1').waitFor()
  await page.getByText('Finished').first().waitFor()
  await page.getByText('Dry run').first().waitFor()
  visit.clean()
})

test('who only reads sees that there are versions, and nothing of what they say', async () => {
  const other = await opened.visit({ as: 'sam' })
  await other.open(`${APP}/backups/1`)
  await other.page.getByText('Version 2').waitFor()
  for (const name of ['Read now', 'What it should be', /^Acts on version/])
    assert.equal(await other.page.getByRole('button', { name }).count(), 0, String(name))
  assert.equal(await other.page.getByText('10.0.0.2').count(), 0)
  other.clean()
})

test('a superuser adds a mailbox that is told of runs, and tries it', async () => {
  const other = await opened.visit({ as: 'sue' })
  await other.open(`${APP}/channels`)
  await other.page.locator('main').getByRole('button', { name: 'Add a channel' }).first().click()
  const dialog = other.page.getByRole('dialog')
  await dialog.getByText('Mailbox').click()
  await dialog.getByLabel('Name (required)').fill('Network team')
  await dialog.getByLabel('Mail address (required)').fill('network@lab.invalid')
  await dialog.getByRole('button', { name: 'Add the channel' }).click()
  await other.page.getByText('network@lab.invalid').waitFor()
  await other.accessible()
  await other.page.getByRole('button', { name: 'Send a test to Network team' }).click()
  await other.page.getByText('A message is on its way').waitFor()
  await waitFor(async () => {
    const [mail] = await kernel.mail.list({ limit: 1 })
    return mail?.to_address === 'network@lab.invalid' && mail.subject === 'This is a test'
  })
  other.clean()
})
