import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Route } from 'playwright-core'
import { openConsole } from '../support/console.ts'
import { waitFor } from '../support/wait.ts'

const WORKSPACES = '/app/compute/workspaces'

const house = await openConsole()
const roles = ['compute:user']
await house.person('priya', { roles, firstName: 'Priya', lastName: 'Raman' })
await house.person('sam', { roles, firstName: 'Samuel', lastName: 'Okoye', email: 'sam@example.org' })
await house.person('jonas', { roles: ['compute:admin'], firstName: 'Jonas', lastName: 'Lind' })
const [priya, sam, jonas] = await Promise.all(['priya', 'sam', 'jonas'].map((as) => house.visit({ as })))
assert.ok(priya && sam && jonas)

test('an operator keeps templates and data sets; a researcher does not see these pages', async () => {
  const { page } = jonas
  await jonas.open('/app/compute/datasets')
  await page.getByRole('button', { name: 'Add a data set' }).click()
  await page.getByLabel('Title (required)').fill('Finger tapping')
  await page.getByLabel('Key (required)').fill('ds-0412')
  await page.getByLabel('Where it lies (required)').fill('usr')
  await page.getByRole('button', { name: 'Add it' }).click()
  await page.getByRole('alert').getByText('Begin it with a slash.').waitFor()
  await page.getByLabel('Where it lies (required)').fill('/usr')
  await page.getByRole('button', { name: 'Add it' }).click()
  await page.getByRole('row', { name: /Finger tapping/ }).waitFor()
  await jonas.accessible()
  await jonas.open('/app/compute/templates')
  await page.getByRole('button', { name: 'New template' }).click()
  await page.getByLabel('Name (required)').fill('Tapping study')
  await page.setInputFiles('input[type=file]', {
    name: 'readme.md',
    mimeType: 'text/markdown',
    buffer: Buffer.from('# Taps'),
  })
  await page.getByLabel('Finger tapping').check()
  await jonas.accessible()
  await page.getByRole('button', { name: 'Make the template' }).click()
  await page.getByRole('row', { name: /Tapping study/ }).waitFor()
  await jonas.accessible()
  await priya.open('/app/compute/templates')
  await priya.page.getByRole('heading', { name: 'There is no such page for you' }).waitFor()
})

test('a workspace is made from a template in three clicks, and says what lies in it', async () => {
  const { page } = priya
  await priya.open(WORKSPACES)
  await page.getByText('No workspaces yet').waitFor()
  await priya.accessible()
  const clicks = await priya.clicks(async () => {
    await page.getByRole('link', { name: 'New workspace' }).click()
    await page.getByLabel('Name (required)').fill('motor-learning-2026')
    await page.getByRole('radio', { name: /Tapping study/ }).check()
    await page.getByText('readme.md').waitFor()
    await page.getByRole('button', { name: 'Make the workspace' }).click()
    await page.getByRole('heading', { name: 'motor-learning-2026' }).waitFor()
  })
  assert.equal(clicks, 3)
  await page.getByRole('link', { name: 'Data sets 1' }).click()
  await page.getByText('datasets/ds-0412').waitFor()
  await priya.accessible()
  await priya.fits()
})

test('what changes while a page is loaded for the first time is on it', async () => {
  const { page } = jonas
  const { account } = await (await page.request.get('/api/session')).json()
  const list = /\/api\/compute\/workspaces(\?|$)/
  const late = async (route: Route) => {
    const old = await route.fetch()
    // The tab that reads the feed tells the others: here one listens as another tab would.
    await page.evaluate((name) => {
      const scope = globalThis as unknown as { heard: Promise<unknown> }
      scope.heard = new Promise((heard) => {
        new BroadcastChannel(name).onmessage = ({ data }) => data.is === 'entry' && heard(true)
      })
    }, `atelier-feed-${account.id}`)
    const headers = { origin: house.url, 'x-atelier': '1' }
    await page.request.post('/api/compute/workspaces', { headers, data: { name: 'Late', description: '' } })
    await page.evaluate(() => (globalThis as unknown as { heard: Promise<unknown> }).heard)
    await route.fulfill({ response: old })
  }
  await page.route(list, late, { times: 1 })
  await jonas.open(WORKSPACES)
  await page.getByRole('link', { name: 'Late', exact: true }).waitFor()
})

