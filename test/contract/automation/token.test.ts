import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  changeAccount,
  createAccount,
  getAccountByName,
  setPassword,
} from '../../../src/kernel/identity/account.ts'
import { createToken } from '../../../src/kernel/identity/token.ts'
import { claimsOf, forgeries } from '../../support/forgeries.ts'
import { openFront, PASSWORDS } from './front.ts'

const by = { via: 'system' } as const
const front = await openFront()
const { ask, get, opened } = front
const { identity } = opened.kernel

const BAD = {
  detail: 'Given token not valid for any token type',
  code: 'token_not_valid',
  messages: [{ token_class: 'AccessToken', token_type: 'access', message: 'Token is invalid or expired' }],
}

test('both addresses of tokens trade a password for two tokens with the claims that the front-end reads', async () => {
  for (const path of ['/api/token/', '/token/', '/api/token', '/token']) {
    const { status, body, text } = await ask('POST', path, {
      json: { username: ' norbert ', password: PASSWORDS.norbert },
    })
    assert.equal(status, 200, text)
    assert.deepEqual(Object.keys(body), ['refresh', 'access'])
    const [refresh, access] = [claimsOf(body.refresh), claimsOf(body.access)]
    const names = ['token_type', 'exp', 'iat', 'jti', 'user_id', 'username', 'groups']
    for (const claims of [refresh, access]) assert.deepEqual(Object.keys(claims), names)
    const { id } = await getAccountByName(identity, 'norbert')
    assert.deepEqual(
      [refresh.token_type, refresh.user_id, refresh.username, refresh.groups],
      ['refresh', id, 'norbert', ['netadmin']],
    )
    assert.equal(access.token_type, 'access')
    assert.match(String(access.jti), /^[0-9a-f]{32}$/)
    assert.equal(Number(access.exp) - Number(access.iat), 300)
    assert.equal(Number(refresh.exp) - Number(refresh.iat), 86_400)
  }
})

test('a login is refused in the words of the original, and may be a form', async () => {
  const login = (json: unknown) => ask('POST', '/api/token/', { json })
  const wrong = { detail: 'No active account found with the given credentials' }
  for (const json of [
    { username: 'norbert', password: 'wrong' },
    { username: 'norbert', password: ' netzwerk' },
    { username: 'nobody', password: 'wrong' },
  ]) {
    const { status, body, headers } = await login(json)
    assert.deepEqual([status, body], [401, wrong])
    assert.equal(headers.get('www-authenticate'), 'Bearer realm="api"')
  }
  assert.deepEqual((await login({})).body, {
    username: ['This field is required.'],
    password: ['This field is required.'],
  })
  assert.deepEqual((await login({ username: ' ', password: null })).body, {
    username: ['This field may not be blank.'],
    password: ['This field may not be null.'],
  })
  assert.deepEqual((await login([1])).body, {
    non_field_errors: ['Invalid data. Expected a dictionary, but got list.'],
  })
  const got = await get('/api/token/')
  assert.deepEqual([got.status, got.body], [405, { detail: 'Method "GET" not allowed.' }])
  const form = new URLSearchParams({ username: 'stefan', password: PASSWORDS.stefan })
  assert.equal((await ask('POST', '/token/', { body: form })).status, 200)
  const parts = new FormData()
  for (const [name, value] of form) parts.set(name, value)
  assert.equal((await ask('POST', '/token/', { body: parts })).status, 200)
})

