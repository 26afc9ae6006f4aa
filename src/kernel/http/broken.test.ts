import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:http'
import { after, test } from 'node:test'
import { testServer } from '../../../test/support/kernel-server.ts'
import { exchange, openRaw, type Raw } from '../../../test/support/raw.ts'
import { waitFor } from '../../../test/support/wait.ts'
import type { App } from './app.ts'
import { renderProblem } from './errors.ts'
import { mount } from './mount.ts'
import { SlowBodies } from './slow-bodies.ts'

let smuggled = 0

function demo(app: App): void {
  mount(app, { prefix: '/demo', title: 'Demo', renderError: renderProblem }, (scope) => {
    scope.post('/take', { config: { access: 'public' } }, async ({ body }) => ({ body: body ?? null }))
    scope.get('/smuggled', { config: { access: 'public' } }, async () => {
      smuggled += 1
      return {}
    })
  })
}

async function listening(patience = {}) {
  const { app } = await testServer({ routes: demo, http: { patience } })
  const address = await app.listen({ host: '127.0.0.1', port: 0 })
  const answers = async () => assert.equal((await fetch(`${address}/healthz`)).status, 200)
  return { app, address, answers }
}

const host = 'Host: localhost\r\n'
const BROKEN: Record<string, string> = {
  'no request line': 'GARBAGE\r\n\r\n',
  'a method alone': 'GET\r\n\r\n',
  'an unknown version': `GET /healthz HTTP/9.9\r\n${host}\r\n`,
  'no host': 'GET /healthz HTTP/1.1\r\n\r\n',
  'a method in small letters': `get /healthz HTTP/1.1\r\n${host}\r\n`,
  'a space in the address': `GET /a b HTTP/1.1\r\n${host}\r\n`,
  'a control character in the address': `GET /a\x01b HTTP/1.1\r\n${host}\r\n`,
  'a header without a colon': `GET /healthz HTTP/1.1\r\n${host}nothing\r\n\r\n`,
  'a space before the colon': `GET /healthz HTTP/1.1\r\n${host}X-A : b\r\n\r\n`,
  'NUL in the name of a header': `GET /healthz HTTP/1.1\r\n${host}X\0A: b\r\n\r\n`,
  'NUL in a header': `GET /healthz HTTP/1.1\r\n${host}X-A: b\0c\r\n\r\n`,
  'a lone return in a header': `GET /healthz HTTP/1.1\r\n${host}X-A: b\rX-B: c\r\n\r\n`,
  'a length that is no number': `POST /demo/take HTTP/1.1\r\n${host}Content-Length: abc\r\n\r\n`,
  'a length below zero': `POST /demo/take HTTP/1.1\r\n${host}Content-Length: -1\r\n\r\n`,
  'a length over all measure': `POST /demo/take HTTP/1.1\r\n${host}Content-Length: ${'9'.repeat(40)}\r\n\r\n`,
  'a chunk without a size': `POST /demo/take HTTP/1.1\r\n${host}Transfer-Encoding: chunked\r\n\r\nzz\r\n`,
  'a chunk over all measure': `POST /demo/take HTTP/1.1\r\n${host}Transfer-Encoding: chunked\r\n\r\n${'f'.repeat(20)}\r\n`,
  'the greeting of TLS': '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03',
  'the greeting of HTTP/2': 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
}

test('I2: what is no HTTP is answered 400 and ends its own connection only', async () => {
  const { address, answers } = await listening()
  for (const [what, bytes] of Object.entries(BROKEN)) {
    const got = await exchange(address, bytes)
    assert.match(got, /^HTTP\/1\.1 400 /, `${what}: ${got}`)
    if (what !== 'no host')
      assert.match(got, /\r\ncontent-security-policy: .*frame-ancestors 'none'\r\n/, what)
    // Node itself answers a request without a host, and without words.
    if (what !== 'no host') assert.match(got, /"code":"broken_request"/, what)
    await answers()
  }
})

const hidden = `GET /demo/smuggled HTTP/1.1\r\n${host}\r\n`
const post = (headers: string, body: string) => `POST /demo/take HTTP/1.1\r\n${host}${headers}\r\n\r\n${body}`
const SMUGGLING: Record<string, string> = {
  'a length and chunks': post('Content-Length: 5\r\nTransfer-Encoding: chunked', `0\r\n\r\n${hidden}`),
  'chunks and a length': post('Transfer-Encoding: chunked\r\nContent-Length: 5', `0\r\n\r\n${hidden}`),
  'two lengths': post('Content-Length: 0\r\nContent-Length: 60', hidden),
  'two lengths in one': post('Content-Length: 0, 60', hidden),
  'an unknown coding': post('Transfer-Encoding: xchunked', `0\r\n\r\n${hidden}`),
  'chunks that are not the last coding': post('Transfer-Encoding: chunked, identity', `0\r\n\r\n${hidden}`),
  'a coding behind a space': post('Transfer-Encoding : chunked\r\nContent-Length: 0', `0\r\n\r\n${hidden}`),
}

test('I2: never are two lengths of one request believed', async () => {
  const { address, answers } = await listening()
  for (const [what, bytes] of Object.entries(SMUGGLING)) {
    const got = await exchange(address, bytes)
    assert.match(got, /^HTTP\/1\.1 400 /, `${what}: ${got}`)
    assert.equal(got.split('HTTP/1.1 ').length, 2, `${what}: one answer`)
    assert.equal(smuggled, 0, what)
    await answers()
  }
})

