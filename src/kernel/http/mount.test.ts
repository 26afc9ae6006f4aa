import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Type } from 'typebox'
import { testServer } from '../../../test/support/kernel-server.ts'
import type { App } from './app.ts'
import { mount } from './mount.ts'

/** Two mounts with their own words, one of them inside the other's address space. */
function twoMounts(app: App): void {
  mount(
    app,
    { prefix: '/demo', title: 'Demo', renderError: (problem) => ({ demo: problem.message }), cors: 'any' },
    (scope) => {
      scope.get('/', { config: { access: 'public' } }, async () => 'root')
      scope.get('/things/:id', { config: { access: 'public' } }, async ({ params }) => params)
      scope.get('/safe', { exposeHeadRoute: true, config: { access: 'public' } }, async () => 'safe')
      scope.put(
        '/things/:id',
        {
          config: { access: 'public' },
          schema: { body: Type.Object({ size: Type.Integer({ minimum: 0, maximum: 9 }) }) },
        },
        async ({ body }) => body,
      )
      scope.get('/broken', { config: { access: 'public' } }, async () => {
        throw new Error('a secret of the inside')
      })
    },
  )
  mount(
    app,
    { prefix: '/demo/inner', title: 'Inner', renderError: (problem) => ({ inner: problem.message }) },
    (scope) => {
      scope.get('/here', { config: { access: 'public' } }, async () => 'here')
    },
  )
}

const open = async () => (await testServer({ routes: twoMounts })).app

test('a route that forgets to say who may use it keeps the server from starting, and is named', async () => {
  const boot = testServer({
    routes: (app) =>
      mount(app, { prefix: '/demo', title: 'Demo', renderError: () => ({}) }, (scope) => {
        scope.get('/forgotten', async () => 'open to all')
      }),
  })
  await assert.rejects(boot, /GET \/demo\/forgotten/)
})

test('what is unknown below a mount is refused in its words, whatever the method', async () => {
  const app = await open()
  for (const method of ['GET', 'POST', 'DELETE', 'PROPFIND'] as const) {
    for (const url of ['/demo/none', '/demo/none/deeper', '/demo/things']) {
      const answer = await app.inject({ method: method as 'GET', url })
      assert.equal(answer.statusCode, 404, `${method} ${url}`)
      assert.deepEqual(answer.json(), { demo: 'There is nothing at this address.' })
    }
  }
  assert.deepEqual((await app.inject('/demo/inner/none')).json(), {
    inner: 'There is nothing at this address.',
  })
  assert.deepEqual((await app.inject('/demo/inner')).json(), { inner: 'There is nothing at this address.' })
  // A path that only begins like a mount is none of it.
  assert.equal((await app.inject('/demolition')).json().code, 'not_found')
  assert.equal((await app.inject('/api/none')).json().code, 'not_found')
})

test('a path that is known by other methods answers 405 with those, before it reads a body', async () => {
  const app = await open()
  const refused = await app.inject({
    method: 'POST',
    url: '/demo/things/1',
    headers: { 'content-type': 'text/plain' },
    payload: 'x'.repeat(2_000_000),
  })
  assert.equal(refused.statusCode, 405)
  assert.equal(refused.headers.allow, 'GET, PUT')
  assert.deepEqual(refused.json(), { demo: 'This address knows GET, PUT only.' })
  const asked = await app.inject({ method: 'OPTIONS', url: '/demo/things/1' })
  assert.equal(asked.statusCode, 204)
  assert.equal(asked.headers.allow, 'GET, PUT')
})

test('HEAD is answered only where a route says that its GET has no effect', async () => {
  const app = await open()
  const head = await app.inject({ method: 'HEAD', url: '/demo/safe' })
  assert.equal(head.statusCode, 200)
  assert.equal(head.headers['content-length'], '4')
  assert.equal(head.body, '')
  assert.equal((await app.inject({ method: 'HEAD', url: '/demo/things/1' })).statusCode, 405)
  assert.equal((await app.inject({ method: 'HEAD', url: '/healthz' })).statusCode, 200)
})

