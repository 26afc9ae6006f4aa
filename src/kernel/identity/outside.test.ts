import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { LightMyRequestResponse } from 'fastify'
import { Type } from 'typebox'
import { eachApp, type TestApp, testApp } from '../../../test/support/apps/kernel.ts'
import { asPage, cookieOf, OWN, signIn } from '../../../test/support/browser-session.ts'
import { type OidcProvider, type Outsider, openProvider } from '../../../test/support/oidc.ts'
import { waitFor } from '../../../test/support/wait.ts'
import { ConfigError, kernelConfig, readConfig } from '../config/config.ts'
import { kernelSettings } from '../config/settings.ts'

const PASSWORD = 'correct horse battery'
const BEGIN = '/api/session/outside'

const cookiesOf = (answer: LightMyRequestResponse): string =>
  [answer.headers['set-cookie'] ?? []]
    .flat()
    .map((set) => set.split(';')[0])
    .filter((pair) => pair !== undefined && !pair.endsWith('='))
    .join('; ')

const pathOf = (url: string): string => url.replace('http://atelier.test', '')

const get = ({ app }: TestApp, url: string, cookie = '') =>
  app.inject({ method: 'GET', url, headers: { host: 'atelier.test', cookie }, remoteAddress: '192.0.2.1' })

/** Leaves for the provider and comes back, as a browser does. */
async function come(opened: TestApp, provider: OidcProvider, person: Outsider) {
  provider.person = person
  const left = await get(opened, BEGIN)
  assert.equal(left.statusCode, 302, String(left.headers.location))
  const cookie = cookiesOf(left)
  const back = pathOf(await provider.follow(String(left.headers.location)))
  const answer = await get(opened, back, cookie)
  return { answer, cookie, back, location: answer.headers.location }
}

async function whoIs(opened: TestApp, answer: LightMyRequestResponse) {
  const session = await get(opened, '/api/session', cookiesOf(answer))
  assert.equal(session.statusCode, 200, session.body)
  return session.json()
}

const ADA: Outsider = {
  sub: 'u-1',
  preferred_username: 'ada',
  given_name: 'Ada',
  family_name: 'Lovelace',
  email: 'ada@lab.example.org',
  email_verified: true,
}

