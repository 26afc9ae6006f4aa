import assert from 'node:assert/strict'
import { test } from 'node:test'
import { eachApp, testApp } from '../../../test/support/apps/kernel.ts'
import { testServer } from '../../../test/support/kernel-server.ts'
import { waitFor } from '../../../test/support/wait.ts'
import { inTransaction } from '../db/db.ts'
import { renderProblem } from '../http/errors.ts'
import { mount } from '../http/mount.ts'
import { createAccount } from './account.ts'
import { createToken } from './token.ts'

const system = { via: 'system' } as const
const HOUR = 3_600_000

eachApp((open, name) => {
  test(`A4: a token is shown once, lies there as its SHA-256, and says when it was used (${name})`, async () => {
    const opened = await open()
    const ada = await opened.as('ada')
    const made = await ada.post('/api/me/tokens', { name: 'script', scopes: ['kernel:read', 'kernel:read'] })
    assert.equal(made.statusCode, 201)
    const { token, id, ...view } = made.json()
    assert.match(token, /^atl_\w{43}$/)
    assert.deepEqual(view.scopes, ['kernel:read'])
    assert.equal(view.lastUsedAt, null)
    const rows = await opened.kernel.db.selectFrom('kernel_token').selectAll().execute()
    assert.ok(!JSON.stringify(rows).includes(token))
    const list = async () => (await ada.get('/api/me/tokens')).json().items
    assert.ok(!JSON.stringify(await list()).includes(token))
    assert.equal(
      (await opened.app.inject({ url: '/api/me', headers: { authorization: `Bearer ${token}` } })).statusCode,
      200,
    )
    const lastUse = async () => (await list()).find((each: { id: number }) => each.id === id).lastUsedAt
    await waitFor(async () => (await lastUse()) === new Date(opened.clock.now()).toISOString())
  })

  test(`A4: a token is over at its expiry to the millisecond, and when it is revoked (${name})`, async () => {
    const opened = await open()
    const ada = await opened.as('ada')
    const expiresAt = new Date(opened.clock.now() + HOUR).toISOString()
    const { token } = (await ada.post('/api/me/tokens', { name: 't', scopes: ['*'], expiresAt })).json()
    const status = async (value: string) =>
      (await opened.app.inject({ url: '/api/me', headers: { authorization: `Bearer ${value}` } })).statusCode
    opened.clock.advance(HOUR - 1)
    assert.equal(await status(token), 200)
    opened.clock.advance(1)
    assert.equal(await status(token), 401)
    const tokens = opened.kernel.db.selectFrom('kernel_token').select('revoked_at').where('name', '=', 't')
    await waitFor(async () => (await tokens.executeTakeFirstOrThrow()).revoked_at !== null)
    opened.clock.advance(-HOUR)
    assert.equal(await status(token), 401, 'R13: a clock that is put back makes nothing good again')
    const [listed] = (await ada.get('/api/me/tokens')).json().items.slice(-1)
    assert.deepEqual([listed.name, listed.revokedAt], ['t', null], 'nobody revoked it')
    opened.clock.advance(HOUR)

    const kept = (await ada.post('/api/me/tokens', { name: 'kept', scopes: ['*'] })).json()
    const ben = await opened.as('ben')
    assert.equal((await ben.delete(`/api/me/tokens/${kept.id}`)).statusCode, 404)
    assert.equal(await status(kept.token), 200)
    assert.equal((await ada.delete(`/api/me/tokens/${kept.id}`)).statusCode, 204)
    assert.equal(await status(kept.token), 401)
    assert.equal((await ada.delete(`/api/me/tokens/${kept.id}`)).statusCode, 404)
  })

  test(`A3: a clock that is put back does not keep a revoked token good (${name})`, async () => {
    const opened = await open()
    const ada = await opened.as('ada')
    assert.equal((await ada.get('/api/me')).statusCode, 200)
    // Another node revokes it: this one hears nothing of it, and remembers for two seconds.
    const { db } = opened.kernel
    await inTransaction(db, (tx) => tx.updateTable('kernel_token').set({ revoked_at: 1 }).execute())
    opened.clock.advance(-24 * HOUR)
    assert.equal((await ada.get('/api/me')).statusCode, 401)
  })
})