test('a broken escape, a parameter too long and an address too long are refused in the words of the mount', async () => {
  const app = await open()
  const broken = await app.inject('/demo/things/%zz')
  assert.equal(broken.statusCode, 400)
  assert.match(broken.json().demo, /%/)
  assert.match((await app.inject('/demo/inner/%zz')).json().inner, /%/)
  assert.equal((await app.inject('/api/%zz')).json().code, 'invalid_url')
  assert.equal((await app.inject(`/demo/things/${'a'.repeat(1_024)}`)).statusCode, 200)
  const long = await app.inject(`/demo/things/${'a'.repeat(1_025)}`)
  assert.equal(long.statusCode, 404)
  assert.ok(long.json().demo)
  for (const url of [`/demo/things/${'a'.repeat(9_000)}`, `/demo/safe?q=${'a'.repeat(8_200)}`]) {
    const tooLong = await app.inject(url)
    assert.equal(tooLong.statusCode, 414)
    assert.deepEqual(tooLong.json(), { demo: 'The address is longer than 8 kB.' })
  }
  assert.equal((await app.inject(`/demo/safe?q=${'a'.repeat(8_000)}`)).statusCode, 200)
})

test('slashes at the end and doubled ones make no other address', async () => {
  const app = await open()
  for (const url of ['/demo', '/demo/', '//demo', '/demo//'])
    assert.equal((await app.inject(url)).body, 'root')
  for (const url of ['/demo/things/7/', '/demo//things///7'])
    assert.deepEqual((await app.inject(url)).json(), { id: '7' })
})

test('a mount is served at the root of its own hosts too, and what is not in it is not there', async () => {
  const { app } = await testServer({
    routes: twoMounts,
    http: { hosts: { 'old.example.org': '/demo' } },
  })
  const at = (url: string) => app.inject({ url, headers: { host: 'OLD.example.org:8080' } })
  assert.deepEqual((await at('/things/7')).json(), { id: '7' })
  assert.equal((await at('/')).body, 'root')
  assert.deepEqual((await at('/api/me')).json(), { demo: 'There is nothing at this address.' })
  assert.match((await at('/%zz')).json().demo, /%/)
  assert.deepEqual((await app.inject('/demo/things/7')).json(), { id: '7' })
  assert.equal((await app.inject({ url: '/things/7', headers: { host: 'other.org' } })).statusCode, 404)
})

test('A10: pages of other origins may read what an open mount answers, refusals too, never with cookies', async () => {
  const app = await open()
  const origin = 'https://study.example.org'
  for (const url of ['/demo/safe', '/demo/none', '/demo/things/%zz', `/demo/safe?${'a'.repeat(9_000)}`]) {
    const { headers } = await app.inject({ url, headers: { origin } })
    assert.equal(headers['access-control-allow-origin'], origin, url)
    assert.equal(headers['access-control-allow-credentials'], undefined)
    assert.equal(headers.vary, 'Origin')
  }
  const asked = await app.inject({ method: 'OPTIONS', url: '/demo/things/1', headers: { origin } })
  assert.equal(asked.headers['access-control-allow-methods'], 'GET, PUT')
  for (const url of ['/api/me', '/demo/inner/here', '/healthz']) {
    const { headers } = await app.inject({ url, headers: { origin } })
    assert.equal(headers['access-control-allow-origin'], undefined, url)
  }
})

test('S3: a fault of ours tells a code, a sentence and the request id, and nothing of the inside', async () => {
  const app = await open()
  const answer = await app.inject('/demo/broken')
  assert.equal(answer.statusCode, 500)
  assert.match(answer.json().demo, /request id/)
  assert.match(String(answer.headers['x-request-id']), /^[0-9a-f-]{36}$/)
  assert.doesNotMatch(answer.body + JSON.stringify(answer.headers), /secret|\.ts|node|fastify/i)
})

test('an answer says how it may be used, whoever asked and whatever came of it', async () => {
  const app = await open()
  for (const url of ['/demo/safe', '/demo/none', '/demo/%zz', '/api/me', '/none']) {
    const { headers } = await app.inject(url)
    assert.equal(headers['x-content-type-options'], 'nosniff', url)
    assert.equal(headers['content-security-policy'], "default-src 'none'; frame-ancestors 'none'", url)
    assert.ok(headers['x-request-id'], url)
  }
})

test('a body is checked by the route’s schema and named where it is wrong; nothing is made to fit', async () => {
  const app = await open()
  const put = (payload: object) => app.inject({ method: 'PUT', url: '/demo/things/1', payload })
  assert.deepEqual((await put({ size: 9 })).json(), { size: 9 })
  for (const payload of [{ size: '9' }, { size: 10 }, { size: 1e308 }, {}, [], { size: null }]) {
    const refused = await put(payload)
    assert.equal(refused.statusCode, 400, JSON.stringify(payload))
    assert.match(refused.json().demo, /size|The request/)
  }
})
