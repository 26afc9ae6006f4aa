import assert from 'node:assert/strict'
import { test } from 'node:test'
import { inTransaction } from '../../src/kernel/db/db.ts'
import type { Pipelines } from '../../src/services/pipelines/index.ts'
import { openConsole } from '../support/console.ts'
import { giveBatch, giveExperiment } from '../support/experiments.ts'

const DAY = 86_400_000
const house = await openConsole()
const pipelines = house.atelier.pipelines as Pipelines
const USER = { roles: ['pipelines:user'] }
const adaId = await house.person('ada', { ...USER, firstName: 'Ada', lastName: 'Lind' })
const kimId = await house.person('kim', { ...USER, firstName: 'Kim', lastName: 'Berg' })
// Whoever runs pipelines need not be an administrator.
await house.person('boss', { roles: ['pipelines:admin'] })
const { db } = house.atelier.kernel
await inTransaction(db, async (tx) => {
  const { id } = await tx
    .insertInto('kernel_group')
    .values({ name: 'lab', name_folded: 'lab', created_at: 1 })
    .returning('id')
    .executeTakeFirstOrThrow()
  for (const account_id of [adaId, kimId])
    await tx.insertInto('kernel_group_member').values({ group_id: id, account_id }).execute()
})
const give = (name: string, more: object = {}) =>
  giveExperiment(pipelines, {
    ...{ account: adaId, name, log: 'reading\ndone\n', params: [['width', '6']] as [string, string][] },
    inputs: { t1: 'a scan' },
    outputs: { 'volumes.csv': 'Region,Volume\nBrain,1402\n', 'report.html': '<script>alert(1)</script>' },
    ...more,
  })
const shown = await give('Brain of sub-014', {
  set: { outputs_until: Date.now() + 5 * DAY + 60_000, inputs_until: Date.now() + DAY },
})
const batch = await giveBatch(pipelines, { account: adaId, name: 'wave 2' })
await give('sub-01', { batch })
const ada = await house.visit({ as: 'ada' })
ada.page.setDefaultTimeout(10_000)

