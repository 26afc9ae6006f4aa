import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Page } from 'playwright-core'
import { createToken } from '../../src/kernel/identity/token.ts'
import { openConsole } from '../support/console.ts'
import { linkOf } from '../support/mails.ts'
import { openProvider } from '../support/oidc.ts'
import { freePort } from '../support/postgres.ts'
import { waitFor } from '../support/wait.ts'

const port = await freePort()
const provider = await openProvider(`http://127.0.0.1:${port}`)
const house = await openConsole({
  ...provider.env,
  ATELIER_PORT: String(port),
  ATELIER_OIDC_NAME: 'Kestrel ID',
})
const { kernel } = house.atelier
await house.person('jonas', { administrator: true, firstName: 'Jonas', lastName: 'Lindqvist' })
const amara = await house.person('amara', {
  firstName: 'Amara',
  lastName: 'Okafor',
  email: 'amara@lab.example.org',
  roles: ['collection:coordinator'],
})
const erik = await house.person('erik', { firstName: 'Erik', lastName: 'Nygård' })
const admin = await house.visit({ as: 'jonas' })

const nav = (page: Page) => page.getByRole('navigation', { name: 'Main' })
const notices = (page: Page) => page.getByRole('region', { name: 'Notices' })
const rowOf = (page: Page, name: string) => page.getByRole('row').filter({ hasText: name })

test('an account is disabled in 3 clicks from home, and a 4th undoes it', async () => {
  const { page, open, clicks, accessible, fits } = admin
  await open('/app')
  const made = await clicks(async () => {
    await nav(page).getByRole('link', { name: 'Accounts' }).click()
    await rowOf(page, 'Erik Nygård').getByRole('button', { name: 'More acts on Erik Nygård' }).click()
    await page.getByRole('menuitem', { name: 'Disable' }).click()
    await rowOf(page, 'Erik Nygård').getByText('Disabled').waitFor()
  })
  assert.equal(made, 3)
  await notices(page).getByRole('button', { name: 'Undo' }).click()
  await rowOf(page, 'Erik Nygård').getByText('Active').waitFor()
  await accessible()
  await fits()
})

