import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { LightMyRequestResponse } from 'fastify'
import { eachApp, type TestApp } from '../../../test/support/apps/kernel.ts'
import { asPage, cookieOf, OWN, signIn } from '../../../test/support/browser-session.ts'
import { waitFor } from '../../../test/support/wait.ts'
import { createAccount } from './account.ts'
import { totpCode } from './totp.ts'

const PASSWORD = 'correct horse battery'
const MINUTE = 60_000

type Method = 'GET' | 'POST' | 'DELETE' | 'PATCH'

/** Cookies of an answer, as a browser sends them back. */
const cookiesOf = (answer: LightMyRequestResponse): string =>
  [answer.headers['set-cookie'] ?? []]
    .flat()
    .map((each) => each.split(';')[0] ?? '')
    .filter((each) => !each.endsWith('='))
    .join('; ')

/** Ada, who signs in with a password. */
async function withAda(opened: TestApp) {
  const { identity } = opened.kernel
  const ada = await createAccount(
    identity,
    { via: 'system' },
    { name: 'ada', email: 'ada@x.org', password: PASSWORD },
  )
  const enter = () => signIn(opened, { name: 'ada', password: PASSWORD })
  const page = (cookie: string) => (method: Method, url: string, payload?: object) =>
    asPage(opened, cookie, { method, url, ...(payload && { payload }) })
  const secondStep = (half: LightMyRequestResponse, payload: object, from = '192.0.2.1') =>
    opened.app.inject({
      method: 'POST',
      url: '/api/session/second-factor',
      remoteAddress: from,
      headers: { ...OWN, cookie: cookiesOf(half) },
      payload,
    })
  const codeOf = (secret: string, off = 0) => totpCode(secret, Math.floor(opened.clock.now() / 30_000) + off)
  /** Turns codes on; gives the secret and the recovery codes. */
  const turnOn = async () => {
    const call = page(cookieOf(await enter()))
    const { secret, ticket } = (await call('GET', '/api/me/totp/new')).json()
    const answer = await call('POST', '/api/me/totp', { secret, ticket, code: codeOf(secret) })
    assert.equal(answer.statusCode, 201, answer.body)
    opened.clock.advance(MINUTE)
    return { secret: secret as string, recoveryCodes: answer.json().recoveryCodes as string[] }
  }
  return { ada, enter, page, secondStep, codeOf, turnOn }
}

