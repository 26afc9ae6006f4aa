import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { parse } from 'csv-parse/sync'
import { pair } from '../support/answers.ts'
import { openConsole } from '../support/console.ts'
import { startReceiver } from '../support/receiver.ts'
import { waitFor } from '../support/wait.ts'

const API = '/api/collection'
/** Text of a name that tries to be more than a text. */
const CODE = 'P-0142'

/** A call of the page's own session. */
async function post<T>(url: string, data: object): Promise<T> {
  const answer = await owner.page.request.post(API + url, {
    headers: { origin: server.url, 'x-atelier': '1' },
    data,
  })
  assert.ok(answer.ok(), await answer.text())
  return (await answer.json()) as T
}

async function submit(answers: object[], recording?: string): Promise<void> {
  const form = new FormData()
  form.append('auth_token', token)
  form.append('responses', JSON.stringify(answers))
  if (recording) form.append('file', new Blob(['RIFF a voice']), recording)
  const answer = await fetch(`${server.url}/collection/submit`, { method: 'POST', body: form })
  assert.equal(answer.status, 200, await answer.text())
}

async function answerCount(): Promise<number> {
  const answer = await owner.page.request.get(`${API}/projects/${project}/exports/preview`)
  return ((await answer.json()) as { answers: number }).answers
}

const server = await openConsole({ ATELIER_WEBHOOKS_ALLOW: '127.0.0.1' })
const receiver = await startReceiver()
await server.person('olga', { roles: ['collection:user'], firstName: 'Olga', lastName: 'Ruiz' })
const owner = await server.visit({ as: 'olga' })
const project = (await post<{ id: number }>('/projects', { name: 'Voice and Mood' })).id
await post(`/projects/${project}/participants/import`, { text: `code\n${CODE}\nP-0143` })
const token = (await post<{ token: string }>(`/projects/${project}/grants`, { participant: CODE })).token
const answerOf = (item: string, value: unknown) => pair({ item, value, subject: CODE })
await submit(
  [...answerOf('mood', 'McDonald'), ...answerOf('formula', '=1+1'), ...answerOf('voice', 'a.wav')],
  'a.wav',
)
await waitFor(async () => (await answerCount()) === 3)

const page = (path: string) => `/app/collection/projects/${project}/${path}`

test('answers are downloaded as a spreadsheet opens them, with the number of rows said before', async () => {
  await owner.open(page('exports'))
  await owner.page.getByText('Download long CSV').waitFor()
  await owner.accessible()
  const started = owner.page.waitForEvent('download')
  const clicks = await owner.clicks(async () => {
    await owner.page.getByText('Download long CSV').click()
  })
  assert.equal(clicks, 1)
  const file = readFileSync(await (await started).path(), 'utf8')
  assert.ok(file.startsWith('\ufeffproject,'))
  const rows = parse(file, { columns: true, bom: true }) as Record<string, string>[]
  assert.deepEqual(
    rows.map(({ item, value }) => [item, value]),
    [
      ['mood', 'McDonald'],
      ['formula', "'=1+1"],
      ['voice', 'a.wav'],
    ],
  )
})

test('a filter stands in the address, changes the count, and one that means nothing says so', async () => {
  await owner.open(page('exports?item=mood'))
  await owner.page.getByText('Download long CSV').waitFor()
  const answers = owner.page.locator('dt', { hasText: 'Answers' }).locator('xpath=following-sibling::dd')
  await waitFor(async () => (await answers.first().textContent()) === '1')
  await owner.page.getByLabel('Wide CSV').check()
  await owner.page.getByText('Download wide CSV').waitFor()
  assert.match(owner.page.url(), /item=mood.*format=wide\.csv/)
  await owner.page.getByLabel('Participant').fill('nobody')
  await owner.page.getByText('No answer matches.').waitFor()
  await owner.page.reload()
  await owner.page.getByText('No answer matches.').waitFor()
  assert.equal(await owner.page.getByLabel('Participant').inputValue(), 'nobody')
})

test('recordings are zipped in the background and downloaded, without a reload', async () => {
  await owner.open(page('exports'))
  await owner.page.getByRole('button', { name: 'Make a zip of 1 recording' }).click()
  const link = owner.page.locator('a', { hasText: /^Download$/ })
  await link.waitFor()
  const started = owner.page.waitForEvent('download')
  await link.click()
  assert.match((await started).suggestedFilename(), /^recordings-\d+\.zip$/)
  await owner.accessible()
  await owner.fits([320, 390, 1440])
  await owner.page.setViewportSize({ width: 1440, height: 900 })
})

