import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openConsole, type Visit } from '../support/console.ts'

const house = await openConsole()
await house.person('jonas', { administrator: true, firstName: 'Jonas', email: 'jonas@example.org' })
await house.person('ada', { roles: ['collection:user'], firstName: 'Ada' })

/** A call of a page that is signed in. */
async function call(visit: Visit, method: string, path: string, data?: object) {
  const answer = await visit.page.context().request.fetch(path, {
    method,
    headers: { origin: house.url, 'x-atelier': '1' },
    ...(data && { data }),
  })
  assert.ok(answer.ok(), await answer.text())
  return answer.status() === 204 ? null : answer.json()
}

test('Home shows what is mine and learns of a new project by itself; cards that would be empty are absent', async () => {
  const visit = await house.visit({ as: 'ada' })
  const { page } = visit
  await visit.open('/app')
  await page.getByRole('heading', { name: /^Good (morning|afternoon|evening), Ada$/ }).waitFor()
  await page.getByText('Nothing is yours yet').waitFor()
  assert.equal(await page.getByRole('region', { name: 'Needs you' }).count(), 0)
  await visit.accessible()
  await call(visit, 'POST', '/api/collection/projects', { name: 'voice', title: 'Voice and Mood' })
  await page.getByRole('region', { name: 'Mine, recently used' }).getByText('Voice and Mood').waitFor()
  const expiresAt = new Date(Date.now() + 2 * 86_400_000).toISOString()
  await call(visit, 'POST', '/api/me/tokens', { name: 'nightly', scopes: ['kernel:read'], expiresAt })
  await page.getByRole('link', { name: 'Make a new one: The token nightly ends' }).waitFor()
  await visit.accessible()
  await visit.fits()
  visit.clean()
})

test('what runs has a ring with its number in the navigation, and a page that a phone has below', async () => {
  const visit = await house.visit({ as: 'ada' })
  const { page } = visit
  const { id } = await call(visit, 'POST', '/api/collection/projects', { name: 'arriving' })
  await visit.open('/app/running')
  await page.getByText('Nothing of yours runs now').waitFor()
  const { token } = await call(visit, 'POST', `/api/collection/projects/${id}/grants`, {})
  const form = new FormData()
  form.append('auth_token', token)
  form.append('file', new Blob([Buffer.alloc(10_000_000)]), 'final.zip.000')
  assert.equal((await fetch(`${house.url}/collection/submit`, { method: 'POST', body: form })).status, 200)
  await page.getByRole('link', { name: 'Collection 1 running' }).waitFor()
  await page.getByRole('link', { name: 'View arriving: 1 upload arriving' }).waitFor()
  await visit.accessible()
  await page.setViewportSize({ width: 390, height: 844 })
  await visit.open('/app')
  await page.getByRole('navigation', { name: 'Phone' }).getByRole('link', { name: 'Running 1' }).click()
  await page.getByRole('heading', { level: 1, name: 'Running' }).waitFor()
  visit.clean()
})

test('a person without any role sees an empty Home that says whom to ask, and no act that they may not do', async () => {
  await house.person('nobody')
  const visit = await house.visit({ as: 'nobody' })
  await visit.open('/app')
  await visit.page.getByText('Nothing is yours yet').waitFor()
  assert.equal(await visit.page.getByText('New project').count(), 0)
  visit.clean()
})

test('the search page finds things by name, keeps its words in the address, and says when there is nothing', async () => {
  const visit = await house.visit({ as: 'jonas' })
  const { page } = visit
  await visit.open('/app/search?q=ada')
  await page.getByRole('link', { name: 'Ada', exact: true }).waitFor()
  await visit.accessible()
  await page.getByRole('searchbox', { name: 'Name or code' }).fill('zzz')
  await page.getByText('Nothing that you may see is called “zzz”.').waitFor()
  assert.ok(page.url().endsWith('q=zzz'))
  await visit.fits()
  visit.clean()
})

test('settings: each says where it came from; the name changes at once, and two who edit do not overwrite each other', async () => {
  const visit = await house.visit({ as: 'jonas' })
  const { page } = visit
  await visit.open('/app/operate/settings')
  const name = page.getByLabel('Name (required)')
  await name.fill('Kestrel Lab')
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByText('The settings are saved').waitFor()
  await call(visit, 'PATCH', '/api/settings', { name: 'Other Lab' })
  await name.fill('My Lab')
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByText('Somebody else changed the settings meanwhile.').waitFor()
  await visit.accessible()
  await visit.open('/app/operate/settings?search=smtp')
  await page.getByRole('table', { name: 'Settings' }).getByText('smtpUrl').waitFor()
  await visit.accessible()
  await visit.fits()
  visit.clean()
})

test('settings: a mail server is connected with a host and a password that no page shows again', async () => {
  const visit = await house.visit({ as: 'jonas' })
  const { page } = visit
  await visit.open('/app/operate/settings')
  await page.getByRole('button', { name: 'Connect a server' }).click()
  await page.getByLabel('Host of the mail server').fill('127.0.0.1')
  await page.getByLabel('Port').fill('1')
  await page.getByLabel('Password there').fill('s3cret-word')
  await page.getByLabel('Sign-in name there').fill('ada')
  await visit.accessible()
  await page.getByRole('button', { name: 'Connect it' }).click()
  await page.getByText('Server set').waitFor()
  assert.equal(house.atelier.kernel.installation.smtpUrl, 'smtp://ada:s3cret-word@127.0.0.1:1')
  await page.getByRole('dialog').waitFor({ state: 'detached' })
  assert.ok(!(await page.content()).includes('s3cret-word'))
  await page.getByRole('button', { name: 'Disconnect' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Disconnect' }).click()
  await page.getByText('No server').waitFor()
  visit.clean()
})

test('whoever is no administrator does not see the settings', async () => {
  const visit = await house.visit({ as: 'ada' })
  await visit.open('/app/operate/settings')
  await visit.page.getByRole('heading', { name: /There is no/ }).waitFor()
})
