import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { BrowserContextOptions } from 'playwright-core'
import { changeEvent } from '../../src/services/training/events/event.ts'
import { chooseWorkshops } from '../../src/services/training/registrations/registration.ts'
import { openConsole, type Visit } from '../support/console.ts'
import { stageEvent } from '../support/training.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR
const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true }
const BY = { via: 'system' } as const

const at = await openConsole()
const { training } = at.atelier
assert.ok(training)
const first = Math.ceil(Date.now() / DAY) * DAY + 6 * DAY
let events = 0

/** A week with three time slots, and people whose keys are their names. */
async function week(changes: Parameters<typeof stageEvent>[1]['changes'] = {}) {
  events += 1
  const keyOf = (name: string) => `${name.toUpperCase()}KEY${events}`
  const slot = (moment: string, startsAt: number) => ({ moment, startsAt, endsAt: startsAt + 3 * HOUR })
  const [morning, afternoon, last] = [
    slot('Wed morning', first + 8 * HOUR),
    slot('Wed afternoon', first + 12 * HOUR),
    slot('Thu morning', first + 32 * HOUR),
  ]
  const { id, workshops, people } = await stageEvent(training, {
    name: `Research Skills Week ${events}`,
    changes: { zone: 'Europe/Brussels', closesAt: Date.now() + 27 * HOUR, contact: 'Jonas', ...changes },
    workshops: {
      'Statistics from zero': { ...morning, seats: 20, teacher: 'Ingrid Solheim', room: 'B201' },
      'Writing a data paper': { ...morning, seats: 12, description: 'Bring a laptop.' },
      'Figures in R': { ...afternoon, seats: 24, room: 'B204' },
      'Recording speech': { ...afternoon, seats: 1, room: 'studio 1' },
      'Statistics clinic': { ...afternoon, seats: 8 },
      'MRI safety': { ...last, seats: 8 },
      'MRI practice': { ...last, seats: 8 },
      'For teachers': { ...last, seats: 8, targetGroup: 'staff' },
    },
    links: [
      ['Statistics from zero', 'Statistics clinic', 'exclusive'],
      ['Writing a data paper', 'MRI practice', 'inclusive'],
    ],
    people: { Noor: { key: keyOf('Noor'), userClass: '3B' }, Amara: { key: keyOf('Amara') } },
  })
  const choose = (name: string, titles: string[]) =>
    chooseWorkshops(training as NonNullable<typeof training>, {
      participantId: people[name]?.id ?? 0,
      workshopIds: titles.map((title) => workshops[title] ?? 0),
      by: BY,
    })
  const held = async (name: string) => {
    const rows = await (training as NonNullable<typeof training>).db
      .selectFrom('training_registration as r')
      .innerJoin('training_workshop as w', 'w.id', 'r.workshop_id')
      .select('w.title')
      .where('r.participant_id', '=', people[name]?.id ?? 0)
      .orderBy('r.id')
      .execute()
    return rows.map(({ title }) => title)
  }
  const link = (name: string) => `/app/join/${id}#k=${keyOf(name)}`
  return { id, link, keyOf, choose, held }
}

const open = async (options: BrowserContextOptions, path: string): Promise<Visit> => {
  const visit = await at.visit({ ...PHONE, ...options })
  await visit.open(path)
  return visit
}
const pick = ({ page }: Visit, title: string) =>
  page.getByRole('button', { name: new RegExp(`^${title}`) }).click()
const press = ({ page }: Visit, name: string | RegExp) => page.getByRole('button', { name }).click()

/** Letters of twice the size on the smallest phone. */
async function large(visit: Visit): Promise<void> {
  const content = ':root { --fs-body: 30px; --fs-card: 30px; --fs-table: 26px; --fs-caption: 24px }'
  const style = await visit.page.addStyleTag({ content })
  await visit.fits([320])
  await style.evaluate((element) => (element as unknown as { remove(): void }).remove())
}

