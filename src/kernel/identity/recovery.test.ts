import assert from 'node:assert/strict'
import { test } from 'node:test'
import { eachApp, type TestApp, testApp } from '../../../test/support/apps/kernel.ts'
import { asPage, cookieOf, OWN, signIn } from '../../../test/support/browser-session.ts'
import { linkOf } from '../../../test/support/mails.ts'
import { HOUR_MS } from '../span.ts'

const PASSWORD = 'correct horse battery'
const NEXT = 'another horse battery'

const post = ({ app }: TestApp, url: string, payload: object, from = '192.0.2.1') =>
  app.inject({ method: 'POST', url, headers: OWN, payload, remoteAddress: from })

const ask = (opened: TestApp, name: string, from?: string) => post(opened, '/api/recovery', { name }, from)
const complete = (opened: TestApp, secret: string, password = NEXT) =>
  post(opened, '/api/recovery/complete', { secret, password })

const mailsOf = (opened: TestApp) =>
  opened.kernel.db
    .selectFrom('kernel_mail')
    .select(['to_address', 'text'])
    .where('template', '=', 'reset')
    .orderBy('id')
    .execute()

async function withAda(opened: TestApp) {
  const admin = await opened.as('admin')
  const body = { name: 'ada', email: 'ada@lab.example.org', password: PASSWORD }
  const { id } = (await admin.post('/api/accounts', body)).json()
  return { admin, id: id as number }
}

