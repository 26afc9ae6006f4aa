import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, realpathSync } from 'node:fs'
import { createServer } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { WebSocket, WebSocketServer } from 'ws'
import { testApp } from '../../../../test/support/apps/compute.ts'
import { call } from '../../../../test/support/call.ts'
import { freePort } from '../../../../test/support/postgres.ts'
import { placeSession } from '../../../../test/support/session.ts'
import { waitFor } from '../../../../test/support/wait.ts'

const app = await testApp({ env: { ATELIER_COMPUTE_PASSTHROUGH_PATIENCE_SECONDS: '1' } })
const url = await app.listen()
const ada = await app.as('ada', { roles: ['compute:user'] })
const own = { 'uws-authorization': `Token ${ada.token}` }
const folder = realpathSync(mkdtempSync(join(tmpdir(), 'atelier-helper-')))
const programs: ChildProcess[] = []
after(() => {
  for (const program of programs) program.kill('SIGKILL')
})

/** A session with the helper itself as its server, as those of the kind Terminal have. */
async function helped() {
  const port = await freePort()
  const session = await placeSession(app, ada.id, { port, helperPort: port })
  const program = spawn('python3', ['-I', 'runners/session-helper.py'], {
    env: {
      ...{ PATH: process.env.PATH, HOME: folder, SHELL: '/bin/sh', PS1: '$ ', ATELIER_WORKSPACE: folder },
      ...{
        ATELIER_HOST: '127.0.0.1',
        ATELIER_HELPER_PORT: String(port),
        ATELIER_SESSION_TOKEN: session.secret,
      },
    },
    stdio: ['ignore', 'inherit', 'inherit'],
  })
  programs.push(program)
  await waitFor(() => accepts(port))
  return { session, program, port }
}

async function accepts(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1')
  const isThere = await new Promise<boolean>((resolve) => {
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false))
  })
  socket.destroy()
  return isThere
}

/** A terminal as the console's page has it: what it shows, and what is typed. */
async function terminal(session: { id: number }, name = '1') {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/compute/terminal/${session.id}?name=${name}`, {
    headers: own,
  })
  let shown = ''
  const told: string[] = []
  socket.on('message', (data, isBinary) => {
    if (isBinary) shown += data
    else told.push(String(data))
  })
  const closed = once(socket, 'close')
  await once(socket, 'open')
  const type = (text: string) => socket.send(Buffer.from(text))
  const resize = (cols: number, rows: number) => socket.send(JSON.stringify({ type: 'resize', cols, rows }))
  return { socket, type, resize, closed, told, shows: (text: string) => waitFor(() => shown.includes(text)) }
}

test('a terminal is the shell of the session: typed at, resized, looked at by several, and still there after a break', async () => {
  const { session, port } = await helped()
  const first = await terminal(session)
  first.resize(132, 43)
  first.type('stty size; pwd; echo "secret: [$ATELIER_SESSION_TOKEN]"\r')
  await first.shows('43 132')
  await first.shows(folder)
  await first.shows('secret: []')
  first.type('kept=$((6*7))\r')
  first.socket.terminate()
  const second = await terminal(session)
  await second.shows('43 132')
  const third = await terminal(session)
  second.type('echo "it is $kept"\r')
  await third.shows('it is 42')
  const other = await terminal(session, 'other')
  other.type('echo "there is nothing: [$kept]"\r')
  await other.shows('there is nothing: []')
  third.type('exit\r')
  await Promise.all([second.closed, third.closed])
  assert.deepEqual(third.told, ['{"type":"ended"}'])
  const fresh = await terminal(session)
  fresh.type('echo "fresh: [$kept]"\r')
  await fresh.shows('fresh: []')
  // Others on the machine reach the port, and nothing behind it.
  for (const authorization of ['', 'token wrong', `token ${session.door}`])
    assert.equal(
      (await call(`http://127.0.0.1:${port}/terminal`, { headers: { authorization } })).status,
      401,
    )
})

