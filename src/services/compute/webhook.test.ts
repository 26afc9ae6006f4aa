import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from 'kysely'
import { testApp } from '../../../test/support/apps/compute.ts'
import { startReceiver } from '../../../test/support/receiver.ts'
import { isOver, isReady, sessionBench } from '../../../test/support/sessions.ts'
import { waitFor } from '../../../test/support/wait.ts'
import { inTransaction, viewOf } from '../../kernel/db/db.ts'
import { eraseAccount } from '../../kernel/identity/erasure.ts'
import { mergeAccounts } from '../../kernel/identity/merge.ts'
import { secretOf } from './sessions/session.ts'
import { stopSession } from './sessions/session-stop.ts'

const API = '/api/compute'
const USER = { roles: ['compute:user'] }

interface Told {
  event: string
  object: string
  data: { page: string; workspace: { name: string } } & Record<string, unknown>
}

test('8.12: a person’s own server is told of their sessions and of copies for them, and nobody else sees its webhook', async () => {
  const app = await testApp({ env: { ATELIER_WEBHOOKS_ALLOW: '127.0.0.1' } })
  const bench = await sessionBench(app)
  const { compute, by } = bench
  const ada = await app.as('ada', USER)
  const ben = await app.as('ben', USER)
  const receiver = await startReceiver()
  const told = () => receiver.received.map(({ body }) => JSON.parse(body) as Told)
  const toldOf = async (event: string): Promise<Told> => {
    await waitFor(async () => {
      await app.jobs.drain()
      return told().some((each) => each.event === event)
    })
    return told().find((each) => each.event === event) as Told
  }

  const { events } = (await ada.get(`${API}/webhooks`)).json() as { events: { name: string }[] }
  const wanted = { address: receiver.url, events: events.map(({ name }) => name) }
  assert.equal(
    (await ada.post(`${API}/webhooks`, { ...wanted, address: 'http://10.0.0.1/' })).json().code,
    'refused_address',
  )
  const { webhook } = (await ada.post(`${API}/webhooks`, wanted)).json()
  const admin = await app.as('root', { administrator: true })
  for (const other of [ben, admin]) {
    assert.deepEqual((await other.get(`${API}/webhooks`)).json().items, [])
    assert.equal((await other.get(`${API}/webhooks/${webhook.id}`)).statusCode, 404)
    assert.equal((await other.get(`${API}/webhooks/${webhook.id}/deliveries`)).statusCode, 404)
    assert.equal((await other.post(`${API}/webhooks/${webhook.id}/ping`)).statusCode, 404)
  }
  assert.equal((await (await app.as('eve')).post(`${API}/webhooks`, wanted)).statusCode, 404)

  const session = await bench.until(await bench.start({ kind: 'terminal' }), isReady, 20_000)
  const { object, data } = await toldOf('compute.session.ready')
  assert.equal(object, `compute.account:${ada.id}`)
  const { createdAt, readyAt, endsAt, page, ...rest } = data
  assert.ok(createdAt && readyAt && endsAt)
  assert.ok(page.endsWith(`/app/compute/workspaces/${session.workspace_id}/sessions/${session.id}`))
  assert.deepEqual(rest, {
    session: session.id,
    workspace: { id: session.workspace_id, name: 'Kidney CODEX' },
    kind: { key: 'terminal', name: 'Terminal' },
    status: 'running',
    cause: null,
  })
  app.clock.advance((session.deadline_at as number) - app.clock.now() - 60_000)
  await compute.sessions.watch()
  assert.equal((await toldOf('compute.session.ending')).data.endsAt, endsAt)
  await stopSession(compute, by, session)
  await bench.until(session, isOver)
  assert.deepEqual((await toldOf('compute.session.ended')).data.cause, 'stopped')
  const kind = await bench.kind('fails', { command: 'echo canary; exit 3' })
  await bench.until(await bench.start({ kind }), isOver)
  assert.equal((await toldOf('compute.session.failed')).data.status, 'failed')
  const { id } = (await ben.post(`${API}/workspaces`, { name: 'Of ben' })).json()
  await ben.post(`${API}/workspaces/${id}/shares`, { people: [ada.id] })
  const shared = await toldOf('compute.share.received')
  assert.deepEqual([shared.data.workspace.name, shared.data.from], ['Of ben', ben.id])

  const all = JSON.stringify(told())
  assert.equal(told().length, 5)
  for (const kept of [secretOf(compute, session), 'canary', 'passthrough']) assert.ok(!all.includes(kept))
  const entries = await app.kernel.journal.list({ object: `webhook:${webhook.id}`, limit: 20 })
  assert.deepEqual(
    [...new Set(entries.map(({ audience }) => audience))],
    [`account:${ada.id}`],
    'the person alone reads what became of it',
  )
})

test('a webhook goes along when accounts are merged, is told about when only failures come back, and goes with the account', async () => {
  const app = await testApp({ env: { ATELIER_WEBHOOKS_ALLOW: '127.0.0.1' } })
  const { identity, webhooks, db } = app.kernel
  const old = await app.as('old', USER)
  const ada = await app.as('ada', USER)
  const { webhook } = (
    await old.post(`${API}/webhooks`, { address: 'http://127.0.0.1:9/', events: ['compute.session.ended'] })
  ).json()
  await mergeAccounts(identity, { via: 'system' }, { from: old.id, to: ada.id })
  assert.equal((await ada.get(`${API}/webhooks`)).json().items[0].id, webhook.id)
  const row = await webhooks.get(webhook.id)
  await inTransaction(db, (tx) => webhooks.stop(tx, row))
  const [notice] = (await ada.get('/api/me/notices')).json().items
  assert.deepEqual([notice.title, notice.link], ['A webhook was turned off', '/app/compute/webhooks'])
  await ada.post(`${API}/webhooks/${webhook.id}/ping`)
  await eraseAccount(identity, { via: 'system' }, ada.id, { name: 'ada' })
  for (const table of ['kernel_webhook', 'kernel_webhook_delivery'])
    assert.deepEqual((await sql`select 1 from ${sql.table(table)}`.execute(viewOf(db) as never)).rows, [])
})
