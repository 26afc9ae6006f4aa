import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Page } from 'playwright-core'
import { findFreePort } from '../../src/services/compute/sessions/port.ts'
import { openConsole } from '../support/console.ts'
import { afterPart } from '../support/part.ts'
import { waitFor } from '../support/wait.ts'

// Before the server goes, which is closed by what is said next.
afterPart(() => stopAll())
// Sessions are opened at the address that the configuration names.
const house = await openConsole({ ATELIER_PORT: String(await findFreePort('127.0.0.1')) })
house.atelier.kernel.executions.begin()
await house.person('priya', { roles: ['compute:user'], firstName: 'Priya', lastName: 'Raman' })
await house.person('otto', { roles: ['compute:admin'], firstName: 'Otto', lastName: 'Berg' })
const priya = await house.visit({ as: 'priya' })
const otto = await house.visit({ as: 'otto' })
const API = '/api/compute'

const write = async (page: Page, method: 'POST' | 'PATCH', path: string, data: object = {}) => {
  const headers = { origin: house.url, 'x-atelier': '1' }
  const answer = await page.request.fetch(API + path, { method, headers, data })
  assert.ok(answer.ok(), `${path}: ${await answer.text()}`)
  return answer.json()
}
const read = async (page: Page, path: string) => (await page.request.get(API + path)).json()
const open = async () =>
  (await read(otto.page, '/sessions?of=everybody&state=open')).items as { id: number }[]

/** Executions outlive the server. */
async function stopAll(): Promise<void> {
  for (const { id } of await open())
    await write(otto.page, 'POST', `/sessions/${id}/stop`).catch(() => undefined)
  await waitFor(async () => (await open()).length === 0, 20_000)
}

/** A program of an operator; what it does is said by the test. */
const kind = (command: string) => ({
  ...{ name: 'Model server', description: 'Serves the model.', icon: 'web', type: 'command', command },
  ...{ startPage: '', readyPath: '', atRoot: true, env: {}, groups: [], resources: [] },
  parameters: [
    ...[{ name: 'num_cpus', label: 'Cores', description: '', type: 'int', default: 1, min: 1, max: 4 }],
    ...[
      { name: 'time_limit_minutes', label: 'T', description: '', type: 'int', default: 60, min: 5, max: 600 },
    ],
  ],
  fields: [
    {
      name: 'model',
      label: 'Model',
      description: 'Which one',
      type: 'choice',
      choices: ['small', 'large'],
      default: 'small',
    },
  ],
  ...{ idleMinutes: 90, maxMinutes: 120, extendMinutes: 240, helper: true },
})
const SERVE =
  'echo "serving $ATELIER_FIELD_MODEL"; exec python3 -m http.server --bind $ATELIER_HOST $ATELIER_PORT'

test('from an empty account to a result: a workspace is made, Jupyter launched, and a cell of a notebook run in its page', async () => {
  const { page } = priya
  await priya.open('/app/compute/workspaces')
  await page.getByRole('link', { name: 'New workspace' }).first().click()
  await page.getByLabel('Name (required)').fill('motor-learning')
  await page.getByRole('button', { name: 'Make the workspace' }).click()
  await page.getByRole('link', { name: 'Launch a session' }).first().click()
  await page.getByText('Jupyter Notebook', { exact: true }).click()
  await page.getByText('Costs at most').waitFor()
  await priya.accessible()
  await page.getByRole('button', { name: 'Launch', exact: true }).click()
  await page.getByRole('heading', { name: 'motor-learning' }).waitFor()
  await page.getByRole('button', { name: 'Open', exact: true }).waitFor({ timeout: 60_000 })
  const opening = page.waitForEvent('popup')
  await page.getByRole('button', { name: 'Open', exact: true }).click()
  const jupyter = await opening
  await jupyter.getByRole('button', { name: 'New' }).click({ timeout: 20_000 })
  const making = jupyter.waitForEvent('popup')
  await jupyter.getByText('Python 3 (ipykernel)').click()
  const notebook = await making
  await notebook
    .getByText(/^Python 3/)
    .first()
    .waitFor()
  await notebook.locator('.code_cell .CodeMirror').first().click()
  await notebook.keyboard.type('print(6 * 7)')
  await notebook.keyboard.press('Shift+Enter')
  await notebook.locator('.output_area', { hasText: '42' }).first().waitFor({ timeout: 30_000 })
  await notebook.close({ runBeforeUnload: false })
  await jupyter.close()
  await page.getByRole('link', { name: 'Untitled.ipynb' }).click()
  const shown = page.waitForEvent('popup')
  await page.getByRole('button', { name: 'Open in session' }).click()
  const again = await shown
  await again.locator('.code_cell').first().waitFor({ timeout: 20_000 })
  await again.close({ runBeforeUnload: false })
})