test('A4: what cannot be a token is refused with what to do, and none is made', async () => {
  const opened = await testApp()
  const ada = await opened.as('ada')
  const past = new Date(opened.clock.now()).toISOString()
  for (const body of [
    { name: '', scopes: ['*'] },
    { name: 't', scopes: [] },
    { name: 't', scopes: ['everything'] },
    { name: 't', scopes: ['kernel:admin'] },
    { name: 't', scopes: ['kernel:read kernel:write'] },
    { name: 't', scopes: ['*'], expiresAt: past },
    { name: 't', scopes: ['*'], expiresAt: '2027-02-30T00:00:00Z' },
    { name: 't', scopes: ['*'], expiresAt: 'tomorrow' },
    { name: 't', scopes: ['*'], account: 1 },
  ]) {
    assert.equal((await ada.post('/api/me/tokens', body)).statusCode, 400, JSON.stringify(body))
  }
  assert.equal((await ada.get('/api/me/tokens')).json().items.length, 1)
})

test('A4: a token makes none that may do more than itself, or for longer', async () => {
  const opened = await testApp()
  const narrow = await opened.as('ada', { scopes: ['kernel:write'] })
  assert.equal((await narrow.post('/api/me/tokens', { name: 't', scopes: ['*'] })).statusCode, 400)
  assert.equal(
    (await narrow.post('/api/me/tokens', { name: 't', scopes: ['training:read'] })).statusCode,
    400,
  )
  assert.equal((await narrow.post('/api/me/tokens', { name: 't', scopes: ['kernel:write'] })).statusCode, 201)
  const at = (ms: number) => new Date(opened.clock.now() + ms).toISOString()
  const { token } = (
    await narrow.post('/api/me/tokens', { name: 'short', scopes: ['kernel:write'], expiresAt: at(HOUR) })
  ).json()
  const again = (expiresAt?: string) =>
    opened.app.inject({
      method: 'POST',
      url: '/api/me/tokens',
      headers: { authorization: `Bearer ${token}` },
      payload: { name: 'child', scopes: ['kernel:write'], ...(expiresAt && { expiresAt }) },
    })
  assert.equal((await again()).statusCode, 400)
  assert.equal((await again(at(HOUR + 1))).statusCode, 400)
  assert.equal((await again(at(HOUR))).statusCode, 201)
})

test('A4: a token opens the services and the acts of its scope alone, whatever its account may', async () => {
  const services = ['collection', 'training'] as const
  const { app, kernel } = await testServer({
    routes: (app) => {
      for (const service of services) {
        mount(
          app,
          { prefix: `/api/${service}`, service, title: service, renderError: renderProblem },
          (scope) => {
            const config = { access: { role: `${service}:manager` } }
            scope.get('/things', { config }, async () => ({}))
            scope.post('/things', { config }, async () => ({}))
            scope.get('/open', { config: { access: 'public' } }, async () => ({}))
          },
        )
      }
    },
  })
  const { identity } = kernel
  const { id } = await createAccount(identity, system, { name: 'ada', administrator: true })
  const routes = [
    ['GET', '/api/me', 'kernel:read'],
    ['PATCH', '/api/me', 'kernel:write'],
    ...services.flatMap((service) => [
      ['GET', `/api/${service}/things`, `${service}:read`],
      ['POST', `/api/${service}/things`, `${service}:write`],
    ]),
  ] as [('GET' | 'POST' | 'PATCH')?, string?, string?][]
  const scopes = ['kernel', ...services].flatMap((service) => [`${service}:read`, `${service}:write`])
  for (const scope of [...scopes, '*']) {
    const { token } = await createToken(identity, system, id, { name: scope, scopes: [scope] })
    for (const [method, url = '', needs = ''] of routes) {
      const answer = await app.inject({
        method,
        url,
        headers: { authorization: `Bearer ${token}` },
        ...(method !== 'GET' && { payload: {} }),
      })
      const isOpen = scope === '*' || scope === needs || scope === needs.replace(':read', ':write')
      assert.equal(answer.statusCode, isOpen ? 200 : 403, `${scope} at ${method} ${url}`)
      if (!isOpen) assert.equal(answer.json().code, 'insufficient_scope')
    }
    // An administrator's right is in a token of everything only.
    const admin = await app.inject({ url: '/api/accounts', headers: { authorization: `Bearer ${token}` } })
    assert.equal(admin.statusCode, scope === '*' ? 200 : 403, scope)
  }
})

test('S4: who has a credential and is refused is in the journal, with what was asked', async () => {
  const opened = await testApp()
  const ada = await opened.as('ada')
  assert.equal((await ada.get('/api/accounts')).statusCode, 403)
  const { journal } = opened.kernel
  await waitFor(async () => (await journal.list({ action: 'request.refused', limit: 1 })).length === 1)
  const [entry] = await journal.list({ action: 'request.refused', limit: 1 })
  assert.equal(entry?.account_id, ada.id)
  assert.equal(entry?.object, 'GET /api/accounts')
  assert.match(entry?.details ?? '', /forbidden/)
})
