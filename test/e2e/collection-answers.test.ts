import assert from 'node:assert/strict'
import { test } from 'node:test'
import { slicesOf } from '../../examples/collection/archive.ts'
import { inTransaction, viewOf } from '../../src/kernel/db/db.ts'
import { enqueue } from '../../src/kernel/jobs/jobs.ts'
import type { CollectionTables } from '../../src/services/collection/tables.ts'
import { findIncomplete } from '../../src/services/collection/uploads/incomplete-job.ts'
import { openConsole, PASSWORD } from '../support/console.ts'
import { answerPair, archiveOf, submitAnswers, submitFile } from '../support/study.ts'

const UUID = '7896a213-0000-4000-8000-00000000000'
const house = await openConsole()
await house.person('leila', { administrator: true, firstName: 'Leila', lastName: 'Haddad' })
await house.person('cora', { roles: ['collection:coordinator'], firstName: 'Cora', lastName: 'Berg' })
const manager = await house.visit({ as: 'leila' })
const coordinator = await house.visit({ as: 'cora' })

const { request } = manager.page.context()
const headers = { origin: house.url, 'x-atelier': '1' }
const post = async (path: string, data: object) => {
  const answer = await request.post(`/api/collection${path}`, { headers, data })
  assert.ok(answer.ok(), await answer.text())
  return answer.json()
}

const PEOPLE = ['P-0142', 'P-0093', 'P-0161', 'P-0102']
const project = (await post('/projects', { name: 'Voice and Mood' })).id
await request.patch(`/api/collection/projects/${project}`, {
  headers,
  data: { webAppUrl: 'https://study.example.org/ui/' },
})
await post(`/projects/${project}/participants/import`, {
  text: PEOPLE.map((code) => `${code},${code.toLowerCase()}@example.org`).join('\n'),
})
await post(`/projects/${project}/links`, { all: true })
const links = (await (await request.get(`/api/collection/projects/${project}/links`)).json()).items
const token = (code: string): string => {
  const link = links.find((each: { code: string }) => each.code === code)
  return new URL(link.link.replace('#/', '')).searchParams.get('auth_token') ?? ''
}
const app = house.app as unknown as Parameters<typeof submitFile>[0]
const page = (path: string) => `/app/collection/projects/${project}/${path}`

const WAV = Buffer.concat([Buffer.from('RIFF\x24\x00\x00\x00WAVEfmt '), Buffer.alloc(2_000)])
const mood = [
  ...answerPair({ value: 3, item: 'low_mood', activity: 'mood_schema', at: 1, subject: 'P-0093' }),
  ...answerPair({ value: 1, item: 'low_mood', activity: 'mood_schema', at: 5, subject: 'P-0093' }),
  ...answerPair({
    value: { value: 7, unitCode: 'h' },
    item: 'sleep',
    activity: 'mood_schema',
    at: 8,
    subject: 'P-0093',
  }),
  ...answerPair({
    value: '<img src=x onerror=alert(1)>',
    item: 'note',
    activity: 'mood_schema',
    at: 12,
    subject: 'P-0093',
  }),
  ...answerPair({
    value: 'http://schema.repronim.org/Skipped',
    item: 'noise',
    activity: 'voice_schema',
    at: 15,
    subject: 'P-0093',
  }),
  ...answerPair({
    value: 'reading.wav',
    item: 'reading',
    activity: 'voice_schema',
    at: 20,
    subject: 'P-0093',
  }),
]

/** The server's clock is the real one: the uploads are made older in its place. */
const halfAnHourPasses = () =>
  inTransaction(viewOf<CollectionTables>(house.atelier.kernel.db), async (tx) => {
    await tx
      .updateTable('collection_upload_set')
      .set((eb) => ({ last_at: eb('last_at', '-', 31 * 60_000) }))
      .execute()
    await enqueue(tx, findIncomplete, {})
  })

test('what arrives is there without a reload: slices as they come, then the whole upload', async () => {
  const { page: tab, open, clean } = coordinator
  await open(page('submissions'))
  await tab.getByText('Nothing has come in yet', { exact: true }).waitFor()
  const zip = await archiveOf('N', [mood], {
    'reading.wav': WAV,
    'filler.wav': Buffer.alloc(10_000_000, 'x'),
  })
  const [first, second] = slicesOf(`${UUID}1-P-0093`, zip)
  assert.ok(first && second)
  await submitFile(app, token('P-0093'), second.name, second.bytes)
  const row = tab.getByRole('row').filter({ hasText: 'P-0093' })
  await row.getByText('Arriving').waitFor()
  await row.getByText('1 slice came, 1 did not').waitFor({ state: 'attached' })
  await submitFile(app, token('P-0093'), first.name, first.bytes)
  await row.getByText('Whole', { exact: true }).waitFor()
  clean()
})

