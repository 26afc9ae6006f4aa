import assert from 'node:assert/strict'
import { hash } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { after, test } from 'node:test'
import { type RawData, WebSocket, WebSocketServer } from 'ws'
import { testApp } from '../../../../test/support/apps/compute.ts'
import { call, pairOf } from '../../../../test/support/call.ts'
import { openRaw } from '../../../../test/support/raw.ts'
import { placeSession } from '../../../../test/support/session.ts'
import { waitFor } from '../../../../test/support/wait.ts'
import { inTransaction } from '../../../kernel/db/db.ts'
import { setRoles } from '../../../kernel/identity/group.ts'
import { openSession } from '../../../kernel/identity/session.ts'

const app = await testApp()
const url = await app.listen()
const { origin, host } = new URL(url)
const ada = await app.as('ada', { roles: ['compute:user'] })
const own = { 'uws-authorization': `Token ${ada.token}` }

const acceptOf = ({ headers }: IncomingMessage): string =>
  hash('sha1', `${headers['sec-websocket-key']}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`, 'base64')
/** A line break that some clients take for the end of a header. */
const FORGED =
  'HTTP/1.1 101 x\r\nsec-websocket-accept: ACCEPT\r\nx: a\nset-cookie: atelier=evil; path=/\r\n\r\n'

/** The program in the session: it speaks WebSocket, and a test says what it does with each. */
let meet: (socket: WebSocket, request: IncomingMessage) => void = () => undefined
let say: (request: IncomingMessage, response: ServerResponse) => void = (_, response) => response.end('here')
const sockets = new WebSocketServer({
  noServer: true,
  handleProtocols: (offered) => (offered.has('v1.kernel') ? 'v1.kernel' : false),
})
const program = createServer((request, response) => say(request, response))
program.on('upgrade', (request, socket, head) => {
  if (request.url?.endsWith('/forged')) socket.end(FORGED.replace('ACCEPT', acceptOf(request)))
  else if (request.url?.endsWith('/no')) socket.end('HTTP/1.1 403 Forbidden\r\ncontent-length: 0\r\n\r\n')
  else sockets.handleUpgrade(request, socket, head, (ws) => meet(ws, request))
})
await new Promise<void>((resolve) => program.listen(0, '127.0.0.1', resolve))
after(() => {
  for (const socket of sockets.clients) socket.terminate()
  program.close()
  program.closeAllConnections()
})
const { port } = program.address() as AddressInfo
const session = await placeSession(app, ada.id, { port })
const at = `${url.replace('http', 'ws')}${session.path}/socket`

/** Opens one and waits until it stands; gives the status of the refusal when it does not. */
function open(address: string, headers: Record<string, string> = {}, protocols: string[] = []) {
  const socket = new WebSocket(address, protocols, { headers, perMessageDeflate: false })
  return new Promise<WebSocket | number>((resolve, reject) => {
    socket.once('open', () => resolve(socket))
    socket.once('unexpected-response', (_request, answer) => resolve(answer.statusCode ?? 0))
    socket.once('error', reject)
  })
}

async function opened(address: string, headers: Record<string, string>): Promise<WebSocket> {
  const socket = await open(address, headers)
  assert.ok(socket instanceof WebSocket, `refused with ${socket}`)
  return socket
}

const closeOf = async (socket: WebSocket): Promise<number> => (await once(socket, 'close'))[0]
const cookieOf = async () =>
  pairOf((await call(`${url}${session.path}/?token=${session.door}`)).cookies.at(-1))

test('a WebSocket passes both ways: text, bytes, large messages, pings, sub-protocols and codes of closing', async () => {
  meet = (socket, request) => {
    assert.equal(request.headers.authorization, `token ${session.secret}`)
    assert.equal(request.headers['uws-authorization'], undefined)
    socket.on('message', (data, isBinary) => socket.send(data, { binary: isBinary }))
    socket.on('ping', (data) => socket.send(`ping ${data}`))
    socket.once('close', (code, reason) => {
      ended = `${code} ${reason}`
    })
  }
  let ended = ''
  const socket = new WebSocket(at, ['v0', 'v1.kernel'], { headers: own })
  await once(socket, 'open')
  assert.equal(socket.protocol, 'v1.kernel')
  const next = async () => (await once(socket, 'message')) as [RawData, boolean]
  const large = Buffer.alloc(6_000_000, 'ab')
  for (const [sent, isBinary] of [
    ['héllo', false],
    [Buffer.from([0, 255, 10]), true],
    [large, true],
    ['', false],
  ] as const) {
    socket.send(sent)
    const [data, wasBinary] = await next()
    assert.equal(wasBinary, isBinary)
    assert.ok(Buffer.from(sent).equals(data as Buffer))
  }
  socket.ping('x')
  assert.equal(String((await next())[0]), 'ping x')
  socket.close(3_000, 'enough')
  assert.equal(await closeOf(socket), 3_000)
  await waitFor(() => ended === '3000 enough')
  meet = (other) => other.close(4_000, 'no more')
  const second = await opened(at, own)
  const [code, reason] = await once(second, 'close')
  assert.deepEqual([code, String(reason)], [4_000, 'no more'])
})

