import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ensureFirstAdministrator } from '../../src/kernel/identity/first.ts'
import { openConsole } from '../support/console.ts'
import { waitFor } from '../support/wait.ts'

const PASSWORD = 'correct horse battery'

test('from the printed link to Home: three steps on one page, filled with sample data, and the sample data go again', async () => {
  const console = await openConsole()
  const { kernel } = console.atelier
  const first = (await ensureFirstAdministrator(kernel.identity))?.password ?? ''
  const visit = await console.visit()
  const { page } = visit
  await visit.open(`/#first=${first}`)
  await page.getByRole('heading', { name: 'Set up your Atelier' }).waitFor()
  assert.ok(!page.url().includes(first), 'the password has left the address')
  await visit.accessible()
  await visit.fits()
  await page.getByRole('button', { name: 'Start empty' }).click()
  await page.getByRole('alert').waitFor()
  await page.getByLabel('New password (required)').fill(PASSWORD)
  await page.getByLabel('Once more (required)').fill(PASSWORD)
  await page.getByLabel('Name of this installation (required)').fill('Kestrel Lab')
  await page.getByRole('button', { name: 'Fill with sample data' }).click()
  await page.waitForURL('**/app')
  await page.getByRole('heading', { name: 'First steps' }).waitFor()
  await page.getByText('Sample data are being made').waitFor()
  await page.getByRole('link', { name: 'Voice and Mood 2026' }).first().waitFor()
  assert.equal(kernel.installation.name, 'Kestrel Lab')
  await visit.accessible()
  await page.getByRole('button', { name: 'Put away' }).click()
  await page.getByRole('heading', { name: 'First steps' }).waitFor({ state: 'detached' })
  await page.keyboard.press('Control+z')
  await page.getByRole('heading', { name: 'First steps' }).waitFor()
  visit.clean()
  const again = await console.visit()
  await again.open(`/#first=${first}`)
  await again.page.getByRole('heading', { name: 'Sign in' }).waitFor()
  // The job is cut off here: the whole of it is a test of the sample data.
  const jobs = await kernel.jobs.list({ limit: 50 })
  for (const { id, name } of jobs) if (name === 'sample.fill') kernel.jobs.interrupt(id)
  await waitFor(async () => (await kernel.jobs.list({ kind: 'sample', limit: 5 })).length === 0, 20_000)
})

test('without the printed link the page asks for the printed password, and keeps what was typed when it is wrong', async () => {
  const console = await openConsole()
  await ensureFirstAdministrator(console.atelier.kernel.identity)
  const visit = await console.visit()
  const { page } = visit
  await visit.open('/')
  await page.getByLabel('Printed password (required)').fill('not the printed one')
  await page.getByLabel('New password (required)').fill(PASSWORD)
  await page.getByLabel('Once more (required)').fill(PASSWORD)
  await page.getByLabel('Name of this installation (required)').fill('Kestrel Lab')
  await page.getByRole('button', { name: 'Start empty' }).click()
  await page.getByRole('link', { name: /This is not the password that the server printed/ }).waitFor()
  assert.equal(await page.getByLabel('Name of this installation (required)').inputValue(), 'Kestrel Lab')
  visit.clean()
})