test('a webhook is added, refuses in words, shows its secret once, and its log grows by itself', async () => {
  await owner.open(page('webhooks'))
  await owner.page.getByText('No webhooks yet').waitFor()
  await owner.page.getByRole('button', { name: 'Add a webhook' }).click()
  const address = owner.page.getByLabel('Address (required)')
  await address.fill('http://10.0.0.1/')
  await owner.page.getByRole('button', { name: 'Add the webhook' }).click()
  await owner.page.getByText('lies inside the network').first().waitFor()
  await owner.accessible()
  assert.equal(await address.inputValue(), 'http://10.0.0.1/')
  await address.fill(receiver.url)
  await owner.page.getByRole('button', { name: 'Add the webhook' }).click()
  await owner.page.getByText('It is shown this once.').waitFor()
  await owner.accessible()
  await owner.page.getByRole('button', { name: 'I have copied it' }).click()
  await owner.page.getByRole('link', { name: `127.0.0.1:${receiver.port}/hook` }).click()
  await owner.page.getByText('Nothing was sent yet').waitFor()
  await submit(pair({ item: 'late', value: 1, subject: CODE }))
  const row = owner.page.getByRole('row', { name: /submission\.received/ })
  await row.getByText('Delivered').waitFor()
  await row.getByRole('link').click()
  await owner.page.getByText('First part of the answer').waitFor()
  await owner.accessible()
  await owner.page.keyboard.press('Escape')
  await owner.page.getByRole('button', { name: 'Send a test' }).click()
  await owner.page.getByRole('row', { name: /ping/ }).getByText('Delivered').waitFor()
  await owner.page.getByRole('button', { name: 'More acts on this webhook' }).click()
  await owner.page.getByRole('menuitem', { name: 'Make a new secret' }).click()
  await owner.page.getByRole('button', { name: 'Make a new secret' }).click()
  await owner.page.getByText('It is shown this once.').waitFor()
  await owner.page.getByRole('button', { name: 'I have copied it' }).click()
  await owner.page.getByText('signed with the old secret as well').waitFor()
  await owner.fits([320, 390, 1440])
  await owner.page.setViewportSize({ width: 1440, height: 900 })
})

test('a participant is withdrawn after the code was typed, and the receipt names nobody', async () => {
  await owner.open(page('participants'))
  await owner.page
    .getByRole('row', { name: new RegExp(CODE) })
    .getByRole('button', { name: /More acts/ })
    .click()
  await owner.page.getByRole('menuitem', { name: 'Withdraw from the study' }).click()
  const dialog = owner.page.getByRole('dialog')
  await dialog.getByText('4 answers and 1 recording').waitFor()
  // The menu fades away; axe must not meet it.
  await owner.page.getByRole('menu').waitFor({ state: 'detached' })
  await owner.accessible()
  const erase = dialog.getByRole('button', { name: 'Erase for good' })
  await dialog.getByLabel(`Type ${CODE} to go on`).fill('P-01')
  await erase.click({ force: true })
  assert.equal(await answerCount(), 4, 'nothing happens before the whole code is typed')
  await dialog.getByLabel(`Type ${CODE} to go on`).fill(CODE)
  await erase.click()
  await owner.page.getByRole('button', { name: 'Receipt' }).click()
  await owner.page.getByRole('heading', { name: /Receipt of a withdrawal, withdrawn-/ }).waitFor()
  await owner.accessible()
  assert.equal(await answerCount(), 0)
  assert.ok(!((await owner.page.locator('main').textContent()) ?? '').includes(CODE))
  await owner.fits([320, 390, 1440])
  await owner.page.setViewportSize({ width: 1440, height: 900 })
  await owner.open(page('withdrawals'))
  await owner.page.getByRole('row', { name: /withdrawn-/ }).waitFor()
  await owner.accessible()
})

test('who only gives out links sees none of these pages', async () => {
  await server.person('cora', { roles: [`collection:coordinator@${project}`] })
  const cora = await server.visit({ as: 'cora' })
  for (const path of ['exports', 'webhooks', 'withdrawals']) {
    await cora.open(page(path))
    await cora.page.getByRole('heading', { name: /^There is no / }).waitFor()
  }
  cora.clean()
  owner.clean()
})
