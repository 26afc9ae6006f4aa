import assert from 'node:assert/strict'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { after, beforeEach, test } from 'node:test'
import { testApp } from '../../../../test/support/apps/compute.ts'
import { call, pairOf } from '../../../../test/support/call.ts'
import { exchange } from '../../../../test/support/raw.ts'
import { placeSession } from '../../../../test/support/session.ts'
import { waitFor } from '../../../../test/support/wait.ts'
import { inTransaction } from '../../../kernel/db/db.ts'
import { openSession } from '../../../kernel/identity/session.ts'

const DOMAIN = 'sessions.example'
const app = await testApp({ env: { ATELIER_COMPUTE_PASSTHROUGH_WILDCARD_DOMAIN: DOMAIN } })
const url = await app.listen()
const ada = await app.as('ada', { roles: ['compute:user'] })
const bea = await app.as('bea', { roles: ['compute:user'] })

/** What the program in the session was asked last, and how it answers. */
let asked: IncomingMessage[] = []
let say: (request: IncomingMessage, response: ServerResponse) => void
const here = (_request: IncomingMessage, response: ServerResponse) => response.end('here')
const program = createServer((request, response) => {
  asked.push(request)
  say(request, response)
})
await new Promise<void>((resolve) => program.listen(0, '127.0.0.1', resolve))
after(() => {
  program.close()
  program.closeAllConnections()
})
const { port } = program.address() as AddressInfo
const session = await placeSession(app, ada.id, { port })
const page = `${url}${session.path}/tree`
const own = { 'uws-authorization': `Token ${ada.token}` }

beforeEach(() => {
  asked = []
  say = here
})

/** The last request's headers, as the program saw them. */
const seen = () => asked.at(-1)?.headers ?? {}

/** The cookie of a visit, as the session's secret gives it. */
async function visit(): Promise<string> {
  const { status, cookies } = await call(`${page}?token=${session.door}`)
  assert.equal(status, 200)
  return pairOf(cookies.at(-1))
}

/** A sign-in to the console, as its cookie holds it. */
async function signIn(account: number): Promise<string> {
  const { kernel, clock } = app
  const made = { accountId: account, now: clock.now() }
  const { secret } = await inTransaction(kernel.db, (tx) => openSession(tx, made))
  return `atelier=${secret}`
}

test('F5: a session is reached by its owner, its secret and its cookie, and by nothing else', async () => {
  const status = async (address: string, headers: Record<string, string> = {}) =>
    (await call(address, { headers })).status
  assert.equal(await status(page), 401)
  assert.equal(await status(page, own), 200)
  assert.equal(await status(page, { 'uws-authorization': `Token ${bea.token}` }), 404)
  assert.equal(await status(page, { 'uws-authorization': 'Token wrong' }), 401)
  assert.equal(await status(page, { 'uws-authorization': ada.token }), 401)
  assert.equal(await status(page, { authorization: `Bearer ${ada.token}` }), 200)
  assert.equal(await status(page, { authorization: `token ${session.door}` }), 200)
  assert.equal(await status(`${page}?token=${session.door}`), 200)
  assert.equal(asked.at(-1)?.url, `${session.path}/tree?token=${session.secret}`)
  // What the program itself asks for is known to all who were once in it.
  assert.equal(await status(`${page}?token=${session.secret}`), 401)
  assert.equal(await status(page, { cookie: await visit() }), 200)
  assert.equal(await status(page, { cookie: `${await visit()}x` }), 401)
  assert.equal(await status(page, { cookie: await signIn(ada.id) }), 200)
  assert.equal(await status(page, { cookie: await signIn(bea.id) }), 404)
  const reader = await app.as('ada', { scopes: ['collection:read'] })
  assert.equal(await status(page, { 'uws-authorization': `Token ${reader.token}` }), 403)
})

