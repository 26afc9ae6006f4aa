import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Page } from 'playwright-core'
import { openConsole } from '../support/console.ts'
import { waitFor } from '../support/wait.ts'

const house = await openConsole()
await house.person('amara', { roles: ['training:user'], firstName: 'Amara', lastName: 'Okafor' })
await house.person('noah', { firstName: 'Noah', lastName: 'Berg' })
const amara = await house.visit({ as: 'amara', timezoneId: 'Europe/Oslo', reducedMotion: 'reduce' })
const { page } = amara
page.setDefaultTimeout(10_000)
const EVENTS = '/app/training/events'
const EVENT = `${EVENTS}/1`

const notices = (page: Page) => page.getByRole('region', { name: 'Notices' })
const button = (name: string) => page.getByRole('button', { name, exact: true })

/** What a colleague does beside, by the API. */
async function beside<T = { id: number }>(
  method: 'get' | 'post' | 'patch' | 'put',
  path: string,
  data?: object,
): Promise<T> {
  const headers = { origin: house.url, 'x-atelier': '1' }
  const answer = await page.request[method](`/api/training/events${path}`, { headers, ...(data && { data }) })
  assert.ok(answer.ok(), `${path}: ${await answer.text()}`)
  return answer.json()
}

test('the first event is made from an empty page, and its workshops are added one after another', async () => {
  await amara.open(EVENTS)
  await page.getByText('No events yet').waitFor()
  await page.getByRole('link', { name: 'New event' }).click()
  await button('Make the event').click()
  await page.getByText('1 field needs you.').waitFor()
  await page.getByLabel('Name (required)').fill('Research Skills Week')
  await button('Make the event').click()
  await page.getByText('No workshops yet').waitFor()
  assert.equal((await beside<{ zone: string }>('get', '/1')).zone, 'Europe/Oslo')
  for (const [title, seats] of [
    ['Statistics from zero', '30'],
    ['Lab safety', '20'],
  ] as const) {
    await page.getByRole('link', { name: 'Add a workshop' }).click()
    await page.getByLabel('Title (required)').fill(title)
    const slot = page.getByLabel('Time slot (required)')
    // The second one begins with the time slot of the first.
    if (title === 'Lab safety') assert.equal(await slot.inputValue(), 'Wed, morning')
    else {
      await slot.fill('Wed, morning')
      await page.getByLabel('Begins').fill('2027-12-01T09:00')
      await page.getByLabel('Ends').fill('2027-12-01T08:00')
      await page.getByLabel('Seats').fill(seats)
      await button('Add the workshop').click()
      await page.getByText('1 field needs you.').waitFor()
      await page.getByLabel('Ends').fill('2027-12-01T12:00')
    }
    await page.getByLabel('Seats').fill(seats)
    await button('Add the workshop').click()
    await page.getByRole('link', { name: title }).waitFor()
  }
  await page.getByText('2 workshops in 1 time slot; 0 of 50 seats taken.').waitFor()
  await page.getByText('Wed 1 Dec 09:00 to 12:00').waitFor()
  const { items } = await beside<{ items: { startsAt: string }[] }>('get', '/1/workshops')
  assert.deepEqual(
    items.map(({ startsAt }) => startsAt),
    ['2027-12-01T08:00:00.000Z', '2027-12-01T08:00:00.000Z'],
  )
})

test('registration is opened and closed from the list of events in one click, which can be undone', async () => {
  await amara.open(EVENTS)
  const clicks = await amara.clicks(async () => {
    await button('Open now Research Skills Week').click()
    await page.getByText('Registration open').waitFor()
  })
  assert.equal(clicks, 1)
  await notices(page).getByRole('button', { name: 'Undo' }).click()
  await page.getByText('Registration closed').waitFor()
})

test('two people who change an event at once lose nothing: one workshop by another, and field by field', async () => {
  await amara.open(`${EVENT}/workshops/1`)
  await page.getByLabel('Teacher').fill('Noor Haugen')
  await beside('patch', '/1/workshops/2', { room: 'A1' })
  await button('Save').click()
  await notices(page).getByText('Statistics from zero is saved').waitFor()
  await page.getByRole('link', { name: 'Statistics from zero' }).click()
  await page.getByLabel('Teacher').waitFor()
  await page.getByLabel('Room').fill('B1.07')
  await page.getByLabel('Seats').fill('25')
  await beside('patch', '/1/workshops/1', { room: 'C3', description: 'Bring a laptop.' })
  await button('Save').click()
  await page.getByText('Somebody else changed this workshop meanwhile.').waitFor()
  await amara.accessible()
  await page.getByRole('group', { name: 'Room' }).getByText('theirs').click()
  // What only one of them has changed needs no choice.
  assert.equal(await page.getByRole('group', { name: 'What it is about' }).count(), 0)
  await button('Save what is chosen').click()
  await page.getByText('2 workshops in 1 time slot').waitFor()
  const { items } = await beside<{ items: Record<string, unknown>[] }>('get', '/1/workshops')
  const { room, seats, description, teacher } = items[0] ?? {}
  assert.deepEqual([room, seats, description, teacher], ['C3', 25, 'Bring a laptop.', 'Noor Haugen'])
})

