import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import type { Page } from 'playwright-core'
import { checkInCode } from '../../src/services/training/attendance/attendance-code.ts'
import { cameraFrom, filmCodes } from '../support/camera.ts'
import { openConsole } from '../support/console.ts'
import { stageEvent } from '../support/training.ts'
import { waitFor } from '../support/wait.ts'

const HOUR = 3_600_000
const folder = mkdtempSync(join(tmpdir(), 'atelier-camera-'))
after(() => rmSync(folder, { recursive: true, force: true }))
const film = join(folder, 'codes.y4m')
// The camera is opened later; the film is there by then.
const house = await openConsole({}, { browserArgs: cameraFrom(film) })
const { training } = house.atelier
assert.ok(training)
const now = Date.now()
const event = await stageEvent(training, {
  name: 'Skills Week',
  workshops: {
    Welding: { moment: '1. Morning', seats: 2, startsAt: now - HOUR / 2, endsAt: now + HOUR, room: 'A1' },
    Sewing: { moment: '1. Morning', seats: 9, startsAt: now - HOUR / 2, endsAt: now + HOUR },
    Outing: { moment: '2. Noon', startsAt: now + 2 * HOUR },
    Yesterday: { moment: '0. Before', startsAt: now - 24 * HOUR },
  },
  people: {
    'Noor Haugen': { userClass: '3B', chosen: ['Welding', 'Outing'] },
    'Mia Berg': { userClass: '3B', chosen: ['Sewing'] },
    'Ben Adeyemi': { userClass: '4A', chosen: ['Welding'] },
    'Eva Lund': { userClass: '4A', chosen: ['Sewing'] },
    'Ole Sund': { userClass: '4A', chosen: ['Sewing'] },
  },
})
await house.person('helen', { roles: [`training:helper@${event.id}`], firstName: 'Helen', lastName: 'Moe' })
await house.person('amara', { roles: [`training:manager@${event.id}`], firstName: 'Amara' })
const phone = await house.visit({
  as: 'helen',
  viewport: { width: 390, height: 844 },
  hasTouch: true,
  isMobile: true,
})
const desk = await house.visit({ as: 'amara' })
const PAGE = `/app/training/events/${event.id}/attendance`
const rowOf = (page: Page, name: string) => page.getByRole('button', { name: new RegExp(`^${name}`) })
const doorAt = (workshop: string) => `${PAGE}?workshop=${event.workshops[workshop]}`

test('the door that is on is there first; one touch is in and seen elsewhere at once, another is out, with Undo', async () => {
  const { page, open, accessible, fits } = phone
  await open(PAGE)
  await desk.open(doorAt('Welding'))
  await page.getByText('2 people are missing at Welding.').waitFor()
  assert.equal(await page.getByLabel('Workshop').inputValue(), String(event.workshops.Welding))
  await rowOf(page, 'Noor Haugen').tap()
  await rowOf(page, 'Noor Haugen')
    .getByText(/^In \d/)
    .waitFor()
  await desk.page.getByText('1 person is missing at Welding.').waitFor()
  await rowOf(page, 'Noor Haugen').tap()
  await page.getByText('Noor Haugen is out again').waitFor()
  await desk.page.getByText('2 people are missing at Welding.').waitFor()
  await page.getByRole('button', { name: 'Undo' }).tap()
  await desk.page.getByText('1 person is missing at Welding.').waitFor()
  const height = await rowOf(page, 'Ben Adeyemi').evaluate(
    (row) => (row as unknown as { offsetHeight: number }).offsetHeight,
  )
  assert.ok(height >= 44, `${height}`)
  await accessible()
  await page.emulateMedia({ colorScheme: 'dark' })
  await accessible()
  await page.emulateMedia({ colorScheme: 'light' })
  await fits([320, 390])
  await page.setViewportSize({ width: 390, height: 844 })
})

test('A2: a helper has this page of the event and no other', async () => {
  const { page, open } = phone
  await desk.page.getByRole('link', { name: 'Settings' }).first().waitFor()
  await open(PAGE)
  assert.equal(await page.getByRole('link', { name: 'Participants' }).count(), 0)
  const answer = await page.request.get(`/api/training/participants/${event.people['Mia Berg']?.id}`)
  assert.equal(answer.status(), 403)
})