test('an access token ends after five minutes, and the first refresh token gives others for a day', async () => {
  const { access, refresh } = await front.signIn('norbert', PASSWORDS.norbert)
  assert.equal((await get('/api/tasks/', access)).status, 200)
  opened.clock.advance(301_000)
  const over = await get('/api/tasks/', access)
  assert.deepEqual([over.status, over.body], [401, BAD])
  const renew = (token: unknown, path = '/api/token/refresh/') =>
    ask('POST', path, { json: { refresh: token } })
  for (const path of ['/api/token/refresh/', '/token/refresh/']) {
    const { status, body } = await renew(refresh, path)
    assert.equal(status, 200)
    assert.deepEqual(Object.keys(body), ['access'])
    assert.equal((await get('/api/tasks/', body.access)).status, 200)
  }
  const asAccess = await get('/api/tasks/', refresh)
  assert.equal(asAccess.status, 401)
  assert.equal(asAccess.body.messages[0].message, 'Token has wrong type')
  const { body: newer } = await renew(refresh)
  const asRefresh = await renew(newer.access)
  assert.deepEqual(
    [asRefresh.status, asRefresh.body],
    [401, { detail: 'Token has wrong type', code: 'token_not_valid' }],
  )
  const expired = { detail: 'Token is invalid or expired', code: 'token_not_valid' }
  assert.deepEqual((await renew('garbage')).body, expired)
  assert.deepEqual((await renew('')).body, { refresh: ['This field may not be blank.'] })
  opened.clock.advance(86_400_000)
  assert.deepEqual((await renew(refresh)).body, expired)
})

test('credentials that are missing or of another kind get the texts of the original', async () => {
  const { access } = await front.signIn('norbert', PASSWORDS.norbert)
  const asked = async (authorization: string) => {
    const { status, body, headers } = await ask('GET', '/api/tasks/', { headers: { authorization } })
    if (status === 401) assert.equal(headers.get('www-authenticate'), 'Bearer realm="api"')
    return [status, body?.detail, body?.code]
  }
  const none = [401, 'Authentication credentials were not provided.', undefined]
  const nothing = await get('/api/tasks/')
  assert.deepEqual([nothing.status, nothing.body], [401, { detail: none[1] }])
  assert.deepEqual(await asked('Basic bm9yYmVydDpuZXR6d2Vyaw=='), none)
  const shape = [
    401,
    'Authorization header must contain two space-delimited values',
    'bad_authorization_header',
  ]
  assert.deepEqual(await asked('Bearer'), shape)
  assert.deepEqual(await asked(`Bearer ${access} more`), shape)
  for (const word of ['bearer', 'BEARER', 'Bearer'])
    assert.equal((await asked(`${word} ${access}`))[0], 200, word)
})

test('A5: of 37 forged tokens none opens anything, the key that the original publishes among them', async () => {
  const { access, refresh } = await front.signIn('stefan', PASSWORDS.stefan)
  const { id } = await getAccountByName(identity, 'thomastest')
  const all = forgeries(access, {
    published: [
      'wllu^c(ct3%w0e%@27qs+sd2k=(8+hvu78$aor#i!ze)vh_6k*',
      'changeme',
      'secret',
      'key',
      'password',
      'nornir',
      'django-insecure',
      '',
    ],
    changes: [
      ['another person', { user_id: id, username: 'thomastest' }],
      ['another group', { groups: ['superuser'] }],
      ['a later end', { exp: 9_999_999_999 }],
      ['another type', { token_type: 'refresh' }],
    ],
  })
  assert.equal(all.length, 37)
  for (const [what, token] of all) {
    const { status, body } = await get('/api/tasks/', token)
    assert.deepEqual([status, body], [401, BAD], what)
  }
  for (const [what, token] of forgeries(refresh, { published: ['changeme'], changes: [] }))
    assert.equal((await ask('POST', '/api/token/refresh/', { json: { refresh: token } })).status, 401, what)
})

test('claims are information only: groups and the account itself are looked at on each request', async () => {
  await createAccount(identity, by, { name: 'mara', password: 'correct horse 7' })
  const { access, refresh } = await front.signIn('mara', 'correct horse 7')
  assert.deepEqual(claimsOf(access).groups, [])
  const denied = { detail: 'You do not have permission to perform this action.' }
  assert.deepEqual((await get('/api/tasks/', access)).body, denied)
  const { access: boss } = await front.signIn('thomastest', PASSWORDS.thomastest)
  const users = (await get('/api/users/?limit=1000', boss)).body.results as {
    username: string
    groups: number[]
  }[]
  const [group] = users.find(({ username }) => username === 'norbert')?.groups ?? []
  const admin = await opened.as('admin')
  const { id } = await getAccountByName(identity, 'mara')
  assert.equal((await admin.put(`/api/groups/${group}/members/${id}`)).statusCode, 204)
  const made = await ask('POST', '/api/tasks/', { token: access, json: { name: 'by the old token' } })
  assert.deepEqual([made.status, made.body.created_by, made.body.created_name], [201, id, 'mara'])

  await changeAccount(identity, by, id, { disabled: true })
  const gone = await get('/api/tasks/', access)
  assert.deepEqual([gone.status, gone.body], [401, { detail: 'User is inactive', code: 'user_inactive' }])
  assert.equal((await ask('POST', '/api/token/refresh/', { json: { refresh } })).status, 401)
  const login = { username: 'mara', password: 'correct horse 7' }
  assert.equal((await ask('POST', '/api/token/', { json: login })).status, 401)
})