test('a workspace gets another name, goes to the trash, and Undo brings it back', async () => {
  const { page } = priya
  await priya.open(WORKSPACES)
  await page.getByRole('link', { name: 'motor-learning-2026', exact: true }).click()
  await page.getByRole('button', { name: 'More acts on motor-learning-2026' }).click()
  await page.getByRole('menuitem', { name: 'Edit name and description' }).click()
  await page.getByLabel('Name (required)').fill('Motor learning')
  await page.getByLabel('Description').fill('Finger-tapping study, wave 2.')
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByRole('heading', { name: 'Motor learning' }).waitFor()
  await page.getByRole('button', { name: 'More acts on Motor learning' }).click()
  await page.getByRole('menuitem', { name: 'Delete' }).click()
  await page.getByText('No workspaces yet').waitFor()
  await page.getByRole('button', { name: 'Undo' }).click()
  await page.getByRole('row', { name: /Motor learning/ }).waitFor()
  await page
    .getByRole('button', { name: /Acts on|More acts/ })
    .last()
    .click()
  await page.getByRole('menuitem', { name: 'Delete' }).click()
  await page.getByRole('link', { name: 'Trash' }).click()
  await page.getByRole('button', { name: 'Restore Motor learning' }).waitFor()
  await priya.accessible()
  await page.getByRole('button', { name: 'Restore Motor learning' }).click()
  await page.getByText('The trash is empty').waitFor()
})

test('a copy is offered, accepted and worked in; the giver sees what became of it', async () => {
  const { page } = priya
  await priya.open(WORKSPACES)
  await page.getByRole('link', { name: 'Motor learning', exact: true }).click()
  await page.getByRole('button', { name: 'Share a copy' }).click()
  await page.getByLabel('Name or e-mail address').fill('sam@')
  await page.getByRole('button', { name: 'Choose Samuel Okoye' }).click()
  await priya.accessible()
  await page.getByRole('button', { name: 'Share', exact: true }).click()
  await page.getByText('Motor learning is offered to Samuel Okoye').waitFor()
  await page.getByRole('link', { name: 'Copies 1' }).click()
  await page.getByRole('row', { name: /Samuel Okoye.*Offered/ }).waitFor()
  await sam.open('/app/compute/shared')
  await sam.accessible()
  await sam.page.getByRole('button', { name: 'Accept Motor learning' }).click()
  await sam.page.getByRole('heading', { name: 'Motor learning' }).waitFor()
  await sam.page.getByText('a copy from Priya Raman').waitFor()
  await page.getByRole('row', { name: /Samuel Okoye.*Accepted/ }).waitFor()
  await page.getByRole('link', { name: 'Journal' }).click()
  await page.getByRole('row', { name: /Offered a copy/ }).waitFor()
  await priya.accessible()
  await page.getByRole('button', { name: 'Share a copy' }).click()
  await page.getByRole('button', { name: 'Choose Samuel Okoye' }).click()
  await page.getByRole('button', { name: 'Share', exact: true }).click()
  await sam.open('/app/compute/shared')
  await sam.page.getByRole('button', { name: 'More acts on Motor learning' }).first().click()
  await sam.page.getByRole('menuitem', { name: 'Decline' }).click()
  await sam.page.getByRole('button', { name: 'Decline' }).click()
  await waitFor(async () => (await sam.page.getByRole('row', { name: /Offered/ }).count()) === 1)
  for (const visit of [priya, sam, jonas]) visit.clean()
})