test('A10: a WebSocket is refused before 101 to strangers, and to pages of other sites with a cookie', async () => {
  let met = 0
  meet = () => {
    met += 1
  }
  const cookie = await cookieOf()
  assert.equal(await open(at), 401)
  assert.equal(await open(at, { cookie }), 403)
  assert.equal(await open(at, { cookie, origin: 'https://evil.example' }), 403)
  assert.equal(await open(at.replace(`/${session.id}/`, '/999/'), own), 404)
  const bea = await app.as('bea', { roles: ['compute:user'] })
  assert.equal(await open(at, { 'uws-authorization': `Token ${bea.token}` }), 404)
  assert.equal(met, 0)
  assert.equal(await open(`${at}/no`, own), 403)
  assert.equal(await open(`${at}/forged`, own), 502)
  const gone = await placeSession(app, ada.id, { port: 1 })
  assert.equal(await open(`${url.replace('http', 'ws')}${gone.path}/socket`, own), 502)
  const good: Record<string, string>[] = [{ cookie, origin }, { authorization: `token ${session.door}` }]
  for (const headers of good) (await opened(at, headers)).terminate()
  assert.equal(met, 2)
})

test('I2: frames that break the protocol end their own connection, and nothing is held of a message that is too long', async () => {
  meet = (socket) => socket.on('error', () => undefined)
  const key = 'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n'
  const upgrade = `GET ${session.path}/x?token=${session.door} HTTP/1.1\r\nHost: ${host}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n`
  const huge = Buffer.concat([Buffer.from([0x82, 0xff]), Buffer.alloc(2), Buffer.from([1]), Buffer.alloc(9)])
  const abuses: [string, Buffer, number][] = [
    ['no mask', Buffer.from([0x81, 0x01, 0x61]), 1002],
    ['an unknown code', Buffer.from([0x83, 0x80, 0, 0, 0, 0]), 1002],
    ['a ping in pieces', Buffer.from([0x09, 0x80, 0, 0, 0, 0]), 1002],
    ['a long ping', Buffer.from([0x89, 0xfe, 0x01, 0x00, 0, 0, 0, 0]), 1002],
    ['a terabyte', huge, 1009],
  ]
  for (const [what, bytes, code] of abuses) {
    const raw = await openRaw(url, `${upgrade}${key}\r\n`)
    await waitFor(() => raw.read().includes('\r\n\r\n'))
    raw.socket.write(bytes)
    await raw.closed
    const [, frames = ''] = raw.read().split('\r\n\r\n')
    assert.equal(Buffer.from(frames, 'latin1').readUInt16BE(2), code, what)
  }
  for (const headers of ['Sec-WebSocket-Version: 13\r\n', key.replace('13', '7'), key.replace('==', '')]) {
    const raw = await openRaw(url, `${upgrade}${headers}\r\n`)
    await raw.closed
    assert.match(raw.read(), /^HTTP\/1\.1 426 /)
  }
  assert.equal((await call(`${url}/healthz`)).status, 200)
})

