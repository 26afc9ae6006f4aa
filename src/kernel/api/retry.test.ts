import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Caller, eachApp, type TestApp, testApp } from '../../../test/support/apps/kernel.ts'

const DAY = 24 * 3_600_000

const poster =
  ({ app }: TestApp, { token }: Caller) =>
  (url: string, payload: object, key?: string) =>
    app.inject({
      method: 'POST',
      url,
      headers: { authorization: `Bearer ${token}`, ...(key !== undefined && { 'idempotency-key': key }) },
      payload,
    })

const MADE = [
  { url: '/api/groups', payload: { name: 'readers' }, table: 'kernel_group' },
  { url: '/api/me/tokens', payload: { name: 'script', scopes: ['kernel:read'] }, table: 'kernel_token' },
  {
    url: '/api/accounts',
    payload: { name: 'ada', password: 'correct horse battery' },
    table: 'kernel_account',
  },
] as const

eachApp((open, name) => {
  test(`R10: the same key, 50 times at once and after a restart, makes one thing and gives one answer (${name})`, async () => {
    const opened = await open()
    const admin = await opened.as('admin')
    const count = async (table: (typeof MADE)[number]['table']) =>
      (await opened.kernel.db.selectFrom(table).select('id').execute()).length
    const post = poster(opened, admin)
    const first: string[] = []
    for (const { url, payload, table } of MADE) {
      const before = await count(table)
      const answers = await Promise.all(Array.from({ length: 50 }, () => post(url, payload, 'key-1')))
      assert.deepEqual([...new Set(answers.map(({ statusCode }) => statusCode))], [201], answers[49]?.body)
      assert.equal(new Set(answers.map(({ body }) => body)).size, 1, url)
      assert.equal(new Set(answers.map(({ headers }) => `${headers.location} ${headers.etag}`)).size, 1)
      assert.equal(await count(table), before + 1, url)
      first.push(answers[0]?.body ?? '')
    }
    await opened.close()
    const { databaseUrl } = opened.kernel.config
    const again = await testApp({
      folder: opened.folder,
      start: opened.clock.now(),
      env: databaseUrl === undefined ? {} : { ATELIER_DATABASE_URL: databaseUrl },
    })
    const retry = poster(again, admin)
    for (const [i, { url, payload }] of MADE.entries()) {
      const answer = await retry(url, payload, 'key-1')
      assert.equal(answer.statusCode, 201)
      assert.equal(answer.body, first[i])
    }
  })
})

test('R10: a key is one person’s, for one thing, for 24 hours', async () => {
  const opened = await testApp()
  const admin = await opened.as('admin')
  const post = poster(opened, admin)
  const { id } = (await post('/api/groups', { name: 'one' }, 'k')).json()
  assert.equal((await post('/api/groups', { name: 'two' }, 'k')).json().code, 'idempotency_key_reused')
  assert.equal((await post('/api/groups', { name: 'two' }, 'l')).statusCode, 201)
  // The same key of another person, or at another address, is another key.
  const other = poster(opened, await opened.as('other', { administrator: true }))
  assert.equal((await other('/api/groups', { name: 'three' }, 'k')).statusCode, 201)
  assert.equal((await post('/api/me/tokens', { name: 't', scopes: ['*'] }, 'k')).statusCode, 201)
  opened.clock.advance(DAY - 1)
  assert.equal((await post('/api/groups', { name: 'one' }, 'k')).json().id, id)
  opened.clock.advance(1)
  assert.equal((await post('/api/groups', { name: 'one' }, 'k')).json().code, 'name_taken')
  assert.equal((await post('/api/groups', { name: 'four' }, 'k')).statusCode, 201)
  for (const key of ['', 'a b', 'x'.repeat(256), 'ä'])
    assert.equal((await post('/api/groups', { name: 'five' }, key)).statusCode, 400, key)
})

test('R10: a refusal is not kept: what was refused may be tried again with the same key', async () => {
  const opened = await testApp()
  const admin = await opened.as('admin')
  const post = poster(opened, admin)
  const { id } = (await post('/api/accounts', { name: 'ada', email: 'ada@x.org' })).json()
  assert.equal((await post('/api/accounts', { name: 'ben', email: 'ada@x.org' }, 'k')).statusCode, 409)
  assert.equal((await admin.patch(`/api/accounts/${id}`, { email: null })).statusCode, 200)
  assert.equal((await post('/api/accounts', { name: 'ben', email: 'ada@x.org' }, 'k')).statusCode, 201)
})

test('A4, S2: a token that is kept for a retry is not in the database, nor is a password', async () => {
  const opened = await testApp()
  const admin = await opened.as('admin')
  const post = poster(opened, admin)
  const { token } = (await post('/api/me/tokens', { name: 't', scopes: ['*'] }, 'k')).json()
  await post('/api/accounts', { name: 'ada', password: 'correct horse battery' }, 'k')
  const kept = await opened.kernel.db.selectFrom('kernel_idempotency').selectAll().execute()
  assert.equal(kept.length, 2)
  assert.ok(!JSON.stringify(kept).includes(token) && !JSON.stringify(kept).includes('correct horse'))
})