test('of strangers who come and say nothing the first leave again, and the terminal is there all the same', async () => {
  const { session, port } = await helped()
  let left = 0
  const strangers = Array.from({ length: 100 }, () => connect(port, '127.0.0.1').resume())
  for (const stranger of strangers) stranger.once('close', () => (left += 1)).on('error', () => undefined)
  await waitFor(() => left >= 30)
  const shell = await terminal(session)
  shell.type('echo here-$((20 + 3))\n')
  await shell.shows('here-23')
  for (const stranger of strangers) stranger.destroy()
  shell.socket.terminate()
})

test('a further port of a session is reached once its owner opens it, WebSockets too, and no longer once it is closed', async () => {
  const { session } = await helped()
  const sockets = new WebSocketServer({ noServer: true })
  const server = createServer((request, response) => {
    const { authorization = 'nothing', 'x-forwarded-prefix': at } = request.headers
    response.writeHead(200, { 'set-cookie': 'a=1; Path=/in' }).end(`${request.url} ${at} ${authorization}`)
  })
  server.on('upgrade', (request, socket, head) =>
    sockets.handleUpgrade(request, socket, head, (ws) => ws.on('message', (data) => ws.send(data))),
  )
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  after(() => {
    for (const socket of sockets.clients) socket.terminate()
    server.close()
    server.closeAllConnections()
  })
  const { port } = server.address() as AddressInfo
  const prefix = `/compute/ports/${session.id}/${port}`
  const api = `/api/compute/sessions/${session.id}/ports`
  assert.equal((await call(`${url}${prefix}/in?x=1`, { headers: own })).status, 404)
  assert.equal((await ada.put(`${api}/${port}`, { name: 'My app' })).statusCode, 200)
  assert.equal((await ada.put(`${api}/22`, {})).statusCode, 400)
  const answer = await call(`${url}${prefix}/in?x=1`, { headers: own })
  assert.equal(answer.body, `/in?x=1 ${prefix} nothing`)
  assert.deepEqual(answer.cookies, [`a=1; Path=${prefix}/in`])
  const socket = new WebSocket(`${url.replace('http', 'ws')}${prefix}/socket`, { headers: own })
  await once(socket, 'open')
  socket.send('over there')
  assert.equal(String((await once(socket, 'message'))[0]), 'over there')
  const { address } = (await ada.post(`/api/compute/sessions/${session.id}/open`, { door: port })).json()
  const entered = await call(url + address.replace(/^https?:\/\/[^/]+/, ''))
  assert.equal(entered.headers.location, `${prefix}/`)
  const [{ name }] = (await ada.get(api)).json().items
  assert.equal(name, 'My app')
  const closed = once(socket, 'close')
  assert.equal((await ada.delete(`${api}/${port}`)).statusCode, 204)
  assert.equal((await call(`${url}${prefix}/in`, { headers: own })).status, 404)
  assert.equal((await closed)[0], 4_401)
})

test('R12: a session that freezes is a 504, one that dies a 502 at once and its WebSockets close, and others go on', async () => {
  const [first, second] = [await helped(), await helped()]
  const dying = await terminal(first.session)
  const going = await terminal(second.session)
  const page = `${url}${first.session.path}/`
  assert.equal((await call(page, { headers: own })).status, 200)
  first.program.kill('SIGSTOP')
  assert.equal((await call(page, { headers: own })).status, 504)
  assert.equal((await call(`${url}${second.session.path}/`, { headers: own })).status, 200)
  assert.equal(dying.socket.readyState, WebSocket.OPEN)
  const since = performance.now()
  first.program.kill('SIGKILL')
  assert.equal((await dying.closed)[0], 1_011)
  assert.equal((await call(page, { headers: own })).status, 502)
  assert.ok(performance.now() - since < 5_000)
  going.type('echo "still $((40+2))"\r')
  await going.shows('still 42')
  going.socket.terminate()
})