test('a participant scans the letter, chooses in three time slots and confirms in six clicks', async () => {
  const { id, link, keyOf, held } = await week()
  const visit = await open({}, `/app/join/${id}`)
  const { page } = visit
  await page.getByLabel('Login key').fill('wrong')
  await press(visit, 'Continue')
  await page.getByText('This key is not right').waitFor()
  await visit.accessible()
  await visit.fits([320, 1440])

  const clicks = await visit.clicks(async () => {
    await page.goto(link('Noor'))
    await page.getByText('0 of 3 time slots chosen').waitFor()
    assert.ok(!page.url().includes(keyOf('Noor')), 'the key is out of the address')
    await pick(visit, 'Statistics from zero')
    await press(visit, 'Next: Wed afternoon')
    await page.getByText('Not with “Statistics from zero”, which you chose for Wed morning.').waitFor()
    await page.getByRole('heading', { name: /^\w+ \d+ \w+, 13:00 to 16:00$/ }).waitFor()
    await pick(visit, 'Figures in R')
    await press(visit, 'Next: Thu morning')
    await page.getByText('1 workshop for other groups').waitFor()
    await pick(visit, 'MRI safety')
    await visit.accessible()
    await visit.fits([390, 1440])
    await large(visit)
    assert.deepEqual(await held('Noor'), [])
    await press(visit, 'Confirm my choice')
    await page.getByText('Confirmed. This is your timetable.').waitFor()
  })
  assert.equal(clicks, 6)
  assert.deepEqual(await held('Noor'), ['Statistics from zero', 'Figures in R', 'MRI safety'])
  assert.equal(await page.evaluate('document.activeElement?.tagName'), 'H1')

  await page.reload()
  await page.getByText('room B204').waitFor()
  await page.getByText('My code for the door').click()
  await page.getByRole('img', { name: 'My code for the door' }).waitFor()
  await visit.accessible()
  await visit.fits([320, 1440])
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    page.getByText('Add to my calendar').click(),
  ])
  assert.equal(file.suggestedFilename(), 'timetable.ics')

  await page.getByLabel('Language').selectOption('nl')
  await page.getByRole('heading', { name: 'Jouw rooster' }).waitFor()
  await page.reload()
  await press(visit, 'Mijn keuze wijzigen')
  await page.getByText('Niet samen met').waitFor({ state: 'detached' })
  await page.emulateMedia({ colorScheme: 'dark' })
  await visit.accessible(['color-contrast'])
  assert.equal(await page.evaluate('document.documentElement.lang'), 'nl')
  visit.clean()
})

test('a seat that goes while somebody chooses is named at once, and a refused change keeps the old choice', async () => {
  const { link, choose, held } = await week()
  const visit = await open({}, link('Noor'))
  const { page } = visit
  await pick(visit, 'Writing a data paper')
  await page.getByText('“MRI practice” for Thu morning comes with it.').waitFor()
  await press(visit, 'Next: Wed afternoon')
  await pick(visit, 'Recording speech')
  await choose('Amara', ['Recording speech'])
  await page.getByText('“Recording speech” has filled up.').waitFor()
  await press(visit, /^Thu morning/)
  await pick(visit, 'MRI safety')
  await page.getByText('“Writing a data paper” went out of your choice with it.').waitFor()
  await pick(visit, 'MRI practice')
  await page.getByText('“Writing a data paper” for Wed morning comes with it.').waitFor()
  await press(visit, 'Choose again: Wed afternoon')
  await pick(visit, 'Statistics clinic')
  await press(visit, 'Confirm my choice')
  await page.getByText('Confirmed. This is your timetable.').waitFor()
  const before = ['Writing a data paper', 'MRI practice', 'Statistics clinic']
  assert.deepEqual((await held('Noor')).toSorted(), before.toSorted())

  await press(visit, 'Change my choice')
  await press(visit, /^Wed afternoon/)
  await page.getByText('Full. Nobody waits yet.').waitFor()
  await press(visit, 'Join the list of Recording speech')
  await page.getByText('You are number 1 on the list.').waitFor()
  await choose('Amara', ['MRI safety'])
  await page.getByText('is free for you until').waitFor()
  await page.getByText('You would give back “Statistics clinic”.').waitFor()
  await visit.accessible()
  await press(visit, 'Take the seat')
  await page.getByText('Confirmed. This is your timetable.').waitFor()
  assert.ok((await held('Noor')).includes('Recording speech'))

  // Nothing live comes any more: what the page shows is old, and the server decides.
  await page.context().route('**/live', (route) => route.abort())
  await page.reload()
  await press(visit, 'Change my choice')
  await press(visit, /^Wed afternoon/)
  await pick(visit, 'Figures in R')
  await changeEvent(training as NonNullable<typeof training>, BY, {
    id: await eventOf(visit),
    changes: { available: false },
  })
  await press(visit, 'Confirm my choice')
  await page.getByText('Registration has closed. Your earlier choice still stands.').waitFor()
  assert.ok((await held('Noor')).includes('Recording speech'))
  await page.getByText('Nothing can be changed any more.').waitFor()
  visit.clean()
})

