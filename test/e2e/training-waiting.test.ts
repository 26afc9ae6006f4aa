import assert from 'node:assert/strict'
import { test } from 'node:test'
import { inTransaction } from '../../src/kernel/db/db.ts'
import { changeEvent } from '../../src/services/training/events/event.ts'
import { joinList } from '../../src/services/training/waiting/waiting-list.ts'
import { changeWorkshop } from '../../src/services/training/workshops/workshop.ts'
import { openConsole } from '../support/console.ts'
import { stageEvent } from '../support/training.ts'

const house = await openConsole()
const { training, kernel } = house.atelier
assert.ok(training)
const morning = { moment: '1. Wed morning' }
const week = await stageEvent(training, {
  name: 'Research Skills Week',
  workshops: {
    'Statistics from zero': { ...morning, seats: 1 },
    'Reading papers fast': { ...morning, seats: 9 },
    'Git without fear': { moment: '2. Wed noon', seats: 1 },
  },
  people: {
    'Noor Haugen': { userClass: '4A', chosen: ['Statistics from zero', 'Git without fear'] },
    'Birk Solberg': { userClass: '4A', chosen: ['Reading papers fast'] },
    'Ida Nilsen': { userClass: '4A' },
    'Ola Berg': { userClass: '4A' },
    'Samuel Adeyemi': { userClass: '3B' },
    'Eva Dahl': { userClass: '3B' },
    'Mia Lie': { userClass: '3B' },
    'Leo Moe': { userClass: '3B' },
  },
})
const by = { via: 'system' } as const
const personOf = (name: string) =>
  training.db
    .selectFrom('training_participant')
    .selectAll()
    .where('id', '=', week.people[name]?.id ?? 0)
    .executeTakeFirstOrThrow()
const join = async (name: string, title: string) =>
  joinList(training, { participant: await personOf(name), workshopId: week.workshops[title] ?? 0, by })
for (const name of ['Birk Solberg', 'Ida Nilsen', 'Samuel Adeyemi']) await join(name, 'Statistics from zero')
await join('Ola Berg', 'Git without fear')
await inTransaction(training.db, (tx) =>
  tx
    .updateTable('training_participant')
    .set({ email: 'somebody@school.example' })
    .where('full_name', 'in', ['Ida Nilsen', 'Eva Dahl'])
    .execute(),
)
await house.person('amara', { roles: [`training:manager@${week.id}`] })
const amara = await house.visit({ as: 'amara' })
amara.page.setDefaultTimeout(10_000)
const EVENT = `/app/training/events/${week.id}`

test('waiting lists: seen in their order, a seat given past the line with its reason, a place taken away', async () => {
  const { page, open, accessible, fits } = amara
  await open(`${EVENT}/waiting`)
  await page.getByText('4 people wait for 2 workshops.').waitFor()
  const table = page.getByRole('table', { name: 'Waiting lists' })
  const row = (name: string) => table.getByRole('row').filter({ hasText: name })
  await row('Samuel Adeyemi').getByText('Number 3').waitFor()
  await accessible()
  await fits()

  await row('Birk Solberg').getByRole('button', { name: 'Give a seat' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Why (required)').fill('Needs it for the thesis')
  await accessible()
  await dialog.getByRole('button', { name: 'Give the seat' }).click()
  await dialog.getByText('All seats are taken.', { exact: false }).first().waitFor()
  await dialog.getByLabel('Above the limit of 1').check()
  await dialog.getByRole('button', { name: 'Give the seat' }).click()
  await dialog.getByText('They would give back “Reading papers fast”.', { exact: false }).first().waitFor()
  await dialog.getByLabel('What they hold at the same time goes').check()
  await dialog.getByRole('button', { name: 'Give the seat' }).click()
  await dialog.waitFor({ state: 'hidden' })
  await row('Samuel Adeyemi').getByText('Number 2').waitFor()

  await row('Ola Berg')
    .getByRole('button', { name: /More acts/ })
    .click()
  await page.getByRole('menuitem', { name: 'Take off the list' }).click()
  await dialog.getByRole('button', { name: 'Take off the list' }).click()
  await row('Ola Berg').waitFor({ state: 'hidden' })

  // Somebody else's act moves the page: more seats make offers.
  await changeEvent(training, by, { id: week.id, changes: { offerMinutes: 30 } })
  const id = week.workshops['Statistics from zero'] ?? 0
  await changeWorkshop(training, by, { eventId: week.id, id, changes: { seats: 3 } })
  await row('Ida Nilsen').getByText('Seat kept until').waitFor()

  await row('Ida Nilsen')
    .getByRole('button', { name: /More acts/ })
    .click()
  await page.getByRole('menuitem', { name: 'Write to them' }).click()
  await dialog.getByLabel('Subject (required)').fill('Your seat')
  await dialog.getByLabel('Text (required)').fill('It is kept until one.')
  await accessible()
  await dialog.getByRole('button', { name: 'Send 1 mail' }).click()
  await page.getByText('1 mail on the way').waitFor()
  amara.clean()
})

test('who has not chosen is reminded with two clicks, and an event says which mails go by themselves', async () => {
  const { page, open, clicks } = amara
  await open(EVENT)
  const needs = page.getByRole('button', { name: 'Mail them' })
  await needs.first().waitFor()
  const used = await clicks(async () => {
    await needs.first().click()
    await page.getByRole('button', { name: 'Send 1 reminder' }).click()
    await page.getByText('1 reminder on the way').waitFor()
  })
  assert.equal(used, 2)
  const reminded = await kernel.db
    .selectFrom('kernel_mail')
    .select(['to_address', 'subject'])
    .where('template', '=', 'training-reminder')
    .executeTakeFirst()
  assert.deepEqual(reminded, {
    to_address: 'somebody@school.example',
    subject: 'Research Skills Week: you have not chosen yet',
  })

  await open(`${EVENT}/settings`)
  const lastDay = page.getByRole('switch', { name: 'Remind on the last day' })
  await lastDay.click()
  await page.getByText('Saved').waitFor()
  assert.ok(await lastDay.isChecked())
  amara.clean()
})
