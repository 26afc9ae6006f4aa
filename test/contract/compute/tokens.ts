import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { readdirSync } from 'node:fs'
import { describe, test } from 'node:test'
import { inTransaction } from '../../../src/kernel/db/db.ts'
import { createAccount } from '../../../src/kernel/identity/account.ts'
import { sha256 } from '../../../src/kernel/identity/credential.ts'
import { insertFactor } from '../../../src/kernel/identity/factor.store.ts'
import { linkIdentity } from '../../../src/kernel/identity/outside-account.ts'
import { endAllSessions } from '../../../src/kernel/identity/session.ts'
import { sweepTokens } from '../../../src/kernel/identity/token.ts'
import { addClient, removeClient } from '../../../src/services/compute/index.ts'
import { eachApp, type TestApp, testApp } from '../../support/apps/compute.ts'
import { asPage, cookieOf, signIn } from '../../support/browser-session.ts'
import { openProvider } from '../../support/oidc.ts'
import { openIssuer } from './issuer.ts'
import { said, send } from './person.ts'

const SYSTEM = { via: 'system' } as const
const PASSWORD = 'correct horse battery'
const WRONG: [number, string] = [401, 'Incorrect authentication credentials.']

const trade = (opened: TestApp, body: unknown) => send(opened, 'POST', '/tokens/', { body })

/** The token of a log-in that must succeed. */
async function enter(opened: TestApp, body: unknown): Promise<string> {
  const answer = await trade(opened, body)
  assert.deepEqual(said(answer), [200, 'Successful authentication.'])
  const { token, ...rest } = answer.json()
  assert.deepEqual(Object.keys(rest).sort(), ['message', 'success'])
  assert.equal((await send(opened, 'GET', '/workspaces', { token })).statusCode, 200)
  return token
}

/** Whose token it is, and in which groups they are. */
async function ownerOf({ kernel: { db } }: TestApp, token: string) {
  const owner = await db
    .selectFrom('kernel_token as t')
    .innerJoin('kernel_account as a', 'a.id', 't.account_id')
    .select(['a.id', 'a.name', 'a.email', 'a.first_name', 'a.last_name'])
    .where('t.sha256', '=', sha256(token))
    .executeTakeFirstOrThrow()
  const groups = await db
    .selectFrom('kernel_group_member as m')
    .innerJoin('kernel_group as g', 'g.id', 'm.group_id')
    .select('g.name')
    .where('m.account_id', '=', owner.id)
    .execute()
  return { ...owner, groups: groups.map((group) => group.name) }
}

function compute({ atelier }: TestApp) {
  assert.ok(atelier.compute)
  return atelier.compute
}

async function client(opened: TestApp, name: string, emailDomain?: string): Promise<string> {
  return (await addClient(compute(opened), SYSTEM, { name, emailDomain })).token
}

