import assert from 'node:assert/strict'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { pino } from 'pino'
import { testServer } from '../../../test/support/kernel-server.ts'
import { openRaw } from '../../../test/support/raw.ts'
import { waitFor } from '../../../test/support/wait.ts'
import { inTransaction, witness } from '../db/db.ts'
import type { App } from './app.ts'
import { renderProblem } from './errors.ts'
import { mount } from './mount.ts'

const host = 'Host: localhost\r\nConnection: close\r\n'

test('R2: the answer to a change waits for the flush of what it has read, also when its body came in pieces', async () => {
  const seen: unknown[] = []
  const { app, kernel } = await testServer({
    routes: (app: App) =>
      mount(app, { prefix: '/demo', title: 'Demo', renderError: renderProblem }, (scope) => {
        scope.post('/read', { config: { access: 'public' } }, async (request) => {
          await kernel.db.selectFrom('kernel_account').select('id').execute()
          seen.push(witness.getStore() !== undefined && witness.getStore() === request.witness)
          return { commit: request.witness?.seen }
        })
        scope.get('/read', { config: { access: 'public' } }, async (request) => {
          seen.push(request.witness === undefined)
          return {}
        })
      }),
  })
  const address = await app.listen({ host: '127.0.0.1', port: 0 })
  await inTransaction(kernel.db, (tx) =>
    tx.insertInto('kernel_group').values({ name: 'a', name_folded: 'a', created_at: 1 }).execute(),
  )
  const type = 'Content-Type: application/json\r\nContent-Length: 9'
  const raw = await openRaw(address, `POST /demo/read HTTP/1.1\r\n${host}${type}\r\n\r\n{"a`)
  await waitFor(() => raw.socket.bytesWritten > 100)
  raw.socket.write('":"b"}')
  await raw.closed
  assert.match(raw.read(), /^HTTP\/1\.1 200 /)
  await fetch(`${address}/demo/read`)
  assert.deepEqual(seen, [true, true])
  assert.ok(Number(/"commit":(\d+)/.exec(raw.read())?.[1]) > 0)
})

test('R2: what cannot be flushed any more is refused in the words of the mount, also where nothing was written', async () => {
  const { app, kernel } = await testServer({
    routes: (app: App) =>
      mount(app, { prefix: '/demo', title: 'Demo', renderError: ({ code }) => ({ code }) }, (scope) => {
        scope.post('/read', { config: { access: 'public' } }, async () => {
          await kernel.db.selectFrom('kernel_account').select('id').execute()
          return {}
        })
        scope.post('/write', { config: { access: 'public' } }, async () =>
          inTransaction(kernel.db, (tx) =>
            tx.insertInto('kernel_group').values({ name: 'a', name_folded: 'a', created_at: 1 }).execute(),
          ),
        )
      }),
  })
  rmSync(join(kernel.config.data, 'atelier.db-wal'))
  for (const [url, code] of [
    ['/demo/write', 'database_unavailable'],
    ['/demo/read', 'database_unavailable'],
    ['/demo/write', 'database_damaged'],
  ] as const) {
    const answer = await app.inject({ method: 'POST', url })
    assert.deepEqual([answer.statusCode, answer.json()], [503, { code }], url)
    assert.ok(answer.headers['retry-after'])
  }
})

test('S2: the log names the route of a request that failed, never its address, its query or its headers', async () => {
  const lines: string[] = []
  const log = pino({ level: 'trace' }, { write: (line: string) => void lines.push(line) })
  const { app } = await testServer({
    log,
    routes: (app: App) =>
      mount(app, { prefix: '/demo', title: 'Demo', renderError: renderProblem }, (scope) => {
        scope.post('/fail/:id', { config: { access: 'public' } }, async () => {
          throw new Error('the cause')
        })
      }),
  })
  const answer = await app.inject({
    method: 'POST',
    url: '/demo/fail/canary1?token=canary2',
    headers: { authorization: 'Bearer canary3', cookie: 'atelier=canary4' },
    payload: { password: 'canary5' },
  })
  assert.equal(answer.statusCode, 500)
  assert.doesNotMatch(answer.body, /the cause|canary/)
  for (const url of ['/api/me?token=canary6', '/demo/%zz?canary7', '/none/canary8'])
    await app.inject({ url, headers: { authorization: 'Bearer canary9' } })
  const logged = lines.join('\n')
  assert.match(logged, /"route":"\/demo\/fail\/:id"/)
  assert.match(logged, /the cause/)
  assert.ok(logged.includes(String(answer.headers['x-request-id'])))
  assert.doesNotMatch(logged, /canary/)
})
