import assert from 'node:assert/strict'
import { connect } from 'node:net'
import { test } from 'node:test'
import { inTransaction } from '../../../src/kernel/db/db.ts'
import { serveAlone } from '../../../src/kernel/http/alone.ts'
import { createAccount, getAccountByName, setPassword } from '../../../src/kernel/identity/account.ts'
import { addTotp, offerTotp, removeFactorsOf } from '../../../src/kernel/identity/factor.ts'
import { createGroup, setRoles } from '../../../src/kernel/identity/group.ts'
import { signInAs } from '../../../src/kernel/identity/sign-in.ts'
import { totpCode } from '../../../src/kernel/identity/totp.ts'
import { addBackendToken } from '../../../src/services/pipelines/people/backend.ts'
import { putSettings } from '../../../src/services/pipelines/people/setting.ts'
import { postToSlack } from '../../../src/services/pipelines/people/tell.ts'
import type { Pipelines } from '../../../src/services/pipelines/pipelines.ts'
import { eachApp, type TestApp, testApp } from '../../support/apps/pipelines.ts'
import { executionsOf } from '../../support/execution.ts'
import { startReceiver } from '../../support/receiver.ts'
import { AWAY, call, person, type Sent, signUpForm } from './call.ts'

const DAY_MS = 86_400_000
const LOGGED_OUT = { error: 'must be logged in' }
const by = { via: 'system' } as const

const mailsOf = async ({ kernel }: TestApp, template: string) =>
  kernel.db.selectFrom('kernel_mail').selectAll().where('template', '=', template).orderBy('id').execute()

const idOf = async (opened: TestApp, email: string): Promise<number> => {
  const people = (await call(opened, 'GET', '/users/list')).json() as { id: number; email: string }[]
  return people.find((each) => each.email === email)?.id ?? 0
}

const signIn = async (opened: TestApp, email: string, password = 'a long word') =>
  call(opened, 'POST', '/users/auth', { form: { email, password, remember: 'true' } })

