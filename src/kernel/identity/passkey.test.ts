import assert from 'node:assert/strict'
import { test } from 'node:test'
import { eachApp, type TestApp } from '../../../test/support/apps/kernel.ts'
import { authenticator } from '../../../test/support/authenticator.ts'
import { createAccount } from './account.ts'

const PASSWORD = 'correct horse battery'
const HERE = { host: 'localhost', origin: 'http://localhost', 'x-atelier': '1' }

/** A browser at localhost, where passkeys are possible without TLS; it keeps its cookies. */
function browserOf({ app }: TestApp, headers: Record<string, string> = HERE) {
  const jar = new Map<string, string>()
  return async (method: 'GET' | 'POST' | 'DELETE', url: string, payload?: object) => {
    const cookie = [...jar].map(([key, value]) => `${key}=${value}`).join('; ')
    const answer = await app.inject({
      method,
      url,
      headers: { ...headers, cookie },
      ...(payload && { payload }),
    })
    for (const set of [answer.headers['set-cookie'] ?? []].flat()) {
      const [key = '', value = ''] = (set.split(';')[0] ?? '').split('=')
      if (value === '') jar.delete(key)
      else jar.set(key, value)
    }
    return answer
  }
}

interface Person {
  browser: ReturnType<typeof browserOf>
  key: ReturnType<typeof authenticator>
}

/** Each with a passkey. */
async function withAda(opened: TestApp, names = ['ada']) {
  const { identity } = opened.kernel
  const people = []
  for (const name of names) {
    await createAccount(identity, { via: 'system' }, { name, password: PASSWORD })
    const browser = browserOf(opened)
    const key = authenticator()
    await browser('POST', '/api/session', { name, password: PASSWORD })
    const offered = (await browser('GET', '/api/me/passkeys/new')).json()
    const made = await browser('POST', '/api/me/passkeys', { name: 'Key', passkey: key.make(offered) })
    assert.equal(made.statusCode, 201, made.body)
    assert.equal(made.json().recoveryCodes.length, 10)
    people.push({ browser, key })
  }
  return people as [Person, Person]
}

eachApp((open, name) => {
  test(`a passkey alone signs in, without a name; each answer counts once (${name})`, async () => {
    const opened = await open()
    const [{ key }] = await withAda(opened)
    const browser = browserOf(opened)
    const asked = (await browser('GET', '/api/session/passkey')).json()
    assert.deepEqual(asked.allow, [])
    assert.equal(asked.userVerification, 'required')
    const passkey = key.show(asked)
    const entered = await browser('POST', '/api/session/passkey', { passkey })
    assert.equal(entered.statusCode, 201, entered.body)
    assert.equal((await browser('GET', '/api/me')).json().name, 'ada')
    const replayed = await browserOf(opened)('POST', '/api/session/passkey', { passkey })
    assert.equal(replayed.statusCode, 403)
  })

  test(`a passkey is the second step after the password, and shows again who one is (${name})`, async () => {
    const opened = await open()
    const [{ key }] = await withAda(opened)
    const browser = browserOf(opened)
    const half = await browser('POST', '/api/session', { name: 'ada', password: PASSWORD })
    assert.deepEqual(half.json().methods, ['code', 'passkey'])
    const asked = (await browser('GET', '/api/session/passkey')).json()
    assert.equal(asked.allow.length, 1)
    const entered = await browser('POST', '/api/session/second-factor', { passkey: key.show(asked) })
    assert.equal(entered.statusCode, 201, entered.body)
    opened.clock.advance(16 * 60_000)
    assert.equal((await browser('POST', '/api/me/recovery-codes')).json().code, 'confirm_needed')
    const again = (await browser('GET', '/api/session/confirm')).json()
    const confirmed = await browser('POST', '/api/session/confirm', { passkey: key.show(again) })
    assert.equal(confirmed.statusCode, 204, confirmed.body)
    assert.equal((await browser('POST', '/api/me/recovery-codes')).statusCode, 201)
  })

  test(`another site, another person, no finger, a copy: no passkey opens (${name})`, async () => {
    const opened = await open()
    const [{ key }, eve] = await withAda(opened, ['ada', 'eve'])
    const browser = browserOf(opened)
    const ask = async () => (await browser('GET', '/api/session/passkey')).json()
    const enter = async (passkey: object) =>
      (await browser('POST', '/api/session/passkey', { passkey })).json().code
    assert.equal(await enter(key.show(await ask(), { origin: 'http://evil.test' })), 'wrong_passkey')
    assert.equal(await enter(key.show(await ask(), { rpId: 'evil.test' })), 'wrong_passkey')
    assert.equal(await enter(key.show(await ask(), { unverified: true })), 'wrong_passkey')
    assert.equal(await enter(key.show({ challenge: 'bm90IG91cnM' })), 'wrong_passkey')
    assert.equal(await enter(authenticator().show(await ask())), 'wrong_passkey')
    const old = await ask()
    opened.clock.advance(5 * 60_000)
    assert.equal(await enter(key.show(old)), 'wrong_passkey')
    // It has counted to 50 elsewhere; here comes the copy from before that.
    await browser('POST', '/api/session/passkey', { passkey: key.show(await ask(), { count: 50 }) })
    await browser('DELETE', '/api/session')
    assert.equal(await enter(key.show(await ask(), { count: 49 })), 'wrong_passkey')
    await browser('POST', '/api/session', { name: 'ada', password: PASSWORD })
    const asked = (await browser('GET', '/api/session/passkey')).json()
    const foreign = await browser('POST', '/api/session/second-factor', { passkey: eve.key.show(asked) })
    assert.equal(foreign.json().code, 'wrong_passkey')
  })

  test(`a passkey is removed, twice is not kept, and is offered only where browsers have them (${name})`, async () => {
    const opened = await open()
    const [{ browser, key }] = await withAda(opened)
    const again = (await browser('GET', '/api/me/passkeys/new')).json()
    assert.equal(again.exclude.length, 1)
    const twice = await browser('POST', '/api/me/passkeys', { name: 'Key', passkey: key.make(again) })
    assert.equal(twice.json().code, 'passkey_there')
    const [{ id }] = (await browser('GET', '/api/me/factors')).json().passkeys
    assert.equal((await browser('DELETE', `/api/me/passkeys/${id}`)).statusCode, 204)
    assert.equal((await browser('DELETE', `/api/me/passkeys/${id}`)).statusCode, 404)
    const byNumber = browserOf(opened, { ...HERE, host: '127.0.0.1', origin: 'http://127.0.0.1' })
    assert.equal((await byNumber('GET', '/api/session/passkey')).json().code, 'no_passkeys_here')
  })
})