test('F5: nothing in a request says where to connect', async () => {
  const canary = await placeSession(app, bea.id, { port })
  const attempts = [
    `/compute/passthrough/localhost/${session.id}/tree`,
    `/compute/passthrough/127.0.0.1:22/${session.id}/tree`,
    `/compute/passthrough/169.254.169.254/${session.id}/`,
    `/compute/passthrough/127.0.0.1/${session.id + 10_000}/`,
    `/compute/passthrough/127.0.0.1/${canary.id}/tree`,
    `/compute/passthrough/127.0.0.1/${port}/tree`,
    `/compute/passthrough/127.0.0.1/${session.id}e0/tree`,
    `/compute/passthrough/127.0.0.1/99999999999999999999/`,
    `/compute/apart/${session.id}/tree`,
    `/compute/ports/${session.id}/${port}/`,
    `/compute/terminal/${session.id}`,
  ]
  for (const path of attempts) {
    const { status, body } = await call(url + path, { headers: own })
    assert.ok([404, 409].includes(status), `${path}: ${status}`)
    assert.match(body, /^{"success":false,"message":"/, path)
    assert.equal(asked.length, 0, path)
  }
  const two = `GET ${session.path}/?token=${session.door} HTTP/1.1\r\nHost: a\r\nHost: b\r\nConnection: close\r\n\r\n`
  assert.match(await exchange(url, two), /^HTTP\/1\.1 400 /)
  assert.equal(asked.length, 0)
  // Whatever a client names besides, the stored address is what is called.
  await call(page, { headers: { ...own, host: 'example.org:22', 'x-forwarded-host': 'example.org' } })
  assert.equal(asked.length, 1)
})

test('F5, A11: our credentials and what clients say of themselves do not reach the session', async () => {
  const cookie = `atelier=1; mine=2; __Host-atelier=3; ${await visit()}; ATELIER-join=4; _xsrf=5`
  const headers = {
    ...{
      cookie,
      'x-forwarded-for': '10.9.9.9',
      forwarded: 'for=10.9.9.9',
      via: '1.1 x',
      'x-real-ip': '1.1.1.1',
    },
    ...{
      connection: 'keep-alive, x-secret',
      'x-secret': '1',
      te: 'trailers',
      'x-mine': 'kept',
      'x-atelier': '1',
    },
  }
  await call(page, { headers: { ...headers, ...own } })
  assert.equal(seen().cookie, 'mine=2; _xsrf=5')
  assert.equal(seen()['x-forwarded-for'], '127.0.0.1')
  assert.equal(seen()['x-forwarded-proto'], 'http')
  assert.equal(seen()['x-forwarded-host'], new URL(url).host)
  assert.equal(seen()['x-mine'], 'kept')
  for (const name of ['uws-authorization', 'forwarded', 'via', 'x-real-ip', 'x-secret', 'te', 'x-atelier'])
    assert.equal(seen()[name], undefined, name)
  // The program is told its own secret in the place of a token of ours.
  assert.equal(seen().authorization, `token ${session.secret}`)
  await call(page, { headers: { cookie: await visit(), authorization: `Bearer ${bea.token}` } })
  assert.equal(seen().authorization, `token ${session.secret}`)
  // What is the program's own goes through.
  await call(page, { headers: { cookie: await visit(), authorization: 'Basic YTpi' } })
  assert.equal(seen().authorization, 'Basic YTpi')
})

test('F5: what a session sets and says holds for its own path alone', async () => {
  say = (_request, response) =>
    response
      .writeHead(200, [
        ...[
          'set-cookie',
          'a=1; Path=/; Domain=example.org; Secure',
          'set-cookie',
          `b=2; path=${session.path}/x`,
        ],
        ...['set-cookie', 'atelier=evil; Path=/', 'set-cookie', '__Host-atelier=evil; Path=/'],
        ...['set-cookie', 'Atelier-Session-1=evil', 'service-worker-allowed', '/', 'clear-site-data', '"*"'],
        ...['set-cookie', '=atelier=evil; Path=/', 'cross-origin-opener-policy', 'same-origin'],
        ...[
          'strict-transport-security',
          'max-age=1',
          'nel',
          '{}',
          'x-kept',
          '1',
          'connection',
          'x-hop',
          'x-hop',
          '1',
        ],
        ...['content-security-policy', "frame-ancestors 'self'"],
      ])
      .end()
  const { headers, cookies } = await call(page, { headers: own })
  assert.deepEqual(cookies, [`a=1; Secure; Path=${session.path}/`, `b=2; Path=${session.path}/x`])
  assert.equal(headers['x-kept'], '1')
  for (const name of [
    'service-worker-allowed',
    'clear-site-data',
    'strict-transport-security',
    'cross-origin-opener-policy',
    'nel',
    'x-hop',
  ])
    assert.equal(headers[name], undefined, name)
  const { host } = new URL(url)
  const at = `http://${host}${session.path}/ ws://${host}${session.path}/`
  assert.equal(
    headers['content-security-policy'],
    `frame-ancestors 'self', connect-src ${at} data: blob:; form-action ${at}`,
  )
  // Whoever opened a window with a page or an answer of ours has no hold of it.
  const ours = await call(`${url}/api/me`)
  assert.equal(ours.headers['cross-origin-opener-policy'], 'same-origin')
  assert.match(String(ours.headers['content-security-policy']), /frame-ancestors 'none'/)
})

test('F5: a redirect to our own address stays within the session', async () => {
  const { host } = new URL(url)
  const cases: [string, string | undefined][] = [
    ['/api/accounts', `${session.path}/api/accounts`],
    [`http://${host}/api/accounts?x=1#y`, `${session.path}/api/accounts?x=1#y`],
    [`https://${host}/app`, `${session.path}/app`],
    [`//${host}/app`, `${session.path}/app`],
    ['\\\\127.0.0.1\\app', `${session.path}/app`],
    ['../../../../api', `${session.path}/api`],
    ['%2e%2e/%2e%2e/../../api', `${session.path}/api`],
    [`http://127.0.0.1:${port}${session.path}/x`, `${session.path}/x`],
    [`${session.path}/lab?a=b`, `${session.path}/lab?a=b`],
    ['notebooks/a.ipynb', `${session.path}/notebooks/a.ipynb`],
    ['https://example.org/there', 'https://example.org/there'],
    ['http://[', undefined],
  ]
  for (const [location, held] of cases) {
    say = (_request, response) => response.writeHead(307, { location }).end()
    const { status, headers } = await call(page, { headers: own })
    assert.equal(status, 307)
    assert.equal(headers.location, held, location)
  }
})

test('A10: with a cookie, what acts must come from a page of this server', async () => {
  const cookie = await visit()
  const { origin } = new URL(url)
  const post = async (headers: Record<string, string>) =>
    (await call(page, { method: 'POST', headers: { ...headers, 'content-length': '1' }, body: 'a' })).status
  assert.equal(await post({ cookie }), 403)
  assert.equal(await post({ cookie, origin: 'https://evil.example' }), 403)
  assert.equal(await post({ cookie, origin: 'null' }), 403)
  assert.equal(await post({ cookie: await signIn(ada.id), origin: 'https://evil.example' }), 403)
  assert.equal(asked.filter(({ method }) => method === 'POST').length, 0)
  assert.equal(await post({ cookie, origin }), 200)
  assert.equal(await post({ cookie, 'sec-fetch-site': 'same-origin' }), 200)
  assert.equal(await post(own), 200)
})

test('every method and body passes, and the bare address leads to the folder below', async () => {
  say = async (request, response) => response.end(`${request.method} ${await text(request)}`)
  for (const method of ['PUT', 'PATCH', 'DELETE', 'OPTIONS', 'PROPFIND', 'REPORT']) {
    const { status, body } = await call(page, {
      method,
      headers: { ...own, 'content-length': '4' },
      body: 'body',
    })
    assert.deepEqual([status, body], [200, `${method} body`])
  }
  const chunked = await call(page, {
    method: 'POST',
    headers: { ...own, 'transfer-encoding': 'chunked' },
    body: '{',
  })
  assert.equal(chunked.body, 'POST {')
  const head = await call(page, { method: 'HEAD', headers: own })
  assert.deepEqual([head.status, head.body], [200, ''])
  const odd = `${url}${session.path}//a//b%2F..%20c/?q=%zz&token=`
  await call(odd, { headers: own })
  assert.equal(asked.at(-1)?.url, `${session.path}//a//b%2F..%20c/?q=%zz&token=`)
  const bare = await call(`${url}${session.path}?a=1`, { headers: own })
  assert.deepEqual([bare.status, bare.headers.location], [302, `${session.path}/?a=1`])
  assert.equal((await call(`${url}${session.path}/`, { headers: own })).status, 200)
})

test('a stream of events comes as it is said, and ends with the session', async () => {
  let more: ServerResponse | undefined
  say = (_request, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' }).flushHeaders()
    more = response
  }
  const stream = await fetch(page, { headers: own })
  const reader = stream.body?.getReader()
  for (const each of ['data: 1\n\n', 'data: 2\n\n']) {
    more?.write(each)
    const { value } = (await reader?.read()) ?? {}
    assert.equal(new TextDecoder().decode(value), each)
  }
  more?.destroy()
  await assert.rejects(async () => reader?.read())
})

test('a session whose program is gone is a 502, one that has ended is not there', async () => {
  const gone = await placeSession(app, ada.id, { port: 1 })
  const since = performance.now()
  const { status, body } = await call(`${url}${gone.path}/`, {
    method: 'POST',
    headers: { ...own, 'content-length': '3' },
    body: 'abc',
  })
  assert.equal(status, 502)
  assert.doesNotMatch(body, /ECONN|127\.0\.0\.1/)
  assert.ok(performance.now() - since < 1_000)
  const ended = await placeSession(app, ada.id, { port })
  assert.equal((await call(`${url}${ended.path}/`, { headers: own })).status, 200)
  await inTransaction(app.kernel.db, (tx) =>
    (tx as never as import('../tables.ts').Tx)
      .updateTable('compute_session')
      .set({ status: 'complete' })
      .where('id', '=', ended.id)
      .execute(),
  )
  await waitFor(async () => (await call(`${url}${ended.path}/`, { headers: own })).status === 404)
})

test('on the wildcard domain a session has an origin of its own, and nothing of ours is there', async () => {
  const name = `job-${session.id}-${session.label}.${DOMAIN}`
  const at = (path: string, headers: Record<string, string> = {}, host = name) =>
    call(url + path, { headers: { ...headers, host } })
  assert.equal((await at('/api/me', own)).body, 'here')
  assert.equal(asked.at(-1)?.url, '/api/me')
  for (const path of ['/', '/app/me', '/healthz', '/compute/status/', '/assets/index.js'])
    assert.equal((await at(path)).status, 401, path)
  assert.equal((await at('/', { cookie: await signIn(ada.id) })).status, 401)
  for (const host of [
    `job-${session.id}-wrong.${DOMAIN}`,
    `job-${session.id + 1}-${session.label}.${DOMAIN}`,
  ])
    assert.equal((await at('/', own, host)).status, 404, host)
  assert.equal((await at('/', own, `x.${DOMAIN}`)).status, 404)
  say = (_request, response) =>
    response.writeHead(302, { location: '/lab', 'set-cookie': 'a=1; Domain=sessions.example; Path=/' }).end()
  const { headers, cookies } = await at(`/x?token=${session.door}`)
  assert.equal(headers.location, '/lab')
  assert.equal(headers['content-security-policy'], undefined)
  assert.equal(cookies[0], 'a=1; Path=/')
  assert.match(cookies[1] ?? '', /^atelier-session-\d+=\S+; Path=\/; HttpOnly; SameSite=Lax$/)
  // No page of it is shown on the console's origin, whoever names that address.
  const shown = await call(`${page}?token=${session.door}`, { headers: { 'sec-fetch-dest': 'document' } })
  const [, port_] = /(:\d+)$/.exec(url) ?? []
  assert.equal(shown.headers.location, `http://${name}${port_}${session.path}/tree?token=${session.door}`)
  assert.deepEqual([shown.status, shown.cookies], [302, []])
  // The console opens it by a code that is good once.
  const { address } = (await ada.post(`/api/compute/sessions/${session.id}/open`, { page: 'lab?x=1' })).json()
  const { pathname, search, host } = new URL(address)
  assert.equal(host, name)
  const first = await at(pathname + search, {}, host)
  assert.deepEqual([first.status, first.headers.location], [302, `${session.path}/lab?x=1`])
  say = here
  const again = await at(pathname, { cookie: pairOf(first.cookies[0]) }, host)
  assert.equal(again.body, 'here')
  assert.equal((await at(pathname + search, {}, host)).status, 401)
})