eachApp((open, name) => {
  test(`the way of the front-end: sign up, be let in, sign in, be put out (${name})`, async () => {
    const opened = await open({ env: { ATELIER_PIPELINES_ADMIN_EMAIL: 'chief@lab.example' } })
    const made = await call(opened, 'POST', '/users/new', {
      multipart: signUpForm('Ada@Example.org'),
      from: AWAY,
    })
    assert.deepEqual([made.statusCode, made.body], [200, 'true'])
    assert.match(String(made.headers['content-type']), /^application\/json/)
    assert.equal(made.headers['access-control-allow-origin'], '*')
    assert.equal(made.headers['cache-control'], 'no-store')

    const [mail] = await mailsOf(opened, 'pipelines-applied')
    assert.equal(mail?.to_address, 'chief@lab.example')
    assert.match(mail?.text ?? '', /Approve new account\?[\s\S]*"setting-institution": "Test Institute"/)
    assert.match(mail?.text ?? '', /\/app\/pipelines\/people/)
    assert.doesNotMatch(mail?.text ?? '', /a long word|remember/)

    const waiting = await signIn(opened, 'ada@example.org')
    assert.deepEqual(
      [waiting.statusCode, waiting.json()],
      [200, { token: null, error: 'your account is waiting for approval' }],
    )
    const listed = await call(opened, 'GET', '/users/list?awaiting_approval=1')
    const [row] = listed.json() as { id: number; settings: Record<string, string> }[]
    assert.deepEqual(row, {
      id: row?.id,
      email: 'Ada@Example.org',
      token: null,
      approved: 0,
      settings: {
        fname: 'Ada',
        institution: 'Test Institute',
        intention: 'research',
        lname: 'Lovelace',
        notification_type: 'email',
      },
    })
    const id = row?.id ?? 0
    assert.equal(listed.headers['access-control-allow-origin'], undefined)

    for (let i = 0; i < 2; i += 1)
      assert.equal((await call(opened, 'GET', `/users/approve/${id}/`)).body, 'true')
    assert.deepEqual((await call(opened, 'GET', '/users/list?awaiting_approval=1')).json(), [])
    assert.equal((await opened.kernel.notices.list({ accountId: id, unread: true, limit: 9 })).length, 1)

    const first = (await signIn(opened, 'ADA@example.org')).json() as { token: string }
    assert.match(first.token, /^[A-Za-z0-9_-]{43}$/)
    const second = (await signIn(opened, 'ada@example.org')).json() as { token: string }
    const groups = (of: string) => call(opened, 'GET', `/users/groups?token=${of}`)
    assert.deepEqual((await groups(first.token)).json(), LOGGED_OUT, 'the session before has ended')
    assert.deepEqual((await groups(second.token)).json(), { groups: [] })
    const many = await Promise.all([1, 2, 3, 4].map(() => signIn(opened, 'ada@example.org')))
    const alive = await Promise.all(many.map(async (each) => (await groups(each.json().token)).json()))
    assert.equal(alive.filter((each) => 'groups' in each).length, 1, 'of several at once one session is left')
    const [last] = many.filter((_, i) => 'groups' in (alive[i] ?? {}))
    const token = last?.json().token as string
    const doubles = await Promise.all(
      [1, 2, 3].map(() => call(opened, 'POST', '/users/new', { form: signUpForm('twin@lab.example') })),
    )
    assert.deepEqual(doubles.map(({ statusCode }) => statusCode).sort(), [200, 409, 409])

    assert.equal((await call(opened, 'GET', `/users/deny/${id}`)).body, 'true')
    assert.deepEqual((await groups(token)).json(), LOGGED_OUT)
    const unapproved = (await call(opened, 'GET', '/users/list?awaiting_approval=1')).json()
    assert.deepEqual(
      unapproved.map(({ email }: { email: string }) => email),
      ['twin@lab.example', 'Ada@Example.org'],
    )
    await call(opened, 'GET', `/users/approve/${id}`)
    assert.deepEqual((await groups(token)).json(), { groups: [] })
    opened.clock.advance(DAY_MS + 1)
    assert.deepEqual((await groups(token)).json(), LOGGED_OUT, '24 hours, to the second')
    const again = (await signIn(opened, 'ada@example.org')).json().token
    assert.deepEqual((await groups(again)).json(), { groups: [] })
    await setPassword(opened.kernel.identity, by, id, 'another long word')
    assert.deepEqual((await groups(again)).json(), LOGGED_OUT, 'A3: a new password ends it')
  })
})

const opened = await testApp()
const ada = await person(opened, 'ada@lab.example')

test('every route answers below both prefixes, with a slash at its end or without', async () => {
  for (const prefix of ['', '/api'])
    for (const path of ['/version', '/users/list', '/users/groups', '/admin/users', '/admin/groups'])
      for (const end of ['', '/', `?token=`, '/?x=1']) {
        const answer = await call(opened, 'GET', `${prefix}${path}${end}`)
        assert.equal(answer.statusCode, 200, `${prefix}${path}${end}`)
      }
  for (const prefix of ['', '/api']) {
    const made = await call(opened, 'POST', `${prefix}/groups/create`, { form: { group: ` G${prefix} ` } })
    // A name without a slash is all that a group of ours can have; the protocol takes any.
    assert.deepEqual([made.statusCode, made.headers.location], [302, `/pipelines${prefix}/admin/groups`])
  }
  const version = await call(opened, 'GET', '/version')
  assert.match((version.json() as { version: string }).version, /^\d+\.\d+\.\d+/)
  for (const [path, variable] of [
    ['/version/update', 'GIT_DIR'],
    ['/fe-version/update', 'FE_GIT_DIR'],
  ]) {
    const answer = await call(opened, 'POST', path ?? '')
    assert.deepEqual([answer.statusCode, answer.json()], [200, { error: `${variable} not set` }])
  }
})

