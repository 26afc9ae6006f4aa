import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import type { Page } from 'playwright-core'
import { sheetNames, workbook } from '../../src/kernel/table-file/write-xlsx.ts'
import { openConsole } from '../support/console.ts'
import { textsOf } from '../support/pdf.ts'
import { stageEvent } from '../support/training.ts'
import { waitFor } from '../support/wait.ts'

const house = await openConsole({ ATELIER_PUBLIC_URL: 'https://lab.example.org' })
await house.person('amara', { roles: ['training:manager'], firstName: 'Amara', lastName: 'Okafor' })
const amara = await house.visit({ as: 'amara' })
amara.page.setDefaultTimeout(10_000)
const event = await stageEvent(house.atelier.training, {
  name: 'Skills Week',
  workshops: {
    Soldering: { moment: '1. Morning', seats: 5, targetGroup: 'app' },
    Statistics: { moment: '2. Noon', seats: 5, targetGroup: 'app' },
  },
  people: {
    'Ann Peeters': { userClass: '4A', group: 'app', chosen: ['Soldering', 'Statistics'] },
    'Ben Maes': { userClass: '4A', group: 'app', chosen: ['Soldering'] },
    [`Cleo ${'very long name '.repeat(4)}`.trim()]: { userClass: '4B', group: 'app' },
  },
})
const EVENT = `/app/training/events/${event.id}`

const notices = (page: Page) => page.getByRole('region', { name: 'Notices' })
const rowOf = (page: Page, name: string) => page.getByRole('row').filter({ hasText: name })
const rows = (page: Page) => page.getByRole('table', { name: 'Participants' }).locator('tbody tr')

async function fileOf(page: Page, press: () => Promise<void>): Promise<Buffer> {
  const [download] = await Promise.all([page.waitForEvent('download'), press()])
  return readFileSync(await download.path())
}

test('an import is looked at line by line before anything changes, and is taken back whole', async () => {
  const { page, open, accessible, fits, clicks } = amara
  await open(`${EVENT}/participants`)
  await page.getByRole('link', { name: 'Import a list' }).click()
  await page.getByRole('heading', { name: 'Import participants' }).waitFor()
  const text = page.getByLabel('People, one a line')
  await page.getByRole('button', { name: 'Look at the preview' }).click()
  await page.getByText('Paste at least one name, or choose a file.').waitFor()

  await text.fill('Name;Class;Group;Key\nAnn Peeters;5A;app;\nDora Smet;5A;app;abcd-1\nEls;5A;app;abcd-1')
  await accessible()
  await page.getByRole('button', { name: 'Look at the preview' }).click()
  await page.getByText('Line 4: The key “abcd-1” is taken by Dora Smet (line 3).').waitFor()
  await page.getByText('Mend the lines with errors first. Nothing is imported in part.').waitFor()
  await accessible()

  // What was typed is still there; mended it goes in.
  await page.getByRole('link', { name: 'Change the list' }).click()
  assert.match(await text.inputValue(), /Els;5A;app;abcd-1$/)
  const book = await workbook([
    {
      name: sheetNames(['People'])[0] as string,
      rows: [
        ['Klas', 'Naam', 'Doelgroep', 'E-mail'],
        ['5A', 'Ann Peeters', 'app', 'ann@x.org'],
        ['5A', '=Dora', 'app', ''],
      ],
    },
  ])
  await page
    .getByLabel('file', { exact: true })
    .setInputFiles({ name: 'people.xlsx', mimeType: 'application/octet-stream', buffer: book })
  await page.getByText('From people.xlsx.').waitFor()
  await page.getByLabel('Goes, with what they chose').click()
  await page.getByText('Add 1, change 1, remove 2, 0 with errors.').waitFor()
  await page.getByText('Ben Maes, 4A: 1 choice').waitFor()
  await page.getByText('class: 4A → 5A').waitFor()
  await fits()
  const used = await clicks(() => page.getByRole('button', { name: 'Add 1, change 1, remove 2' }).click())
  assert.equal(used, 1)
  await page.getByText('1 added, 1 changed, 2 removed').waitFor()
  await accessible()
  await page.getByRole('link', { name: 'See the list' }).click()
  await rowOf(page, '=Dora').waitFor()
  assert.equal(await rows(page).count(), 2)
  await rowOf(page, 'Ann Peeters').getByText('Complete').waitFor()

  await page.getByRole('link', { name: 'Import a list' }).click()
  await page.getByRole('button', { name: 'Take it back' }).click()
  await page.getByRole('button', { name: 'Take the import back' }).click()
  await notices(page).getByText('The import is taken back').waitFor()
  await open(`${EVENT}/participants`)
  await waitFor(async () => (await rows(page).count()) === 3)
  await rowOf(page, 'Ben Maes').getByText('In part').waitFor()
})

