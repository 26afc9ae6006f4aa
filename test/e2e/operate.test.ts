import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Type } from 'typebox'
import { inTransaction } from '../../src/kernel/db/db.ts'
import { examine } from '../../src/kernel/doctor/health.ts'
import { createGroup } from '../../src/kernel/identity/group.ts'
import { defineJob, enqueue } from '../../src/kernel/jobs/jobs.ts'
import { openConsole } from '../support/console.ts'
import { waitFor } from '../support/wait.ts'

const opened = await openConsole()
const { kernel } = opened.atelier
const jonas = await opened.person('jonas', {
  administrator: true,
  firstName: 'Jonas',
  lastName: 'Lindqvist',
  email: 'jonas@example.org',
})
const samuel = await opened.person('samuel', { firstName: 'Samuel', lastName: 'Adeyemi' })
const by = { account: jonas, name: 'jonas', via: 'session', address: '10.1.4.20' } as const
// Without motion: axe looks at colours, and must not meet them on their way.
const visit = await opened.visit({ as: 'jonas', reducedMotion: 'reduce' })
const { page } = visit

/** An entry about Samuel with before and after, whatever else has happened. */
const record = (reason: string) =>
  inTransaction(kernel.db, (tx) =>
    kernel.journal.record(tx, {
      by,
      action: 'roles.set',
      object: `account:${samuel}`,
      old: { roles: ['collection:coordinator'] },
      new: { roles: ['collection:manager'] },
      reason,
    }),
  )

test('the journal reads as sentences, shows before and after beside the list, and moves by itself', async () => {
  await record('Amara is away.')
  await visit.open('/app/operate/journal')
  const row = page.getByRole('link', { name: /Jonas Lindqvist changed the roles of Samuel Adeyemi/ })
  await row.first().click()
  const panel = page.getByRole('complementary', { name: 'The chosen entry' })
  await panel.getByText('“Amara is away.”').waitFor()
  const changes = panel.getByRole('table', { name: 'What was changed' })
  assert.match((await changes.textContent()) ?? '', /collection:coordinator\s*collection:manager/)
  assert.match(page.url(), /entry=\d+/)
  await visit.accessible()
  await createGroup(kernel.identity, by, 'motor')
  await page.getByRole('link', { name: 'Jonas Lindqvist made the group motor' }).waitFor()
  await page.getByLabel('Follow').click()
  await createGroup(kernel.identity, by, 'leads')
  await page.getByRole('button', { name: 'Kind of change' }).click()
  await page.getByRole('menuitemradio', { name: 'Roles set' }).click()
  await page
    .getByRole('link', { name: /made the group/ })
    .first()
    .waitFor({ state: 'detached' })
  assert.match(page.url(), /kind=roles/)
  visit.clean()
})

test('who changed this, and when: two clicks from the thing; a filter that nothing matches says so', async () => {
  await visit.open(`/app/operate/journal?object=account:${samuel}`)
  await page
    .getByRole('link', { name: /Jonas Lindqvist changed the roles of Samuel/ })
    .first()
    .waitFor()
  await visit.open('/app/operate/journal?search=zzzz')
  await page.getByText('No entry matches').waitFor()
  await visit.accessible()
  await page.getByRole('button', { name: 'Clear filters' }).click()
  await page
    .getByRole('link', { name: /signed in/ })
    .first()
    .waitFor()
})

test('the chain is checked from the page, and the answer comes by itself', async () => {
  await visit.open('/app/operate/journal')
  await page.getByRole('button', { name: /Chain/ }).click()
  await page.getByRole('menuitem', { name: 'Check all of it now' }).click()
  await page.getByRole('button', { name: /Chain intact, checked today/ }).waitFor()
  const download = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Export' }).click()
  await page.getByRole('menuitem', { name: 'What is filtered, as CSV' }).click()
  assert.match((await download).suggestedFilename(), /^journal-\d{4}-\d\d-\d\d\.csv$/)
})

const failing = defineJob({
  name: 'test.failing',
  payload: Type.Object({}),
  maxAttempts: 1,
  async run(_payload, state: { mended: boolean }) {
    if (!state.mended) throw new Error('no space left on device')
  },
})

test('a failed job says why, and runs again by one click', async () => {
  const state = { mended: false }
  kernel.jobs.register(failing, state)
  await inTransaction(kernel.db, (tx) => enqueue(tx, failing, {}))
  await visit.open('/app/operate/jobs?state=failed')
  await page.getByText('no space left on device').waitFor()
  await visit.accessible()
  state.mended = true
  const clicks = await visit.clicks(async () => {
    await page.getByRole('button', { name: 'Run again', exact: true }).click()
    await page.getByText('No job matches').waitFor()
  })
  assert.equal(clicks, 1)
  visit.clean()
})

test('a test mail is kept where there is no server, and its text can be read there', async () => {
  await visit.open('/app/operate/mail')
  await page.getByText('No mails yet').waitFor()
  await page.getByRole('button', { name: 'Send me a test mail' }).click()
  await page.getByRole('link', { name: 'jonas@example.org' }).click()
  await page.getByText(/can send mail/).waitFor()
  await page.getByText('That you read it is in the journal.').waitFor()
  await visit.accessible()
  await page.getByRole('button', { name: 'Throw away' }).click()
  await page.getByRole('button', { name: 'Throw it away' }).click()
  await page.getByText('No mails yet').waitFor()
  visit.clean()
})

test('from home: the last good backup and why it is red are one click away, a backup now two', async () => {
  await examine(kernel)
  await visit.open('/app')
  const clicks = await visit.clicks(async () => {
    await page.getByRole('link', { name: 'Health and backup' }).click()
    await page.getByRole('heading', { name: 'Health and backup' }).waitFor()
    await page.getByText('none yet').waitFor()
    await page.getByText('No mail server is set, so mails are kept here.').waitFor()
  })
  assert.equal(clicks, 1)
  const more = await visit.clicks(async () => {
    await page.getByRole('button', { name: 'Back up now' }).click()
    await page.getByText(/Read from end to end/).waitFor()
  })
  assert.equal(more, 1)
  await visit.accessible()
  await page.getByRole('button', { name: /^More acts on atelier-/ }).click()
  await page.getByRole('menuitem', { name: 'Rehearse a restore' }).click()
  await page.getByText(/Restored to see that it can be/).waitFor()
  visit.clean()
})

test('when the last good backup is old, administrators read it on every page, and nobody else', async () => {
  await inTransaction(kernel.db, (tx) =>
    tx
      .updateTable('kernel_backup')
      .set({ started_at: Date.now() - 3 * 86_400_000 })
      .execute(),
  )
  await visit.open('/app/operate/journal')
  await page.getByText('The last good backup is 3 days old.').waitFor()
  await visit.accessible()
  const other = await opened.visit({ as: 'samuel' })
  await other.open('/app')
  await waitFor(async () => (await other.page.getByRole('navigation').count()) > 0)
  assert.equal(await other.page.getByText('The last good backup').count(), 0)
})

test('the pages fit a phone, and are whole in the dark', async () => {
  for (const path of ['journal', 'jobs', 'mail', 'health']) {
    await visit.open(`/app/operate/${path}`)
    await page.getByRole('main').getByText(/./).nth(5).waitFor()
    await visit.fits()
    await page.emulateMedia({ colorScheme: 'dark' })
    await visit.accessible()
    await page.emulateMedia({ colorScheme: 'light' })
    await page.setViewportSize({ width: 1440, height: 900 })
  }
  visit.clean()
})
