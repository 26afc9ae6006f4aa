import assert from 'node:assert/strict'
import { test } from 'node:test'
import { hash } from '@node-rs/argon2'
import { eachApp, type TestApp, testApp } from '../../../test/support/apps/kernel.ts'
import { cookieOf, signIn } from '../../../test/support/browser-session.ts'
import { waitFor } from '../../../test/support/wait.ts'
import { inTransaction } from '../db/db.ts'
import { changeAccount, createAccount, type NewAccount } from './account.ts'

const system = { via: 'system' } as const
const PASSWORD = 'correct horse battery'

const make = ({ kernel }: TestApp, account: Partial<NewAccount> & { name: string }) =>
  createAccount(kernel.identity, system, account)

/** An installation with ada, whose password is PASSWORD. */
async function withAda(opened: TestApp) {
  const ada = await make(opened, { name: 'ada', email: 'Ada@lab.example.org', password: PASSWORD })
  const tryAs = (name: string, password: string, from?: string) => signIn(opened, { name, password, from })
  return { ada, tryAs }
}

const MINUTE = 60_000

eachApp((open, name) => {
  test(`a person signs in by name or e-mail address, whatever their case (${name})`, async () => {
    const opened = await open()
    const { tryAs } = await withAda(opened)
    for (const login of ['ada', 'ADA', 'ada@lab.example.org', 'Ada@LAB.example.org']) {
      const answer = await tryAs(login, PASSWORD)
      assert.equal(answer.statusCode, 201, login)
      assert.equal(answer.json().account.name, 'ada')
    }
    assert.equal((await tryAs('ada', PASSWORD.toUpperCase())).statusCode, 401)
    assert.equal((await tryAs('ada', `${PASSWORD} `)).statusCode, 401)
  })

  test(`A7: unknown, wrong, disabled and without a password get the same words, and are told apart in the journal alone (${name})`, async () => {
    const opened = await open()
    const { tryAs } = await withAda(opened)
    const off = await make(opened, { name: 'off', password: PASSWORD })
    await changeAccount(opened.kernel.identity, system, off.id, { disabled: true })
    await make(opened, { name: 'robot', kind: 'service' })
    await make(opened, { name: 'new' })
    const tries: [string, string][] = [
      ['nobody', PASSWORD],
      ['ada', 'wrong horse battery'],
      ['off', PASSWORD],
      ['robot', ''],
      ['new', ''],
      ['ada', 'x'.repeat(10_000)],
    ]
    const seen = new Set<string>()
    for (const [who, password] of tries) {
      const answer = await tryAs(who, password)
      assert.equal(answer.statusCode, 401)
      assert.equal(answer.headers['set-cookie'], undefined)
      const { requestId, ...body } = answer.json()
      seen.add(JSON.stringify(body))
    }
    assert.equal(seen.size, 1)
    const { journal } = opened.kernel
    await waitFor(async () => (await journal.list({ action: 'session.refused', limit: 10 })).length > 0)
    const [refused] = await journal.list({ action: 'session.refused', limit: 10 })
    assert.equal(refused?.account_id, null)
    assert.match(refused?.value ?? '', /192\.0\.2\.1/)
  })

  test(`a password that was changed while a sign-in was checked opens nothing (${name})`, async () => {
    const opened = await open()
    const { ada, tryAs } = await withAda(opened)
    const { identity, db } = opened.kernel
    const race = tryAs('ada', PASSWORD)
    await inTransaction(db, (tx) =>
      tx.updateTable('kernel_account').set({ password_hash: 'another' }).where('id', '=', ada.id).execute(),
    )
    const answer = await race
    const sessions = await identity.db.selectFrom('kernel_session').select('id').execute()
    assert.equal(answer.statusCode === 201 ? 1 : 0, sessions.length)
    assert.equal((await tryAs('ada', PASSWORD).catch(() => undefined))?.statusCode === 201, false)
  })
})

test('A6: passwords lie there as argon2id, have 8 to 1,024 characters, and are none of the most used', async () => {
  const opened = await testApp()
  const { ada } = await withAda(opened)
  assert.match(ada.password_hash ?? '', /^\$argon2id\$v=19\$m=19456,t=2,p=1\$/)
  const admin = await opened.as('admin')
  const set = async (password: string) =>
    (await admin.put(`/api/accounts/${ada.id}/password`, { password })).statusCode
  assert.equal(await set('1234567'), 400)
  assert.equal(await set('x'.repeat(1_025)), 400)
  assert.equal(await set('Password1'), 400)
  assert.equal(await set('qwertyuiop'), 400)
  assert.equal(await set('x'.repeat(1_024)), 204)
  assert.equal(await set('8 chars!'), 204)
  assert.equal((await signIn(opened, { name: 'ada', password: '8 chars!' })).statusCode, 201)
  assert.equal((await signIn(opened, { name: 'ada', password: PASSWORD })).statusCode, 401)
})