test('a link that cannot work is named by the check; taken away, it can come back', async () => {
  await amara.open(`${EVENT}/rules`)
  await page.getByText('Nothing contradicts').waitFor()
  const choose = async (label: string, title: string) => {
    await page.getByRole('combobox', { name: label }).click()
    await page.getByRole('option', { name: title }).click()
  }
  await choose('Workshop', 'Statistics from zero')
  await choose('And', 'Statistics from zero')
  await button('Add the link').click()
  await page.getByText('A workshop cannot be linked with itself.').first().waitFor()
  await choose('And', 'Lab safety')
  await button('Add the link').click()
  await page.getByText('can only be taken together, but are both at Wed, morning').waitFor()
  await page.getByText('2 things cannot work').waitFor()
  await amara.accessible()
  const take = button('Take away: Statistics from zero only together with Lab safety')
  await take.click()
  await page.getByText('Nothing contradicts').waitFor()
  await notices(page).getByRole('button', { name: 'Undo' }).click()
  await take.waitFor()
  await take.click()
  await page.getByText('Nothing contradicts').waitFor()
})

test('choices that a change has made invalid are listed with their people', async () => {
  for (const [name, userClass] of [
    ['Ada Lund', '4A'],
    ['Bo Berg', '4B'],
  ])
    await beside('post', '/1/participants', { name, userClass })
  const { items } = await beside<{ items: { id: number }[] }>('get', '/1/participants')
  const ids = items.map(({ id }) => id)
  await beside('post', '/1/places', { ids, workshopId: 1, reason: 'a test' })
  await beside('patch', '/1/workshops/1', { targetGroup: 'app', seats: 1 })
  await amara.open(`${EVENT}/rules`)
  await page.getByText('Choices that do not hold any more').waitFor()
  await page.getByText('Statistics from zero is for another group.').first().waitFor()
  await page.getByText('2 people, 1 seat. They stay; nobody else gets in.').waitFor()
  await page.getByRole('link', { name: 'Show Ada Lund' }).waitFor()
  await beside('patch', '/1/workshops/1', { targetGroup: '', seats: 25 })
  await page.getByText('Nothing contradicts').waitFor()
})

test('classes open ten minutes apart on the clock of the event, and somebody else’s change is kept', async () => {
  await amara.open(`${EVENT}/settings`)
  await page.getByLabel('Opens', { exact: true }).fill('2027-11-20T09:00')
  await button('Stagger 2 classes').click()
  assert.equal(await page.getByLabel('Opens, line 2').inputValue(), '2027-11-20T09:10')
  await page.getByLabel('Closes', { exact: true }).fill('2027-11-25T18:00')
  await page.getByRole('textbox', { name: 'Place' }).fill('Building B')
  await beside('patch', '/1', { place: 'Aula' })
  await button('Save').click()
  await page.getByText('Somebody else saved these settings meanwhile.').waitFor()
  await page.getByRole('group', { name: 'Place' }).getByText('theirs').click()
  await button('Save what is chosen').click()
  await notices(page).getByText('The settings are saved').waitFor()
  const { place, closesAt, openings, state } = await beside<Record<string, unknown>>('get', '/1')
  assert.deepEqual(
    [place, closesAt, openings, state],
    [
      'Aula',
      '2027-11-25T17:00:00.000Z',
      [
        { kind: 'class', value: '4A', opensAt: '2027-11-20T08:00:00.000Z' },
        { kind: 'class', value: '4B', opensAt: '2027-11-20T08:10:00.000Z' },
      ],
      'scheduled',
    ],
  )
})

test('a helper is added by name, and finds the door of the event alone', async () => {
  await page.getByRole('link', { name: 'Members' }).click()
  await button('Add a member').click()
  await page.getByLabel('Name of a person or a group').fill('noah')
  await button('Add noah').click()
  await notices(page).getByText('Noah Berg is helper of Research Skills Week').waitFor()
  await page.getByRole('row').filter({ hasText: 'Noah Berg' }).waitFor()
  const noah = await house.visit({ as: 'noah' })
  await noah.open(`${EVENT}/workshops`)
  await noah.page.getByRole('heading', { name: /There is no/ }).waitFor()
  await noah.open(EVENTS)
  await noah.page.getByRole('link', { name: 'Research Skills Week' }).waitFor()
  assert.equal(await noah.page.getByRole('button', { name: /now/ }).count(), 0)
  noah.clean()
})

test('a workshop that is removed says who loses their seat; a copy has no people; an event goes by its name', async () => {
  await amara.open(`${EVENT}/workshops`)
  await button('More acts on Statistics from zero').click()
  await page.getByRole('menuitem', { name: 'Remove' }).click()
  await page.getByText('2 people lose their seat there').waitFor()
  await amara.accessible()
  await button('Remove the workshop').click()
  await page.getByText('1 workshop in 1 time slot').waitFor()
  await amara.open(`${EVENT}/settings`)
  await button('Copy').click()
  await page.getByLabel('Name of the copy').fill('Next year')
  await button('Make the copy').click()
  await page.getByRole('link', { name: 'Lab safety' }).waitFor()
  await page.getByText('Wed 29 Nov 09:00 to 12:00').waitFor()
  assert.equal((await beside<{ participants: number }>('get', '/2')).participants, 0)
  await amara.open(`${EVENT}/settings`)
  await button('Remove').click()
  await page.getByText('1 workshop, 2 participants').waitFor()
  await page.getByLabel('Type Research Skills Week to go on').fill('Research Skills Week')
  await button('Remove the event').click()
  await page.getByRole('link', { name: 'Next year' }).waitFor()
  await waitFor(async () => (await page.getByRole('link', { name: 'Research Skills Week' }).count()) === 0)
  amara.clean()
})