test('an experiment is shared by a link, which a stranger opens without an account, until it is taken back', async () => {
  const { page, open, accessible, fits, clean } = ada
  await open(`/app/pipelines/experiments/${shown}/shares`)
  await page.getByText('Only you see it').waitFor()
  await page.getByRole('button', { name: 'Share', exact: true }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('button', { name: 'Share', exact: true }).click()
  await dialog.getByText('Choose a person or a group.').first().waitFor()
  await accessible()
  await dialog.getByLabel('whoever has a link, without an account').check()
  await dialog.getByRole('button', { name: 'Make a link' }).click()
  await dialog.getByText('This is the only time that it is shown.').waitFor()
  const address = /http\S+\/app\/shared#\w{43}/.exec((await dialog.textContent()) ?? '')?.[0] ?? ''
  assert.notEqual(address, '')
  await dialog.getByRole('button', { name: 'I have copied it' }).click()
  await page.getByText('Whoever has the link').waitFor()
  await accessible()
  await fits([390, 1440])

  const stranger = await house.visit()
  stranger.page.setDefaultTimeout(10_000)
  await stranger.page.goto(address.replace(/^https?:\/\/[^/]+/, house.url))
  await stranger.page.getByRole('heading', { name: 'Brain of sub-014' }).waitFor()
  assert.match(stranger.page.url(), /\/app\/shared\/\d+$/)
  await stranger.page.getByText(/shown by Ada Lind until/).waitFor()
  await stranger.page.getByText('1402').first().waitFor()
  await stranger.accessible()
  await stranger.fits([390, 1440])
  const download = stranger.page.waitForEvent('download')
  await stranger.page.getByRole('link', { name: /^Download all/ }).click()
  assert.match((await download).suggestedFilename(), /-outputs\.zip$/)
  // Reloaded it is still there: by its cookie.
  await stranger.page.reload()
  await stranger.page.getByRole('heading', { name: 'Brain of sub-014' }).waitFor()
  stranger.clean()

  await page.reload()
  await page.getByText(/last opened/).waitFor()
  await page.getByRole('button', { name: 'Take back: Whoever has the link' }).click()
  await dialog.getByRole('button', { name: 'Take it back' }).click()
  await page.getByText('Only you see it').waitFor()
  await stranger.page.reload()
  await stranger.page
    .getByText(/this link/i)
    .first()
    .waitFor()
  assert.equal(await stranger.page.getByText('1402').count(), 0)
  clean()
})

test('a colleague in a group finds what is shared with them, and a batch by a link is a list', async () => {
  const { page, open } = ada
  await open(`/app/pipelines/experiments/${shown}/shares`)
  await page.getByRole('button', { name: 'Share', exact: true }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('combobox', { name: /Person or group/ }).fill('ber')
  // Kim is in no directory of Ada's but by the group.
  await page.getByRole('option', { name: 'Kim Berg' }).click()
  await dialog.getByRole('button', { name: 'Share', exact: true }).click()
  await page.getByText('Brain of sub-014 is shared with Kim Berg').waitFor()

  const kim = await house.visit({ as: 'kim' })
  kim.page.setDefaultTimeout(10_000)
  await kim.open(`/app/pipelines/experiments/${shown}`)
  await kim.page.getByText('Ada Lind shares it with you.').waitFor()
  await kim.page.getByText('1402').first().waitFor()
  assert.equal(await kim.page.getByRole('link', { name: 'Shares' }).count(), 0)

  const made = await page.request.post(`/api/pipelines/batches/${batch}/shares`, {
    headers: { origin: house.url, 'x-atelier': '1' },
    data: { link: true },
  })
  const { address } = (await made.json()) as { address: string }
  await kim.page.goto(address.replace(/^https?:\/\/[^/]+/, house.url))
  await kim.page.getByRole('heading', { name: 'wave 2' }).waitFor()
  await kim.accessible()
  await kim.page.getByRole('link', { name: 'sub-01' }).click()
  await kim.page.getByRole('heading', { name: 'sub-01' }).waitFor()
  await kim.page.getByRole('link', { name: 'wave 2' }).click()
  await kim.page.getByRole('heading', { name: 'wave 2' }).waitFor()
  kim.clean()
})

test('usage says what is stored and how long it stays, and makes room at once', async () => {
  const { page, open, accessible, fits, clean } = ada
  await open('/app/pipelines/usage')
  await page.getByText('2 of 50').waitFor()
  const row = page.getByRole('row', { name: /Brain of sub-014/ })
  await row.getByText(/\(6 days\)/).waitFor()
  await row.getByRole('button', { name: 'Keep', exact: true }).click()
  await page.getByText('Brain of sub-014 is kept').waitFor()
  await row.getByRole('button', { name: 'Let it go' }).waitFor()
  await row.getByRole('button', { name: /More acts/ }).click()
  await page.getByRole('menuitem', { name: 'Remove inputs' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Remove for good' }).click()
  await page.getByText('1 of 50').waitFor()
  await row.getByText('none').waitFor()
  await accessible()
  await fits([390, 1440])
  clean()
})

test('operators set limits of a person, change them, and take them away with undo; and see how long things stay', async () => {
  const boss = await house.visit({ as: 'boss' })
  const { page, open, accessible, fits, clean } = boss
  page.setDefaultTimeout(10_000)
  await open('/app/pipelines/limits')
  await page.getByText(/^50 input files stored at once, .* GB each, and 8 experiments at work/).waitFor()
  await page.getByText(/inputs stay 30 days, its results stay 90 days/).waitFor()
  await page.getByRole('button', { name: 'Set limits' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('button', { name: 'Set the limits' }).click()
  await dialog.getByText('Choose a person or a group.').first().waitFor()
  await dialog.getByRole('combobox', { name: /Of whom/ }).fill('Ada')
  await page.getByRole('option', { name: /Ada Lind/ }).click()
  await dialog.getByLabel('Input files stored at once').fill('120')
  await accessible()
  await dialog.getByRole('button', { name: 'Set the limits' }).click()
  const row = page.getByRole('row', { name: /Ada Lind/ })
  await row.getByText('120').waitFor()
  await accessible()
  await fits([390, 1440])
  await row.getByRole('button', { name: /More acts/ }).click()
  await page.getByRole('menuitem', { name: 'Take them away' }).click()
  await page.getByText('No group and nobody has limits of their own.').waitFor()
  await page.getByRole('button', { name: 'Undo' }).click()
  await row.getByText('120').waitFor()

  await open('/app/pipelines/usage')
  await page.getByText('Everybody', { exact: true }).click()
  await page.getByRole('row', { name: /Ada Lind/ }).waitFor()
  await accessible()
  clean()
})
