import assert from 'node:assert/strict'
import { test } from 'node:test'
import { eachApp, type TestApp, testApp } from '../../../test/support/apps/kernel.ts'
import { asPage, cookieOf, ORIGIN, OWN, signIn } from '../../../test/support/browser-session.ts'
import { waitFor } from '../../../test/support/wait.ts'
import { createAccount } from './account.ts'

const PASSWORD = 'correct horse battery'
const HOUR = 3_600_000

async function signedIn(opened: TestApp, name = 'ada') {
  await createAccount(opened.kernel.identity, { via: 'system' }, { name, password: PASSWORD }).catch(
    () => undefined,
  )
  const answer = await signIn(opened, { name, password: PASSWORD })
  assert.equal(answer.statusCode, 201, answer.body)
  const cookie = cookieOf(answer)
  const page = (method: 'GET' | 'POST' | 'PATCH' | 'DELETE', url: string, more: object = {}) =>
    asPage(opened, cookie, { method, url, ...more })
  return { answer, cookie, page, isIn: async () => (await page('GET', '/api/session')).statusCode === 200 }
}

async function lastUseOf({ kernel }: TestApp): Promise<number | undefined> {
  const query = kernel.db.selectFrom('kernel_session').select('last_seen_at').orderBy('id', 'desc').limit(1)
  return (await query.executeTakeFirst())?.last_seen_at
}

eachApp((open, name) => {
  test(`A9: a session is a cookie that no script reads, new at each sign-in, and over at sign-out (${name})`, async () => {
    const opened = await open()
    const first = await signedIn(opened)
    assert.match(
      String([first.answer.headers['set-cookie']].flat()[0]),
      /^atelier=\w{43}; Max-Age=604800; Path=\/; HttpOnly; SameSite=Lax$/,
    )
    const second = await signedIn(opened)
    assert.notEqual(first.cookie, second.cookie)
    const out = await first.page('DELETE', '/api/session')
    assert.equal(out.statusCode, 204)
    assert.match(String(out.headers['set-cookie']), /^atelier=; Max-Age=0;/)
    assert.equal(await first.isIn(), false, 'the cookie of an ended session replayed')
    assert.equal(await second.isIn(), true)
  })

  test(`A9: a session ends 12 hours after its last use, and 7 days after its beginning in any case (${name})`, async () => {
    const opened = await open()
    const idle = await signedIn(opened)
    opened.clock.advance(12 * HOUR - 1)
    assert.equal(await idle.isIn(), true)
    opened.clock.advance(12 * HOUR)
    assert.equal(await idle.isIn(), false)

    const used = await signedIn(opened)
    for (let hours = 11; hours < 7 * 24; hours += 11) {
      opened.clock.advance(11 * HOUR)
      assert.equal(await used.isIn(), true, `${hours} hours`)
      // Nobody waits for it to be written.
      await waitFor(async () => (await lastUseOf(opened)) === opened.clock.now())
    }
    opened.clock.advance(11 * HOUR)
    assert.equal(await used.isIn(), false)
  })

  test(`a person sees where they are signed in, and ends one of those without touching the others' (${name})`, async () => {
    const opened = await open()
    const [first, second] = [await signedIn(opened), await signedIn(opened)]
    const ben = await signedIn(opened, 'ben')
    const { items } = (await second.page('GET', '/api/me/sessions')).json()
    assert.deepEqual(
      items.map(({ current, address }: { current: boolean; address: string }) => [current, address]),
      [
        [true, '192.0.2.1'],
        [false, '192.0.2.1'],
      ],
    )
    const [, { id }] = items
    assert.equal((await ben.page('DELETE', `/api/me/sessions/${id}`)).statusCode, 404)
    assert.equal(await first.isIn(), true)
    assert.equal((await second.page('DELETE', `/api/me/sessions/${id}`)).statusCode, 204)
    assert.equal(await first.isIn(), false)
    assert.equal(await ben.isIn(), true)
  })

  test(`a new password ends every other sign-in; the old one must be known (${name})`, async () => {
    const opened = await open()
    const [here, there] = [await signedIn(opened), await signedIn(opened)]
    const change = (current: string, next: string) =>
      here.page('POST', '/api/me/password', { payload: { current, next } })
    const wrong = await change('not the one', 'another horse battery')
    assert.equal(wrong.statusCode, 403)
    assert.equal(wrong.json().code, 'wrong_password')
    assert.equal((await change(PASSWORD, 'short')).statusCode, 400)
    assert.equal(await there.isIn(), true)
    assert.equal((await change(PASSWORD, 'another horse battery')).statusCode, 204)
    assert.equal(await here.isIn(), true)
    assert.equal(await there.isIn(), false)
    assert.equal((await signIn(opened, { name: 'ada', password: PASSWORD })).statusCode, 401)
  })

  test(`A3: what an administrator takes away is gone from the next request on (${name})`, async () => {
    const opened = await open()
    const admin = await opened.as('admin')
    const ada = await signedIn(opened)
    const { id } = (await ada.page('GET', '/api/me')).json()
    assert.equal((await admin.delete(`/api/accounts/${id}/sessions`)).statusCode, 204)
    assert.equal(await ada.isIn(), false)
    const again = await signedIn(opened)
    assert.equal((await admin.patch(`/api/accounts/${id}`, { disabled: true })).statusCode, 200)
    assert.equal(await again.isIn(), false)
    assert.equal((await admin.patch(`/api/accounts/${id}`, { disabled: false })).statusCode, 200)
    assert.equal(await again.isIn(), false, 'a sign-in from before does not come back')
    const once = await signedIn(opened)
    assert.equal((await admin.patch(`/api/accounts/${id}`, { administrator: true })).statusCode, 200)
    assert.equal((await once.page('GET', '/api/accounts')).statusCode, 200)
    assert.equal((await admin.patch(`/api/accounts/${id}`, { administrator: false })).statusCode, 200)
    assert.equal((await once.page('GET', '/api/accounts')).statusCode, 403)
  })
})