test('whoever is not registered is found by name, and let in only after it was said where they belong', async () => {
  const { page } = desk
  await page.getByLabel('Name or class').fill('mia')
  await rowOf(page, 'Mia Berg').click()
  const dialog = page.getByRole('dialog')
  await dialog.getByText('Registered for Sewing at this time. No seat is free.').waitFor()
  await desk.accessible()
  await dialog.getByRole('button', { name: 'Let in over the limit' }).click()
  await rowOf(page, 'Mia Berg')
    .getByText(/^In \d/)
    .waitFor()
  await phone.page.getByText('1 over the limit').waitFor()
})

test('without a connection the door goes on: what waits is said, outlives a reload and counts once', async () => {
  const { page, open } = phone
  await open(doorAt('Sewing'))
  await page.getByText('3 people are missing at Sewing.').waitFor()
  await page.context().setOffline(true)
  for (const name of ['Mia Berg', 'Eva Lund', 'Ole Sund']) await rowOf(page, name).tap()
  await page.getByText('3 check-ins wait to be sent.').waitFor()
  await page.getByText('Everybody is in at Sewing.').waitFor()
  await rowOf(page, 'Ole Sund').tap()
  await phone.accessible()
  // Whole again but for the one address: the page can be loaded, and what waits still waits.
  await page.route('**/check-ins', (route) =>
    route.request().method() === 'POST' ? route.abort() : route.continue(),
  )
  await page.context().setOffline(false)
  await open(doorAt('Sewing'))
  await page.getByText('wait to be sent.').waitFor()
  await page.unroute('**/check-ins')
  await page.reload()
  await desk.open(doorAt('Sewing'))
  await desk.page.getByText('1 person is missing at Sewing.').waitFor()
  await page.getByText('wait to be sent.').waitFor({ state: 'detached' })
  const { length } = await standing('Sewing')
  assert.equal(length, 2)
})

async function standing(workshop: string): Promise<unknown[]> {
  const url = `/api/training/events/${event.id}/check-ins?workshop=${event.workshops[workshop]}`
  return (await (await desk.page.request.get(url)).json()).items
}

test('the camera reads letters and timetables; a key that cannot be scanned is typed', async () => {
  const { page, open, accessible } = phone
  const { 'Noor Haugen': noor, 'Ben Adeyemi': ben, 'Eva Lund': eva } = event.people
  assert.ok(noor && ben && eva && training)
  await filmCodes(film, [`${house.url}/app/join/${event.id}#k=${ben.key}`, checkInCode(training, eva.id)])
  await open(doorAt('Welding'))
  await page.getByRole('button', { name: 'Scan codes' }).tap()
  const dialog = page.getByRole('dialog')
  await dialog.getByText('Ben Adeyemi').waitFor()
  await dialog.getByText('Eva Lund is not registered here').waitFor()
  await accessible()
  await waitFor(async () => (await standing('Welding')).length === 3)
  await dialog.getByLabel('Or type the key').fill(noor.key.toLowerCase())
  await dialog.getByRole('button', { name: 'Check in' }).tap()
  await dialog.getByText('Nobody here has this code').waitFor()
  await page.getByRole('button', { name: 'Close', exact: true }).tap()
  await page.getByRole('button', { name: 'Put away' }).tap()
  await page.getByText('Needs you').waitFor({ state: 'detached' })
  await page.getByText('Everybody is in at Welding.').waitFor()
})

test('an organiser places a person and a class: what a rule says against it stands there before, and stays marked after', async () => {
  const { page, open, accessible } = desk
  await open(`/app/training/events/${event.id}/participants?person=${event.people['Ole Sund']?.id}`)
  await page.getByRole('button', { name: 'Change places' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Workshop').selectOption({ label: 'Welding (2 of 2)' })
  await dialog.getByText('Moves from “Sewing”. “Welding” is full.').waitFor()
  await accessible()
  await dialog.getByLabel('Reason').fill('His teacher asked')
  await dialog.getByLabel('Go over the limit').check()
  await dialog.getByRole('button', { name: 'Give a place' }).click()
  await page.getByText('given by an organiser, against the rules (full), His teacher asked').waitFor()

  await open(`/app/training/events/${event.id}/participants?class=4A`)
  await page.getByLabel('Select all of this page').check()
  await page.getByRole('button', { name: 'Change places' }).click()
  await dialog.getByLabel('Workshop').selectOption({ label: 'Outing (1 of 1,000)' })
  await dialog.getByLabel('Fix it').check()
  await dialog.getByText('Of 3 people 3 get a place.').waitFor()
  await dialog.getByLabel('Reason').fill('All of 4A go')
  await dialog.getByRole('button', { name: 'Give a place' }).click()
  await page.getByText('Changed for 3 people').waitFor()
})

test('nothing went wrong unseen', () => {
  phone.clean()
  desk.clean()
})