eachApp((open, name) => {
  test(`somebody new comes in by the provider where everybody there may, with the roles of the setting and no more (${name})`, async () => {
    const provider = await openProvider()
    const env = { ...provider.env, ATELIER_OIDC_POLICY: 'open', ATELIER_OIDC_ROLES: 'collection:coordinator' }
    const opened = await open({ env })
    const { answer, location } = await come(opened, provider, ADA)
    assert.equal(answer.statusCode, 303)
    assert.equal(location, '/app')
    const { account, roles } = await whoIs(opened, answer)
    assert.equal(account.name, 'ada')
    assert.equal(account.email, 'ada@lab.example.org')
    assert.equal(account.firstName, 'Ada')
    assert.equal(account.administrator, false)
    assert.deepEqual(roles, ['collection:coordinator'])
    // The second time it is the same account, whatever they are called by then.
    const again = await come(opened, provider, { ...ADA, preferred_username: 'countess', email: 'x@y.org' })
    assert.equal((await whoIs(opened, again.answer)).account.id, account.id)
    // Two at once are one account.
    const both = await Promise.all([1, 2].map(() => come(opened, provider, { sub: 'u-2' })))
    const ids = await Promise.all(both.map(async (each) => (await whoIs(opened, each.answer)).account.id))
    assert.equal(ids[0], ids[1])
  })

  test(`an outside identity never takes over an account by an equal name or address (${name})`, async () => {
    const provider = await openProvider()
    const opened = await open({ env: { ...provider.env, ATELIER_OIDC_POLICY: 'open' } })
    const admin = await opened.as('admin')
    const body = { name: 'ada', email: 'ada@lab.example.org', password: PASSWORD }
    const { id } = (await admin.post('/api/accounts', body)).json()
    const { account } = await whoIs(opened, (await come(opened, provider, ADA)).answer)
    assert.notEqual(account.id, id)
    assert.equal(account.name, 'ada2')
    assert.equal(account.email, null)
    const third = await come(opened, provider, {
      ...ADA,
      sub: 'u-3',
      email: 'other@x.org',
      email_verified: false,
    })
    const other = (await whoIs(opened, third.answer)).account
    assert.equal(other.name, 'ada3')
    assert.equal(other.email, null, 'an address that the provider itself doubts')
    const odd = await come(opened, provider, {
      sub: 'u-4',
      preferred_username: '../<Zoë> 🦊\u0000',
      email: 'no address',
    })
    assert.match((await whoIs(opened, odd.answer)).account.name, /^[\p{L}\p{N}][\p{L}\p{N}._@+-]*$/u)
  })

  test(`where only known ones may come, it is those whom an administrator linked or invited (${name})`, async () => {
    const provider = await openProvider()
    const opened = await open({ env: provider.env })
    const admin = await opened.as('admin')
    const refused = await come(opened, provider, ADA)
    assert.equal(refused.location, '/?refused=outside_unknown')
    assert.equal((await admin.get('/api/accounts?search=ada')).json().items.length, 0)
    const { id } = (await admin.post('/api/accounts', { name: 'ada' })).json()
    const linked = await admin.post(`/api/accounts/${id}/identities`, { subject: 'u-1' })
    assert.equal(linked.statusCode, 201)
    assert.equal((await whoIs(opened, (await come(opened, provider, ADA)).answer)).account.id, id)
    const { items } = (await admin.get(`/api/accounts/${id}/identities`)).json()
    assert.deepEqual([items[0].subject, items[0].issuer], ['u-1', provider.env.ATELIER_OIDC_ISSUER])
    const eve = await opened.as('eve')
    const taken = await admin.post(`/api/accounts/${eve.id}/identities`, { subject: 'u-1' })
    assert.equal(taken.json().code, 'outside_taken')
    const body = { email: 'Ben@lab.example.org', roles: ['collection:manager'] }
    assert.equal((await admin.post('/api/invitations', body)).statusCode, 201)
    const ben = { sub: 'u-5', email: 'ben@lab.example.org' }
    const doubtful = await come(opened, provider, { ...ben, email_verified: false })
    assert.equal(doubtful.location, '/?refused=outside_unknown')
    const came = await whoIs(opened, (await come(opened, provider, { ...ben, email_verified: true })).answer)
    assert.deepEqual(came.roles, ['collection:manager'])
    assert.equal((await admin.get('/api/invitations')).json().items[0].state, 'accepted')
  })

  test(`a way back that does not fit opens nothing and is told by a word for the page (${name})`, async () => {
    const provider = await openProvider()
    const opened = await open({ env: { ...provider.env, ATELIER_OIDC_POLICY: 'open' } })
    const { account } = await whoIs(opened, (await come(opened, provider, ADA)).answer)
    const leave = async () => {
      const left = await get(opened, BEGIN)
      return { url: String(left.headers.location), cookie: cookiesOf(left) }
    }
    const changed = (url: string, name: string, value: string) => {
      const other = new URL(url, 'http://atelier.test')
      other.searchParams.set(name, value)
      return other.href
    }
    const expect = async (back: string, cookie: string, code: string) => {
      const answer = await get(opened, pathOf(back), cookie)
      assert.equal(answer.statusCode, 303)
      assert.equal(answer.headers.location, `/?refused=${code}`)
      const [session] = [answer.headers['set-cookie'] ?? []].flat().filter((set) => /^atelier=/.test(set))
      assert.equal(session, undefined)
    }
    const state = await leave()
    await expect(
      changed(await provider.follow(state.url), 'state', 'another'),
      state.cookie,
      'outside_failed',
    )
    const issuer = await leave()
    const foreign = changed(await provider.follow(issuer.url), 'iss', 'https://evil.example.org')
    await expect(foreign, issuer.cookie, 'outside_failed')
    const nonce = await leave()
    await expect(
      await provider.follow(changed(nonce.url, 'nonce', 'another')),
      nonce.cookie,
      'outside_failed',
    )
    const challenge = await leave()
    const other = changed(challenge.url, 'code_challenge', 'x'.repeat(43))
    await expect(await provider.follow(other), challenge.cookie, 'outside_failed')
    const code = await leave()
    await expect(changed(await provider.follow(code.url), 'code', 'another'), code.cookie, 'outside_failed')
    // Another browser, a cookie that was changed, one that is too old, and one that was used.
    const mine = await leave()
    const back = await provider.follow(mine.url)
    await expect(back, '', 'outside_lost')
    await expect(back, `${mine.cookie.slice(0, -3)}AAA`, 'outside_failed')
    const old = await leave()
    const late = await provider.follow(old.url)
    opened.clock.advance(11 * 60_000)
    await expect(late, old.cookie, 'outside_lost')
    const once = await come(opened, provider, ADA)
    assert.equal(once.location, '/app')
    await expect(once.back, once.cookie, 'outside_lost')
    const denied = await leave()
    const sent = new URL(denied.url).searchParams
    const no = `/api/session/outside/callback?error=access_denied&state=${sent.get('state')}&iss=${provider.env.ATELIER_OIDC_ISSUER}`
    await expect(no, denied.cookie, 'outside_denied')
    const admin = await opened.as('admin')
    assert.equal((await admin.patch(`/api/accounts/${account.id}`, { disabled: true })).statusCode, 200)
    const off = await leave()
    await expect(await provider.follow(off.url), off.cookie, 'outside_refused')
    const { journal } = opened.kernel
    const noted = () => journal.list({ action: 'session.refused', limit: 50 })
    await waitFor(async () => (await noted()).some(({ details }) => details?.includes('outside_')))
  })

  test(`a person links an outside identity to their account and unlinks it, but never the last way in (${name})`, async () => {
    const provider = await openProvider()
    const opened = await open({ env: { ...provider.env, ATELIER_OIDC_POLICY: 'open' } })
    const admin = await opened.as('admin')
    await admin.post('/api/accounts', { name: 'ada', password: PASSWORD })
    const page = cookieOf(await signIn(opened, { name: 'ada', password: PASSWORD }))
    const link = async (as: string, person: Outsider, back = as) => {
      provider.person = person
      const begun = await asPage(opened, as, { method: 'POST', url: '/api/me/identities' })
      assert.equal(begun.statusCode, 200, begun.body)
      const at = pathOf(await provider.follow(begun.json().url))
      return get(opened, at, `${back}; ${cookiesOf(begun)}`)
    }
    const listOf = async (as: string) =>
      (await asPage(opened, as, { method: 'GET', url: '/api/me/identities' })).json().items
    assert.equal((await link(page, ADA)).headers.location, '/app/me/sign-in')
    const [mine] = await listOf(page)
    assert.equal(mine.subject, 'u-1')
    const byIt = await come(opened, provider, ADA)
    assert.equal((await whoIs(opened, byIt.answer)).account.name, 'ada')
    // What somebody else began links nothing to whoever comes back.
    const { answer: eve } = await come(opened, provider, { sub: 'u-9', preferred_username: 'eve' })
    const stolen = await link(page, { sub: 'u-8' }, cookiesOf(eve))
    assert.equal(stolen.headers.location, '/app/me/sign-in?refused=outside_lost')
    assert.equal((await link(cookiesOf(eve), ADA)).headers.location, '/app/me/sign-in?refused=outside_taken')
    const remove = (as: string, id: number) =>
      asPage(opened, as, { method: 'DELETE', url: `/api/me/identities/${id}` })
    const [only] = await listOf(cookiesOf(eve))
    assert.equal((await remove(cookiesOf(eve), only.id)).json().code, 'last_way_in')
    assert.equal((await remove(cookiesOf(eve), mine.id)).statusCode, 404)
    assert.equal((await remove(page, mine.id)).statusCode, 204)
    assert.deepEqual(await listOf(page), [])
    opened.clock.advance(20 * 60_000)
    const stale = await asPage(opened, page, { method: 'POST', url: '/api/me/identities' })
    assert.equal(stale.json().code, 'confirm_needed')
  })
})