test('A6: a hash of other costs is renewed at the next right sign-in', async () => {
  const opened = await testApp()
  const { ada, tryAs } = await withAda(opened)
  const { identity, db } = opened.kernel
  const weak = await hash(PASSWORD, { memoryCost: 8_192, timeCost: 2 })
  await inTransaction(db, (tx) =>
    tx.updateTable('kernel_account').set({ password_hash: weak }).where('id', '=', ada.id).execute(),
  )
  const stored = async () =>
    (
      await identity.db
        .selectFrom('kernel_account')
        .select('password_hash')
        .where('id', '=', ada.id)
        .execute()
    )[0]?.password_hash
  assert.equal((await tryAs('ada', 'wrong horse battery')).statusCode, 401)
  assert.equal(await stored(), weak)
  assert.equal((await tryAs('ada', PASSWORD)).statusCode, 201)
  assert.match((await stored()) ?? '', /m=19456/)
})

test('A8: the eleventh wrong try in a row must wait a minute, then longer each time, at most 15; nobody else does', async () => {
  const opened = await testApp()
  const { tryAs } = await withAda(opened)
  const ben = await make(opened, { name: 'ben', password: PASSWORD })
  for (let i = 0; i < 10; i += 1) assert.equal((await tryAs('ada', 'wrong')).statusCode, 401)
  const refused = await tryAs('ada', PASSWORD)
  assert.equal(refused.statusCode, 429)
  assert.equal(refused.headers['retry-after'], '60')
  assert.equal((await tryAs('ada', PASSWORD, '192.0.2.2')).statusCode, 201, 'another address')
  assert.equal((await tryAs(ben.name, PASSWORD)).statusCode, 201, 'another account')
  for (const minutes of [1, 2, 4, 8, 15, 15]) {
    opened.clock.advance(minutes * MINUTE - 1)
    assert.equal((await tryAs('ada', PASSWORD)).statusCode, 429, `${minutes} min`)
    opened.clock.advance(1)
    assert.equal((await tryAs('ada', 'wrong')).statusCode, 401)
  }
  opened.clock.advance(15 * MINUTE)
  assert.equal((await tryAs('ada', PASSWORD)).statusCode, 201)
  // A right one ends the row.
  for (let i = 0; i < 9; i += 1) assert.equal((await tryAs('ada', 'wrong')).statusCode, 401)
  assert.equal((await tryAs('ada', PASSWORD)).statusCode, 201)
})

test('A8: limits hold for names that nobody has, and for many tries at once', async () => {
  const opened = await testApp()
  const { tryAs } = await withAda(opened)
  for (const who of ['nobody', 'ada']) {
    const answers = await Promise.all(Array.from({ length: 40 }, () => tryAs(who, 'wrong')))
    const checked = answers.filter(({ statusCode }) => statusCode === 401).length
    // Four may be under way when the tenth fails.
    assert.ok(checked >= 10 && checked <= 13, `${who}: ${checked}`)
    assert.equal((await tryAs(who, PASSWORD)).statusCode, 429)
  }
})

test('A8: 100 wrong tries for an account from many addresses stop it for the rest of 15 minutes', async () => {
  const opened = await testApp()
  const { tryAs } = await withAda(opened)
  for (let i = 0; i < 100; i += 1)
    assert.equal((await tryAs('ada', 'wrong', `198.51.100.${i}`)).statusCode, 401)
  const refused = await tryAs('ada', PASSWORD, '203.0.113.1')
  assert.equal(refused.statusCode, 429)
  assert.equal(refused.headers['retry-after'], '900')
  opened.clock.advance(15 * MINUTE)
  assert.equal((await tryAs('ada', PASSWORD, '203.0.113.1')).statusCode, 201)
})

test('A8: 100 failures from an address stop it, for names and for tokens apart, and not the machine itself', async () => {
  const opened = await testApp()
  const { tryAs } = await withAda(opened)
  for (let i = 0; i < 100; i += 1) assert.equal((await tryAs(`name${i}`, 'wrong')).statusCode, 401)
  assert.equal((await tryAs('ada', PASSWORD)).statusCode, 429)
  assert.equal((await tryAs('ada', PASSWORD, '192.0.2.9')).statusCode, 201)

  for (let i = 0; i < 110; i += 1)
    assert.equal((await tryAs(`other${i}`, 'wrong', '127.0.0.1')).statusCode, 401)

  const withToken = (token: string, remoteAddress: string, headers = {}) =>
    opened.app.inject({
      url: '/api/me',
      remoteAddress,
      headers: { authorization: `Bearer ${token}`, ...headers },
    })
  const { token } = await opened.as('ben')
  assert.equal((await withToken(token, '192.0.2.1')).statusCode, 200, 'its tokens have a count of their own')
  opened.clock.advance(5_000)
  for (let i = 0; i < 120; i += 1) assert.equal((await withToken('atl_old', '192.0.2.1')).statusCode, 401)
  assert.equal((await withToken(token, '192.0.2.1')).statusCode, 200, 'the same one again is no guess')
  opened.clock.advance(5_000)
  for (let i = 1; i < 100; i += 1) assert.equal((await withToken(`atl_${i}`, '192.0.2.1')).statusCode, 401)
  assert.equal((await withToken(token, '192.0.2.1')).statusCode, 429)
  assert.equal((await withToken(token, '192.0.2.3')).statusCode, 200)
  for (let i = 0; i < 120; i += 1) assert.equal((await withToken(`atl_${i}`, '127.0.0.1')).statusCode, 401)
  // Behind a proxy on this machine nobody is the machine itself, and other addresses of 127/8 are not either.
  const forwarded = { 'x-forwarded-for': '192.0.2.5' }
  for (let i = 0; i < 100; i += 1)
    assert.equal((await withToken(`atl_${i}`, '127.0.0.1', forwarded)).statusCode, 401)
  assert.equal((await withToken('atl_x', '127.0.0.1', forwarded)).statusCode, 429)
  assert.equal((await withToken('atl_x', '127.0.0.1')).statusCode, 401)
})