test('a body is a form of either kind or a JSON object of strings, and nothing else', async () => {
  const credentials = { email: ada.email, password: 'a long word' }
  for (const sent of [{ form: credentials }, { multipart: credentials }, { json: credentials }])
    assert.ok('token' in (await call(opened, 'POST', '/users/auth', sent)).json())
  ada.token = (await signIn(opened, ada.email)).json().token
  const repeated = { token: ada.token, name: 'a', value: ['first', 'second'] }
  assert.equal((await call(opened, 'POST', '/users/settings/set', { form: repeated })).body, 'true')
  const [own] = (await call(opened, 'GET', '/users/list')).json() as { settings: Record<string, string> }[]
  assert.equal(own?.settings.a, 'first')
  const type = { 'content-type': 'application/json' }
  for (const sent of [
    { json: ['x'] },
    { json: { email: 7 } },
    { json: { email: { a: 1 } } },
    { headers: type, form: { not: 'json' } },
    { form: { a: 'b' }, headers: { 'content-type': 'text/plain' } },
  ] as Sent[]) {
    const answer = await call(opened, 'POST', '/users/auth', sent)
    assert.equal(answer.statusCode, 400, JSON.stringify(sent))
    assert.equal(typeof (answer.json() as { error: string }).error, 'string')
  }
})

test('OPTIONS and HEAD have no effect; other methods are refused with what is allowed', async () => {
  await call(opened, 'POST', '/users/new', { form: signUpForm('options@lab.example') })
  const id = await idOf(opened, 'options@lab.example')
  const asked = { origin: 'https://front.example', 'access-control-request-method': 'POST' }
  for (const path of [`/users/approve/${id}`, '/groups/create', '/notifications/notify']) {
    const options = await call(opened, 'OPTIONS', path, { headers: asked })
    assert.deepEqual(
      [options.statusCode, options.headers['access-control-allow-origin']],
      [204, undefined],
      path,
    )
    assert.equal(options.headers['access-control-allow-methods'], undefined)
    assert.ok(options.headers.allow)
  }
  assert.equal((await call(opened, 'HEAD', `/users/approve/${id}`)).statusCode, 405)
  assert.equal((await call(opened, 'HEAD', '/users/list')).statusCode, 200)
  assert.equal((await call(opened, 'POST', `/users/approve/${id}`)).statusCode, 405)
  assert.equal((await signIn(opened, 'options@lab.example')).json().token, null)
  for (const path of ['/users/new', '/api/users/auth', '/users/settings/set/', '/users/groups']) {
    const options = await call(opened, 'OPTIONS', path, { headers: asked })
    assert.deepEqual([options.statusCode, options.headers['access-control-allow-origin']], [204, '*'], path)
    assert.match(String(options.headers['access-control-allow-headers']), /authorization/)
    assert.equal(options.headers['access-control-allow-credentials'], undefined)
  }
  const nowhere = await call(opened, 'GET', '/users/approve/07')
  assert.deepEqual([nowhere.statusCode, typeof nowhere.json().error], [404, 'string'])
})