describe('what is missing, and what opens nothing', async () => {
  const opened = await testApp({
    env: {
      ATELIER_COMPUTE_GLOBUS_TOKEN_URL: 'http://[::1]:9/token',
      ATELIER_COMPUTE_DATASETS_RESOLVER_URL: 'http://data.example.org/',
    },
  })

  test('doctor names servers that are sent tokens in the clear', async () => {
    const check = opened.kernel.checks.find(({ name }) => name === 'outside servers of compute')
    assert.match(
      (await check?.look())?.finding ?? '',
      /by http:\/\/: ATELIER_COMPUTE_DATASETS_RESOLVER_URL\.$/,
    )
  })

  test('a body that fits no form is told what is missing', async () => {
    for (const [body, message] of [
      [{}, 'Missing auth_token.'],
      [[], 'Missing auth_token.'],
      ['"text"', 'Missing auth_token.'],
      [{ username: 'ada' }, 'Missing auth_token.'],
      [
        { user_info: { username: 'ada', email: 'ada@x.org' } },
        'Missing client_token. Please have admin generate a token for you.',
      ],
      [{ client_token: 'x' }, 'Missing user_info. Please provide user_info to get user_token.'],
      [{ code: 'x' }, 'Missing redirect url.'],
    ] as const)
      assert.deepEqual(said(await trade(opened, body)), [400, message])
    assert.match(said(await trade(opened, 'nothing'))[1], /^Invalid JSON: /)
    // Without an identity source nobody is sent anywhere.
    assert.equal(said(await trade(opened, { redirect_url: 'https://portal.example.org/' }))[0], 400)
    for (const body of [{ auth_token: 5 }, { auth_token: null }, { username: 'a', password: {} }])
      assert.equal(said(await trade(opened, body))[0], 400)
  })

  test('wrong credentials have one text, whatever is wrong', async () => {
    const token = await client(opened, 'portal', 'lab.example.org')
    const ada = await opened.as('ada', { roles: ['compute:user'] })
    const user_info = { username: 'eve', email: 'eve@lab.example.org' }
    for (const body of [
      { auth_token: 'nothing' },
      { auth_token: `${ada.token}x` },
      { auth_token: token },
      { client_token: 'nothing', user_info },
      { client_token: ada.token, user_info },
      { client_token: token, user_info: { username: 'eve' } },
      { client_token: token, user_info: { email: 'eve@lab.example.org' } },
      { client_token: token, user_info: 'eve' },
      { client_token: token, user_info: { ...user_info, email: 'eve@elsewhere.org' } },
      ...[
        'no address',
        'eve@x@lab.example.org',
        'eve@lab.example.org.evil.org',
        'eve@notlab.example.org',
      ].map((email) => ({ client_token: token, user_info: { ...user_info, email } })),
      { username: 'ada', password: 'wrong horse battery' },
      { username: 'nobody', password: PASSWORD },
    ]) {
      const answer = await trade(opened, body)
      assert.deepEqual(said(answer), WRONG, JSON.stringify(body))
      assert.equal(answer.headers['www-authenticate'], 'Token')
    }
  })

  test('an account with a second step is told to make a token', async () => {
    const { identity, db } = opened.kernel
    const { id } = await createAccount(identity, SYSTEM, { name: 'careful', password: PASSWORD })
    const factor = { name: 'app', secret: null, public_key: null, counter: 0, transports: null }
    await inTransaction(db, (tx) =>
      insertFactor(tx, { ...factor, account_id: id, kind: 'totp', handle: 'h', created_at: 0 }),
    )
    const [status, message] = said(await trade(opened, { username: 'careful', password: PASSWORD }))
    assert.equal(status, 401)
    assert.match(message, /second step/)
  })

  test('A8: ten wrong passwords in a row are slowed down, and others are not touched', async () => {
    for (let left = 10; left > 0; left -= 1)
      await trade(opened, { username: 'dora', password: `wrong ${left}` })
    const answer = await trade(opened, { username: 'dora', password: 'wrong' })
    assert.equal(said(answer)[0], 429)
    assert.ok(answer.headers['retry-after'])
    assert.deepEqual(said(await trade(opened, { username: 'other', password: 'wrong' })), WRONG)
  })
})