test('A11: an address in a header counts only when a proxy that was named brings it', async () => {
  const forged = {
    'x-forwarded-for': '203.0.113.9',
    forwarded: 'for=203.0.113.9',
    via: '1.1 203.0.113.9',
    'x-real-ip': '203.0.113.9',
  }
  const addressOf = async (env: Record<string, string>, from: string, headers: Record<string, string>) => {
    const opened = await testApp({ env })
    await withAda(opened)
    assert.equal((await signIn(opened, { name: 'ada', password: PASSWORD, from, headers })).statusCode, 201)
    const [entry] = await opened.kernel.journal.list({ action: 'session.opened', limit: 1 })
    return JSON.parse(entry?.value ?? '{}').address
  }
  const proxy = { ATELIER_TRUSTED_PROXIES: '192.0.2.1, 10.0.0.0/8' }
  assert.equal(await addressOf({}, '192.0.2.1', forged), '192.0.2.1')
  assert.equal(await addressOf(proxy, '192.0.2.77', forged), '192.0.2.77')
  assert.equal(await addressOf(proxy, '192.0.2.1', forged), '203.0.113.9')
  assert.equal(await addressOf(proxy, '::ffff:192.0.2.77', {}), '192.0.2.77')
  // What a client puts in front of the chain is not what the proxy saw.
  assert.equal(
    await addressOf(proxy, '192.0.2.1', { 'x-forwarded-for': '1.2.3.4, 203.0.113.9, 10.1.1.1' }),
    '203.0.113.9',
  )
})

test('A7: known and unknown names take the same time', { skip: !process.env.ATELIER_TEST_LONG }, async () => {
  const opened = await testApp()
  const { tryAs } = await withAda(opened)
  const times: Record<string, number[]> = { ada: [], nobody: [] }
  await tryAs('first', 'wrong', '203.0.113.200')
  for (let i = 0; i < 150; i += 1) {
    // Both counts are by name too: they are forgotten now and then, and no address comes twice in a row.
    if (i % 50 === 0) opened.clock.advance(16 * MINUTE)
    for (const who of ['ada', 'nobody']) {
      const since = performance.now()
      assert.equal((await tryAs(who, 'wrong', `203.0.113.${i}`)).statusCode, 401)
      times[who]?.push(performance.now() - since)
    }
  }
  const median = (values: number[] = []) => values.sort((a, b) => a - b)[75] ?? 0
  const [known, unknown] = [median(times.ada), median(times.nobody)]
  assert.ok(Math.abs(known - unknown) <= Math.max(2, known * 0.1), `${known} and ${unknown} ms`)
})

test('A6: at most four passwords are checked at once, the others wait and the server goes on answering', async () => {
  const opened = await testApp()
  await withAda(opened)
  const flood = Array.from({ length: 60 }, (_, i) =>
    signIn(opened, { name: `ada${i}`, password: 'wrong', from: `198.51.100.${i}` }),
  )
  const health = await opened.app.inject('/healthz')
  assert.equal(health.statusCode, 200)
  for (const answer of await Promise.all(flood)) assert.equal(answer.statusCode, 401)
  assert.equal((await signIn(opened, { name: 'ada', password: PASSWORD })).statusCode, 201)
})

test('S2: neither passwords, cookies nor tokens are in the journal or the database', async () => {
  const opened = await testApp()
  const { tryAs } = await withAda(opened)
  const cookie = cookieOf(await tryAs('ada', PASSWORD))
  await tryAs('ada', 'a wrong one that is secret too')
  const ada = await opened.as('ada')
  const { token } = (await ada.post('/api/me/tokens', { name: 't', scopes: ['*'] })).json()
  await opened.kernel.journal.stop()
  const tables = await opened.kernel.db.selectFrom('kernel_journal').selectAll().execute()
  const rest = await Promise.all(
    (['kernel_journal_personal', 'kernel_account', 'kernel_session', 'kernel_token'] as const).map((table) =>
      opened.kernel.db.selectFrom(table).selectAll().execute(),
    ),
  )
  const dump = JSON.stringify([tables, rest])
  for (const secret of [PASSWORD, 'a wrong one', cookie.split('=')[1] ?? '', token, ada.token])
    assert.ok(secret.length > 5 && !dump.includes(secret), secret)
})
