import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Page } from 'playwright-core'
import { inTransaction } from '../../src/kernel/db/db.ts'
import { totpCode } from '../../src/kernel/identity/totp.ts'
import { openConsole, PASSWORD } from '../support/console.ts'
import { waitFor } from '../support/wait.ts'

const house = await openConsole()
const { kernel } = house.atelier
await house.person('amara', { administrator: true, firstName: 'Amara', lastName: 'Okafor' })

const heading = (page: Page, name: string) => page.getByRole('heading', { level: 1, name, exact: true })
const now = (off = 0) => Math.floor(Date.now() / 30_000) + off

/** Signs in on the page, by name and password. */
async function enter(page: Page, name: string, password = PASSWORD) {
  await page.goto('/')
  await page.getByLabel('Sign-in name or e-mail').fill(name)
  await page.getByLabel('Password', { exact: true }).fill(password)
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
}

/** As if the sign-ins of an account were an hour old. */
const ageSignIns = (accountId: number) =>
  inTransaction(kernel.db, (tx) =>
    tx
      .updateTable('kernel_session')
      .set({ created_at: Date.now() - 3_600_000, confirmed_at: null })
      .where('account_id', '=', accountId)
      .execute(),
  )

const lastMail = async (to: string) => {
  const read = () =>
    kernel.db
      .selectFrom('kernel_mail')
      .select('text')
      .where('to_address', '=', to)
      .orderBy('id', 'desc')
      .executeTakeFirst()
  await waitFor(async () => (await read()) !== undefined)
  return (await read())?.text ?? ''
}

test('the sign-in page says what is wrong, keeps the name, speaks Dutch, and lets in', async () => {
  await house.person('noor')
  const { page, open, accessible, fits, clean } = await house.visit()
  await open('/')
  await accessible()
  await fits()
  await enter(page, 'noor', 'wrong')
  const alert = page.getByRole('alert')
  await alert
    .getByText('This name or password is not right. After 10 wrong tries you wait a minute.')
    .waitFor()
  assert.equal(await page.getByLabel('Sign-in name or e-mail').inputValue(), 'noor')
  await accessible()
  await page.getByLabel('Language').selectOption('nl')
  await heading(page, 'Aanmelden').waitFor()
  assert.equal(await page.evaluate('document.documentElement.lang'), 'nl')
  await page.reload()
  await heading(page, 'Aanmelden').waitFor()
  await page.getByLabel('Taal').selectOption('en')
  await page.goto('/?refused=outside_unknown')
  await alert.getByText('Nobody here has this outside identity yet.').waitFor()
  await enter(page, 'noor')
  await page.waitForURL('**/app')
  clean()
})

test('a forgotten password is set anew by the link in the mail', async () => {
  await house.person('jonas', { email: 'jonas@example.org' })
  const { page, open, accessible, clean } = await house.visit()
  await open('/')
  await page.getByRole('link', { name: 'Forgot it?' }).click()
  await heading(page, 'A new password').waitFor()
  await accessible()
  await page.getByLabel('Sign-in name or e-mail').fill('jonas')
  await page.getByRole('button', { name: 'Send the link' }).click()
  await page.getByText('the mail is on its way').waitFor()
  const [, secret] = /\/app\/reset#(\S+)/.exec(await lastMail('jonas@example.org')) ?? []
  await page.goto(`/app/reset#${secret}`)
  await heading(page, 'Choose a new password').waitFor()
  assert.equal(new URL(page.url()).hash, '', 'the secret leaves the address')
  await page.getByLabel('New password').fill('password')
  await page.getByRole('button', { name: 'Set the password' }).click()
  await page.getByRole('alert').getByText('one of the most used ones').waitFor()
  await accessible()
  await page.getByLabel('New password').fill('another horse battery')
  await page.getByRole('button', { name: 'Set the password' }).click()
  await page.getByText('The password is set. Sign in with it.').waitFor()
  await enter(page, 'jonas', 'another horse battery')
  await page.waitForURL('**/app')
  clean()
})