test('I2: a broken request behind one that is under way takes nothing of its answer', async () => {
  const { address } = await listening()
  const body = JSON.stringify({ whole: true })
  const whole = post(`Content-Type: application/json\r\nContent-Length: ${body.length}`, body)
  const got = await exchange(address, `${whole}GARBAGE\r\n\r\n`)
  // Either the first was answered before the second came in, or the connection just ended.
  assert.ok(got === '' || /^HTTP\/1\.1 200 /.test(got), got)
})

test('I2: an upgrade of whatever kind, on any path, is answered as the request that it is', async () => {
  const { address, answers } = await listening()
  const kinds = [
    'Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n',
    'Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQCAAAAAAIAAAAA\r\n',
    'Connection: upgrade\r\nUpgrade: \r\n',
  ]
  for (const path of ['/healthz', '/none', '/api/me', '/api/feed', '/demo/none', '/demo/%zz', '/docs/']) {
    for (const kind of kinds) {
      const raw = await openRaw(address, `GET ${path} HTTP/1.1\r\n${host}${kind}\r\n`)
      await waitFor(() => raw.read().includes('\r\n\r\n'))
      assert.match(raw.read(), /^HTTP\/1\.1 (200|302|400|401|404) /, `${path} ${kind}`)
      raw.socket.destroy()
    }
  }
  assert.equal(await exchange(address, `CONNECT example.org:80 HTTP/1.1\r\n${host}\r\n`), '')
  await answers()
})

test('I3: headers over 16 kB are refused with 431, those below are read', async () => {
  const { address } = await listening()
  const withHeader = (bytes: number) =>
    `GET /healthz HTTP/1.1\r\n${host}Connection: close\r\nX-Long: ${'a'.repeat(bytes)}\r\n\r\n`
  assert.match(await exchange(address, withHeader(15_000)), /^HTTP\/1\.1 200 /)
  const got = await exchange(address, withHeader(17_000))
  assert.match(got, /^HTTP\/1\.1 431 /)
  assert.match(got, /headers_too_large/)
})

test('L2: headers that do not end are cut with 408, by default between 30 and 65 s', async () => {
  const { app, address, answers } = await listening({ headersMs: 150, roundMs: 50 })
  for (const begun of [
    'GET /healthz HTTP/1.1\r\nHost: l',
    'GET /healthz HTTP/1.1\r\nHost: l\r\nX-A: 1\r\n',
  ]) {
    const raw = await openRaw(address, begun)
    await raw.closed
    assert.match(raw.read(), /^HTTP\/1\.1 408 /)
  }
  await answers()
  assert.equal(app.server.headersTimeout, 150)
  const { app: usual } = await testServer()
  const { headersTimeout } = usual.server
  assert.ok(headersTimeout >= 30_000 && headersTimeout + 5_000 <= 65_000, String(headersTimeout))
})

test('L2: a body that brings less than 1 kB/s after its first minute is cut, one that brings it is not', async () => {
  const slow = new SlowBodies(3_600_000)
  let requests = 0
  let bytes = 0
  const server = createServer((request) => {
    slow.watch(request)
    requests += 1
    request.on('data', (part: Buffer) => {
      bytes += part.length
    })
    request.on('error', () => undefined)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  after(() => {
    slow.stop()
    server.close()
  })
  const { port } = server.address() as { port: number }
  const begin = (body: string) =>
    openRaw(`http://127.0.0.1:${port}`, `POST / HTTP/1.1\r\n${host}Content-Length: 9000000\r\n\r\n${body}`)
  const isOpen = (raw: Raw) => !raw.socket.closed
  const lazy = await begin('x')
  const brisk = await begin('x'.repeat(100_000))
  const since = performance.now()
  await waitFor(() => requests === 2 && bytes === 100_001)
  slow.look(since + 59_000)
  assert.ok(isOpen(lazy) && isOpen(brisk))
  slow.look(since + 62_000)
  await lazy.closed
  assert.ok(isOpen(brisk))
  slow.look(since + 110_000)
  await brisk.closed
})

test('L2, L3: hundreds who hold headers, bodies and idle connections do not keep others from being answered', async () => {
  const long = process.env.ATELIER_TEST_LONG === '1'
  const { address } = await listening()
  const begun = [
    `GET /healthz HTTP/1.1\r\n${host}X-A: `,
    `POST /demo/take HTTP/1.1\r\n${host}Content-Type: application/json\r\nContent-Length: 1000\r\n\r\n{`,
    '',
  ]
  const held: Raw[] = []
  for (let i = 0; i < (long ? 500 : 60); i += 1)
    held.push(...(await Promise.all(begun.map((text) => openRaw(address, text)))))
  const times: number[] = []
  for (let i = 0; i < (long ? 1_000 : 50); i += 1) {
    const since = performance.now()
    assert.equal((await fetch(`${address}/readyz`)).status, 200)
    times.push(performance.now() - since)
  }
  // The figure is for the long run on a quiet machine.
  if (long) {
    const p99 = times.sort((a, b) => a - b)[Math.floor(times.length * 0.99)] ?? 0
    assert.ok(p99 <= 500, `p99 was ${p99} ms`)
  }
  for (const raw of held) raw.socket.destroy()
  await Promise.all(held.map((raw) => raw.closed))
})