test('A1, A11: a reserved route opens for this machine itself, and for nothing that only looks like it', async () => {
  const paths = [
    ['GET', '/users/list'],
    ['GET', '/users/approve/1'],
    ['GET', '/api/users/deny/1'],
    ['POST', '/users/groups/map'],
    ['POST', '/groups/create'],
    ['POST', '/groups/edit/1'],
    ['POST', '/groups/remove/1'],
    ['POST', '/notifications/notify'],
    ['GET', '/admin/users'],
    ['GET', '/api/admin/groups'],
    ['POST', '/version/update'],
    ['POST', '/fe-version/update'],
  ] as const
  const refused: Sent[] = [
    { from: AWAY },
    { from: '10.0.0.1', headers: { 'x-forwarded-for': '127.0.0.1' } },
    { headers: { forwarded: 'for=127.0.0.1' } },
    { headers: { 'x-forwarded-for': '' } },
    { headers: { 'x-forwarded-port': '443' } },
    { headers: { 'x-real-ip': '127.0.0.1' } },
    { headers: { via: '1.1 proxy' } },
    { headers: { 'cf-connecting-ip': '203.0.113.9' } },
    { headers: { 'x-client-ip': '203.0.113.9' } },
    { headers: { host: 'portal.example' } },
    { headers: { host: '127.0.0.1.portal.example' } },
    { headers: { host: 'localhost', origin: 'https://evil.example' } },
    { headers: { host: 'localhost', origin: 'null' } },
    { headers: { host: 'localhost:80', origin: 'http://localhost:81' } },
    { headers: { 'sec-fetch-site': 'cross-site' } },
    { headers: { 'sec-fetch-site': 'same-site' } },
    { headers: { 'sec-purpose': 'prefetch' } },
    { token: ada.token },
    { token: 'x'.repeat(43) },
  ]
  for (const [method, path] of paths)
    for (const sent of refused) {
      const answer = await call(opened, method, path, sent)
      assert.deepEqual(
        [answer.statusCode, answer.body],
        [403, '{"error":"forbidden"}'],
        `${path} ${JSON.stringify(sent)}`,
      )
    }
  const byQuery = await call(opened, 'GET', `/users/list?token=${ada.token}`)
  assert.equal(byQuery.statusCode, 403, 'the token of a person never opens them')
  for (const sent of [
    { from: '127.9.9.9' },
    { from: '::1' },
    { from: '::ffff:127.0.0.1' },
    { headers: { host: 'localhost:5000' } },
    { headers: { host: '[::1]:8080' } },
    { headers: { host: '127.0.0.1:1', origin: 'http://127.0.0.1:1', 'sec-fetch-site': 'same-origin' } },
    { headers: { 'sec-fetch-site': 'none' } },
  ] as Sent[])
    assert.equal((await call(opened, 'GET', '/users/list', sent)).statusCode, 200, JSON.stringify(sent))

  const strict = await testApp({ env: { ATELIER_PIPELINES_TRUST_LOOPBACK: 'false' } })
  assert.equal((await call(strict, 'GET', '/users/list')).statusCode, 403)
})

test('A10: from elsewhere an administrator comes with a token, or with a sign-in of our pages; a backend has its own routes', async () => {
  const admin = await opened.as('chief', { roles: ['pipelines:admin'] })
  const reader = await opened.as('reader', { roles: ['pipelines:admin'], scopes: ['pipelines:read'] })
  const other = await opened.as('other', { roles: ['pipelines:admin'], scopes: ['training:write'] })
  const { token: backend } = await addBackendToken(opened.atelier.pipelines as never, by, 'cluster')
  const list = async (token: string) =>
    (await call(opened, 'GET', '/users/list', { token, from: AWAY })).statusCode
  const approve = async (token: string) =>
    (await call(opened, 'GET', `/users/approve/${ada.id}`, { token, from: AWAY })).statusCode
  const notify = async (token: string) =>
    (
      await call(opened, 'POST', '/notifications/notify', {
        token,
        from: AWAY,
        form: { email: ada.email, message: 'Done' },
      })
    ).statusCode
  assert.deepEqual(
    [await list(admin.token), await approve(admin.token), await notify(admin.token)],
    [200, 200, 200],
  )
  assert.deepEqual([await list(reader.token), await approve(reader.token)], [200, 403])
  assert.deepEqual([await list(other.token), await approve(other.token)], [403, 403])
  assert.deepEqual([await list(backend), await approve(backend), await notify(backend)], [403, 403, 200])
  assert.deepEqual((await call(opened, 'GET', '/users/groups', { token: backend })).json(), LOGGED_OUT)

  const { identity } = opened.kernel
  const account = await getAccountByName(identity, 'chief')
  const { secret } = await signInAs(identity, by, account, {})
  const cookie = { cookie: `atelier=${secret}`, host: 'portal.example' }
  const ours = { ...cookie, origin: 'http://portal.example', 'x-atelier': '1' }
  const withCookie = async (path: string, headers: Record<string, string>) =>
    (await call(opened, 'GET', path, { from: AWAY, headers })).statusCode
  assert.equal(await withCookie('/admin/users', cookie), 200)
  assert.equal(await withCookie(`/users/approve/${ada.id}`, ours), 200)
  for (const headers of [
    cookie,
    { ...cookie, 'x-atelier': '1' },
    { ...cookie, origin: 'http://portal.example' },
    { ...ours, origin: 'https://evil.example' },
  ])
    assert.equal(await withCookie(`/users/approve/${ada.id}`, headers), 403, JSON.stringify(headers))
})

