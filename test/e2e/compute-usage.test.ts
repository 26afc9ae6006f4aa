import assert from 'node:assert/strict'
import { test } from 'node:test'
import { book } from '../support/booked.ts'
import { openConsole } from '../support/console.ts'

const HOUR = 3_600_000
const house = await openConsole()
const { compute } = house.atelier
assert.ok(compute)
const ada = await house.person('ada', { administrator: true, firstName: 'Ada', lastName: 'Lind' })
const kim = await house.person('kim', { roles: ['compute:user'] })
// At the first of a month its other days are not there yet.
const now = new Date()
const begin = new Date(now.getFullYear(), now.getMonth(), 1).getTime()
await book(compute, [
  { account: kim, from: begin, to: begin + 6 * HOUR, cpus: 2 },
  { account: ada, from: begin, to: begin + 3 * HOUR, kind: 'terminal', status: 'failed' },
])
const operator = await house.visit({ as: 'ada' })
operator.page.setDefaultTimeout(10_000)

test('usage is a picture by day, by person and by kind, each with its numbers behind it', async () => {
  const { page, open, accessible, fits } = operator
  await open('/app/compute/usage')
  await page.getByText('What everybody used, this month.').waitFor()
  const figures = page.locator('dl').first()
  assert.match((await figures.textContent()) ?? '', /Core hours15.*Sessions21 failed.*Until it answers4 s/)
  await page.getByRole('button', { name: 'Table' }).nth(1).click()
  const people = page.getByRole('region', { name: 'Core hours by person, as a table' })
  const cells = await people.locator('tbody tr td:nth-child(-n+2)').allTextContents()
  assert.deepEqual(cells, ['kim', '12', 'Ada Lind', '3'])
  await page.getByText('Mine').click()
  await page.getByText('What I used, this month.').waitFor()
  await page.getByText('0, no limit').first().waitFor()
  await accessible()
  await fits([390, 1440])
  await page.getByText('Everybody', { exact: true }).click()
  await page.getByRole('link', { name: 'kim' }).click()
  await page.getByRole('button', { name: 'Person: kim' }).waitFor()
  await accessible()
  await fits([390, 1440])
  await page.getByRole('button', { name: /^More/ }).first().click()
  await page.getByRole('menuitem', { name: 'Look at the files' }).click()
  await page.getByText('Why do you look at these files?').waitFor()
})

test('a quota is set for everybody and for one person, changed, and taken away with undo', async () => {
  const { page, open, accessible, fits } = operator
  await open('/app/compute/quotas')
  await page.getByText('No limits.').waitFor()
  await page.getByRole('button', { name: 'Set', exact: true }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Sessions at once').fill('3')
  await dialog.getByLabel('Core hours in a month').fill('500')
  await dialog.getByRole('button', { name: 'Set the quota' }).click()
  await page.getByText('3 sessions at once, 500 core hours a month, any room on the disk.').waitFor()

  await page.getByRole('button', { name: 'Add a quota' }).click()
  await dialog.getByRole('button', { name: 'Set the quota' }).click()
  await dialog.getByText('Choose a person or a group.').first().waitFor()
  await dialog.getByLabel('Of whom').fill('kim')
  await page.getByRole('option', { name: 'kim (kim)' }).click()
  await dialog.getByLabel('Disk, in GB').fill('2.5')
  await dialog.getByRole('button', { name: 'Set the quota' }).click()
  const row = page.getByRole('row').filter({ hasText: 'kim' })
  await row.getByText('2.5 GB').waitFor()
  await accessible()
  await fits([390, 1440])

  await row.getByRole('button', { name: /More/ }).click()
  await page.getByRole('menuitem', { name: 'Take it away' }).click()
  await page.getByText('nobody has a quota of their own').waitFor()
  await page.getByRole('button', { name: 'Undo' }).click()
  await row.getByText('2.5 GB').waitFor()
  operator.clean()
})
