import assert from 'node:assert/strict'
import { test } from 'node:test'
import { putWishes } from '../../src/services/training/wishes/wish.ts'
import { openConsole } from '../support/console.ts'
import { stageEvent } from '../support/training.ts'

const house = await openConsole()
await house.person('amara', { roles: ['training:manager'], firstName: 'Amara', lastName: 'Okafor' })
const { training } = house.atelier
assert.ok(training)
const PEOPLE = 24
const names = Array.from({ length: PEOPLE }, (_, at) => `Person ${String(at + 1).padStart(2, '0')}`)
const event = await stageEvent(training, {
  name: 'Research Skills Week',
  changes: {
    mode: 'wishes',
    wishesMost: 3,
    wishesLeast: 1,
    wishesUntil: Date.now() + 86_400_000,
    zone: 'UTC',
  },
  workshops: {
    Robots: { moment: 'Morning', seats: 6 },
    'Voice lab': { moment: 'Morning', seats: 8 },
    'Lab safety': { moment: 'Morning', seats: 12 },
    Statistics: { moment: 'Afternoon', seats: 14 },
    'Writing well': { moment: 'Afternoon', seats: 12, least: 5 },
  },
  people: Object.fromEntries(names.map((name, at) => [name, { userClass: at < 12 ? '4A' : '4B' }])),
})
for (const name of names.slice(0, -1)) {
  const wish = (title: string, rank: number) => ({ workshopId: event.workshops[title] as number, rank })
  const wishes = [wish('Robots', 1), wish('Voice lab', 2), wish('Lab safety', 3), wish('Statistics', 1)]
  const by = { via: 'system' } as const
  await putWishes(training, { participantId: event.people[name]?.id as number, wishes, by, onBehalf: true })
}

const amara = await house.visit({ as: 'amara', timezoneId: 'UTC', reducedMotion: 'reduce' })
const { page } = amara
page.setDefaultTimeout(10_000)
const WISHES = `/app/training/events/${event.id}/wishes`
const button = (name: string) => page.getByRole('button', { name, exact: true })

test('an organiser sees who has wished, and sets wishes for somebody who could not', async () => {
  await amara.open(WISHES)
  await page.getByText('23 of 24 people have wished').waitFor()
  await page.getByText('23 first, 6 seats').waitFor()
  await button('Wished').click()
  await page.getByRole('menuitemradio', { name: /Nothing yet/ }).click()
  await page.getByRole('button', { name: 'Set wishes Person 24' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('group', { name: 'Morning' }).getByLabel('1st wish').selectOption('Lab safety')
  await dialog.getByRole('group', { name: 'Afternoon' }).getByLabel('1st wish').selectOption('Writing well')
  await dialog.getByRole('button', { name: 'Set the wishes' }).click()
  await page.getByText('24 of 24 people have wished').waitFor()
  await amara.accessible()
  await amara.fits()
})

test('wishes are distributed, looked at, changed by hand, published, and taken back', async () => {
  await page.setViewportSize({ width: 1440, height: 900 })
  await amara.open(WISHES)
  await button('Distribute').click()
  await page.getByText('People can still change their wishes').waitFor()
  await page.getByRole('dialog').getByRole('button', { name: 'Distribute' }).click()
  await page.getByText('no better one exists').waitFor({ timeout: 30_000 })
  // Robots have 6 seats and statistics 14; one wished safety first, and another to write well.
  await page.getByText('22 of 48 places').waitFor()
  const picture = page.getByRole('region', { name: 'Who got which wish' })
  await picture.getByRole('button', { name: 'Table' }).click()
  assert.deepEqual(await picture.getByRole('row').nth(1).getByRole('cell').allTextContents(), [
    'All',
    '22',
    '8',
    '9',
    '9',
    '0',
    '0',
    '24',
  ])
  await page.getByRole('button', { name: 'Move Person 24' }).click()
  await page.getByLabel('Time slot').selectOption('Morning')
  await page.getByLabel('Workshop', { exact: true }).selectOption('Robots · 6 of 6 seats')
  await page.getByRole('dialog').getByRole('button', { name: 'Move' }).click()
  await page.getByText('“Robots” has more people than seats').waitFor()
  await amara.accessible()
  await amara.fits()
  await page.setViewportSize({ width: 1440, height: 900 })
  await button('Compute again').click()
  await page.getByRole('dialog').getByRole('button', { name: 'Distribute' }).click()
  await page.getByRole('heading', { name: 'Distribution 2' }).waitFor()
  await page.getByText('no better one exists').waitFor({ timeout: 30_000 })
  await page.getByText('held').waitFor()
  await button('Publish').click()
  await page.getByText('48 for 24 people').waitFor()
  await page.getByRole('dialog').getByRole('button', { name: 'Publish' }).click()
  await button('Take it back').waitFor()
  await button('Take it back').click()
  await page.getByText('It is a draft again').waitFor()
  amara.clean()
})