test('a name that asks for much gets it in words: addresses, passwords, settings, doubles', async () => {
  const bad = async (form: Record<string, string>) => {
    const answer = await call(opened, 'POST', '/users/new', { form })
    return [answer.statusCode, (answer.json() as { error: string }).error] as const
  }
  assert.deepEqual(await bad(signUpForm('new@lab.example', { 'confirm-password': 'another' })), [
    200,
    "passwords don't match",
  ])
  for (const form of [
    {},
    { email: 'new@lab.example' },
    { password: 'a long word' },
    signUpForm(''),
    signUpForm('a@b@c'),
    signUpForm('a b@lab.example'),
    signUpForm('a@lab.example\r\nbcc: x@y.example'),
    signUpForm(`${'a'.repeat(64)}@${'b'.repeat(190)}.example`),
    { email: 'new@lab.example', password: 'short' },
    { email: 'new@lab.example', password: '123456' },
    { email: 'new@lab.example', password: 'é'.repeat(513) },
    signUpForm('new@lab.example', { 'setting-': 'x' }),
    signUpForm('new@lab.example', { 'setting-a b': 'x' }),
    signUpForm('new@lab.example', { 'setting-a': 'x'.repeat(10_001) }),
    signUpForm('new@lab.example', { 'setting-a': 'nul \0' }),
    signUpForm('new@lab.example', { 'setting-slack_webhook': 'https://127.0.0.1/x' }),
  ] as Record<string, string>[])
    assert.equal((await bad(form))[0], 400, JSON.stringify(form).slice(0, 80))
  const many = Object.fromEntries(Array.from({ length: 1_001 }, (_, i) => [`setting-${i}`, 'x']))
  const json = signUpForm('new@lab.example', many)
  assert.equal((await call(opened, 'POST', '/users/new', { json })).statusCode, 409)
  assert.equal(await idOf(opened, 'new@lab.example'), 0)

  assert.equal((await bad(signUpForm('ADA@lab.example')))[0], 409)
  await opened.jobs.drain()
  assert.equal((await mailsOf(opened, 'pipelines-taken')).length, 1, 'whoever has the address is told')
  assert.ok('token' in (await signIn(opened, ada.email)).json(), 'and keeps the account')
  await bad(signUpForm(ada.email))
  await opened.jobs.drain()
  assert.equal((await mailsOf(opened, 'pipelines-taken')).length, 1, 'once a day')

  // Without the fields that the original crashes on, with a password that is long in bytes, and with an odd address.
  const long = `${'ü'.repeat(40)} the end`
  const plain = {
    email: "o'neil+mri@lab.example",
    password: long,
    'setting-notification_type': 'slack_message',
  }
  assert.equal((await call(opened, 'POST', '/users/new', { form: plain })).body, 'true')
  await call(opened, 'GET', `/users/approve/${await idOf(opened, plain.email)}`)
  assert.ok((await signIn(opened, plain.email, long)).json().token)
  assert.equal((await signIn(opened, plain.email, long.slice(0, -1))).json().token, null)
  const people = (await call(opened, 'GET', '/users/list')).json() as { settings: Record<string, string> }[]
  assert.equal(people[0]?.settings.notification_type, 'email')
})

