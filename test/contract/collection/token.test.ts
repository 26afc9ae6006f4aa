import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { type ErrorBody, eachStudy, refusal, sendRaw } from './study.ts'

interface Issued {
  auth_token: string
  expires: string
  expiry_time: string
}

eachStudy((open, database) =>
  describe(`collection: the service and its tokens (${database})`, () => {
    test('GET / says that it lives, with and without slashes, to HEAD too', async () => {
      const { base } = await open()
      for (const path of ['', '/', '//']) {
        const answer = await fetch(base + path)
        assert.equal(answer.status, 200)
        assert.deepEqual(await answer.json(), { hello: 'world' })
      }
      assert.equal((await fetch(base, { method: 'HEAD' })).status, 200)
    })

    test('the holder of the master TOKEN gets an auth_token of 128 bits that ends after 90 minutes', async () => {
      const { base, secret } = await open()
      const answer = await fetch(`${base}/token/?token=${secret}`)
      assert.equal(answer.status, 200)
      assert.equal(answer.headers.get('cache-control'), 'no-store')
      const body = (await answer.json()) as Issued
      assert.match(body.auth_token, /^unknown-[0-9a-f]{32}$/)
      assert.deepEqual([body.expires, body.expiry_time], ['20270301T113000Z', '20270301T113000Z'])
    })

    test('the project is kept in the token as it was given', async () => {
      const { issue } = await open()
      for (const project of ['my-study', 'v1.2', 'a_b', 'Voice2', 'étude 3', 'a@b+c', '研究']) {
        const token = await issue({ project })
        assert.equal(token.slice(0, -33), project)
      }
    })

    test('what is wrong is told in the order: token missing, token wrong, expiry, project', async () => {
      const { base, secret } = await open()
      const ask = async (query: string) => refusal(await fetch(`${base}/token${query}`))
      assert.deepEqual(await ask('?expiry_minutes=x&project=/'), [403, 'not_authorized'])
      assert.deepEqual(await ask('?token=&project=x'), [403, 'not_authorized'])
      assert.deepEqual(await ask('?token=wrong&expiry_minutes=x'), [403, 'not_authorized_token'])
      assert.deepEqual(await ask(`?token=${secret.toUpperCase()}`), [403, 'not_authorized_token'])
      assert.deepEqual(await ask(`?token=${secret}&expiry_minutes=x&project=/`), [
        400,
        'invalid_expiry_minutes',
      ])
      assert.deepEqual(await ask(`?token=${secret}&project=/`), [400, 'invalid_project'])
    })

    test('expiry_minutes is digits from 0 to a year, and nothing else', async () => {
      const { base, secret } = await open()
      for (const minutes of [
        'abc',
        '1.5',
        '-1',
        '525601',
        '99999999999999999999',
        '1e3',
        '٣',
        ' 5',
        '0x10',
      ]) {
        const answer = await fetch(
          `${base}/token?token=${secret}&expiry_minutes=${encodeURIComponent(minutes)}`,
        )
        assert.deepEqual(await refusal(answer), [400, 'invalid_expiry_minutes'], minutes)
      }
      for (const [minutes, expires] of [
        ['0', '20270301T100000Z'],
        ['525600', '20280229T100000Z'],
        ['', '20270301T113000Z'],
      ]) {
        const answer = await fetch(`${base}/token?token=${secret}&expiry_minutes=${minutes}`)
        assert.equal(((await answer.json()) as Issued).expires, expires)
      }
    })

    test('a project that could be a path, a hidden file or a line of a log is refused', async () => {
      const { base, secret, everything } = await open()
      const names = [
        '../../x',
        '/etc',
        'a/b',
        'a\\b',
        '.hidden',
        '..',
        '-x',
        ' x',
        'a\nTOKEN=0',
        'a\0b',
        'x'.repeat(65),
        '𝒜'.repeat(64),
        'a\u202Eb',
        '@a',
      ]
      for (const name of names) {
        const answer = await fetch(`${base}/token?token=${secret}&project=${encodeURIComponent(name)}`)
        assert.deepEqual(await refusal(answer), [400, 'invalid_project'], JSON.stringify(name))
      }
      assert.equal((await fetch(`${base}/token?token=${secret}&project=${'x'.repeat(64)}`)).status, 200)
      assert.deepEqual(everything(), [])
    })

    test('two projects cannot differ in case alone', async () => {
      const { base, secret, issue } = await open()
      await issue({ project: 'Voice' })
      const answer = await fetch(`${base}/token?token=${secret}&project=voice`)
      assert.deepEqual(await refusal(answer), [400, 'invalid_project'])
      assert.match(await issue({ project: 'Voice' }), /^Voice-/)
    })

    test('the first of repeated parameters counts, empty ones are absent, unknown ones are ignored', async () => {
      const { base, secret } = await open()
      const answer = await fetch(
        `${base}/token?token=${secret}&token=wrong&project=&project=first&project=second&x=1&__proto__=2`,
      )
      assert.match(((await answer.json()) as Issued).auth_token, /^first-/)
    })

    test('stray headers do not disturb', async () => {
      const { base, secret } = await open()
      for (const headers of [
        { authorization: 'Basic eDp5', cookie: 'session=1' },
        { authorization: 'Bearer something' },
        { authorization: 'Token 3', cookie: 'atelier=broken' },
      ]) {
        assert.equal((await fetch(`${base}/token?token=${secret}`, { headers })).status, 200)
        assert.equal((await fetch(base, { headers })).status, 200)
      }
      const stray = await fetch(`${base}/token`, { headers: { authorization: 'Bearer something' } })
      assert.deepEqual(await refusal(stray), [403, 'not_authorized'])
    })

    test('the secret may come as a bearer, or in the body of a POST, but not in the address of one', async () => {
      const { base, secret } = await open()
      const headers = { authorization: `Bearer ${secret}` }
      assert.equal((await fetch(`${base}/token`, { headers })).status, 200)
      const form = new URLSearchParams({ token: secret, project: 'posted', expiry_minutes: '5' })
      const posted = await fetch(`${base}/token`, { method: 'POST', body: form })
      const issued = (await posted.json()) as Issued
      assert.match(issued.auth_token, /^posted-/)
      assert.equal(issued.expires, '20270301T100500Z')
      const json = await fetch(`${base}/token`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ token: secret, project: 'j', expiry_minutes: 5 }),
      })
      assert.match(((await json.json()) as Issued).auth_token, /^j-/)
      const query = await fetch(`${base}/token?token=${secret}`, { method: 'POST', body: form })
      assert.equal(query.headers.get('allow'), 'GET, HEAD')
      assert.deepEqual(await refusal(query), [405, 'method_not_allowed'])
      const broken = await fetch(`${base}/token`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: '[',
      })
      assert.equal(broken.status, 400)
    })

    test('HEAD on the GET routes gives their status and has no effect', async () => {
      const { base, secret, test: app } = await open()
      const head = async (path: string) => (await fetch(base + path, { method: 'HEAD' })).status
      assert.equal(await head(`/token?token=${secret}&project=headed`), 200)
      assert.equal(await head('/token'), 403)
      assert.equal(await head(`/token?token=${secret}&expiry_minutes=x`), 400)
      assert.equal(await head(`/register?token=${secret}&callback_url=https://a.example/`), 200)
      const admin = await app.as('admin')
      assert.deepEqual((await admin.get('/api/collection/projects')).json().items, [])
    })

    test('every answer may be read by a page of any origin, refusals and broken addresses too', async () => {
      const { base } = await open()
      const origin = 'https://study.example.org'
      for (const [method, path, status] of [
        ['GET', '/', 200],
        ['GET', '/token', 403],
        ['POST', '/submit', 403],
        ['GET', '/nothing', 404],
        ['PUT', '/submit', 405],
        ['DELETE', '/token', 405],
        ['GET', '/%zz', 400],
        ['GET', `/${'a'.repeat(9_000)}`, 414],
      ] as const) {
        const answer = await fetch(base + path, { method, headers: { origin } })
        assert.equal(answer.status, status, path.slice(0, 20))
        assert.equal(answer.headers.get('access-control-allow-origin'), origin, path.slice(0, 20))
        assert.equal(answer.headers.get('access-control-allow-credentials'), null)
        const body = (await answer.json()) as ErrorBody
        if (status >= 400) assert.deepEqual(Object.keys(body), ['status', 'message'])
      }
      const plain = await fetch(`${base}/token`)
      assert.equal(plain.headers.get('access-control-allow-origin'), '*')
      assert.equal(plain.headers.get('vary'), 'Origin')
      const raw = await sendRaw(
        base,
        `POST /collection/submit HTTP/1.1\r\nhost: a\r\norigin: ${origin}\r\ncontent-length: 900000000\r\nconnection: close\r\n\r\n`,
      )
      assert.match(raw, /^HTTP\/1\.1 413 /)
      assert.match(raw, /access-control-allow-origin: https:\/\/study\.example\.org/i)
    })

    test('a preflight names the methods of its path, and lets any header through for ten minutes', async () => {
      const { base } = await open()
      for (const [path, methods] of [
        ['/', 'GET, HEAD'],
        ['/token', 'GET, HEAD, POST'],
        ['/register', 'GET, HEAD'],
        ['/submit', 'POST'],
        ['//submit/', 'POST'],
      ]) {
        const answer = await fetch(base + path, {
          method: 'OPTIONS',
          headers: { origin: 'https://a.example', 'access-control-request-method': 'POST' },
        })
        assert.equal(answer.status, 204)
        assert.equal(answer.headers.get('access-control-allow-methods'), methods)
        assert.match(answer.headers.get('access-control-allow-headers') ?? '', /content-type.*authorization/)
        assert.equal(answer.headers.get('access-control-max-age'), '600')
      }
    })

    test('A8: after 100 wrong secrets an address must wait, another one not, and right ones never count', async () => {
      const { secret, test: app } = await open()
      const ask = (token: string, remoteAddress: string) =>
        app.inject({ url: `/collection/token?token=${token}`, remoteAddress })
      for (let i = 0; i < 150; i += 1) assert.equal((await ask(secret, '192.0.2.9')).statusCode, 200)
      for (let i = 0; i < 100; i += 1) assert.equal((await ask(`wrong${i}`, '192.0.2.1')).statusCode, 403)
      const refused = await ask('wrong', '192.0.2.1')
      assert.deepEqual([refused.statusCode, refused.json().status], [429, 'rate_limited'])
      assert.ok(Number(refused.headers['retry-after']) > 0)
      assert.equal((await ask(secret, '192.0.2.2')).statusCode, 200)
      assert.equal((await ask(secret, '192.0.2.9')).statusCode, 200)
      app.clock.advance(15 * 60_000)
      assert.equal((await ask(secret, '192.0.2.1')).statusCode, 200)
    })

    test('a token of ours stands for the secret when its account may issue links', async () => {
      const { test: app, base } = await open()
      const ask = async (name: string, roles: string[], scopes: string[]) => {
        const { token } = await app.as(name, { roles, scopes })
        return (await fetch(`${base}/token`, { headers: { authorization: `Bearer ${token}` } })).status
      }
      assert.equal(await ask('cora', ['collection:coordinator'], ['collection:write']), 200)
      assert.equal(await ask('mara', ['collection:manager'], ['*']), 200)
      assert.equal(await ask('rita', ['collection:manager'], ['collection:read']), 403)
      assert.equal(await ask('toni', ['training:manager'], ['*']), 403)
    })

    test('projects are not made on first use where the settings say so', async () => {
      const {
        base,
        secret,
        test: app,
      } = await open({
        env: { ATELIER_COLLECTION_CREATE_PROJECTS: 'false' },
      })
      const ask = async () => fetch(`${base}/token?token=${secret}&project=known`)
      assert.deepEqual(await refusal(await ask()), [400, 'invalid_project'])
      await (await app.as('admin')).post('/api/collection/projects', { name: 'known' })
      assert.equal((await ask()).status, 200)
    })
  }),
)
