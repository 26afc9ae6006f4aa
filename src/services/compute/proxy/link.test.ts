import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, test } from 'node:test'
import { WebSocket, WebSocketServer } from 'ws'
import { eachApp } from '../../../../test/support/apps/compute.ts'
import { call, pairOf } from '../../../../test/support/call.ts'
import { placeSession } from '../../../../test/support/session.ts'
import { waitFor } from '../../../../test/support/wait.ts'
import { setRoles } from '../../../kernel/identity/group.ts'

/** What a program in a session has heard, and what it says by WebSocket. */
const heard: string[] = []
const sockets = new WebSocketServer({ noServer: true })
const program = createServer((request, response) => {
  heard.push(`${request.headers['x-http-method-override'] ?? request.method} ${request.url}`)
  response.end('here')
})
program.on('upgrade', (request, socket, head) =>
  sockets.handleUpgrade(request, socket, head, (ws) => {
    ws.on('message', (data) => heard.push(String(data)))
    ws.on('ping', () => ws.send('something new'))
  }),
)
await new Promise<void>((resolve) => program.listen(0, '127.0.0.1', resolve))
after(() => {
  for (const socket of sockets.clients) socket.terminate()
  program.close()
  program.closeAllConnections()
})
const { port } = program.address() as AddressInfo