eachApp((open, name) => {
  test(`with a code app the password alone opens nothing; the code does, and counts once (${name})`, async () => {
    const opened = await open()
    const { enter, page, secondStep, codeOf, turnOn } = await withAda(opened)
    const { secret, recoveryCodes } = await turnOn()
    assert.equal(recoveryCodes.length, 10)
    const half = await enter()
    assert.equal(half.statusCode, 200)
    assert.deepEqual(half.json(), { next: 'second-factor', methods: ['code'] })
    assert.match(
      String(half.headers['set-cookie']),
      /^atelier-step=[^;]+; Max-Age=300; Path=\/; HttpOnly; SameSite=Lax$/,
    )
    assert.equal((await page(cookiesOf(half))('GET', '/api/me')).statusCode, 401)
    const code = codeOf(secret)
    const [one, two] = await Promise.all([secondStep(half, { code }), secondStep(half, { code })])
    assert.deepEqual([one.statusCode, two.statusCode].sort(), [201, 403].sort())
    const whole = one.statusCode === 201 ? one : two
    assert.equal((await page(cookieOf(whole))('GET', '/api/me')).json().name, 'ada')
    const again = await secondStep(await enter(), { code })
    assert.equal(again.json().code, 'wrong_code', 'the same code, at another sign-in')
    assert.equal((await secondStep(await enter(), { code: codeOf(secret, 1) })).statusCode, 201)
  })

  test(`a recovery code opens once, however it is typed, and new ones end the old (${name})`, async () => {
    const opened = await open()
    const { enter, page, secondStep, turnOn } = await withAda(opened)
    const { recoveryCodes } = await turnOn()
    const [first = '', second = '', third = ''] = recoveryCodes
    assert.match(first, /^[a-z2-7]{4}(-[a-z2-7]{4}){3}$/)
    const typed = first.toUpperCase().replaceAll('-', ' ')
    const [one, two] = await Promise.all([
      secondStep(await enter(), { code: typed }),
      secondStep(await enter(), { code: first }),
    ])
    assert.deepEqual([one.statusCode, two.statusCode].sort(), [201, 403].sort())
    const signedIn = await secondStep(await enter(), { code: second })
    const call = page(cookieOf(signedIn))
    assert.equal((await call('GET', '/api/me/factors')).json().recoveryCodesLeft, 8)
    const fresh = (await call('POST', '/api/me/recovery-codes')).json().recoveryCodes
    assert.equal(fresh.length, 10)
    assert.equal((await secondStep(await enter(), { code: third })).statusCode, 403)
    assert.equal((await secondStep(await enter(), { code: fresh[0] })).statusCode, 201)
  })

  test(`the way to the second step ends after five minutes, with the password, and is nobody else's (${name})`, async () => {
    const opened = await open()
    const { ada, enter, secondStep, codeOf, turnOn } = await withAda(opened)
    const { secret } = await turnOn()
    const late = await enter()
    opened.clock.advance(5 * MINUTE)
    assert.equal((await secondStep(late, { code: codeOf(secret) })).json().code, 'step_ended')
    const changed = await enter()
    const admin = await opened.as('admin')
    await admin.put(`/api/accounts/${ada.id}/password`, { password: 'another horse battery' })
    assert.equal((await secondStep(changed, { code: codeOf(secret) })).json().code, 'step_ended')
    const forged = cookiesOf(changed).replace('atelier-step=', '')
    const [body = '', signature] = forged.split('.')
    const other = Buffer.from(Buffer.from(body, 'base64url').toString().replace(`|${ada.id}|`, '|1|'))
    for (const ticket of ['', 'x', `${body}.`, `${other.toString('base64url')}.${signature}`]) {
      const answer = await opened.app.inject({
        method: 'POST',
        url: '/api/session/second-factor',
        headers: { ...OWN, cookie: `atelier-step=${ticket}` },
        payload: { code: codeOf(secret) },
      })
      assert.equal(answer.json().code, 'step_ended', ticket)
    }
  })

  test(`A8: wrong codes count: the eleventh in a row must wait, and nobody else does (${name})`, async () => {
    const opened = await open()
    const { enter, secondStep, codeOf, turnOn } = await withAda(opened)
    const { secret } = await turnOn()
    const half = await enter()
    for (let i = 0; i < 10; i += 1) assert.equal((await secondStep(half, { code: '000000' })).statusCode, 403)
    const refused = await secondStep(half, { code: codeOf(secret) })
    assert.equal(refused.statusCode, 429)
    assert.equal(refused.headers['retry-after'], '60')
    const elsewhere = await secondStep(half, { code: codeOf(secret) }, '192.0.2.9')
    assert.equal(elsewhere.statusCode, 201)
    const { journal } = opened.kernel
    await waitFor(async () => (await journal.list({ action: 'session.refused', limit: 1 })).length > 0)
  })

  test(`A8: of many codes at once no more are looked at than one after another (${name})`, async () => {
    const opened = await open()
    const { enter, secondStep, codeOf, turnOn } = await withAda(opened)
    const { secret } = await turnOn()
    const half = await enter()
    const right = codeOf(secret)
    const wrong = right === '000000' ? '111111' : '000000'
    const all = [...Array.from({ length: 39 }, () => wrong), right]
    const answers = await Promise.all(all.map((code) => secondStep(half, { code })))
    const statuses = answers.map(({ statusCode }) => statusCode)
    assert.equal(statuses.filter((each) => each === 403).length, 10)
    assert.equal(statuses.filter((each) => each === 429).length, 30, 'the right one among them')
  })

  test(`how one signs in is changed only shortly after a sign-in, or when one shows again who one is (${name})`, async () => {
    const opened = await open()
    const { enter, page, codeOf, turnOn, secondStep } = await withAda(opened)
    const { secret } = await turnOn()
    const call = page(cookieOf(await secondStep(await enter(), { code: codeOf(secret) })))
    opened.clock.advance(16 * MINUTE)
    const acts = [
      ['DELETE', '/api/me/totp', undefined],
      ['PATCH', '/api/me', { email: 'eve@x.org' }],
      ['POST', '/api/me/tokens', { name: 'x', scopes: ['*'] }],
      ['POST', '/api/me/recovery-codes', undefined],
      ['POST', '/api/me/erasure', { name: 'ada' }],
    ] as const
    for (const [method, url, body] of acts) {
      const refused = (await call(method, url, body)).json()
      assert.equal(refused.code, 'confirm_needed', url)
      assert.deepEqual(refused.methods, ['password', 'code'])
    }
    assert.equal((await call('PATCH', '/api/me', { firstName: 'Ada' })).statusCode, 200, 'a name is no key')
    assert.equal((await call('POST', '/api/session/confirm', { password: 'wrong' })).statusCode, 403)
    assert.equal((await call('POST', '/api/session/confirm', {})).statusCode, 403)
    assert.equal((await call('POST', '/api/session/confirm', { code: codeOf(secret) })).statusCode, 204)
    assert.equal((await call('POST', '/api/me/tokens', { name: 'x', scopes: ['*'] })).statusCode, 201)
    opened.clock.advance(16 * MINUTE)
    assert.equal((await call('POST', '/api/session/confirm', { password: PASSWORD })).statusCode, 204)
    assert.equal((await call('DELETE', '/api/me/totp')).statusCode, 204)
    assert.equal((await enter()).statusCode, 201, 'the password is enough again')
    assert.deepEqual((await call('GET', '/api/me/factors')).json(), {
      password: true,
      totp: null,
      passkeys: [],
      passkeysPossible: false,
      recoveryCodesLeft: 0,
    })
  })

  test(`a token changes nothing about how its person signs in (${name})`, async () => {
    const opened = await open()
    const person = await opened.as('ben')
    for (const call of [
      person.delete('/api/me/totp'),
      person.patch('/api/me', { email: 'eve@x.org' }),
      person.post('/api/me/erasure', { name: 'ben' }),
      person.post('/api/session/confirm', { password: PASSWORD }),
    ])
      assert.equal((await call).json().code, 'sign_in_needed')
    assert.equal(
      (await person.post('/api/me/tokens', { name: 'x', scopes: ['kernel:read'] })).statusCode,
      201,
    )
  })

  test(`an administrator removes the second steps of somebody who lost them, with a reason, and the person is told (${name})`, async () => {
    const opened = await open()
    const { ada, enter, page, turnOn } = await withAda(opened)
    await turnOn()
    const admin = await opened.as('admin')
    const url = `/api/accounts/${ada.id}/factors`
    const remove = (payload: object) =>
      opened.app.inject({
        method: 'DELETE',
        url,
        headers: { authorization: `Bearer ${admin.token}` },
        payload,
      })
    assert.equal((await remove({})).statusCode, 400)
    assert.equal((await remove({ reason: 'Lost phone' })).statusCode, 204)
    assert.equal((await remove({ reason: 'Lost phone' })).json().code, 'no_second_step')
    const call = page(cookieOf(await enter()))
    const told = (await call('GET', '/api/me/notices')).json().items
    assert.ok(told.some(({ text }: { text: string }) => /An administrator removed/.test(text)))
    await waitFor(async () => {
      const [entry] = await opened.kernel.journal.list({ action: 'factor.all-removed', limit: 1 })
      return entry?.reason === 'Lost phone'
    })
  })

  test(`S1: secrets of code apps and recovery codes lie nowhere in the database as they are (${name})`, async () => {
    const opened = await open()
    const { turnOn } = await withAda(opened)
    const { secret, recoveryCodes } = await turnOn()
    const { db } = opened.kernel
    const rows = JSON.stringify([
      await db.selectFrom('kernel_factor').selectAll().execute(),
      await db.selectFrom('kernel_recovery_code').selectAll().execute(),
      await db.selectFrom('kernel_journal').selectAll().execute(),
      await db.selectFrom('kernel_journal_personal').selectAll().execute(),
      await db.selectFrom('kernel_notice').selectAll().execute(),
    ]).toLowerCase()
    for (const word of [secret, ...recoveryCodes, ...recoveryCodes.map((each) => each.replaceAll('-', ''))])
      assert.ok(!rows.includes(word.toLowerCase()))
  })

  test(`a code that another app made, an offer that is old or another's: nothing is turned on (${name})`, async () => {
    const opened = await open()
    const { enter, page, codeOf } = await withAda(opened)
    const call = page(cookieOf(await enter()))
    const { secret, ticket } = (await call('GET', '/api/me/totp/new')).json()
    const other = (await call('GET', '/api/me/totp/new')).json()
    const turn = (body: object) =>
      call('POST', '/api/me/totp', { secret, ticket, code: codeOf(secret), ...body })
    assert.equal((await turn({ code: '000000' })).json().code, 'wrong_code')
    assert.equal((await turn({ ticket: other.ticket })).json().code, 'step_ended')
    assert.equal(
      (await turn({ secret: 'A'.repeat(32), code: codeOf('A'.repeat(32)) })).json().code,
      'step_ended',
    )
    assert.equal((await turn({})).statusCode, 201)
    assert.equal((await turn({})).json().code, 'step_ended')
    const next = { secret: other.secret, ticket: other.ticket, code: codeOf(other.secret) }
    assert.equal((await turn(next)).json().code, 'totp_there')
  })
})