test('a coordinator finds the incomplete upload and asks that participant again in two clicks', async () => {
  const { page: tab, open, clicks, accessible, clean } = coordinator
  await submitFile(app, token('P-0142'), `${UUID}2-P-0142.zip.002`, Buffer.from('the end'))
  await submitFile(app, token('P-0102'), `${UUID}3-P-0102.zip.000`, Buffer.from('no zip'))
  await submitAnswers(app, token('P-0161'), answerPair({ value: 1, subject: 'P-0161' }))
  await open(page('submissions'))
  await tab.getByRole('row').filter({ hasText: 'P-0102' }).getByText('Unreadable zip').waitFor()
  await tab.getByRole('row').filter({ hasText: 'P-0142' }).getByText('Arriving').waitFor()
  await halfAnHourPasses()
  await tab.getByRole('row').filter({ hasText: 'P-0142' }).getByText('2 slices missing').waitFor()
  const used = await clicks(async () => {
    await tab.getByRole('button', { name: /^Needs a look/ }).click()
    await tab
      .getByRole('row')
      .filter({ hasText: 'P-0142' })
      .getByRole('button', { name: 'Ask again' })
      .click()
    await tab.getByText('P-0142 is asked again').waitFor()
  })
  assert.equal(used, 2)
  assert.match(tab.url(), /state=needs-a-look/)
  await accessible()
  clean()
})

test('the panel beside the list shows slices, link and what one may do; its address shows it again', async () => {
  const { page: tab, open, accessible, fits, clean } = manager
  await open(page('submissions'))
  await tab.getByRole('link', { name: 'P-0142' }).click()
  const panel = tab.getByRole('complementary')
  await panel.getByRole('heading', { name: 'P-0142' }).waitFor()
  await panel.getByText('Slices 1, 2 never came').waitFor()
  assert.deepEqual(
    await panel.getByRole('row').filter({ hasText: 'never came' }).getByRole('rowheader').allInnerTexts(),
    ['1', '2'],
  )
  await tab.reload()
  await panel.getByText('valid until').waitFor()
  await accessible()
  await fits()
  await tab.setViewportSize({ width: 1440, height: 900 })
  await panel.getByRole('button', { name: 'Close' }).click()
  await panel.waitFor({ state: 'detached' })
  clean()
})

test('S5: a record is signed with the password asked again, and unlocked with a reason that its history keeps', async () => {
  const { page: tab, open, accessible, clean } = manager
  await open(page('submissions?search=P-0161'))
  await tab.getByRole('link', { name: 'P-0161' }).click()
  const panel = tab.getByRole('complementary')
  const row = tab.getByRole('row').filter({ hasText: 'P-0161' })
  await panel.getByRole('button', { name: 'Sign' }).click()
  await tab.getByRole('radio', { name: 'Approved' }).check()
  await tab.getByRole('button', { name: 'Sign and lock' }).click()
  const asked = tab.getByRole('dialog', { name: 'Show that it is you' })
  await asked.getByText('every signature asks for it').waitFor()
  await asked.getByLabel('Password', { exact: true }).fill(PASSWORD)
  await asked.getByRole('button', { name: 'Continue' }).click()
  await row.getByText('Locked', { exact: true }).waitFor()
  await panel.getByText('Leila Haddad (leila)').waitFor()
  assert.equal(await panel.getByRole('button', { name: 'Read again' }).count(), 0)
  await accessible()
  await panel.getByRole('button', { name: 'Unlock' }).click()
  const unlocking = tab.getByRole('dialog', { name: 'Unlock this record?' })
  await unlocking.getByLabel('Reason (required)').fill('Signed the wrong one')
  await unlocking.getByRole('button', { name: 'Unlock' }).click()
  await row.getByText('Locked', { exact: true }).waitFor({ state: 'detached' })
  await panel.getByRole('list', { name: 'Events' }).getByText('“Signed the wrong one”').waitFor()
  clean()
})

test('answers stand as they were given; replaced ones come on demand; a recording is played', async () => {
  const { page: tab, open, accessible, fits, clean } = manager
  await open(page('responses?search=P-0093'))
  const rows = tab.getByRole('table').getByRole('row')
  await rows.filter({ hasText: 'Low mood' }).waitFor()
  assert.equal(await rows.filter({ hasText: 'Low mood' }).count(), 1)
  await rows.filter({ hasText: 'Sleep' }).getByText('7 h').waitFor()
  await rows.filter({ hasText: 'Note' }).getByText('<img src=x onerror=alert(1)>').waitFor()
  await rows.filter({ hasText: 'Noise' }).getByText('skipped').waitFor()
  await tab.getByRole('button', { name: 'Show superseded' }).click()
  await rows.filter({ hasText: 'Superseded' }).first().waitFor()
  assert.match(tab.url(), /superseded=show/)
  const loaded = tab.waitForResponse(/\/media$/)
  await rows.filter({ hasText: 'Reading' }).getByRole('button', { name: /^Play/ }).click()
  assert.equal((await loaded).headers()['content-type'], 'audio/wav')
  await accessible()
  await fits()
  await tab.setViewportSize({ width: 1440, height: 900 })
  clean()
})

test('a filter without answers names itself; a coordinator finds no answers at all', async () => {
  await manager.open(page('responses?search=nobody'))
  await manager.page.getByText('No answer matches').waitFor()
  await manager.page.getByRole('button', { name: 'Clear filters' }).click()
  await manager.page.getByRole('row').nth(1).waitFor()
  await coordinator.open(page('responses'))
  await coordinator.page.getByRole('heading', { name: `There is no project ${project} for you` }).waitFor()
  const nav = coordinator.page.getByRole('navigation', { name: 'Main' })
  assert.equal(await nav.getByRole('link', { name: 'Responses' }).count(), 0)
  coordinator.clean()
})
