import assert from 'node:assert/strict'
import { test } from 'node:test'
import { testApp } from '../../../test/support/apps/kernel.ts'

const open = async () => {
  const opened = await testApp()
  const { token } = await opened.as('admin')
  const post = (
    payload: string | Buffer,
    type: string | undefined = 'application/json',
    url = '/api/groups',
  ) =>
    opened.app.inject({
      method: 'POST',
      url,
      headers: { authorization: `Bearer ${token}`, ...(type && { 'content-type': type }) },
      payload,
    })
  return { ...opened, post }
}

test('below /api a body is JSON: every other kind is 415', async () => {
  const { post } = await open()
  const body = JSON.stringify({ name: 'readers' })
  for (const type of [
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'application/xml',
    'application/merge-patch+json',
    'nonsense',
  ]) {
    assert.equal((await post(body, type)).statusCode, 415, type)
  }
  assert.equal((await post(body, 'application/json; charset=utf-8')).statusCode, 201)
})

test('I3: JSON of 64 levels is read and of 65 is not; of 1 MiB is read and over it is not', async () => {
  const { post } = await open()
  // What is read is then refused for what it says.
  const nested = (depth: number) => '['.repeat(depth) + ']'.repeat(depth)
  assert.doesNotMatch((await post(nested(64))).json().detail, /deeper/)
  assert.match((await post(nested(65))).json().detail, /deeper than 64/)
  assert.match((await post(`{"a":${nested(64)}}`)).json().detail, /deeper than 64/)
  assert.match((await post(nested(400_000))).json().detail, /deeper than 64/)
  // Brackets within a text are no levels, also behind an escaped quote.
  assert.doesNotMatch((await post(JSON.stringify({ a: `"\\${'['.repeat(500)}` }))).json().detail, /deeper/)
  const sized = (bytes: number) => JSON.stringify({ name: 'x'.repeat(bytes - 11) })
  assert.equal((await post(sized(1_048_576))).statusCode, 400)
  assert.equal((await post(sized(1_048_577))).statusCode, 413)
})

test('a body that is not the JSON it says it is, is cut off or empty, is 400', async () => {
  const { post } = await open()
  for (const body of ['', '{', '{"name":', "{'name':1}", '\u0000', '{"name":"a"}}', '\ufeff'])
    assert.equal((await post(body)).json().code, 'invalid_json', JSON.stringify(body))
  assert.equal((await post(Buffer.from([0xff, 0xfe, 0x00]))).statusCode, 400)
})

test('I5: keys that reach a prototype are refused wherever they are, and change nothing for others', async () => {
  const { post, app } = await open()
  const before = (await app.inject('/healthz')).body
  for (const body of [
    '{"name":"a","__proto__":{"administrator":true}}',
    '{"name":"a","\\u005f_proto__":{"administrator":true}}',
    '{"name":"a","constructor":{"prototype":{"administrator":true}}}',
    '{"name":"a","prototype":{"administrator":true}}',
    '{"name":{"__proto__":{"administrator":true}}}',
    '[{"__proto__":[]}]',
  ]) {
    assert.equal((await post(body)).statusCode, 400, body)
  }
  assert.equal(({} as { administrator?: boolean }).administrator, undefined)
  assert.equal((await app.inject('/healthz')).body, before)
})

test('I3: names with NUL, control characters or halves of letters are 400 wherever a name is given', async () => {
  const { post, as } = await open()
  const admin = await as('admin')
  for (const odd of ['\u0000', '\u0007', '\n', '\u007f', '\u0085', '\ud800', '\udc00x']) {
    const name = `a${odd}b`
    const tries = [
      post(JSON.stringify({ name })),
      post(JSON.stringify({ name }), undefined, '/api/accounts'),
      post(JSON.stringify({ name: 'eve', firstName: name }), undefined, '/api/accounts'),
      post(JSON.stringify({ name: 'eve', email: `${name}@x.org` }), undefined, '/api/accounts'),
      post(JSON.stringify({ name, scopes: ['*'] }), undefined, '/api/me/tokens'),
      admin.patch('/api/me', { lastName: name }),
      admin.get(
        `/api/accounts?search=${encodeURIComponent(name.toWellFormed().replace('\ufffd', '\u0001'))}`,
      ),
    ]
    for (const answer of await Promise.all(tries)) assert.equal(answer.statusCode, 400, JSON.stringify(odd))
  }
  // Letters of any script, also outside of the first plane, are letters.
  const made = await admin.post('/api/accounts', { name: 'Зоя', firstName: '𝒵ö 🧪', lastName: "O'Neil" })
  assert.equal(made.statusCode, 201)
  assert.equal(made.json().firstName, '𝒵ö 🧪')
})

test('below /api nothing is made to fit, and what is not known is refused', async () => {
  const { post, as } = await open()
  const admin = await as('admin')
  for (const body of [{ name: 5 }, { name: null }, { name: ['a'] }, { name: 'a', color: 'red' }, {}, [], 'a'])
    assert.equal((await post(JSON.stringify(body))).statusCode, 400, JSON.stringify(body))
  for (const query of [
    'limit=0',
    'limit=201',
    'limit=1e9',
    'limit=x',
    'after=0',
    'after=9007199254740993',
    'a=1',
  ])
    assert.equal((await admin.get(`/api/accounts?${query}`)).statusCode, 400, query)
  for (const id of ['0', '-1', '1.5', 'x', '9'.repeat(400), '1e999', '%00'])
    assert.equal((await admin.get(`/api/accounts/${id}`)).statusCode, 400, id)
  const named = await post(JSON.stringify({ name: 'a', color: 'red' }))
  assert.equal(named.json().detail, 'color is not known here.')
})
