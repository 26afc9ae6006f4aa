import assert from 'node:assert/strict'
import { test } from 'node:test'
import { changeAccount, createAccount, getAccountByName } from '../../../src/kernel/identity/account.ts'
import { setRoles } from '../../../src/kernel/identity/group.ts'
import { createToken } from '../../../src/kernel/identity/token.ts'
import { testApp } from '../../support/apps/training.ts'
import { claimsOf, forgeries } from '../../support/forgeries.ts'
import { type OpenSchool, PASSWORD, refused, schoolOn } from './school.ts'

const by = { via: 'system' } as const
const start = async (env?: Record<string, string>): Promise<OpenSchool> => schoolOn(await testApp({ env }))

// One server for those who need no settings of their own, and leave its administrator as he is.
const shared = await start()
/** What the originals publish as secrets, and what people put in their place. */
const PUBLISHED = ['changeme', 'change_me', 'secret', 'key', 'password', 'workshops', 'workshops_api', '']

const CHANGES: [string, object][] = [
  ['another participant', { sub: '1000002' }],
  ['the administrator', { admin_login: 1, sub: '1', sid: 1 }],
  ['a later end', { exp: 9_999_999_999 }],
  ['another version', { ver: 2 }],
]

test('A5: of 37 forged tokens none opens anything, and a token tells neither key nor name', async () => {
  const school = shared
  const { users } = await school.event({
    users: [{ full_name: 'Nick', identity: 'secret-key-of-nick' }, { full_name: 'An' }],
  })
  const { token } = await school.login('secret-key-of-nick')
  assert.equal((await school.as(token).get('/auth/login')).body.id, users[0]?.id)
  const [head] = token.split('.')
  assert.deepEqual(JSON.parse(Buffer.from(head ?? '', 'base64url').toString()), {
    alg: 'HS256',
    typ: 'JWT',
  })
  const payload = claimsOf(token)
  assert.deepEqual(Object.keys(payload), ['sub', 'admin_login', 'ver', 'iat', 'exp'])
  assert.equal(Number(payload.exp) - Number(payload.iat), 365 * 86_400)
  assert.ok(!token.includes(Buffer.from('secret-key-of-nick').toString('base64url').slice(4, 20)))
  const all = forgeries(token, { published: PUBLISHED, changes: CHANGES })
  assert.equal(all.length, 37)
  for (const [what, each] of all) {
    const answer = await school.as(each).get('/auth/login')
    assert.equal(answer.status, 401, `${what}: ${answer.text}`)
  }
})

test('a token is good by any scheme word, and ends with the key, the person, the event and its time', async () => {
  const school = await start({ ATELIER_TRAINING_TOKEN_DAYS: '5' })
  const { admin } = school
  const { event, users } = await school.event({
    users: ['one', 'two', 'three', 'four'].map((identity) => ({ full_name: identity, identity })),
  })
  const [one, two, three, four] = await Promise.all(users.map((each) => school.login(each.identity)))
  const ask = async (authorization: string) =>
    (await school.fetch('/auth/login', { headers: { authorization } })).status
  const token = one?.token ?? ''
  for (const scheme of ['Bearer:', 'Bearer', 'bearer', 'JWT', 'Token', 'x'])
    assert.equal(await ask(`${scheme} ${token}`), 200, scheme)
  for (const header of [token, 'Bearer', 'Bearer ', `Basic ${token}`, `Bearer ${token} x`, ''])
    assert.equal(await ask(header), 401, header)
  // A cookie is no credential here, and neither is anything in the address.
  const elsewhere = { headers: { cookie: `atelier-join=${token}; atelier=${token}` } }
  assert.equal((await school.fetch(`/auth/login?token=${token}`, elsewhere)).status, 401)

  const changed = users.map((each, i) => (i === 1 ? { ...each, identity: 'new key' } : each))
  assert.equal((await admin.put(`/events/${event.id}/users`, changed.slice(0, 3))).status, 204)
  const statuses = async () =>
    Promise.all([one, two, three, four].map(async (each) => (await each?.get('/auth/login'))?.status))
  assert.deepEqual(await statuses(), [200, 401, 200, 401])
  const login = (credential: string) => school.nobody.post('/auth/login', { credential, admin_login: 0 })
  refused(await login('two'), 401)
  assert.equal((await login('new key')).status, 200)
  school.test.clock.advance(5 * 86_400_000 - 1_000)
  assert.deepEqual(await statuses(), [200, 401, 200, 401])
  school.test.clock.advance(1_000)
  assert.deepEqual(await statuses(), [401, 401, 401, 401])
  const again = await school.login('three')
  const manager = school.as(
    (await school.nobody.post('/auth/login', { credential: PASSWORD, admin_login: 1 })).body.token,
  )
  assert.equal((await manager.delete(`/events/${event.id}`)).status, 204)
  refused(await again.get('/auth/login'), 401)
  refused(await login('three'), 401)
})