test('a token is revoked in 3 clicks from home', async () => {
  const { page, open, clicks, accessible, fits } = admin
  const by = { via: 'system' } as const
  await createToken(kernel.identity, by, amara, { name: 'notebook', scopes: ['collection:read'] })
  await open('/app')
  const made = await clicks(async () => {
    await nav(page).getByRole('link', { name: 'Tokens' }).click()
    await page.getByRole('button', { name: 'Revoke notebook of amara' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Revoke' }).click()
    await rowOf(page, 'notebook').getByText('Revoked').waitFor()
  })
  assert.equal(made, 3)
  await accessible()
  await fits()
})

test('people are found and filtered, the address holds the view, and several are put into a group at once', async () => {
  const { page, open } = admin
  const group = (await (await page.request.post('/api/groups', ownHeaders({ name: 'Speech' }))).json()).id
  await open('/app/operate/accounts')
  await page.getByRole('searchbox', { name: 'Name, sign-in or e-mail' }).fill('nobody at all')
  await page.getByText('Nobody matches these filters.').waitFor()
  await page.getByRole('button', { name: /Clear/ }).first().click()
  for (const name of ['Amara Okafor', 'Erik Nygård'])
    await page.getByRole('checkbox', { name: `Select ${name}` }).check()
  await page.getByRole('button', { name: 'Add to a group' }).click()
  await page.getByRole('menuitem', { name: 'Speech' }).click()
  await rowOf(page, 'Erik Nygård').getByText('Speech').waitFor()
  await page.getByRole('button', { name: 'Group', exact: true }).click()
  await page.getByRole('menuitemradio', { name: 'Speech' }).click()
  await page.waitForURL(`**/app/operate/accounts?group=${group}`)
  await rowOf(page, 'Jonas Lindqvist').waitFor({ state: 'detached' })
  await page.reload()
  await rowOf(page, 'Amara Okafor').waitFor()
  assert.equal(await page.getByRole('row').count(), 3)
  await open(`/app/operate/groups/${group}`)
  await page.getByRole('button', { name: 'Take Erik Nygård out of Speech' }).click()
  await page.getByText('1 member.').waitFor()
  await notices(page).getByRole('button', { name: 'Undo' }).last().click()
  await page.getByText('2 members.').waitFor()
  await admin.accessible()
  await admin.fits()
})

test('the page of an account shows what it may use and did, changes its rights, and undoes that', async () => {
  const { page, open, accessible, fits } = admin
  await open(`/app/operate/accounts/${amara}`)
  await page.getByRole('checkbox', { name: 'Data manager' }).check()
  await page.getByRole('button', { name: 'Save the rights' }).click()
  await notices(page).getByText('Amara Okafor has other rights now').waitFor()
  const roles = async () => (await (await page.request.get(`/api/accounts/${amara}`)).json()).ownRoles
  assert.deepEqual(await roles(), ['collection:coordinator', 'collection:manager'])
  await notices(page).getByRole('button', { name: 'Undo' }).last().click()
  await waitFor(async () => (await roles()).length === 1)
  await page.getByRole('button', { name: 'More acts on Amara Okafor' }).click()
  await page.getByRole('menuitem', { name: 'Set the system account' }).click()
  const system = page.getByRole('textbox', { name: 'Account of the operating system' })
  await system.fill('daemon')
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  await page.getByRole('link', { name: /daemon belongs to the operating system itself/ }).waitFor()
  await system.fill('nobody')
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  await page
    .getByRole('definition')
    .filter({ hasText: /^nobody$/ })
    .waitFor()
  await page.getByRole('button', { name: 'Link an outside identity' }).click()
  await page.getByRole('textbox', { name: 'Subject' }).fill('u-amara')
  await page.getByRole('button', { name: 'Link it' }).click()
  await page.getByText('u-amara').waitFor()
  await page.getByRole('button', { name: 'Send a link to a new password' }).click()
  await notices(page).getByText('A link to a new password is on its way to amara@lab.example.org').waitFor()
  assert.equal((await linkOf(kernel, 'reset')).length, 43)
  await accessible()
  await fits()
  // What somebody else changes is there without a reload.
  await page.request.patch(`/api/accounts/${amara}`, ownHeaders({ disabled: true, reason: 'On leave' }))
  await page.getByText('Nobody can sign in with this account: On leave').waitFor()
  await page.getByRole('button', { name: 'Enable' }).click()
  await page.getByText('Nobody can sign in').waitFor({ state: 'detached' })
})

test('somebody comes in with the account of a real provider, once an administrator has linked it', async () => {
  const enter = (page: Page) => page.getByRole('link', { name: /Kestrel ID/ })
  provider.person = { sub: 'u-stranger' }
  const stranger = await house.visit()
  await stranger.open('/')
  await enter(stranger.page).click()
  await stranger.page.waitForURL('**/?refused=outside_unknown')
  await stranger.page.getByText(/Nobody here has this outside identity/).waitFor()
  stranger.clean()
  // In another browser: the provider remembers in this one who was there.
  provider.person = { sub: 'u-amara' }
  const { page, open, clicks, clean } = await house.visit()
  await open('/')
  const made = await clicks(async () => {
    await enter(page).click()
    await page.waitForURL('**/app')
    await page.getByRole('navigation', { name: 'Main' }).waitFor()
  })
  assert.equal(made, 1)
  assert.equal((await (await page.request.get('/api/me')).json()).id, amara)
  clean()
})

test('a new account is refused in words beside the field and keeps what was typed', async () => {
  const { page, open, accessible, fits } = admin
  await open('/app/operate/accounts/new')
  await page.getByRole('textbox', { name: 'Sign-in name' }).fill('amara')
  await page.getByRole('textbox', { name: 'First name' }).fill('Another')
  await page.getByRole('button', { name: 'Make the account' }).click()
  await page.getByRole('alert').getByText('The name amara is taken.').waitFor()
  await accessible()
  await fits()
  assert.equal(await page.getByRole('textbox', { name: 'First name' }).inputValue(), 'Another')
  await page.getByRole('textbox', { name: 'Sign-in name' }).fill('amara.two')
  await page.getByRole('checkbox', { name: 'Coordinator' }).check()
  await page.getByRole('button', { name: 'Make the account' }).click()
  await page.waitForURL(/accounts\/\d+$/)
  await page.getByRole('heading', { name: 'Another' }).waitFor()
  assert.equal(await page.getByRole('checkbox', { name: 'Coordinator' }).isChecked(), true)
})

test('somebody is invited by mail, and the invitation can be withdrawn', async () => {
  const { page, open, accessible, fits } = admin
  await open('/app/operate/accounts/invite')
  await page.getByRole('textbox', { name: 'E-mail address' }).fill('mei@lab.example.org')
  await page.getByRole('checkbox', { name: 'Data manager' }).check()
  await accessible()
  await page.getByRole('button', { name: 'Send the invitation' }).click()
  await page.waitForURL('**/app/operate/accounts')
  await page.getByText('There is no mail server:').waitFor()
  await accessible()
  await fits()
  const secret = await linkOf(kernel, 'invitation')
  const look = () => page.request.post('/api/invitations/open', { data: { secret } })
  assert.equal((await look()).status(), 200)
  await page.getByRole('button', { name: 'More acts on mei@lab.example.org' }).click()
  await page.getByRole('menuitem', { name: 'Withdraw it' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Withdraw it' }).click()
  await page.getByText('mei@lab.example.org', { exact: true }).waitFor({ state: 'detached' })
  assert.equal((await look()).status(), 410)
})

test('two accounts are merged by a wizard that says what moves', async () => {
  const { page, open, accessible, fits } = admin
  await open(`/app/operate/accounts/${amara}/merge`)
  await page.getByRole('searchbox', { name: 'Name, sign-in or e-mail' }).fill('erik')
  await page.getByRole('button', { name: 'Choose erik' }).click()
  await page.waitForURL(`**/merge?*from=${erik}*`)
  await page.getByText('Whoever types erik comes in as amara from then on.').waitFor()
  await accessible()
  await fits()
  await page.getByRole('button', { name: 'Merge erik into amara' }).click()
  await page.waitForURL(`**/app/operate/accounts/${amara}`)
  await open(`/app/operate/accounts/${erik}`)
  await page.getByText('What was here belongs to').waitFor()
  await accessible()
})

test('a service account is made and given a token, which is shown once', async () => {
  const { page, open, accessible } = admin
  await open('/app/operate/accounts/services')
  await page.getByText('No service accounts yet').waitFor()
  await accessible()
  await page.getByRole('link', { name: 'Make a service account' }).click()
  await page.getByRole('textbox', { name: 'Sign-in name' }).fill('nightly')
  await page.getByRole('button', { name: 'Make the account' }).click()
  await page.getByRole('button', { name: 'Make a token' }).click()
  await page.getByRole('textbox', { name: 'What it is for' }).fill('Export at night')
  await page.getByLabel('May (required)').first().click()
  await page.getByRole('option', { name: 'Collection, reading', exact: true }).click()
  await page.getByRole('button', { name: 'Make the token' }).click()
  const value = await page.getByRole('dialog').getByText(/^atl_/).textContent()
  await accessible()
  await page.getByRole('button', { name: 'I have it' }).click()
  await rowOf(page, 'Export at night').getByText('Active').waitFor()
  const answer = await page.request.get('/api/collection/projects', {
    headers: { authorization: `Bearer ${value}` },
  })
  assert.equal(answer.status(), 200)
  assert.ok(!(await page.content()).includes(value ?? ''))
})

test('nothing of this is there for anybody else, and no page broke on the way', async () => {
  const { page, open, clean } = await house.visit({ as: 'amara' })
  for (const path of ['accounts', `accounts/${amara}`, 'accounts/new', 'groups', 'tokens']) {
    await open(`/app/operate/${path}`)
    assert.equal(await page.getByRole('heading', { level: 1 }).textContent(), 'There is no such page for you')
  }
  clean()
  admin.clean()
})

function ownHeaders(data: object) {
  return { data, headers: { origin: house.url, 'x-atelier': '1' } }
}