eachApp((openApp, database) => {
  test(`a link lets others look at a session or use it, tells its owner, and can be revoked (${database})`, async () => {
    const app = await openApp()
    const url = await app.listen()
    const { origin } = new URL(url)
    const ada = await app.as('ada', { roles: ['compute:user'] })
    const bea = await app.as('bea', { roles: ['compute:user'] })
    const session = await placeSession(app, ada.id, { port })
    const api = `/api/compute/sessions/${session.id}/links`
    const page = `${url}${session.path}/tree`

    const make = async (may: string) => (await ada.post(api, { may, minutes: 60 })).json()
    const enter = (address: string, name = 'A guest') =>
      app.inject({
        ...{ method: 'POST', url: '/api/compute/session-links/enter' },
        payload: { link: address.split('#')[1], name },
      })
    const visit = async (address: string) => {
      const entered = await enter(address)
      assert.equal(entered.statusCode, 200, entered.body)
      const first = await call(url + entered.json().address.replace(/^https?:\/\/[^/]+/, ''))
      assert.deepEqual([first.status, first.headers.location], [302, `${session.path}/tree`])
      return pairOf(first.cookies[0])
    }
    assert.equal((await bea.post(api, { may: 'use', minutes: 60 })).statusCode, 404)
    assert.equal((await bea.get(api)).statusCode, 404)

    const view = await make('view')
    const viewer = { cookie: await visit(view.address), origin }
    heard.length = 0
    assert.equal((await call(page, { headers: viewer })).body, 'here')
    assert.equal((await call(page, { method: 'HEAD', headers: viewer })).status, 200)
    for (const method of ['POST', 'PUT', 'DELETE', 'PATCH', 'PROPFIND'])
      assert.equal((await call(page, { method, headers: viewer })).status, 403, method)
    // The program gets to hear nothing that a viewer says, while the viewer hears all that it says.
    const socket = new WebSocket(`${page.replace('http', 'ws')}/socket`, { headers: viewer })
    await once(socket, 'open')
    socket.send('rm -rf')
    socket.ping()
    assert.equal(String((await once(socket, 'message'))[0]), 'something new')
    socket.terminate()
    assert.deepEqual(heard, [`GET ${session.path}/tree`, `HEAD ${session.path}/tree`])
    const prefix = url + session.path.replace(/\/passthrough\/.*/, '')
    for (const door of [`/ports/${session.id}/8888/`, `/terminal/${session.id}`])
      assert.notEqual((await call(prefix + door, { headers: viewer })).status, 200, door)

    // Nor does it help to say that a request that reads is another, or to have read what the program asks for.
    heard.length = 0
    await call(page, { headers: { ...viewer, 'x-http-method-override': 'DELETE' } })
    const made = createHmac('sha256', session.secret).update('atelier.session-door').digest('hex')
    for (const token of [session.secret, made])
      assert.equal(
        (await call(page, { method: 'POST', headers: { authorization: `token ${token}` } })).status,
        401,
      )
    assert.deepEqual(heard, [`GET ${session.path}/tree`])

    const use = await make('use')
    const user = { cookie: await visit(use.address), origin }
    assert.equal((await call(page, { method: 'POST', headers: user })).status, 200)
    assert.equal((await call(page, { method: 'POST', headers: { cookie: user.cookie } })).status, 403)
    const { items } = (await ada.get(api)).json()
    assert.deepEqual(
      items.map(({ may, usedAt }: { may: string; usedAt: string | null }) => [may, usedAt !== null]),
      [
        ['use', true],
        ['view', true],
      ],
    )
    assert.equal((await ada.delete(`${api}/${use.id}`)).statusCode, 204)
    assert.equal((await ada.delete(`${api}/${use.id}`)).statusCode, 404)
    assert.equal((await enter(use.address)).statusCode, 404)
    assert.equal((await enter(`#${'x'.repeat(43)}`)).statusCode, 404)
    app.clock.advance(61 * 60_000)
    assert.equal((await enter(view.address)).statusCode, 404)

    const told = (await ada.get('/api/me/notices')).json().items
    assert.match(told[0].title, /A guest came into your session/)
    const { items: entries } = (await (await app.as('admin')).get('/api/journal?limit=50')).json()
    const actions = entries.map(({ action }: { action: string }) => action)
    for (const action of ['link-made', 'link-used', 'link-revoked'])
      assert.ok(actions.includes(`compute.session.${action}`), action)
    const dump = JSON.stringify(
      await app.kernel.db
        .selectFrom('compute_session_link' as never)
        .selectAll()
        .execute(),
    )
    assert.ok(!dump.includes(view.address.split('#')[1]))
  })

  test(`A12: an administrator opens a session only with a reason, which its owner reads (${database})`, async () => {
    const app = await openApp()
    const url = await app.listen()
    const ada = await app.as('ada', { roles: ['compute:user'] })
    const root = await app.as('root', { roles: ['compute:admin'] })
    const bea = await app.as('bea', { roles: ['compute:user'] })
    const session = await placeSession(app, ada.id, { port })
    const open = `/api/compute/sessions/${session.id}/open`
    const page = `${url}${session.path}/tree`
    // The role alone opens nothing.
    assert.equal((await call(page, { headers: { 'uws-authorization': `Token ${root.token}` } })).status, 404)
    assert.equal((await root.post(open, {})).statusCode, 422)
    assert.equal((await root.post(open, { reason: '  ' })).statusCode, 422)
    assert.equal((await bea.post(open, { reason: 'curious' })).statusCode, 404)
    const { address } = (await root.post(open, { reason: 'It fills the disk.', page: 'lab?a=b' })).json()
    const first = await call(url + address.replace(/^https?:\/\/[^/]+/, ''))
    assert.equal(first.headers.location, `${session.path}/lab?a=b`)
    const cookie = pairOf(first.cookies[0])
    assert.equal((await call(page, { headers: { cookie } })).status, 200)
    const [notice] = (await ada.get('/api/me/notices')).json().items
    assert.match(notice.text, /It fills the disk\./)
    const { items } = (await (await app.as('admin')).get('/api/journal?limit=20')).json()
    const entry = items.find(({ action }: { action: string }) => action === 'compute.session.visited')
    assert.equal(entry?.reason, 'It fills the disk.')
    const own = await ada.get(`/api/compute/workspaces/${entry.details.workspace}/journal`)
    assert.equal(own.json().items[0].reason, 'It fills the disk.', 'its owner reads it beside the workspace')
    // Without the role the visit is over.
    await setRoles(app.kernel.identity, { via: 'system' }, { account: root.id }, ['compute:user'])
    await waitFor(async () => (await call(page, { headers: { cookie } })).status === 404)
  })
})