test('signing in reads JSON and forms, never the address, and takes what the original takes for the administrator', async () => {
  const school = shared
  await school.event({ users: [{ full_name: 'Nick', identity: '12345678' }] })
  const post = (body: RequestInit['body'], type?: string, query = '') =>
    school.fetch(`/auth/login${query}`, {
      method: 'POST',
      body,
      ...(type && { headers: { 'content-type': type } }),
    })
  const json = (body: unknown, query = '') => post(JSON.stringify(body), 'application/json', query)
  for (const admin_login of [0, '0'])
    for (const credential of ['12345678', 12_345_678]) {
      const answer = await json({ credential, admin_login, extra: [] })
      assert.deepEqual([answer.status, Object.keys(answer.body)], [200, ['token']])
    }
  for (const admin_login of [1, '1', true, false, 'x', '', 0.5])
    assert.equal((await json({ credential: PASSWORD, admin_login })).status, 200, String(admin_login))
  const fields = { credential: '12345678', admin_login: '0' }
  assert.equal((await post(new URLSearchParams(fields))).status, 200)
  const form = new FormData()
  for (const [name, value] of Object.entries(fields)) form.set(name, value)
  assert.equal((await post(form)).status, 200)

  for (const body of [
    {},
    [],
    'x',
    null,
    { credential: PASSWORD },
    { admin_login: 0 },
    { ...fields, credential: null },
    { ...fields, admin_login: null },
    { ...fields, credential: {} },
    { ...fields, credential: ['12345678'] },
    { ...fields, credential: 'x'.repeat(1_001) },
  ])
    refused(await json(body), 400)
  refused(await json({}, `?${new URLSearchParams(fields)}`), 400)
  refused(await post(undefined, undefined, `?${new URLSearchParams(fields)}`), 400)
  refused(await post('{"credential": "123', 'application/json'), 400)
  refused(await post('x', 'text/plain'), 415)
  refused(await post('--x\r\nbroken', 'multipart/form-data; boundary=x'), 400)
  refused(
    await post(`credential=${'x'.repeat(70_000)}&admin_login=0`, 'application/x-www-form-urlencoded'),
    413,
  )

  for (const credential of ['', ' 12345678', '12345678 ', PASSWORD, '🎉'.repeat(1_000), 'ünknown\u0000'])
    refused(await json({ credential, admin_login: 0 }), 401, 'This key or password is not right.')
  for (const credential of ['', '12345678', 'changeme', 'admin', ':', 'admin:', 'nobody:x'])
    refused(await json({ credential, admin_login: 1 }), 401, 'This key or password is not right.')
})

test('other managers sign in by name and password, and no right means no sign-in: all of it is looked at on each request', async () => {
  const school = shared
  const { identity } = school.test.kernel
  const login = async (credential: string) =>
    school.nobody.post('/auth/login', { credential, admin_login: 1 })
  const carol = await createAccount(identity, by, { name: 'carol', password: 'Carol: of 2027' })
  refused(await login('carol:Carol: of 2027'), 401)
  await setRoles(identity, by, { account: carol.id }, ['training:manager'])
  const { body } = await login('carol:Carol: of 2027')
  const client = school.as(body.token)
  assert.deepEqual((await client.get('/auth/login')).body as object, {
    id: carol.id,
    full_name: 'carol',
    permission: 100,
    targetGroup: null,
    event_id: -1,
  })
  const { event } = await school.event({ name: 'one of many' })
  await setRoles(identity, by, { account: carol.id }, [`training:manager@${event.id}`])
  assert.equal((await client.get(`/events/${event.id}/users`)).status, 200)
  for (const answer of [
    await client.get(`/events/${event.id + 1}/users`),
    await client.post('/events', { name: 'x' }),
    await client.get('/events/x/users'),
  ])
    refused(answer, 401)
  await setRoles(identity, by, { account: carol.id }, [`training:helper@${event.id}`])
  refused(await client.get('/auth/login'), 401)
  await setRoles(identity, by, { account: carol.id }, ['training:manager'])
  assert.equal((await client.get('/auth/login')).status, 200)
  await changeAccount(identity, by, carol.id, { disabled: true })
  refused(await client.get('/auth/login'), 401)

  // A token of the kernel opens what its scope names.
  const { id } = await getAccountByName(identity, 'admin')
  const tokenOf = async (scope: string) =>
    school.as((await createToken(identity, by, id, { name: scope, scopes: [scope] })).token)
  const reader = await tokenOf('training:read')
  assert.equal((await reader.get(`/events/${event.id}/users`)).status, 200)
  refused(await reader.put(`/events/${event.id}/users`, []), 401)
  assert.equal((await (await tokenOf('training:write')).put(`/events/${event.id}/users`, [])).status, 204)
  refused(await (await tokenOf('collection:write')).get(`/events/${event.id}/users`), 401)
  refused(await (await tokenOf('training:write')).post('/auth/change_admin_password', {}), 401)
})