test('another password ends the tokens of the one before, and they are listed and revoked as others are', async () => {
  const { id } = await createAccount(identity, by, { name: 'ines', password: 'correct horse 8' })
  const first = await front.signIn('ines', 'correct horse 8')
  const renew = ({ refresh }: { refresh: string }) =>
    ask('POST', '/api/token/refresh/', { json: { refresh } })
  assert.equal((await renew(first)).status, 200)
  await setPassword(identity, by, id, 'correct horse 9')
  assert.equal((await renew(first)).status, 401)
  assert.deepEqual((await get('/api/tasks/', first.access)).body, BAD)

  const second = await front.signIn('ines', 'correct horse 9')
  const admin = await opened.as('admin')
  const { items } = (await admin.get(`/api/tokens?account=${id}&state=active`)).json()
  assert.deepEqual(
    items.map(({ name }: { name: string }) => name),
    ['Automation (protocol)'],
  )
  assert.equal((await admin.delete(`/api/tokens/${items[0].id}`)).statusCode, 204)
  assert.equal((await renew(second)).status, 401)
  const dump = JSON.stringify(await opened.kernel.db.selectFrom('kernel_token').selectAll().execute())
  assert.ok(
    ![second.access, second.refresh, String(claimsOf(second.refresh).jti)].some((each) =>
      dump.includes(each),
    ),
  )
})

test('a token of ours opens automation by its scope, and a page of the console by its cookie', async () => {
  const { id } = await getAccountByName(identity, 'thomastest')
  const { token } = await createToken(identity, by, id, { name: 'ci', scopes: ['automation:read'] })
  const other = await createToken(identity, by, id, { name: 'other', scopes: ['compute:write'] })
  assert.equal((await get('/api/tasks/', token)).status, 200)
  const json = { name: 'a task' }
  assert.equal((await ask('POST', '/api/tasks/', { token, json })).status, 403)
  assert.equal((await get('/api/tasks/', other.token)).status, 403)
  assert.equal((await get('/api/tasks/', 'atl_unknown')).status, 401)

  const origin = front.base.replace('/automation', '')
  const signedIn = await fetch(`${origin}/api/session`, {
    method: 'POST',
    headers: { origin, 'content-type': 'application/json' },
    body: JSON.stringify({ name: 'thomastest', password: PASSWORDS.thomastest }),
  })
  const cookie = (signedIn.headers.get('set-cookie') ?? '').split(';', 1)[0] ?? ''
  assert.equal((await ask('GET', '/api/tasks/', { headers: { cookie } })).status, 200)
  const post = (headers: Record<string, string>) =>
    ask('POST', '/api/tasks/', { json, headers: { cookie, ...headers } })
  assert.equal((await post({})).status, 403)
  assert.equal((await post({ origin: 'https://evil.example', 'x-atelier': '1' })).status, 403)
  assert.equal((await post({ origin, 'x-atelier': '1' })).status, 201)
  // A credential of the protocol decides alone, whatever cookie comes along.
  const both = await ask('GET', '/api/tasks/', { token: 'broken', headers: { cookie } })
  assert.equal(both.status, 401)
})

test('A8: wrong passwords are counted, of names that nobody has too', async () => {
  const statuses: number[] = []
  for (let n = 0; n < 11; n += 1) {
    const json = { username: 'no-such-name', password: `wrong ${n}` }
    const headers = { 'x-forwarded-for': '203.0.113.9' }
    statuses.push((await ask('POST', '/api/token/', { json, headers })).status)
  }
  assert.deepEqual(statuses, [...new Array(10).fill(401), 429])
})