test('an invitation makes an account and lets in', async () => {
  const admin = await house.visit({ as: 'amara' })
  const headers = { origin: house.url, 'x-atelier': '1' }
  const data = { email: 'lena@example.org', firstName: 'Lena', roles: ['collection:user'] }
  const made = await admin.page.request.post('/api/invitations', { headers, data })
  assert.equal(made.status(), 201, await made.text())
  const [, secret] = /\/app\/invitation#(\S+)/.exec(await lastMail('lena@example.org')) ?? []
  const { page, accessible, fits, clean } = await house.visit()
  await page.goto(`/app/invitation#${secret}`)
  await page.getByText('Amara Okafor asks you to join Atelier.').waitFor()
  assert.equal(await page.getByLabel('Sign-in name').inputValue(), 'lena')
  await accessible()
  await fits([320, 1440])
  await page.getByLabel('Password', { exact: true }).fill(PASSWORD)
  await page.getByRole('button', { name: 'Make my account' }).click()
  await page.waitForURL('**/app')
  clean()
})

test('a code app is set up by its QR code; then a code is asked for, and a recovery code does as well', async () => {
  await house.person('cor')
  const { page, open, accessible, fits, clean } = await house.visit({ as: 'cor' })
  await open('/app/me/sign-in')
  await accessible()
  await page.getByRole('button', { name: 'Set up' }).click()
  const dialog = page.getByRole('dialog', { name: 'Set up a code app' })
  await dialog.getByRole('img', { name: 'QR code that sets up the code app' }).waitFor()
  await accessible()
  const secret = (await dialog.locator('code').textContent()) ?? ''
  const code = dialog.getByLabel('Code that the app shows')
  await code.fill('12345')
  await dialog.getByRole('button', { name: 'Turn it on' }).click()
  await dialog.getByText('Six digits, as the app shows them.').first().waitFor()
  await code.fill(totpCode(secret, now(-1)))
  await dialog.getByRole('button', { name: 'Turn it on' }).click()
  const codes = page.getByRole('dialog', { name: 'Recovery codes' })
  await codes.getByRole('listitem').nth(9).waitFor()
  const [first = ''] = await codes.locator('li code').allTextContents()
  await accessible()
  await codes.getByRole('button', { name: 'I have kept them' }).click()
  await page.getByText('10 of 10 are left').waitFor()
  await fits([320, 1440])

  const guest = await house.visit()
  await enter(guest.page, 'cor')
  await heading(guest.page, 'One more step').waitFor()
  await guest.accessible()
  await guest.page.getByLabel('Code').fill('000000')
  await guest.page.getByRole('button', { name: 'Continue' }).click()
  await guest.page.getByRole('alert').getByText('This code is not right').waitFor()
  await guest.page.getByLabel('Code').fill(totpCode(secret, now()))
  await guest.page.getByRole('button', { name: 'Continue' }).click()
  await guest.page.waitForURL('**/app')
  await page.getByRole('button', { name: 'Notices, 2 new' }).waitFor()

  const again = await house.visit()
  await enter(again.page, 'cor')
  await again.page.getByLabel('Code').fill(first)
  await again.page.getByRole('button', { name: 'Continue' }).click()
  await again.page.waitForURL('**/app')
  for (const visit of [{ clean }, guest, again]) visit.clean()
})

test('a passkey is added, signs in alone without a name, and shows again who one is', async () => {
  const id = await house.person('mia', { email: 'mia@example.org' })
  // Passkeys are for names: the same server, by its name.
  const { page, open, accessible, clean } = await house.visit({
    baseURL: house.url.replace('127.0.0.1', 'localhost'),
  })
  const devtools = await page.context().newCDPSession(page)
  await devtools.send('WebAuthn.enable')
  await devtools.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
    },
  })
  await enter(page, 'mia')
  await page.waitForURL('**/app')
  await open('/app/me/sign-in')
  await page.getByRole('button', { name: 'Add a passkey' }).click()
  const dialog = page.getByRole('dialog', { name: 'Add a passkey' })
  await dialog.getByLabel('Name').fill('My laptop')
  await accessible()
  await dialog.getByRole('button', { name: 'Go on in the browser' }).click()
  await page.getByRole('button', { name: 'I have kept them' }).click()
  await page.getByRole('button', { name: 'Remove My laptop' }).waitFor()
  await page.context().clearCookies()
  await open('/')
  await page.getByRole('button', { name: 'Sign in with a passkey' }).click()
  await page.waitForURL('**/app')

  await ageSignIns(id)
  await open('/app/me/sign-in')
  await page.getByRole('button', { name: 'Make new ones' }).click()
  const proof = page.getByRole('dialog', { name: 'Show that it is you' })
  await proof.getByRole('button', { name: 'Use a passkey' }).click()
  await page.getByRole('dialog', { name: 'Recovery codes' }).getByRole('listitem').nth(9).waitFor()
  await page.getByRole('button', { name: 'I have kept them' }).click()
  await page.getByRole('button', { name: 'Remove My laptop' }).click()
  await page
    .getByRole('dialog', { name: 'Remove My laptop?' })
    .getByRole('button', { name: 'Remove' })
    .click()
  await page.getByText('Off', { exact: true }).waitFor()
  clean()
})

