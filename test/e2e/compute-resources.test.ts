import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { openConsole } from '../support/console.ts'

/** Commands of a cluster on which all is well. */
const commands = mkdtempSync(join(tmpdir(), 'atelier-commands-'))
after(() => rmSync(commands, { recursive: true }))
writeFileSync(join(commands, 'scontrol'), '#!/bin/sh\necho "Slurmctld(primary) is UP"\n', { mode: 0o755 })

const opened = await openConsole()
await opened.person('jonas', { administrator: true })
const visit = await opened.visit({ as: 'jonas' })
const { page } = visit
const button = (name: string | RegExp) => page.getByRole('button', { name })
const row = (name: string) => page.getByRole('row').filter({ hasText: name })

test('an operator adds a cluster after a look at its connection, sees how it is, and takes it away', async () => {
  await visit.open('/app/compute/resources')
  await row('This machine').getByText('Answers').waitFor()
  await page.getByText('Sessions run on this machine alone.').waitFor()
  await visit.accessible()
  await page.getByRole('link', { name: 'Add a cluster' }).click()

  await page.getByRole('heading', { name: 'Add a cluster', level: 1 }).waitFor()
  await button('Add the cluster').click()
  await page.getByText('2 fields need you.').waitFor()
  await page.getByLabel('Name (required)').fill('Cluster of the faculty')
  await page.getByLabel('Key (required)').fill('faculty')
  await page.getByLabel('Folder of the commands').fill('/nowhere')
  await button('Add the cluster').click()
  await page.getByText('nobody but its operators can write').first().waitFor()
  await page.getByLabel('Folder of the commands').fill(commands)
  await page.getByLabel('Options of session kinds').fill('queue = nothing')
  await button('Add the cluster').click()
  await page.getByText('Line 1 is not like').first().waitFor()
  await page.getByLabel('Options of session kinds').fill('queue = partition')
  await button('Test the connection').click()
  await page.getByRole('status').getByText('It answers.').waitFor()
  await visit.accessible()
  await button('Add the cluster').click()

  await row('Cluster of the faculty').getByText('Answers').waitFor()
  await button('More acts on Cluster of the faculty').click()
  await page.getByRole('menuitem', { name: 'Switch off' }).click()
  await row('Cluster of the faculty').getByText('Switched off').waitFor()
  await button('Undo').click()
  await row('Cluster of the faculty').getByText('Answers').waitFor()
  visit.clean()

  await page.getByRole('link', { name: 'Cluster of the faculty' }).click()
  await page.getByRole('heading', { name: 'Cluster of the faculty', level: 1 }).waitFor()
  await page.getByText('slurmrestd').click()
  await page.getByLabel('Address (required)').fill('http://127.0.0.1:9')
  await page.getByLabel('Key of auth/jwt').fill(Buffer.alloc(32, 7).toString('base64'))
  await button('Test the connection').click()
  await page.getByText(/The cluster’s service does not answer\. \S/).waitFor()
  await button('Save').click()
  await page.getByText('Does not answer', { exact: true }).waitFor()
  await page.getByText('One is kept. Type another to replace it.').waitFor()
  await visit.accessible()

  await visit.open('/app/compute/resources')
  await row('Cluster of the faculty').getByText('Does not answer').waitFor()
  await button('More acts on Cluster of the faculty').click()
  await page.getByRole('menuitem', { name: 'Remove' }).click()
  await button('Remove the cluster').click()
  await row('Cluster of the faculty').waitFor({ state: 'detached' })
  visit.clean()
})