test('the terminal beside it is a shell in the workspace; stopping asks once, and says how the session was', async () => {
  const { page } = priya
  await page.getByRole('link', { name: 'Terminal' }).click()
  await page.getByText('Connected').waitFor()
  await page.keyboard.type('basename "$PWD"; echo $((6 * 7))\n')
  await page.locator('.xterm-rows', { hasText: /^42|42/ }).waitFor()
  await priya.accessible()
  await page.getByRole('link', { name: 'motor-learning' }).click()
  await page.getByRole('button', { name: 'Stop' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Stop the session' }).click()
  await page.getByText('No session runs here').waitFor({ timeout: 20_000 })
  await page.getByRole('link', { name: 'Its report and log' }).click()
  await page.getByText('Used of what was asked for').waitFor()
  await page.getByText(/Jupyter Notebook 6/).waitFor()
  await priya.accessible()
})

test('a kind is changed in its form, seen as people will see it, and put back by its versions', async () => {
  const { page } = otto
  const { id } = await write(page, 'POST', '/kinds', {
    key: 'model',
    definition: kind('echo "no model here" >&2; exit 3'),
  })
  await otto.open(`/app/compute/kinds/${id}`)
  const preview = page.getByRole('region', { name: 'As people see it' })
  await page.getByLabel('Name (required)').fill('Model X')
  await preview.getByText('Model X').waitFor()
  await page.getByRole('button', { name: 'Add a question' }).click()
  const question = page.getByRole('group', { name: 'Number 2' })
  await question.getByLabel('Name in programs').fill('Note')
  await question.getByLabel('What people read').fill('Your note')
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  await page.getByText('“Note”: names are small letters').first().waitFor()
  await page.getByLabel('Name in programs').last().fill('note')
  await preview.getByLabel('Your note').waitFor()
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  await page.getByText('The kind is saved').waitFor()
  await page.getByText('model, version 2.').waitFor()
  await otto.accessible()
  await otto.fits([390, 1440])
  await page.setViewportSize({ width: 1440, height: 900 })
  await page.getByRole('button', { name: 'Restore' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Restore this version' }).click()
  await page.getByText('model, version 3.').waitFor()
  await page.getByRole('heading', { name: 'Model server' }).waitFor()
})

test('a launch that fails says why and stays; launched again as last time it takes two clicks, extending one, opening one', async () => {
  const { page } = priya
  const { items } = await read(page, '/workspaces')
  const workspace = `/app/compute/workspaces/${items[0].id}`
  await priya.open(`${workspace}/launch`)
  await page.getByText('Model server', { exact: true }).click()
  await page.getByLabel('Model', { exact: true }).selectOption('large')
  const cores = page.getByRole('slider', { name: 'Cores' })
  await cores.press('End')
  await page.getByText('4 core hours').waitFor()
  await page.getByRole('button', { name: 'Save as a profile' }).click()
  await page.getByRole('dialog').getByLabel('Name (required)').fill('Big')
  await page.getByRole('button', { name: 'Save the profile' }).click()
  await page.getByLabel('Fill the form with').selectOption({ label: 'Big' })
  await page.getByRole('button', { name: 'Launch', exact: true }).click()
  await page.getByText('Model server did not start').waitFor({ timeout: 20_000 })
  await page.getByText(/status 3.*no model here/).waitFor()
  await priya.accessible()

  const kinds = (await read(otto.page, '/kinds')).items as { id: number; key: string }[]
  const id = kinds.find(({ key }) => key === 'model')?.id
  await write(otto.page, 'PATCH', `/kinds/${id}`, { definition: kind(SERVE) })
  await priya.open('/app/compute/workspaces')
  const clicks = await priya.clicks(async () => {
    await page.getByRole('link', { name: 'motor-learning', exact: true }).click()
    await page.getByRole('button', { name: 'Launch again' }).click()
    await page.getByRole('button', { name: 'Open', exact: true }).waitFor({ timeout: 20_000 })
  })
  assert.equal(clicks, 2)
  await page.getByText('stops by itself after 1 h 30 min').waitFor()
  const card = page.getByRole('region', { name: 'Model server, Running' })
  await card.getByText(/of 4 cores/).waitFor()
  assert.equal(await priya.clicks(() => page.getByRole('button', { name: 'Extend' }).click()), 1)
  await card.getByText('of 2 h', { exact: false }).waitFor()
  await priya.accessible()
  await priya.fits([390, 768, 1440])
  await page.setViewportSize({ width: 1440, height: 900 })
  await card.getByRole('link', { name: 'Session log' }).click()
  await page.getByText('serving large').waitFor()
  await priya.open('/app/compute/sessions')
  const opening = page.waitForEvent('popup')
  assert.equal(await priya.clicks(() => page.getByRole('button', { name: 'Open' }).click()), 1)
  await (await opening).getByText('Directory listing for /').waitFor()
  await priya.open('/app')
  const again = page.waitForEvent('popup')
  assert.equal(await priya.clicks(() => page.getByRole('button', { name: 'Open motor-learning' }).click()), 1)
  await (await again).getByText('Directory listing for /').waitFor()
})

test('an operator sees all sessions and may stop one; its log needs a reason', async () => {
  const { page } = otto
  await otto.open('/app/compute/sessions')
  await page.getByText('Everybody’s').click()
  await page.getByRole('row', { name: /motor-learning.*Model server.*Running.*Priya Raman/ }).waitFor()
  await otto.accessible()
  await page
    .getByRole('row', { name: /Running/ })
    .getByRole('link')
    .click()
  await page.getByText('What this session prints belongs to its owner.').waitFor()
  await page.getByLabel('Reason (required)').fill('Priya asked')
  await page.getByRole('button', { name: 'Read the log' }).click()
  await page.getByText('serving large').waitFor()
  await page.getByRole('button', { name: 'Stop' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Stop the session' }).click()
  await page.getByText('Stopped', { exact: true }).first().waitFor({ timeout: 20_000 })
  await priya.open('/app')
  await priya.page
    .getByRole('button', { name: /notice/i })
    .first()
    .click()
  await priya.page.getByText(/otto read the log of your session/).waitFor()
})

test('nothing went wrong unseen', () => {
  priya.clean()
  otto.clean()
})
