import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import readWorkbook from 'read-excel-file/node'
import { openConsole } from '../support/console.ts'

const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true }
/** As Excel of a school saves it: Windows-1252, semicolons, quotes. */
const PEOPLE = [
  'Naam;Klas;Doelgroep;Identificatie',
  '"Haugen; Noor";3B;;NOORSKEY',
  'Zoë Müller;4A;;ZOESKEY1',
  '"=HYPERLINK(""x"")";4A;;EVILSKEY',
]
const WORKSHOPS = [
  ['Statistics: from zero/one', '1. Morning', '2'],
  ['Figures in R', '1. Morning', '20'],
  ['Recording speech', '2. Afternoon', '12'],
] as const

const house = await openConsole()
await house.person('amara', { roles: ['training:user'], firstName: 'Amara' })
const amara = await house.visit({ as: 'amara' })
const { page } = amara
const press = (name: string | RegExp) => page.getByRole('button', { name }).click()

test('an event goes from a list of people, over phones, to the workbook that Excel opens: by clicks alone', async () => {
  await amara.open('/app/training/events/new')
  await page.getByLabel('Name (required)').fill('spring2027')
  await press('Make the event')
  for (const [title, moment, seats] of WORKSHOPS) {
    await page.getByRole('link', { name: 'Add a workshop' }).click()
    await page.getByLabel('Title (required)').fill(title)
    await page.getByLabel('Time slot (required)').fill(moment)
    await page.getByLabel('Seats').fill(seats)
    await press('Add the workshop')
    await page.getByRole('link', { name: title }).waitFor()
  }
  const url = new URL(page.url()).pathname.replace('/workshops', '')

  await page.getByRole('link', { name: /^Participants/ }).click()
  await page
    .getByRole('main')
    .getByRole('link', { name: /Import a list/ })
    .first()
    .click()
  const [chooser] = await Promise.all([page.waitForEvent('filechooser'), press('Choose a file')])
  await chooser.setFiles({
    name: 'studenten.csv',
    mimeType: 'text/csv',
    buffer: Buffer.from(PEOPLE.join('\r\n'), 'latin1'),
  })
  await press('Add 3')
  await page.getByText('3 added').waitFor()

  await page.goto(url)
  await press('Open now')
  await page.getByText('Registration open', { exact: true }).waitFor()

  for (const [key, choices] of [
    ['NOORSKEY', ['Statistics: from zero/one', 'Recording speech']],
    ['EVILSKEY', ['Statistics: from zero/one', 'Recording speech']],
    ['ZOESKEY1', ['Figures in R', 'Recording speech']],
  ] as const)
    await choose(`/app/join/${url.split('/').at(-1)}#k=${key}`, choices)

  await page.getByText('of 3 participants').waitFor()
  const registered = page.locator('dl > div', { hasText: 'Complete' }).locator('dd').first()
  await registered.getByText('3', { exact: true }).waitFor()
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: 'Workbook' }).click(),
  ])
  assert.equal(file.suggestedFilename(), 'spring2027.xlsx')
  const sheets = await readWorkbook(readFileSync(await file.path()))
  assert.deepEqual(
    sheets.map(({ sheet, data }) => [sheet, ...data]),
    [
      sheetOf(
        'Statistics_ from zero_one',
        WORKSHOPS[0][0],
        ['Haugen; Noor', '3B'],
        ['=HYPERLINK("x")', '4A'],
      ),
      sheetOf('Figures in R', 'Figures in R', ['Zoë Müller', '4A']),
      sheetOf(
        'Recording speech',
        'Recording speech',
        ['Haugen; Noor', '3B'],
        ['=HYPERLINK("x")', '4A'],
        ['Zoë Müller', '4A'],
      ),
    ],
  )
  amara.clean()
})

const sheetOf = (name: string, title: string, ...people: string[][]) => [
  name,
  [title, null],
  [null, null],
  ['Naam', 'Klas'],
  ...people,
]

/** Somebody scans their letter, and chooses one workshop in each time slot. */
async function choose(link: string, titles: readonly string[]): Promise<void> {
  const phone = await house.visit(PHONE)
  await phone.open(link)
  for (const [at, title] of titles.entries()) {
    await phone.page.getByRole('button', { name: new RegExp(`^${title}`) }).click()
    await phone.page
      .getByRole('button', { name: at === titles.length - 1 ? 'Confirm my choice' : /^Next/ })
      .click()
  }
  await phone.page.getByText('Confirmed. This is your timetable.').waitFor()
  phone.clean()
}