eachApp((open, name) => {
  test(`a forgotten password is set anew by a link that counts once and ends every sign-in (${name})`, async () => {
    const opened = await open()
    const { id } = await withAda(opened)
    const cookie = cookieOf(await signIn(opened, { name: 'ada', password: PASSWORD }))
    assert.equal((await ask(opened, 'ADA@lab.example.org')).statusCode, 202)
    await opened.jobs.drain()
    const [mail] = await mailsOf(opened)
    assert.equal(mail?.to_address, 'ada@lab.example.org')
    assert.match(mail?.text ?? '', /\/app\/reset#[0-9A-Za-z]{43}\n/)
    const secret = await linkOf(opened.kernel, 'reset')
    const dump = JSON.stringify(await opened.kernel.db.selectFrom('kernel_reset').selectAll().execute())
    assert.ok(!dump.includes(secret))
    const weak = await complete(opened, secret, 'password1')
    assert.equal(weak.json().code, 'invalid_password')
    const answers = await Promise.all([complete(opened, secret), complete(opened, secret)])
    assert.deepEqual(answers.map(({ statusCode }) => statusCode).sort(), [204, 410])
    assert.equal((await complete(opened, secret)).json().code, 'link_unusable')
    assert.equal((await signIn(opened, { name: 'ada', password: PASSWORD })).statusCode, 401)
    assert.equal((await signIn(opened, { name: 'ada', password: NEXT })).statusCode, 201)
    assert.equal((await asPage(opened, cookie, { method: 'GET', url: '/api/me' })).statusCode, 401)
    const [entry] = await opened.kernel.journal.list({ action: 'account.password-reset', limit: 1 })
    assert.equal(entry?.account_id, id)
    assert.match(entry?.credential ?? '', /^reset:\d+$/)
  })

  test(`a link to a new password ends after an hour, with another that was used, and with the account (${name})`, async () => {
    const opened = await open()
    const { admin, id } = await withAda(opened)
    const sent = async () => {
      assert.equal((await admin.post(`/api/accounts/${id}/reset`)).statusCode, 202)
      return linkOf(opened.kernel, 'reset')
    }
    const old = await sent()
    opened.clock.advance(HOUR_MS)
    assert.equal((await complete(opened, old)).statusCode, 410)
    const [first, second] = [await sent(), await sent()]
    assert.equal((await complete(opened, second)).statusCode, 204)
    assert.equal((await complete(opened, first)).statusCode, 410)
    const last = await sent()
    await admin.patch(`/api/accounts/${id}`, { disabled: true })
    assert.equal((await complete(opened, last)).statusCode, 410)
    assert.equal((await admin.post(`/api/accounts/${id}/reset`)).json().code, 'account_disabled')
  })

  test(`a link that is on its way opens nothing once the password or the address is another (${name})`, async () => {
    const opened = await open()
    const { admin, id } = await withAda(opened)
    for (const change of [
      () => admin.put(`/api/accounts/${id}/password`, { password: NEXT }),
      () => admin.patch(`/api/accounts/${id}`, { email: 'ada@home.example.org' }),
    ]) {
      await admin.post(`/api/accounts/${id}/reset`)
      const secret = await linkOf(opened.kernel, 'reset')
      assert.ok((await change()).statusCode < 300)
      assert.equal((await complete(opened, secret)).json().code, 'link_unusable')
    }
    await admin.post(`/api/accounts/${id}/reset`)
    const secret = await linkOf(opened.kernel, 'reset')
    await admin.patch(`/api/accounts/${id}`, { firstName: 'Ada' })
    assert.equal((await complete(opened, secret)).statusCode, 204, 'a name is no key')
  })

  test(`A7: asking for a link tells nobody whether there is such an account (${name})`, async () => {
    const opened = await open()
    const { admin, id } = await withAda(opened)
    await admin.post('/api/accounts', { name: 'mailless', password: PASSWORD })
    await admin.post('/api/accounts', { name: 'robot', email: 'robot@x.org', kind: 'service' })
    const off = (await admin.post('/api/accounts', { name: 'off', email: 'off@x.org' })).json()
    await admin.patch(`/api/accounts/${off.id}`, { disabled: true })
    const seen = new Set<string>()
    for (const who of ['ada', 'nobody', 'nobody@x.org', 'mailless', 'robot', 'off']) {
      const answer = await ask(opened, who)
      const { 'x-request-id': _id, date: _date, ...headers } = answer.headers
      seen.add(JSON.stringify([answer.statusCode, answer.body, headers]))
      // The work of the request is the same: one job, whoever it is about.
      const jobs = await opened.jobs.list({ limit: 50 })
      assert.equal(jobs.filter((job) => job.name === 'kernel.recover').length, 1)
      await opened.jobs.drain()
    }
    assert.equal(seen.size, 1, [...seen].join('\n'))
    const mails = await mailsOf(opened)
    assert.deepEqual(
      mails.map((mail) => mail.to_address),
      ['ada@lab.example.org'],
    )
    await opened.kernel.notices.saveSettings({ via: 'system' }, id, { language: 'nl', kinds: [] })
    await ask(opened, 'ada')
    await opened.jobs.drain()
    assert.match((await mailsOf(opened)).at(-1)?.text ?? '', /^Beste ada/)
  })
})

test('A8: asking for links is slowed down like guessing, and fills no mailbox', async () => {
  const opened = await testApp()
  await withAda(opened)
  for (let i = 0; i < 10; i += 1) assert.equal((await ask(opened, 'ada')).statusCode, 202)
  const refused = await ask(opened, 'ada')
  assert.equal(refused.statusCode, 429)
  assert.ok(Number(refused.headers['retry-after']) > 0)
  assert.equal((await ask(opened, 'eve')).statusCode, 202)
  assert.equal((await ask(opened, 'ada', '192.0.2.9')).statusCode, 202)
  await opened.jobs.drain()
  assert.equal((await mailsOf(opened)).length, 5)
})

test('A8: guessing at links is slowed down', async () => {
  const opened = await testApp()
  const answers = []
  for (let i = 0; i < 101; i += 1) answers.push((await complete(opened, `wrong${i}`)).statusCode)
  assert.deepEqual([answers[0], answers[99], answers[100]], [410, 410, 429])
  const open = await post(opened, '/api/invitations/open', { secret: 'wrong' })
  assert.equal(open.statusCode, 429)
  assert.equal(
    (await post(opened, '/api/invitations/open', { secret: 'wrong' }, '192.0.2.9')).statusCode,
    410,
  )
})

test('a link is sent to people with an address alone, and an administrator is told why not to others', async () => {
  const opened = await testApp()
  const { admin } = await withAda(opened)
  const codeOf = async (body: object) => {
    const { id } = (await admin.post('/api/accounts', body)).json()
    return (await admin.post(`/api/accounts/${id}/reset`)).json().code
  }
  assert.equal(await codeOf({ name: 'mailless' }), 'no_email')
  assert.equal(await codeOf({ name: 'robot', kind: 'service' }), 'service_account')
})