test('A7, A8: wrong and unknown get the same words; many of them wait, and the account is open to others', async () => {
  const grace = await person(opened, 'grace@lab.example')
  const wrong = { token: null, error: 'invalid credentials' }
  for (const [email, password] of [
    [grace.email, 'wrong'],
    ['nobody@lab.example', 'wrong'],
    ['', ''],
    [`${'x'.repeat(9_000)}`, 'wrong'],
  ] as const) {
    const answer = await signIn(opened, email, password)
    assert.deepEqual([answer.statusCode, answer.json()], [200, wrong])
  }
  const { identity } = opened.kernel
  const offered = offerTotp(identity, { id: grace.id, name: grace.email }, 'Atelier')
  const code = totpCode(offered.secret, Math.floor(opened.clock.now() / 30_000))
  await addTotp(identity, by, grace.id, { ...offered, code })
  assert.match((await signIn(opened, grace.email)).json().error, /second step/)
  await removeFactorsOf(identity, by, grace.id, 'lost')
  const from = { from: AWAY }
  const attempt = (password: string) =>
    call(opened, 'POST', '/users/auth', { form: { email: grace.email, password }, ...from })
  for (let i = 0; i < 10; i += 1) assert.deepEqual((await attempt('wrong')).json(), wrong)
  const blocked = await attempt('a long word')
  assert.deepEqual(
    [blocked.statusCode, blocked.json()],
    [429, { token: null, error: 'too many attempts, try again later' }],
  )
  assert.ok(Number(blocked.headers['retry-after']) > 0)
  assert.ok((await signIn(opened, grace.email)).json().token, 'from elsewhere it is open')
  opened.clock.advance(61_000)
  assert.ok((await attempt('a long word')).json().token)

  for (let i = 0; i < 20; i += 1)
    await call(opened, 'POST', '/users/new', { form: signUpForm(ada.email), from: '203.0.113.77' })
  const many = await call(opened, 'POST', '/users/new', {
    form: signUpForm('x@y.example'),
    from: '203.0.113.77',
  })
  assert.equal(many.statusCode, 429)
  assert.ok(Number(many.headers['retry-after']) > 3_000)
})

