import assert from 'node:assert/strict'
import { test } from 'node:test'
import { eachApp, type TestApp, testApp } from '../../../test/support/apps/kernel.ts'
import { asPage, cookieOf, OWN, signIn } from '../../../test/support/browser-session.ts'
import { linkOf } from '../../../test/support/mails.ts'
import { DAY_MS } from '../span.ts'

const PASSWORD = 'correct horse battery'

const post = ({ app }: TestApp, url: string, payload: object) =>
  app.inject({ method: 'POST', url, headers: OWN, payload, remoteAddress: '192.0.2.1' })

const look = (opened: TestApp, secret: string) => post(opened, '/api/invitations/open', { secret })
const accept = (opened: TestApp, secret: string, name = 'mei') =>
  post(opened, '/api/invitations/accept', { secret, name, password: PASSWORD, firstName: 'Mei-Ling' })

eachApp((open, name) => {
  test(`an invited person chooses name and password, and has at once what was meant for them (${name})`, async () => {
    const opened = await open()
    const admin = await opened.as('admin')
    const group = (await admin.post('/api/groups', { name: 'Speech' })).json().id
    const body = {
      email: 'Mei@lab.example.org',
      lastName: 'Chow',
      roles: ['collection:manager'],
      groups: [group],
      language: 'nl',
    }
    const made = await admin.post('/api/invitations', body)
    assert.equal(made.statusCode, 201)
    assert.equal(made.json().state, 'invited')
    const [listed] = (await admin.get('/api/invitations?open=true')).json().items
    assert.equal(listed.mail, 'kept')
    assert.equal(listed.inviter, 'admin')
    const secret = await linkOf(opened.kernel, 'invitation')
    const [mail] = await opened.kernel.db.selectFrom('kernel_mail').selectAll().execute()
    assert.match(mail?.text ?? '', /admin nodigt u uit/)
    const seen = (await look(opened, secret)).json()
    assert.equal(seen.email, 'Mei@lab.example.org')
    assert.equal(seen.inviter, 'admin')
    const answers = await Promise.all([accept(opened, secret), accept(opened, secret, 'other')])
    assert.deepEqual(answers.map(({ statusCode }) => statusCode).sort(), [201, 410])
    const won = answers.find(({ statusCode }) => statusCode === 201)
    assert.ok(won)
    const { account, roles } = (
      await asPage(opened, cookieOf(won), { method: 'GET', url: '/api/session' })
    ).json()
    assert.deepEqual(roles, ['collection:manager'])
    assert.equal(account.email, 'Mei@lab.example.org')
    const { groups } = (await admin.get(`/api/accounts/${account.id}`)).json()
    assert.deepEqual(groups, [{ id: group, name: 'Speech' }])
    const [done] = (await admin.get('/api/invitations')).json().items
    assert.deepEqual([done.state, done.account], ['accepted', account.id])
    assert.equal((await look(opened, secret)).json().code, 'link_unusable')
    assert.equal((await signIn(opened, { name: 'mei@lab.example.org', password: PASSWORD })).statusCode, 201)
  })

  test(`an invitation ends after 7 days, when it is withdrawn, and with the link of a newer mail (${name})`, async () => {
    const opened = await open()
    const admin = await opened.as('admin')
    const invite = async (email: string) => {
      const made = await admin.post('/api/invitations', { email })
      return { id: made.json().id as number, secret: await linkOf(opened.kernel, 'invitation'), made }
    }
    const first = await invite('a@x.org')
    opened.clock.advance(7 * DAY_MS)
    assert.equal((await accept(opened, first.secret)).statusCode, 410)
    assert.equal((await admin.get('/api/invitations')).json().items[0].state, 'expired')
    // It can be sent again, or made anew.
    const again = await admin.post(`/api/invitations/${first.id}/resend`)
    assert.equal(again.json().state, 'invited')
    const newer = await linkOf(opened.kernel, 'invitation')
    assert.equal((await look(opened, first.secret)).statusCode, 410)
    assert.equal((await look(opened, newer)).statusCode, 200)
    assert.equal((await invite('A@x.org')).made.json().code, 'already_invited')
    assert.equal((await admin.delete(`/api/invitations/${first.id}`)).statusCode, 204)
    assert.equal((await look(opened, newer)).statusCode, 410)
    assert.equal((await admin.post(`/api/invitations/${first.id}/resend`)).json().code, 'invitation_closed')
    assert.equal((await admin.delete(`/api/invitations/${first.id}`)).json().code, 'invitation_closed')
    assert.equal((await invite('a@x.org')).made.statusCode, 201)
    opened.clock.advance(8 * DAY_MS)
    assert.equal((await invite('a@x.org')).made.statusCode, 201)
    assert.deepEqual((await admin.get('/api/invitations?open=true')).json().items.length, 1)
  })

  test(`R10: an invitation that is asked for again under its key is one invitation and one mail (${name})`, async () => {
    const opened = await open()
    const admin = await opened.as('admin')
    const ask = () =>
      opened.app.inject({
        method: 'POST',
        url: '/api/invitations',
        headers: { authorization: `Bearer ${admin.token}`, 'idempotency-key': 'k1' },
        payload: { email: 'a@x.org' },
      })
    const answers = [...(await Promise.all([ask(), ask()])), await ask()]
    assert.equal(new Set(answers.map(({ body }) => body)).size, 1)
    assert.equal((await opened.kernel.db.selectFrom('kernel_mail').select('id').execute()).length, 1)
  })
})

test('an invitation is refused for an address that has an account, for odd roles and for groups that are not there', async () => {
  const opened = await testApp()
  const admin = await opened.as('admin')
  await admin.post('/api/accounts', { name: 'ada', email: 'ada@x.org' })
  const codeOf = async (body: object) => (await admin.post('/api/invitations', body)).json().code
  assert.equal(await codeOf({ email: 'ADA@x.org' }), 'email_taken')
  assert.equal(await codeOf({ email: 'a@x.org', roles: ['manager'] }), 'invalid_role')
  assert.equal(await codeOf({ email: 'a@x.org', groups: [99] }), 'not_found')
  assert.equal(await codeOf({ email: 'no address' }), 'invalid_email')
  assert.equal(await codeOf({ email: 'a@x.org' }), undefined)
  // What was refused at the name can be sent again with another one.
  const secret = await linkOf(opened.kernel, 'invitation')
  assert.equal((await accept(opened, secret, 'ada')).json().code, 'name_taken')
  assert.equal((await accept(opened, secret, 'ben')).statusCode, 201)
})

test('links whose time is long over are forgotten, with the addresses that they went to', async () => {
  const opened = await testApp()
  const admin = await opened.as('admin')
  const group = (await admin.post('/api/groups', { name: 'Speech' })).json().id
  await admin.post('/api/invitations', { email: 'old@x.org', groups: [group] })
  opened.clock.advance(100 * DAY_MS)
  await admin.post('/api/invitations', { email: 'new@x.org', groups: [group] })
  const { sweepLinks } = await import('./recovery.ts')
  await sweepLinks(opened.kernel.identity)
  const left = await opened.kernel.db.selectFrom('kernel_invitation').select('email').execute()
  assert.deepEqual(left, [{ email: 'new@x.org' }])
})