test('L4: whoever does not read holds up the other side, and nothing piles up here', async () => {
  const piece = Buffer.alloc(1_000_000)
  let written = 0
  say = async (_request, response) => {
    response.on('error', () => undefined)
    while (!response.destroyed && written < 1_000) {
      written += 1
      if (!response.write(piece)) await once(response, 'drain').catch(() => undefined)
    }
  }
  const lazy = connect(Number(new URL(url).port), '127.0.0.1')
  lazy.on('error', () => undefined).pause()
  lazy.write(`GET ${session.path}/big?token=${session.door} HTTP/1.1\r\nHost: ${host}\r\n\r\n`)
  await stands(() => written)
  assert.ok(written < 40, `${written} MB went off`)
  lazy.destroy()

  let deaf: ServerResponse | undefined
  say = (_request, response) => {
    deaf = response
  }
  const eager = connect(Number(new URL(url).port), '127.0.0.1')
  eager.on('error', () => undefined)
  eager.write(
    `PUT ${session.path}/big?token=${session.door} HTTP/1.1\r\nHost: ${host}\r\nContent-Length: 1000000000\r\n\r\n`,
  )
  for (let sent = 0; sent < 100; sent += 1) eager.write(piece)
  await stands(() => eager.bytesWritten - eager.writableLength)
  assert.ok(eager.writableLength > 60_000_000, `${eager.bytesWritten - eager.writableLength} bytes went off`)
  eager.destroy()
  deaf?.destroy()

  let taken = 0
  meet = (socket) => {
    const timer = setInterval(() => {
      if (socket.bufferedAmount > 2_000_000 || taken >= 1_000) return
      socket.send(piece)
      taken += 1
    }, 1)
    socket.once('close', () => clearInterval(timer)).on('error', () => undefined)
  }
  const idle = await opened(at, own)
  idle.pause()
  await stands(() => taken)
  assert.ok(taken < 40, `${taken} MB went off`)
  idle.terminate()
  say = (_, response) => response.end('here')
})

/** Waits until a number has stopped growing. */
async function stands(count: () => number): Promise<void> {
  let before = -1
  let same = 0
  await waitFor(() => {
    same = count() === before ? same + 1 : 0
    before = count()
    return before > 0 && same > 30
  })
}

test('A3: a right that was taken away ends what is open by it within five seconds', async () => {
  meet = (socket) => socket.on('error', () => undefined)
  const { kernel, clock } = app
  const by = { via: 'system' } as const
  const leaver = await app.as('leaver', { roles: ['compute:user'] })
  const theirs = await placeSession(app, leaver.id, { port })
  const there = `${url.replace('http', 'ws')}${theirs.path}/socket`
  const signedIn = await inTransaction(kernel.db, (tx) =>
    openSession(tx, { accountId: ada.id, now: clock.now() }),
  )
  const { id: link, address } = (
    await ada.post(`/api/compute/sessions/${session.id}/links`, { may: 'use', minutes: 60 })
  ).json()
  const entered = await app.inject({
    ...{ method: 'POST', url: '/api/compute/session-links/enter' },
    payload: { link: address.split('#')[1], name: 'A guest' },
  })
  const path = entered.json().address.replace(/^https?:\/\/[^/]+/, '')
  const guest = pairOf((await call(url + path)).cookies[0])
  say = (_request, response) =>
    response.writeHead(200, { 'content-type': 'text/event-stream' }).write('data: 1\n\n')
  const open = [
    await opened(there, { 'uws-authorization': `Token ${leaver.token}` }),
    await opened(`${there}?token=${theirs.door}`, {}),
    await opened(at, { cookie: `atelier=${signedIn.secret}`, origin }),
    await opened(at, { cookie: guest, origin }),
  ]
  const stays = await opened(at, own)
  const stream = await fetch(`${url}${theirs.path}/events?token=${theirs.door}`)
  const closed = Promise.all(open.map(closeOf))
  await setRoles(kernel.identity, by, { account: leaver.id }, [])
  await ada.delete(`/api/compute/sessions/${session.id}/links/${link}`)
  await inTransaction(kernel.db, (tx) =>
    tx.deleteFrom('kernel_session').where('id', '=', signedIn.id).execute(),
  )
  kernel.identity.cache.clear()
  const since = performance.now()
  assert.deepEqual(await closed, [4_401, 4_401, 4_401, 4_401])
  assert.equal(await stream.text(), 'data: 1\n\n')
  assert.ok(performance.now() - since < 10_000)
  assert.equal((await call(`${url}${session.path}/`, { headers: { cookie: guest } })).status, 404)
  assert.equal(stays.readyState, WebSocket.OPEN)
  stays.terminate()
})

test('R7: at a stop of the server a WebSocket gets its close frame', async () => {
  meet = () => undefined
  const socket = await opened(at, own)
  const code = closeOf(socket)
  await app.close()
  assert.equal(await code, 1_001)
})