test('A9: under TLS the cookie is Secure and of this host alone', async () => {
  const opened = await testApp({ env: { ATELIER_PUBLIC_URL: 'https://atelier.example.org' } })
  const { answer, cookie, isIn } = await signedIn(opened)
  assert.match(String(answer.headers['set-cookie']), /^__Host-atelier=\w{43};.* Path=\/;.*; Secure$/)
  assert.doesNotMatch(String(answer.headers['set-cookie']), /Domain/)
  assert.equal(await isIn(), true)
  const unsafe = { method: 'GET' as const, url: '/api/session' }
  assert.equal((await asPage(opened, cookie.replace('__Host-', ''), unsafe)).statusCode, 401)
})

test('A10: a change with a cookie needs a page of ours and our header; reading does not', async () => {
  const opened = await testApp({ env: { ATELIER_PUBLIC_URL: 'https://atelier.example.org' } })
  const { cookie } = await signedIn(opened)
  const change = async (headers: Record<string, string>) =>
    (
      await opened.app.inject({
        method: 'PATCH',
        url: '/api/me',
        headers: { host: 'atelier.test', cookie, ...headers },
        payload: { firstName: 'Eve' },
      })
    ).statusCode
  const own = { 'x-atelier': '1' }
  for (const headers of [
    {},
    { origin: ORIGIN },
    { 'x-atelier': '1' },
    { 'sec-fetch-site': 'same-origin' },
    { ...own, origin: 'https://evil.example.org' },
    { ...own, origin: 'null' },
    { ...own, origin: 'http://atelier.test:8080' },
    { ...own, origin: 'https://atelier.test' },
    { ...own, origin: 'http://atelier.test.evil.org' },
    { ...own, origin: 'https://evil.example.org', 'sec-fetch-site': 'same-origin' },
    { ...own, 'sec-fetch-site': 'same-site' },
    { ...own, 'sec-fetch-site': 'cross-site' },
    { ...own, 'sec-fetch-site': 'none' },
    { 'x-atelier': '0', origin: ORIGIN },
    { ...own, origin: 'http://evil.test', 'x-forwarded-host': 'evil.test' },
  ] as Record<string, string>[]) {
    assert.equal(await change(headers), 403, JSON.stringify(headers))
  }
  assert.equal((await opened.app.inject({ url: '/api/me', headers: { cookie } })).json().firstName, '')
  for (const headers of [
    { ...own, origin: ORIGIN },
    { ...own, origin: 'https://atelier.example.org' },
    { ...own, 'sec-fetch-site': 'same-origin' },
  ]) {
    assert.equal(await change(headers), 200, JSON.stringify(headers))
  }
})

test('A10: signing in and the preflight of a page of another site are refused', async () => {
  const opened = await testApp()
  await signedIn(opened)
  for (const headers of [
    { origin: 'https://evil.example.org' },
    { origin: '' },
    { origin: 'null' },
  ] as Record<string, string>[]) {
    const answer = await signIn(opened, { name: 'ada', password: PASSWORD, headers })
    assert.equal(answer.statusCode, 403, JSON.stringify(headers))
    assert.equal(answer.headers['set-cookie'], undefined)
  }
  // A form of another site can send no JSON.
  const form = await opened.app.inject({
    method: 'POST',
    url: '/api/session',
    headers: { ...OWN, 'content-type': 'application/x-www-form-urlencoded' },
    payload: `name=ada&password=${PASSWORD}`,
  })
  assert.equal(form.statusCode, 415)
  const asked = await opened.app.inject({
    method: 'OPTIONS',
    url: '/api/me',
    headers: { origin: 'https://evil.example.org', 'access-control-request-method': 'PATCH' },
  })
  for (const header of ['access-control-allow-origin', 'access-control-allow-credentials'])
    assert.equal(asked.headers[header], undefined)
})

test('a token that is not good is refused also when a good cookie comes along, and a good one needs no page of ours', async () => {
  const opened = await testApp()
  const ada = await signedIn(opened)
  for (const authorization of [
    'Bearer nonsense',
    'Bearer atl_nonsense',
    'Token x',
    `Bearer ${'a'.repeat(5_000)}`,
  ]) {
    const answer = await ada.page('GET', '/api/me', { headers: { authorization } })
    assert.equal(answer.statusCode, 401, authorization)
  }
  // A proxy's own sign-in in front is none of ours.
  assert.equal(
    (await ada.page('GET', '/api/me', { headers: { authorization: 'Basic eDp5' } })).statusCode,
    200,
  )
  const ben = await opened.as('ben')
  assert.equal((await ben.patch('/api/me', { firstName: 'Ben' })).statusCode, 200)
  for (const form of [
    { authorization: `Token ${ben.token}` },
    { authorization: `bearer  ${ben.token}` },
    { 'uws-authorization': `Token ${ben.token}` },
  ]) {
    assert.equal((await opened.app.inject({ url: '/api/me', headers: form })).json().name, 'ben')
  }
})

test('A3: a feed that stays open is no use of its session, which ends when nobody uses it', async () => {
  const opened = await testApp()
  const address = await opened.listen()
  const { cookie } = await signedIn(opened)
  const feed = await fetch(`${address}/api/feed`, { headers: { cookie } })
  assert.equal(feed.status, 200)
  let text = ''
  const ended = (async () => {
    for await (const part of feed.body ?? []) text += Buffer.from(part).toString()
  })()
  opened.clock.advance(12 * HOUR)
  await ended
  assert.match(text, /event: end/)
})