test('a token is shown once and revoked in three clicks from the account page', async () => {
  await house.person('tom', { roles: ['collection:user'] })
  const { page, open, accessible, clicks, fits, clean } = await house.visit({ as: 'tom' })
  await open('/app/me/tokens')
  await page.getByText('No tokens yet').waitFor()
  await accessible()
  await page.getByRole('button', { name: 'Make a token' }).click()
  const dialog = page.getByRole('dialog', { name: 'Make a token' })
  await dialog.getByRole('button', { name: 'Make it' }).click()
  await dialog.getByText('2 fields need you.').waitFor()
  await accessible()
  await dialog.getByLabel('What will use it').fill('nightly export')
  await dialog.getByLabel('collection: read', { exact: true }).check()
  await dialog.getByRole('button', { name: 'Make it' }).click()
  const token = (await dialog.locator('code').textContent()) ?? ''
  assert.match(token, /^atl_\w{43}$/)
  await dialog.getByRole('button', { name: 'I have copied it' }).click()
  await dialog.waitFor({ state: 'detached' })
  await page.getByText('collection: read').waitFor()
  assert.equal(await page.getByText(token).count(), 0)
  const asToken = () =>
    fetch(`${house.url}/api/collection/projects`, { headers: { authorization: `Bearer ${token}` } })
  assert.equal((await asToken()).status, 200)
  await fits([320, 1440])
  await open('/app/me')
  const pressed = await clicks(async () => {
    await page.getByRole('link', { name: 'Tokens' }).click()
    await page.getByRole('button', { name: 'Revoke nightly export' }).click()
    await page.getByRole('button', { name: 'Revoke it' }).click()
    await page.getByText('revoked', { exact: true }).waitFor()
  })
  assert.equal(pressed, 3)
  assert.equal((await asToken()).status, 401)
  clean()
})

test('name, address and looks: what another window changed meanwhile is not overwritten, and the address asks who one is', async () => {
  const id = await house.person('ida', { firstName: 'Ida', email: 'ida@example.org' })
  const { page, open, accessible, fits, clean } = await house.visit({ as: 'ida' })
  await open('/app/me')
  await accessible()
  await fits([320, 1440])
  await page.getByLabel('First name').fill('Idun')
  const other = await page.request.patch('/api/me', {
    headers: { origin: house.url, 'x-atelier': '1' },
    data: { firstName: 'Ine', lastName: 'Dahl' },
  })
  assert.equal(other.status(), 200)
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  await page.getByText('Somebody else changed your profile meanwhile.').waitFor()
  await accessible()
  await page.getByRole('button', { name: 'Save what is chosen' }).click()
  await page.getByText('Your profile is saved').waitFor()
  const names = ['First name', 'Last name'].map((label) => page.getByLabel(label).inputValue())
  assert.deepEqual(await Promise.all(names), ['Idun', 'Dahl'])
  await page.getByLabel('E-mail address').fill('not an address')
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  await page.getByText('This is no e-mail address.').first().waitFor()
  await ageSignIns(id)
  await page.getByLabel('E-mail address').fill('idun@example.org')
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  const proof = page.getByRole('dialog', { name: 'Show that it is you' })
  await proof.getByLabel('Password', { exact: true }).fill('wrong')
  await proof.getByRole('button', { name: 'Continue' }).click()
  await proof.getByText('The current password is not right.').waitFor()
  await accessible()
  await proof.getByLabel('Password', { exact: true }).fill(PASSWORD)
  await proof.getByRole('button', { name: 'Continue' }).click()
  await proof.waitFor({ state: 'detached' })
  await waitFor(async () => {
    const query = kernel.db.selectFrom('kernel_account').select('email').where('id', '=', id)
    return (await query.executeTakeFirst())?.email === 'idun@example.org'
  })
  await page.getByText('Dark', { exact: true }).click()
  assert.equal(await page.evaluate('document.documentElement.dataset.mantineColorScheme'), 'dark')
  await accessible()
  clean()
})