eachApp((open, name) => {
  test(`a password, a token and a sign-in of ours are traded for a token that opens compute alone, and ends (${name})`, async () => {
    const opened = await open({
      services: ['compute', 'collection'],
      env: { ATELIER_COMPUTE_TOKEN_DAYS: '3' },
    })
    const { identity } = opened.kernel
    const { id } = await createAccount(identity, SYSTEM, {
      name: 'Ada',
      password: PASSWORD,
      email: 'ada@lab.example.org',
    })
    const own = await opened.as('Ada', { roles: ['compute:user', 'collection:manager'] })
    assert.equal(own.id, id)
    const session = await signIn(opened, { name: 'ada', password: PASSWORD })
    const secret = cookieOf(session).split('=')[1]
    const tokens = [
      await enter(opened, { username: 'ada@lab.example.org', password: PASSWORD }),
      await enter(opened, { auth_token: own.token }),
      await enter(opened, { auth_token: secret }),
    ]
    assert.equal(new Set(tokens).size, 3)
    for (const token of tokens) {
      const bearer = { headers: { authorization: `Bearer ${token}` } }
      assert.equal((await opened.inject({ url: '/api/me', ...bearer })).statusCode, 403)
      assert.equal((await opened.inject({ url: '/api/collection/projects', ...bearer })).statusCode, 403)
    }
    const ofProtocol = async () =>
      (await own.get('/api/me/tokens'))
        .json()
        .items.filter(({ name }: { name: string }) => /protocol/.test(name))
    const [first, ...others] = await ofProtocol()
    assert.deepEqual(
      [first, ...others].map((each) => each.name),
      ['Compute (protocol)', 'Compute (protocol), from a token', 'Compute (protocol), from a sign-in'],
    )
    assert.equal(await enter(opened, { auth_token: tokens[1] }), tokens[1], 'it is not traded again')
    await own.delete(`/api/me/tokens/${first.id}`)
    assert.deepEqual(said(await send(opened, 'GET', '/jobs', { token: tokens[0] })), [
      401,
      'Invalid token provided.',
    ])
    opened.clock.advance(3 * 86_400_000)
    assert.deepEqual(said(await send(opened, 'GET', '/jobs', { token: tokens[1] })), [
      401,
      'Invalid token provided.',
    ])
    opened.clock.advance(30 * 86_400_000)
    await sweepTokens(identity)
    assert.equal((await ofProtocol()).length, 1)
    opened.clock.advance(1)
    await sweepTokens(identity)
    assert.equal((await ofProtocol()).length, 0, 'what ended long ago is forgotten')
    const kept = await opened.kernel.journal.list({ object: `token:${first.id}`, limit: 3 })
    assert.deepEqual(kept.map(({ action }) => action).sort(), ['token.created', 'token.revoked'])
  })

  test(`A3: what was traded for a token or a sign-in is over with it (${name})`, async () => {
    const opened = await open()
    const { db, identity } = opened.kernel
    const { id } = await createAccount(identity, SYSTEM, { name: 'ada', password: PASSWORD })
    const ada = await opened.as('ada', { roles: ['compute:user'] })
    const status = async (token: string) => (await send(opened, 'GET', '/jobs', { token })).statusCode
    const tradeSignIn = async () => {
      const cookie = cookieOf(await signIn(opened, { name: 'ada', password: PASSWORD }))
      return { cookie, token: await enter(opened, { auth_token: cookie.split('=')[1] }) }
    }
    const script = (await ada.post('/api/me/tokens', { name: 'script', scopes: ['*'] })).json()
    const ofScript = await enter(opened, { auth_token: script.token })
    const [first, second, third] = [await tradeSignIn(), await tradeSignIn(), await tradeSignIn()]
    await ada.delete(`/api/me/tokens/${script.id}`)
    assert.equal(await status(ofScript), 401, 'revoked')
    await asPage(opened, first.cookie, { method: 'DELETE', url: '/api/session' })
    assert.equal(await status(first.token), 401, 'logged out')
    assert.equal(await status(second.token), 200, 'another sign-in goes on')
    // Another node ends it: this one hears nothing of it, and remembers for two seconds.
    await inTransaction(db, (tx) =>
      tx
        .deleteFrom('kernel_session')
        .where('sha256', '=', sha256(second.cookie.split('=')[1] ?? ''))
        .execute(),
    )
    opened.clock.advance(2_000)
    assert.equal(await status(second.token), 401)
    assert.equal(await status(third.token), 200)
    await endAllSessions(identity, SYSTEM, id)
    assert.equal(await status(third.token), 401, 'all are ended')
  })

  test(`a trusted client brings people: the same one twice, an equal name never, and two at once are one (${name})`, async () => {
    const opened = await open()
    const token = await client(opened, 'portal')
    const eve = await opened.as('eve', { roles: ['compute:user'] })
    const user_info = {
      username: 'eve',
      email: 'eve@lab.example.org',
      first_name: 'Eve',
      last_name: 'Example',
    }
    const login = () => enter(opened, { client_token: token, user_info })
    const first = await Promise.all([login(), login(), login(), login()])
    const again = await login()
    const owners = await Promise.all([...first, again].map((each) => ownerOf(opened, each)))
    assert.equal(new Set(owners.map(({ id }) => id)).size, 1)
    const [made] = owners
    assert.ok(made)
    assert.notEqual(made.id, eve.id)
    assert.deepEqual(
      [made.name, made.email, made.first_name, made.last_name],
      ['eve2', 'eve@lab.example.org', 'Eve', 'Example'],
    )
    for (const username of ['root', '../../etc', '.incoming', 'a/b'])
      await enter(opened, { client_token: token, user_info: { ...user_info, username } }).then((each) =>
        send(opened, 'POST', '/workspaces', { token: each, body: { name: username, description: '' } }),
      )
    const folders = readdirSync(compute(opened).root).filter((name) => !name.startsWith('.'))
    assert.equal(folders.length, 4, 'whatever they are called, their folders lie side by side')
    await (await opened.as('admin')).patch(`/api/accounts/${made.id}`, { administrator: true })
    assert.deepEqual(said(await trade(opened, { client_token: token, user_info })), WRONG)
    await removeClient(compute(opened), SYSTEM, 'portal')
    assert.deepEqual(said(await trade(opened, { client_token: token, user_info })), WRONG)
  })

  test(`an identity source says who somebody is; of its groups one must be an allowed one, at the log-in and later (${name})`, async () => {
    const issuer = await openIssuer()
    const opened = await open({
      env: {
        ...issuer.env,
        ATELIER_COMPUTE_GLOBUS_ALLOWED_GROUPS: 'g-1,g-2',
        ATELIER_COMPUTE_GROUP_MAP: 'g-1=Kidney,g-9=Liver,g-1=Nowhere',
        ATELIER_COMPUTE_GLOBUS_OTHER_CLIENTS: 'portal',
      },
    })
    const admin = await opened.as('admin')
    for (const group of ['Kidney', 'Liver']) await admin.post('/api/groups', { name: group })
    const ada = {
      sub: 'u-1',
      username: 'ada@globus.example',
      email: 'ada@lab.example.org',
      name: 'Ada M. Lovelace',
    }
    issuer.people.set('t-ada', { ...ada, groups: ['g-1', 'g-7'] })
    issuer.people.set('t-bob', {
      sub: 'u-2',
      username: 'bob@globus.example',
      email: 'ada@other.example.org',
      groups: ['g-2'],
    })
    issuer.people.set('t-eve', { sub: 'u-3', username: 'eve@globus.example', groups: ['g-7'] })
    const token = await enter(opened, { auth_token: 't-ada' })
    const owner = await ownerOf(opened, token)
    assert.deepEqual([owner.name, owner.first_name, owner.last_name], ['ada', 'Ada', 'Lovelace'])
    assert.deepEqual(owner.groups, ['Kidney'])
    assert.equal((await ownerOf(opened, await enter(opened, { auth_token: 't-bob' }))).name, 'ada2')
    assert.deepEqual(said(await trade(opened, { auth_token: 't-eve' })), [
      403,
      'User is not a member of any allowed Globus groups. Please contact your administrator for access.',
    ])
    assert.deepEqual(said(await trade(opened, { auth_token: 't-nobody' })), WRONG)
    issuer.people.set('t-game', { ...ada, groups: ['g-1'], client_id: 'a game' })
    assert.deepEqual(said(await trade(opened, { auth_token: 't-game' })), WRONG, 'of another program')
    issuer.people.set('t-portal', { ...ada, groups: ['g-1'], client_id: 'portal' })
    assert.equal((await ownerOf(opened, await enter(opened, { auth_token: 't-portal' }))).id, owner.id)
    await enter(opened, { auth_token: 't-ada' })

    const create = () => send(opened, 'POST', '/workspaces/', { token, body: { name: 'a', description: '' } })
    assert.equal((await create()).statusCode, 200)
    const asked = issuer.asked.length
    assert.equal((await create()).statusCode, 200)
    assert.equal(issuer.asked.length, asked, 'its groups are remembered for a moment')
    issuer.people.set('t-ada', { ...ada, groups: ['g-7'] })
    opened.clock.advance(6 * 60_000)
    const refused: [number, string] = [400, 'User could not be found/created on main storage system.']
    assert.deepEqual(said(await create()), refused)
    const ours = await opened.inject({
      method: 'POST',
      url: '/api/compute/workspaces',
      headers: { authorization: `Bearer ${token}` },
      payload: { name: 'a' },
    })
    assert.deepEqual([ours.statusCode, ours.json().code], [400, 'no_storage'], 'nor by our own API')
    issuer.people.set('t-ada', { ...ada, groups: ['g-2'] })
    opened.clock.advance(6 * 60_000)
    assert.equal((await create()).statusCode, 200)
    assert.deepEqual((await ownerOf(opened, token)).groups, [])
    issuer.isDown = true
    opened.clock.advance(6 * 60_000)
    assert.deepEqual(said(await create()), refused)
    assert.equal(said(await trade(opened, { auth_token: 't-ada' }))[0], 503)
    issuer.isDown = false
    assert.equal((await create()).statusCode, 200)
    const kept = await compute(opened).db.selectFrom('compute_outside').selectAll().execute()
    assert.equal(kept.length, 2)
    assert.ok(!JSON.stringify(kept).includes('t-ada'), 'what asks for their groups is sealed')
  })
})