const eventOf = async ({ page }: Visit): Promise<number> => Number(/\/join\/(\d+)/.exec(page.url())?.[1])

test('a choice that is confirmed without a connection is kept, said to be open, and sent again by itself, also by a new page', async () => {
  const { id, link, held } = await week()
  const visit = await open({}, link('Noor'))
  const { page } = visit
  await pick(visit, 'Statistics from zero')
  await page.context().setOffline(true)
  await press(visit, /^Thu morning/)
  await pick(visit, 'MRI safety')
  await press(visit, 'Confirm 2 workshops only')
  await page.getByText('Your choice is kept on this phone and sent again by itself.').waitFor()
  assert.deepEqual(await held('Noor'), [])
  const again = await page.context().newPage()
  await page.close()
  await again.context().setOffline(false)
  await again.goto(`/app/join/${id}`)
  await again.getByText('Confirmed. This is your timetable.').waitFor()
  assert.deepEqual(await held('Noor'), ['Statistics from zero', 'MRI safety'])

  // What came of it is given back; a server that cannot answer is not taken for a lost connection.
  const now: Visit = { ...visit, page: again }
  await press(now, 'Change my choice')
  await pick(now, 'Statistics from zero')
  await press(now, /^Thu morning/)
  await pick(now, 'MRI safety')
  await again.route('**/join/me/choice', (route) => route.fulfill({ status: 503, body: '{}' }))
  await press(now, 'Give all my places back')
  await again.getByText('The server cannot answer just now.').waitFor()
  await again.unroute('**/join/me/choice')
  await press(now, 'Try now')
  await again.getByText('Your places are given back.').waitFor()
  assert.deepEqual(await held('Noor'), [])
})

test('a page counts down to its opening and opens by itself, and wishes are ranked with keys', async () => {
  const soon = await week({ available: false, opensAt: Date.now() + 4_000 })
  const waiting = await open({}, soon.link('Noor'))
  await waiting.page.getByText(/^Opens .*, in \d s$/).waitFor()

  const { keyOf } = await week({
    mode: 'wishes',
    wishesMost: 2,
    wishesLeast: 1,
    wishesUntil: Date.now() + HOUR,
  })
  // Somebody without a code begins at the front door, and types their key as they read it.
  const visit = await open({}, '/')
  const { page } = visit
  await visit.accessible()
  await page.getByRole('link', { name: 'Enter your login key' }).click()
  await page.getByLabel('Login key').fill(keyOf('Noor').toLowerCase())
  await press(visit, 'Continue')
  await page.getByText('being fast changes nothing').waitFor()
  await page.getByRole('button', { name: /^Statistics from zero/ }).focus()
  await page.keyboard.press('Enter')
  await pick(visit, 'Writing a data paper')
  await press(visit, 'Writing a data paper one earlier')
  await pick(visit, 'Figures in R')
  await page.getByText('Thu morning needs 1 more wish').waitFor()
  await pick(visit, 'MRI practice')
  await visit.accessible()
  await visit.fits([320])
  await press(visit, 'Send my wishes')
  await page.getByText('Your wishes are in.').waitFor()
  await page.reload()
  await page.getByRole('button', { name: /Writing a data paper.*Take Writing a data paper off/ }).waitFor()
  await page.getByText('Wish 2', { exact: true }).waitFor()

  await pick(waiting, 'Statistics from zero')
  waiting.clean()
  visit.clean()
})