test('the bell moves when something comes, and notices come as one wants them', async () => {
  const id = await house.person('ben', { email: 'ben@example.org' })
  const { page, open, accessible, fits, clean } = await house.visit({ as: 'ben' })
  await open('/app/me/notices')
  await page.getByRole('button', { name: 'Notices', exact: true }).waitFor()
  const told = {
    to: [id],
    kind: 'account.token',
    title: 'Something for Ben',
    text: 'Look at it.',
    link: '/app/me/tokens',
  }
  await inTransaction(kernel.db, (tx) => kernel.notices.send(tx, told))
  await page.getByRole('button', { name: 'Notices, 1 new' }).click()
  const box = page.getByRole('dialog', { name: 'Notices' })
  await box.getByRole('link', { name: 'New: Something for Ben' }).waitFor()
  await accessible()
  await box.getByRole('link', { name: 'New: Something for Ben' }).click()
  await page.waitForURL('**/app/me/tokens')
  await page.getByRole('button', { name: 'Notices', exact: true }).waitFor()
  await open('/app/me/notices')
  const mail = page.getByRole('checkbox', { name: 'By mail: An API token was made for my account' })
  await mail.uncheck()
  await waitFor(async () => {
    const { kinds } = await kernel.notices.settings(id)
    return kinds.find(({ kind }) => kind === 'account.token')?.mail === false
  })
  await accessible()
  await fits([320, 1440])
  clean()
})

test('sign-ins elsewhere are ended, the password is changed, the data come as a zip', async () => {
  await house.person('eva')
  const [{ page, open, accessible, fits, clean }, other] = [
    await house.visit({ as: 'eva' }),
    await house.visit({ as: 'eva' }),
  ]
  await open('/app/me/sign-ins')
  await page.getByText('here', { exact: true }).waitFor()
  await accessible()
  await fits([320, 1440])
  await page.getByRole('button', { name: /^End the sign-in with/ }).click()
  await page.getByText('1 sign-in', { exact: true }).waitFor()
  await other.page.goto('/app/me')
  await heading(other.page, 'Sign in').waitFor()
  await open('/app/me/sign-in')
  await page.getByLabel('Current password').fill('wrong')
  await page.getByLabel('New password').fill('another horse battery')
  await page.getByRole('button', { name: 'Change the password' }).click()
  await page.getByText('The current password is not right.').first().waitFor()
  assert.equal(await page.getByLabel('New password').inputValue(), 'another horse battery')
  await page.getByLabel('Current password').fill(PASSWORD)
  await page.getByRole('button', { name: 'Change the password' }).click()
  await page.getByText('The new password is set').waitFor()
  await open('/app/me/data')
  await accessible()
  const coming = page.waitForEvent('download')
  await page.getByRole('link', { name: 'Download my data' }).click()
  assert.equal((await coming).suggestedFilename(), 'my-data.zip')
  clean()
})

test('S8: an account is erased by typing its name; the last administrator is told why not', async () => {
  const id = await house.person('gone', { firstName: 'Gone' })
  const { page, open, accessible, fits, clean } = await house.visit({ as: 'gone' })
  await open('/app/me/data')
  await fits([320, 1440])
  await page.getByRole('button', { name: 'Erase my account' }).click()
  const dialog = page.getByRole('dialog', { name: 'Erase gone?' })
  await dialog.getByText('backups hold your data until').waitFor()
  await accessible()
  const erase = dialog.getByRole('button', { name: 'Erase for good' })
  assert.equal(await erase.getAttribute('aria-disabled'), 'true')
  await dialog.getByLabel('Type gone to go on').fill('gone')
  await erase.click()
  await heading(page, 'Sign in').waitFor()
  const row = await kernel.db
    .selectFrom('kernel_account')
    .select('name')
    .where('id', '=', id)
    .executeTakeFirst()
  assert.equal(row?.name, `erased-${id}`)
  const admin = await house.visit({ as: 'amara' })
  await admin.open('/app/me/data')
  await admin.page.getByText('This is the last administrator who can sign in.').waitFor()
  assert.equal(await admin.page.getByRole('button', { name: 'Erase my account' }).count(), 0)
  clean()
})