test('a browser is sent to the identity source, and what it brings back is worth a token', async () => {
  const issuer = await openIssuer()
  const opened = await testApp({ env: { ...issuer.env, ATELIER_COMPUTE_GLOBUS_ALLOWED_GROUPS: 'g-1' } })
  const redirect_url = 'https://portal.example.org/back'
  const left = await trade(opened, { redirect_url })
  assert.equal(left.statusCode, 200)
  const { auth_uri, ...rest } = left.json()
  assert.deepEqual(rest, {})
  const { searchParams } = new URL(auth_uri)
  assert.deepEqual(
    [searchParams.get('client_id'), searchParams.get('redirect_uri'), searchParams.get('response_type')],
    ['atelier', redirect_url, 'code'],
  )
  assert.equal(said(await trade(opened, { redirect_url: 'javascript:alert(1)' }))[0], 400)
  assert.deepEqual(said(await trade(opened, { redirect_url, code: 'wrong' })), WRONG)

  issuer.people.set('groups-1', {
    sub: 'u-1',
    username: 'ada',
    email: 'ada@lab.example.org',
    groups: ['g-1'],
  })
  issuer.codes.set('alone', { access_token: 'auth-1', other_tokens: [] })
  issuer.people.set('auth-1', { sub: 'u-1', username: 'ada', email: 'ada@lab.example.org' })
  assert.deepEqual(said(await trade(opened, { redirect_url, code: 'alone' })), [
    403,
    'Groups token not available for authentication.',
  ])
  const groups = {
    resource_server: 'groups.api.globus.org',
    access_token: 'groups-1',
    refresh_token: 'refresh-1',
  }
  issuer.codes.set('good', { access_token: 'auth-1', other_tokens: [groups] })
  const token = await enter(opened, { redirect_url, code: 'good' })

  issuer.people.delete('groups-1')
  issuer.people.set('groups-2', { sub: 'u-1', username: 'ada', groups: ['g-1'] })
  issuer.refreshed.set('refresh-1', { access_token: 'groups-2' })
  opened.clock.advance(6 * 60_000)
  const made = await send(opened, 'POST', '/workspaces/', { token, body: { name: 'a', description: '' } })
  assert.equal(made.statusCode, 200, 'a token for groups that has ended is renewed')
  const from = { 'x-forwarded-for': '198.51.100.7' }
  for (let left = 100; left > 0; left -= 1)
    await send(opened, 'POST', '/tokens/', { body: { redirect_url, code: `guess ${left}` }, headers: from })
  const guess = await send(opened, 'POST', '/tokens/', { body: { redirect_url, code: 'x' }, headers: from })
  assert.equal(said(guess)[0], 429, 'A8: codes are not guessed')
})