test('who is missing is one click from the event; people are found, removed and brought back', async () => {
  const { page, open, accessible, fits, clicks } = amara
  await open(EVENT)
  const used = await clicks(() => page.getByRole('link', { name: /^List of 1$/ }).click())
  assert.equal(used, 1)
  await waitFor(async () => (await rows(page).count()) === 1)
  await rowOf(page, 'Cleo').getByText('Not yet').waitFor()

  await open(`${EVENT}/participants`)
  await page.getByLabel('Name, class or address').fill('zzz')
  await page.getByText('No participant matches').waitFor()
  await page.getByRole('button', { name: 'Clear' }).first().click()
  await rowOf(page, 'Ben Maes').waitFor()
  await accessible()
  await fits()

  await page.getByLabel('Select Ben Maes').click()
  await page.getByRole('button', { name: 'Take off the list' }).click()
  await notices(page).getByText('1 person off the list').waitFor()
  await waitFor(async () => (await rows(page).count()) === 2)
  await notices(page).getByRole('button', { name: 'Undo' }).click()
  await rowOf(page, 'Ben Maes').getByText('In part').waitFor()
})

test('somebody’s panel shows what they chose; the key is shown, made anew, and the name changed', async () => {
  const { page, open, accessible, fits, clean } = amara
  await open(`${EVENT}/participants`)
  await page.getByRole('link', { name: 'Ann Peeters' }).click()
  const panel = page.getByRole('complementary').filter({ hasText: 'Last sign-in' })
  await panel.getByText('Soldering').waitFor()
  await panel.getByText('2. Noon').waitFor()
  await accessible()
  await fits([390, 1_440])

  await panel.getByRole('button', { name: 'Show the key' }).click()
  const dialog = page.getByRole('dialog')
  const { key } = event.people['Ann Peeters'] as { key: string }
  await dialog.getByText(key).waitFor()
  await accessible()
  await dialog.getByRole('button', { name: 'Make a new key' }).click()
  await notices(page).getByText('Ann Peeters has a new key').waitFor()
  await dialog.getByText(key).waitFor({ state: 'detached' })
  await dialog.getByRole('button', { name: 'Set one by hand' }).click()
  await dialog.getByLabel('Key (required)').fill('ann')
  await dialog.getByRole('button', { name: 'Set this key' }).click()
  await dialog.getByText('This key is short and easily guessed.').waitFor()
  await dialog.getByRole('button', { name: 'Close' }).focus()
  // Esc closes the dialog alone, and the focus is where it was.
  await page.keyboard.press('Escape')
  await dialog.waitFor({ state: 'detached' })
  await panel.getByRole('button', { name: 'Show the key' }).and(page.locator(':focus')).waitFor()

  await panel.getByRole('button', { name: 'Change', exact: true }).click()
  await dialog.getByLabel('Name (required)').fill('')
  await dialog.getByRole('button', { name: 'Save' }).click()
  await dialog.getByText('Write the name.').first().waitFor()
  await dialog.getByLabel('Name (required)').fill('Anna Peeters')
  await dialog.getByRole('button', { name: 'Save' }).click()
  await panel.getByRole('heading', { name: 'Anna Peeters' }).waitFor()

  await page.getByRole('button', { name: 'Add one' }).click()
  await dialog.getByLabel('Name (required)').fill('Late Comer')
  await dialog.getByLabel('Class').fill('4B')
  await accessible()
  await dialog.getByRole('button', { name: 'Add', exact: true }).click()
  await rowOf(page, 'Late Comer').waitFor()
  clean()
})

test('letters are printed two clicks from the event, and every list can be taken', async () => {
  const { page, open, accessible, fits, clicks, clean } = amara
  await open(EVENT)
  let letters: Buffer = Buffer.alloc(0)
  const used = await clicks(async () => {
    await page.getByRole('link', { name: 'Letters and lists' }).first().click()
    letters = await fileOf(page, () => page.getByRole('link', { name: /^Print all \d+ letters$/ }).click())
  })
  assert.equal(used, 2)
  assert.ok(textsOf(letters).includes('Late Comer'))
  await page.getByText(/The codes on them lead to https:\/\/lab\.example\.org\S*, and you are at/).waitFor()
  await accessible()
  await fits()
  await page.getByLabel('Class', { exact: true }).selectOption('4B')
  const some = await fileOf(page, () => page.getByRole('link', { name: 'Print 4B' }).click())
  assert.ok(!textsOf(some).includes('Anna Peeters'))
  const doors = await fileOf(page, () => page.getByRole('link', { name: 'Print door lists' }).click())
  assert.deepEqual(textsOf(doors).slice(0, 2), ['Soldering', '1. Morning · 2 of 5 seats'])
  const people = await fileOf(page, () => page.getByRole('link', { name: 'For Excel' }).click())
  assert.ok(
    people.toString().startsWith('\ufeffName;Class;Group;Key;E-mail;Language\r\nAnna Peeters;4A;app;ann;'),
  )
  clean()
})
