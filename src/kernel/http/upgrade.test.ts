import assert from 'node:assert/strict'
import { once } from 'node:events'
import { test } from 'node:test'
import { WebSocket } from 'ws'
import { testServer } from '../../../test/support/kernel-server.ts'
import { waitFor } from '../../../test/support/wait.ts'
import { inTransaction } from '../db/db.ts'
import { createAccount } from '../identity/account.ts'
import { openSession } from '../identity/session.ts'
import { createToken, revokeToken } from '../identity/token.ts'
import { actorStillOf } from './access.ts'
import { type App, stopApp } from './app.ts'
import { renderProblem } from './errors.ts'
import { mount } from './mount.ts'
import { acceptSocket, upgradeOf } from './upgrade.ts'

/** An address that is a list for those who ask for one, and a socket for those who ask for that. */
function demo(app: App): void {
  mount(app, { prefix: '/demo', title: 'Demo', renderError: renderProblem }, (scope) => {
    scope.get('/rooms/:id', { config: { access: 'account', upgrade: true } }, async (request, reply) => {
      if (!upgradeOf(request)) return { room: request.params }
      const still = async () => (await actorStillOf(request, app.access)) !== undefined
      const socket = await acceptSocket(app, request, reply, { still })
      socket.on('message', (data) => socket.send(String(data).toUpperCase()))
      return reply
    })
  })
}

test('A3, A10, I2, R7: one router leads WebSockets to their routes, with the guards of every request', async () => {
  const { app, kernel } = await testServer({ routes: demo, http: { hosts: { 'rooms.example': '/demo' } } })
  const address = await app.listen({ host: '127.0.0.1', port: 0 })
  const by = { via: 'system' } as const
  const { id } = await createAccount(kernel.identity, by, { name: 'ada' })
  const { token, row } = await createToken(kernel.identity, by, id, { name: 'x', scopes: ['*'] })
  const at = `${address.replace('http', 'ws')}/demo/rooms/7`
  const authorization = `Bearer ${token}`
  const open = (url: string, headers: Record<string, string>) => {
    const socket = new WebSocket(url, { headers, perMessageDeflate: false })
    return new Promise<WebSocket | number>((resolve, reject) => {
      socket.once('open', () => resolve(socket)).once('error', reject)
      socket.once('unexpected-response', (_request, answer) => resolve(answer.statusCode ?? 0))
    })
  }
  const opened = async (headers: Record<string, string>, url = at) => {
    const socket = await open(url, headers)
    assert.ok(socket instanceof WebSocket, `refused with ${socket}`)
    return socket
  }

  const { secret } = await inTransaction(kernel.db, (tx) =>
    openSession(tx, { accountId: id, now: kernel.clock.now() }),
  )
  const cookie = `atelier=${secret}`
  assert.equal(await open(at, {}), 401)
  assert.equal(await open(at, { authorization: 'Bearer wrong' }), 401)
  assert.equal(await open(at, { cookie }), 403)
  assert.equal(await open(at, { cookie, origin: 'https://evil.example' }), 403)
  ;(await opened({ cookie, origin: address })).terminate()
  ;(await opened({ authorization, host: 'rooms.example' }, at.replace('/demo', ''))).terminate()
  const list = await fetch(at.replace('ws', 'http'), { headers: { authorization } })
  assert.deepEqual(await list.json(), { room: { id: '7' } })

  const talks = await opened({ authorization })
  talks.send('a')
  assert.equal(String((await once(talks, 'message'))[0]), 'A')
  talks.send('x'.repeat(1_048_577))
  assert.equal((await once(talks, 'close'))[0], 1_009)

  const loses = await opened({ authorization })
  const stays = await opened({ cookie, origin: address })
  await revokeToken(kernel.identity, by, row.id)
  assert.equal((await once(loses, 'close'))[0], 4_401)
  assert.equal(stays.readyState, WebSocket.OPEN)
  const [closed] = await Promise.all([once(stays, 'close'), stopApp(app, 1_000)])
  assert.equal(closed[0], 1_001)
  await waitFor(() => app.streams.size === 0)
})