test('A3: a group of ours that stands for one outside is left soon after it, though everybody may come in', async () => {
  const issuer = await openIssuer()
  const opened = await testApp({ env: { ...issuer.env, ATELIER_COMPUTE_GROUP_MAP: 'g-1=Kidney' } })
  await (await opened.as('admin')).post('/api/groups', { name: 'Kidney' })
  const ada = { sub: 'u-1', username: 'ada@globus.example' }
  issuer.people.set('t-ada', { ...ada, groups: ['g-1'] })
  const token = await enter(opened, { auth_token: 't-ada' })
  const create = () => send(opened, 'POST', '/workspaces/', { token, body: { name: 'a', description: '' } })
  for (const [groups, ours] of [
    [['g-1'], ['Kidney']],
    [[], []],
    [['g-1'], ['Kidney']],
    ['down', ['Kidney']],
    [undefined, []],
  ] as const) {
    issuer.isDown = groups === 'down'
    if (groups === 'down') issuer.asked.length = 0
    else if (groups) issuer.people.set('t-ada', { ...ada, groups: [...groups] })
    else issuer.people.delete('t-ada')
    opened.clock.advance(6 * 60_000)
    assert.equal((await create()).statusCode, 200)
    assert.deepEqual((await ownerOf(opened, token)).groups, ours)
    assert.equal((await create()).statusCode, 200)
    if (issuer.isDown) assert.equal(issuer.asked.length, 1, 'it is not asked at each change')
  }
})