test('a provider that does not answer, or none, is told in words', async () => {
  const provider = await openProvider()
  const opened = await testApp({ env: { ...provider.env, ATELIER_OIDC_POLICY: 'open' } })
  const left = await get(opened, BEGIN)
  provider.person = ADA
  const back = await provider.follow(String(left.headers.location))
  await provider.close()
  const answer = await get(opened, pathOf(back), cookiesOf(left))
  assert.equal(answer.headers.location, '/?refused=outside_down')
  const never = await testApp({ env: provider.env })
  assert.equal((await get(never, BEGIN)).headers.location, '/?refused=outside_down')
  const none = await testApp()
  assert.equal((await get(none, BEGIN)).headers.location, '/?refused=outside_off')
  const admin = await none.as('admin')
  const { id } = (await admin.post('/api/accounts', { name: 'ada' })).json()
  assert.equal(
    (await admin.post(`/api/accounts/${id}/identities`, { subject: 'u' })).json().code,
    'outside_off',
  )
})

test('A10: signing in by a provider keeps its cookie from scripts, other sites and connections in the clear', async () => {
  const provider = await openProvider('https://atelier.test')
  const opened = await testApp({ env: provider.env })
  const left = await opened.app.inject({ method: 'GET', url: BEGIN, headers: OWN })
  const [set] = [left.headers['set-cookie'] ?? []].flat()
  assert.match(String(set), /^__Host-atelier-outside=.*; Path=\/; HttpOnly; SameSite=Lax; Secure$/)
  // What it holds is for the provider and us alone.
  const { searchParams } = new URL(String(left.headers.location))
  assert.ok(!String(set).includes(String(searchParams.get('state'))))
  assert.equal(searchParams.get('code_challenge_method'), 'S256')
})

test('settings of a provider that do not fit together stop the start with all that is wrong', () => {
  const of = (env: Record<string, string>) =>
    kernelConfig(readConfig(Type.Object(kernelSettings), { env }).values)
  const wrong = { ATELIER_OIDC_ISSUER: 'http://id.example.org', ATELIER_OIDC_SCOPES: 'email' }
  assert.throws(
    () => of(wrong),
    (error) =>
      error instanceof ConfigError &&
      error.mistakes.length === 3 &&
      error.mistakes.some((each) => each.includes('ATELIER_OIDC_CLIENT_ID')),
  )
  assert.equal(
    of({ ATELIER_OIDC_ISSUER: 'https://id.example.org', ATELIER_OIDC_CLIENT_ID: 'a' }).oidc.policy,
    'known',
  )
})
