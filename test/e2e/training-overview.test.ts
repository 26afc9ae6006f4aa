import assert from 'node:assert/strict'
import { test } from 'node:test'
import { chooseWorkshops } from '../../src/services/training/registrations/registration.ts'
import { makeDemo } from '../../src/services/training/sample/demo.ts'
import { listWorkshops } from '../../src/services/training/workshops/workshop.ts'
import { openConsole } from '../support/console.ts'

const house = await openConsole()
const training = house.atelier.training ?? assert.fail('training is switched off')
const demo = await makeDemo(training, { via: 'system' })
const url = `/app/training/events/${demo.id}`
await house.person('amara', { roles: [`training:manager@${demo.id}`, 'training:user'], firstName: 'Amara' })
await house.person('door', { roles: [`training:helper@${demo.id}`] })
const amara = await house.visit({ as: 'amara' })
const { page } = amara

const figure = (name: string) =>
  page.locator('dl > div', { has: page.getByText(name, { exact: true }) }).locator('dd')

test('an organiser sees how an event stands, and who is missing is one click away', async () => {
  await amara.open('/app')
  await page.getByRole('link', { name: 'View demo' }).click()
  await page.getByRole('heading', { level: 1, name: 'demo' }).waitFor()
  assert.equal(await page.title(), 'demo – Events – Atelier')
  assert.match((await page.locator('header p').last().textContent()) ?? '', /9 workshops in 2 time slots/)
  for (const [name, value, note] of [
    ['Registered', '8', 'of 12 participants'],
    ['Complete', '8', 'all 2 time slots chosen'],
    ['Not yet', '4', '4 never signed in'],
    ['Seats taken', '16', 'of 54 in 9 workshops'],
    ['On waiting lists', '0', 'nobody waits'],
  ] as const)
    assert.deepEqual(await figure(name).allTextContents(), [value, note])
  await page.getByRole('button', { name: 'Table' }).first().click()
  const table = page.getByRole('region', { name: /How full each workshop is, as a table/ })
  assert.equal(await table.locator('tbody tr').count(), 9)
  await page.getByRole('button', { name: 'Table' }).first().click()
  const missing = page.getByRole('region', { name: 'Missing by class' })
  assert.deepEqual(await missing.locator('li').allTextContents(), ['6ITF2 of 4', '4ITF1 of 4', '5ITF1 of 4'])
  const list = page.getByRole('link', { name: '4', exact: true })
  assert.match((await list.getAttribute('href')) ?? '', /participants\?progress=none$/)
  await amara.accessible()
  await amara.fits()
})

test('what participants choose appears while one looks', async () => {
  const [, , , , , , , , containers] = await listWorkshops(training.db, demo.id)
  const aylin = demo.participants.find(({ name }) => name === 'Aylin Yılmaz') ?? assert.fail()
  await amara.open(url)
  await figure('Registered').first().getByText('8', { exact: true }).waitFor()
  const by = { via: 'grant', credential: `training.participant:${aylin.id}` } as const
  const workshopIds = [containers?.id ?? 0]
  await chooseWorkshops(training, { participantId: aylin.id, workshopIds, by })
  await figure('Registered').first().getByText('9', { exact: true }).waitFor()
  assert.deepEqual(await figure('Complete').allTextContents(), ['8', 'all 2 time slots chosen'])
  const row = page.locator('li', { has: page.getByRole('link', { name: 'Werken met containers' }) })
  await row.getByText('2 / 5').waitFor()
})

test('registration is closed with one click, and opened again by Undo', async () => {
  await amara.open(url)
  const clicks = await amara.clicks(async () => {
    await page.getByRole('button', { name: 'Close now' }).click()
    await page.getByText('Registration closed', { exact: true }).waitFor()
  })
  assert.equal(clicks, 1)
  await page.getByRole('button', { name: 'Open now' }).waitFor()
  await page.getByRole('button', { name: 'Undo' }).click()
  await page.getByText('Registration open', { exact: true }).waitFor()
})

test('an event without workshops or people says what comes first', async () => {
  const made = await page.request.post('/api/training/events', {
    headers: { origin: house.url, 'x-atelier': '1' },
    data: { name: 'spring' },
  })
  const { id } = await made.json()
  await amara.open(`/app/training/events/${id}`)
  await page.getByText('No workshops yet', { exact: true }).waitFor()
  assert.equal(await page.getByRole('button', { name: 'Open now' }).count(), 0)
  await page.getByRole('link', { name: 'Add workshops' }).waitFor()
  await page.getByRole('link', { name: 'Add participants' }).waitFor()
  await amara.accessible()
  for (const [path, data] of [
    ['workshops', { title: 'Soldering', moment: '1. Morning', seats: 2 }],
    ['participants/import', { text: 'Name;Class\nNoor Haugen;3B' }],
  ] as const) {
    const headers = { origin: house.url, 'x-atelier': '1' }
    const added = await page.request.post(`/api/training/events/${id}/${path}`, { headers, data })
    assert.ok(added.ok(), await added.text())
  }
  await page.getByRole('heading', { name: 'Before it opens' }).waitFor()
  await page.getByText('Opens when you say so').waitFor()
  assert.equal(await page.getByRole('heading', { name: 'Missing by class' }).count(), 0)
  await page.getByRole('button', { name: 'Open now' }).click()
  await page.getByRole('heading', { name: 'Missing by class' }).waitFor()
})

test('while people wish, wishes are counted in place of registrations', async () => {
  const wishesUntil = new Date(Date.now() + 90 * 60_000).toISOString()
  const changed = await page.request.patch(`/api/training/events/${demo.id}`, {
    headers: { origin: house.url, 'x-atelier': '1' },
    data: { mode: 'wishes', wishesUntil },
  })
  assert.ok(changed.ok(), await changed.text())
  await amara.open(url)
  assert.deepEqual(await figure('Have wished').allTextContents(), ['0', 'of 12 participants'])
  await page.getByRole('heading', { name: 'How often each workshop is the first wish' }).waitFor()
  assert.match(
    (await page.locator('header p').last().textContent()) ?? '',
    /Wishes until .* for 1 h 30 min more/,
  )
})

test('a helper has the attendance alone', async () => {
  const door = await house.visit({ as: 'door' })
  await door.open(url)
  await door.page.waitForURL(`**${url}/attendance`)
  door.clean()
  amara.clean()
})