test('an access token of the console’s provider opens the protocol where a setting says so', async () => {
  const provider = await openProvider()
  provider.person = { sub: 'o-1', preferred_username: 'ada', email: 'ada@lab.example.org', given_name: 'Ada' }
  const auth_token = await accessTokenOf(provider)
  const closed = await testApp({ env: provider.env })
  assert.deepEqual(said(await trade(closed, { auth_token })), WRONG)
  const env = { ...provider.env, ATELIER_COMPUTE_OIDC_TOKENS: 'true' }
  const known = await testApp({ env })
  assert.deepEqual(said(await trade(known, { auth_token })), WRONG)
  const kim = await known.as('kim', { roles: ['compute:user'] })
  const outsider = { issuer: String(provider.env.ATELIER_OIDC_ISSUER), subject: 'o-1' }
  await linkIdentity(known.kernel.identity, { via: 'system' }, kim.id, outsider)
  assert.equal((await ownerOf(known, await enter(known, { auth_token }))).id, kim.id)
  const opened = await testApp({ env: { ...env, ATELIER_OIDC_POLICY: 'open' } })
  const { id, name, first_name } = await ownerOf(opened, await enter(opened, { auth_token }))
  assert.deepEqual([name, first_name], ['ada', 'Ada'])
  assert.equal((await ownerOf(opened, await enter(opened, { auth_token }))).id, id)
  assert.deepEqual(said(await trade(opened, { auth_token: `${auth_token}x` })), WRONG)
})

/** As a portal of its own gets it: by the code flow. */
async function accessTokenOf({ env, follow }: Awaited<ReturnType<typeof openProvider>>): Promise<string> {
  const verifier = 'v'.repeat(43)
  const redirect_uri = `${env.ATELIER_PUBLIC_URL}/api/session/outside/callback`
  const query = new URLSearchParams({
    client_id: String(env.ATELIER_OIDC_CLIENT_ID),
    redirect_uri,
    response_type: 'code',
    scope: 'openid profile email',
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
  })
  const back = new URL(await follow(`${env.ATELIER_OIDC_ISSUER}/auth?${query}`))
  const answer = await fetch(`${env.ATELIER_OIDC_ISSUER}/token`, {
    method: 'POST',
    headers: {
      authorization: `Basic ${Buffer.from(`${env.ATELIER_OIDC_CLIENT_ID}:${encodeURIComponent(String(env.ATELIER_OIDC_CLIENT_SECRET))}`).toString('base64')}`,
    },
    body: new URLSearchParams({
      grant_type: 'authorization_code',
      code: String(back.searchParams.get('code')),
      redirect_uri,
      code_verifier: verifier,
    }),
  })
  const { access_token } = (await answer.json()) as { access_token: string }
  assert.ok(access_token, 'the provider gives a token')
  return access_token
}