test('the password is changed by the rules of the client, the calling token goes on, and every other one ends', async () => {
  const school = await start()
  const { admin, nobody } = school
  const other = school.as(
    (await nobody.post('/auth/login', { credential: PASSWORD, admin_login: 1 })).body.token,
  )
  const change = (old_password: unknown, new_password?: unknown) =>
    admin.post('/auth/change_admin_password', { old_password, new_password })
  for (const [old_password, new_password] of [
    ['', 'x'],
    [PASSWORD, ''],
    [PASSWORD],
    [null, 'x'],
    [PASSWORD, 5],
  ])
    refused(await change(old_password, new_password), 400, 'No data')
  for (const weak of ['short', 'nocapital2027', 'NOSMALL2027', 'NoDigitsAtAll'])
    refused(await change('wrong', weak), 400, 'Password did not meet requirements')
  refused(await change('wrong', 'Short2027'), 400, 'Password too short, needs to be at least 10 characters')
  refused(await change('wrong', 'Good enough 2027'), 400, 'Bad old password')
  refused(await change(PASSWORD, 'Password123'), 400, /most used/)
  for (const client of [nobody, school.as('x')])
    refused(await client.post('/auth/change_admin_password', {}), 401)
  assert.equal((await other.get('/auth/login')).status, 200)
  const changed = await change(PASSWORD, 'Good enough 2027')
  assert.deepEqual(Object.keys(changed.body), ['token'])
  refused(await other.get('/auth/login'), 401)
  assert.equal((await admin.get('/auth/login')).status, 200)
  assert.equal((await school.as(changed.body.token).get('/auth/login')).body.permission, 100)
})

test('A7, A8: wrong keys and passwords get the same words, and after 150 keys from an address a 429 with Retry-After', async () => {
  const school = await start({ ATELIER_TRUSTED_PROXIES: '127.0.0.1' })
  const { users } = await school.event({ users: [{ full_name: 'Nick', identity: 'nick' }] })
  const from = (address: string, credential: string, admin_login = 0) =>
    school.fetch('/auth/login', {
      method: 'POST',
      body: JSON.stringify({ credential, admin_login }),
      headers: { 'content-type': 'application/json', 'x-forwarded-for': address },
    })
  const words = new Set<string>()
  for (let i = 0; i < 150; i += 1) {
    const answer = await from('192.0.2.1', `wrong-${i}`)
    assert.equal(answer.status, 401)
    words.add(answer.text)
  }
  assert.equal(words.size, 1)
  const stopped = await from('192.0.2.1', 'nick')
  refused(stopped, 429)
  assert.ok(Number(stopped.headers.get('retry-after')) > 0)
  for (let i = 0; i < 160; i += 1) assert.equal((await from('192.0.2.2', 'nick')).status, 200)
  // Whoever has a network of IPv6 has as many addresses as they like.
  for (let i = 0; i < 150; i += 1) await from(`2001:db8:1:2:${i}::1`, 'wrong')
  refused(await from('2001:db8:1:2:ffff::1', 'nick'), 429)
  assert.equal((await from('2001:db8:1:3::1', 'nick')).status, 200)

  for (let i = 0; i < 10; i += 1) refused(await from('192.0.2.3', 'wrong', 1), 401)
  refused(await from('192.0.2.3', PASSWORD, 1), 429)
  assert.equal((await from('192.0.2.4', PASSWORD, 1)).status, 200)
  // Whether a name is somebody's is not heard by whose tries are over either.
  await createAccount(school.test.kernel.identity, by, { name: 'dora', password: 'Dora of 2027' })
  for (const name of ['dora', 'nobody'])
    for (let i = 0; i < 11; i += 1) refused(await from('192.0.2.3', `${name}:wrong`, 1), i < 10 ? 401 : 429)
  refused(await from('192.0.2.5', '\0:x', 1), 401)
  // Who is signed in is nobody's guess.
  const { token } = (await from('192.0.2.2', 'nick')).body
  const self = await school.fetch('/auth/login', {
    headers: { authorization: `Bearer: ${token}`, 'x-forwarded-for': '192.0.2.1' },
  })
  assert.deepEqual([self.status, self.body.id], [200, users[0]?.id])
})