test('groups: made, named, filled and removed, each change leading back to its page', async () => {
  const make = (group: string) => call(opened, 'POST', '/groups/create', { form: { group } })
  assert.equal((await make('CBICA Developers')).statusCode, 302)
  assert.equal((await make('cbica developers')).statusCode, 409)
  assert.equal((await make('<b>"R&D"</b>')).statusCode, 302)
  for (const name of ['', '   ', 'x'.repeat(101), 'a\nb'])
    assert.equal((await make(name)).statusCode, 400, name)
  const page = (await call(opened, 'GET', '/api/admin/groups')).body
  assert.match(page, /value="CBICA Developers"/)
  assert.match(page, /value="&lt;b&gt;&quot;R&amp;D&quot;&lt;\/b&gt;"/)
  assert.doesNotMatch(page, /<b>|https?:\/\//)
  const ids = [...page.matchAll(/action="\/pipelines\/api\/groups\/edit\/(\d+)"/g)].map(([, id]) =>
    Number(id),
  )
  const [developers, odd] = ids.slice(-2)
  const map = (fields: Record<string, string | string[]>, token?: string) =>
    call(opened, 'POST', '/api/users/groups/map', { form: fields, token })
  const own = async () =>
    (
      await call(opened, 'GET', '/users/groups', { token: (await signIn(opened, ada.email)).json().token })
    ).json()
  for (let i = 0; i < 2; i += 1) {
    const answer = await map({ uid: String(ada.id), gid: [String(developers)] })
    assert.deepEqual([answer.statusCode, answer.headers.location], [302, '/pipelines/api/admin/users'])
  }
  assert.deepEqual(await own(), { groups: ['CBICA Developers'] })
  assert.equal((await map({ uid: String(ada.id), gid: [String(odd), '999999'] })).statusCode, 404)
  assert.equal((await map({ uid: '999999', gid: [String(odd)] })).statusCode, 404)
  assert.equal((await map({ gid: '1' })).statusCode, 400)
  assert.deepEqual(await own(), { groups: ['CBICA Developers'] }, 'nothing is added')
  await map({ uid: String(ada.id), gid: String(odd), replace: '1' })
  assert.deepEqual(await own(), { groups: ['<b>"R&D"</b>'] })
  const users = await call(opened, 'GET', '/admin/users')
  assert.match(String(users.headers['content-type']), /^text\/html/)
  assert.match(users.body, new RegExp(`href="/pipelines/users/deny/${ada.id}"`))
  assert.match(users.body, new RegExp(`value="${odd}" checked`))
  assert.doesNotMatch(users.body, /https?:\/\/|<script/)
  assert.equal(
    (await call(opened, 'POST', `/groups/edit/${developers}`, { form: { group: 'Devs' } })).statusCode,
    302,
  )
  assert.equal((await call(opened, 'POST', `/groups/remove/${odd}`)).statusCode, 302)
  assert.equal((await call(opened, 'POST', `/groups/remove/${odd}`)).statusCode, 404)
  assert.deepEqual(await own(), { groups: [] })
})

test('A2: a group that gives rights elsewhere is not for whoever runs pipelines to fill', async () => {
  const { identity } = opened.kernel
  const group = await createGroup(identity, by, 'Operators')
  await setRoles(identity, by, { group: group.id }, ['compute:admin'])
  const admin = await opened.as('chief', { roles: ['pipelines:admin'] })
  const root = await opened.as('admin')
  const form = { uid: String(ada.id), gid: String(group.id) }
  for (const token of [undefined, admin.token])
    for (const path of ['/users/groups/map', `/groups/edit/${group.id}`, `/groups/remove/${group.id}`]) {
      const answer = await call(opened, 'POST', path, { form: { ...form, group: 'X' }, token })
      assert.equal(answer.statusCode, 403, path)
      assert.match(answer.json().error, /rights/)
    }
  assert.equal((await call(opened, 'POST', '/users/groups/map', { form, token: root.token })).statusCode, 302)
})

test('settings are set one at a time, and messages go the way that they say; never into the network', async () => {
  const receiver = await startReceiver()
  const told = await testApp({
    env: { ATELIER_WEBHOOKS_ALLOW: '127.0.0.1', ATELIER_PIPELINES_ADMIN_SLACK: 'https://127.0.0.1:1/x' },
  })
  const { id, token } = await person(told, 'ada@lab.example')
  const set = (name: string, value: string) =>
    call(told, 'POST', '/users/settings/set', { form: { token, name, value } })
  const notify = (email: string, message = 'It is done.\r\nX-Header: no') =>
    call(told, 'POST', '/notifications/notify', { form: { email, message } })
  for (const [name, value] of [
    ['', 'x'],
    ['a b', 'x'],
    ['a'.repeat(65), 'x'],
    ['a', 'x'.repeat(10_001)],
    ['notification_type', 'pigeon'],
    ['slack_webhook', 'http://hooks.slack.com/x'],
    ['slack_webhook', 'https://localhost/x'.replace('localhost', '10.0.0.1')],
    ['slack_webhook', 'https://[::1]/x'],
    ['slack_webhook', 'nothing'],
  ] as const)
    assert.equal((await set(name, value)).statusCode, 400, `${name}=${value}`.slice(0, 80))
  assert.deepEqual(
    (await call(told, 'POST', '/users/settings/set', { form: { name: 'a', value: '' } })).json(),
    LOGGED_OUT,
  )
  assert.equal(
    (await call(told, 'POST', '/users/settings/set', { form: { token, name: 'a' } })).statusCode,
    400,
  )
  assert.equal((await set('a', '')).body, 'true')

  assert.equal((await notify('nobody@lab.example')).statusCode, 404)
  assert.equal((await notify('ada@lab.example', 'x'.repeat(10_001))).statusCode, 400)
  assert.equal((await notify('ada@lab.example')).body, 'true')
  const [mail] = await mailsOf(told, 'pipelines-message')
  assert.match(mail?.text ?? '', /It is done/)
  assert.doesNotMatch(mail?.subject ?? '', /\n/)

  await told.kernel.jobs.drain().catch(() => undefined)
  assert.equal((await set('notification_type', 'slack_message')).body, 'true')
  // What a person can name is https; here the same row is written with the address of the test's own server.
  await inTransaction(told.kernel.db, (tx) =>
    putSettings(told, tx as never, id, [{ name: 'slack_webhook', value: receiver.url }]),
  )
  assert.equal((await notify('ada@lab.example')).body, 'true')
  await told.jobs.drain().catch(() => undefined)
  assert.deepEqual(JSON.parse(receiver.received[0]?.body ?? ''), {
    text: 'It is done.\r\nX-Header: no',
    username: 'Image Processing Portal',
  })
  const listed = await call(told, 'GET', '/users/list')
  assert.doesNotMatch(listed.body, /hook/)
  const pipelines = told.atelier.pipelines as Pipelines
  const settings = { ...pipelines.settings, adminSlack: receiver.url }
  await postToSlack.run(
    { account: 0, applicant: id, text: 'Decide' },
    { ...pipelines, settings },
    {} as never,
  )
  const { text } = JSON.parse(receiver.received[1]?.body ?? '') as { text: string }
  assert.match(text, /^Approve new account\?[\s\S]*"setting-fname": "Ada"[\s\S]*Decide$/)
  assert.doesNotMatch(text, /slack_webhook/)
})

test('sign-up is open, or closed, as the settings say', async () => {
  const free = await testApp({ env: { ATELIER_PIPELINES_SIGNUP: 'open' } })
  const made = await call(free, 'POST', '/users/new', { multipart: signUpForm('ada@lab.example') })
  const { token } = made.json() as { token: string }
  assert.deepEqual((await call(free, 'GET', `/api/users/groups?token=${token}`)).json(), { groups: [] })
  // Somebody with an account of another service is let in when they come.
  const { identity } = free.kernel
  await createAccount(identity, by, { name: 'bob', email: 'bob@lab.example', password: 'a long word' })
  assert.ok((await signIn(free, 'bob@lab.example')).json().token)
  const shut = await testApp({ env: { ATELIER_PIPELINES_SIGNUP: 'closed' } })
  const refused = await call(shut, 'POST', '/users/new', { multipart: signUpForm('ada@lab.example') })
  assert.equal(refused.statusCode, 403)
})

test('A11: a program that somebody runs here on this machine is not the machine itself', async () => {
  const own = await testApp()
  const { port } = new URL(await own.listen())
  const { ask, ended } = executionsOf(own.kernel)
  const script = `bash -c 'exec 3<>/dev/tcp/127.0.0.1/${port}
    printf "GET /pipelines/users/list HTTP/1.1\\r\\nhost: localhost\\r\\nconnection: close\\r\\n\\r\\n" >&3; cat <&3'`
  const { output } = await ended(await ask({ script }))
  assert.match(output, /HTTP\/1\.1 403[\s\S]*\{"error":"forbidden"\}/)
  assert.equal((await fetch(`http://127.0.0.1:${port}/pipelines/users/list`)).status, 200)
})

test('a port of loopback of its own serves the protocol at its root', async () => {
  await opened.listen()
  const alone = await serveAlone(opened.app, { mount: '/pipelines', port: 0 })
  const at = `http://localhost:${alone.port}`
  try {
    assert.ok(Array.isArray(await (await fetch(`${at}/users/list`)).json()))
    assert.match(await (await fetch(`${at}/api/admin/users`)).text(), /href="\/api\/users\//)
    const body = new URLSearchParams({ group: 'Loop' })
    const made = await fetch(`${at}/groups/create`, { method: 'POST', body, redirect: 'manual' })
    assert.deepEqual([made.status, made.headers.get('location')], [302, '/admin/groups'])
    const old = await raw(alone.port, 'GET /users/list HTTP/1.0\r\nhost: localhost\r\n\r\n')
    assert.match(old, /403 Forbidden/, 'so nginx asks that adds no header')
    const forwarded = await fetch(`${at}/users/list`, { headers: { 'x-forwarded-for': '1.2.3.4' } })
    assert.equal(forwarded.status, 403)
    assert.equal((await fetch(`${at}/pipelines/version`)).status, 404)
    assert.match(
      await raw(alone.port, 'GET http://portal.example/version HTTP/1.1\r\nhost: x\r\n\r\n'),
      /200 OK/,
    )
  } finally {
    await alone.close()
  }
})

function raw(port: number, text: string): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>()
  const socket = connect({ host: '127.0.0.1', port })
  socket.once('data', (chunk) => {
    resolve(String(chunk))
    socket.destroy()
  })
  socket.once('error', reject)
  socket.write(text)
  return promise
}
