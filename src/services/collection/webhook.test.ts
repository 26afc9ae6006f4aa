import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { describe, test } from 'node:test'
import { sql } from 'kysely'
import { study as answering } from '../../../test/support/answers.ts'
import { eachApp, type TestApp } from '../../../test/support/apps/collection.ts'
import { type Receiver, startReceiver } from '../../../test/support/receiver.ts'
import { waitFor } from '../../../test/support/wait.ts'
import { inTransaction, viewOf } from '../../kernel/db/db.ts'

const PREFIX = '/api/collection'
const EVENTS = ['submission.received']
const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE

async function study(app: TestApp) {
  const owner = await app.as('olga', { roles: ['collection:user'] })
  const project = (await owner.post(`${PREFIX}/projects`, { name: 'Voice' })).json().id as number
  const grant = (
    await owner.post(`${PREFIX}/projects/${project}/grants`, { participant: 'P-01', minutes: 500_000 })
  ).json()
  const receiver = await startReceiver()
  const hooks = `${PREFIX}/projects/${project}/webhooks`
  const add = async () => (await owner.post(hooks, { address: receiver.url, events: EVENTS })).json()
  const submit = async () => {
    const payload = { auth_token: grant.token, responses: [{ secret: 'an answer' }] }
    const answer = await app.inject({ method: 'POST', url: '/collection/submit', payload })
    assert.equal(answer.statusCode, 200)
  }
  const log = async (id: number) =>
    (await owner.get(`${PREFIX}/webhooks/${id}/deliveries`)).json().items as {
      id: number
      state: string
      tries: number
      status: number | null
      problem: string | null
      delivery: string
    }[]
  return { owner, project, receiver, hooks, add, submit, log }
}

/** Runs what waits for a later time, too: on PostgreSQL the queue has a clock of its own. */
async function deliver(app: TestApp): Promise<void> {
  const waiting = await app.jobs.list({ state: 'waiting', limit: 100 })
  const due = waiting.filter(({ name }) => name === 'kernel.deliver-webhook')
  await inTransaction(app.kernel.db, async (tx) => {
    for (const { id } of due) await app.jobs.retry(tx, id)
  })
  await app.jobs.drain()
}

function signedBy(secret: string, { headers, body }: Receiver['received'][number]): boolean {
  const signature = createHmac('sha256', secret)
    .update(`${headers['x-atelier-timestamp']}.${body}`)
    .digest('hex')
  const standard = createHmac('sha256', secret)
    .update(`${headers['webhook-id']}.${headers['webhook-timestamp']}.${body}`)
    .digest('base64')
  return (
    String(headers['x-atelier-signature']).split(',').includes(`v1=${signature}`) &&
    headers['webhook-id'] === headers['x-atelier-delivery'] &&
    String(headers['webhook-signature']).split(' ').includes(`v1,${standard}`)
  )
}

eachApp((open, database) =>
  describe(`collection: webhooks (${database})`, () => {
    const start = () => open({ env: { ATELIER_WEBHOOKS_ALLOW: '127.0.0.1' } })

    test('S2: the journal keeps the host of a webhook, not the rest of its address, which may be a key', async () => {
      const app = await start()
      const { owner, hooks } = await study(app)
      const made = await owner.post(hooks, {
        address: 'https://chat.example.org/hooks/T0/key-b',
        events: EVENTS,
      })
      const { id } = made.json().webhook
      await owner.patch(`${PREFIX}/webhooks/${id}`, { address: 'https://other.example.org/key-b' })
      await owner.delete(`${PREFIX}/webhooks/${id}`)
      const entries = () => app.kernel.journal.list({ object: `webhook:${id}`, limit: 9 })
      // On PostgreSQL entries are sealed a moment later, and are not listed before.
      await waitFor(async () => (await entries()).length >= 3)
      const rows = JSON.stringify(await entries())
      assert.match(rows, /chat\.example\.org/)
      assert.doesNotMatch(rows, /key-b/)
    })

    test('a submission is told to whoever listens, signed, with ids and counts but no answer', async () => {
      const app = await start()
      const { add, receiver, submit, log } = await study(app)
      const { webhook, secret } = await add()
      await submit()
      await deliver(app)
      const [got] = receiver.received
      assert.ok(got)
      assert.ok(signedBy(secret, got))
      assert.ok(!signedBy(`${secret}x`, got))
      assert.equal(got.headers['x-atelier-event'], 'submission.received')
      const { delivery, at, ...body } = JSON.parse(got.body)
      assert.equal(got.headers['x-atelier-delivery'], delivery)
      assert.equal(at, '2027-03-01T10:00:00.000Z')
      assert.deepEqual(body, {
        event: 'submission.received',
        object: 'collection.project:1',
        data: { submission: 1, participant: 'P-01', size: 24, files: 0 },
      })
      const [sent] = await log(webhook.id)
      assert.deepEqual(
        [sent?.state, sent?.tries, sent?.status, sent?.delivery],
        ['delivered', 1, 204, delivery],
      )
    })

    test('the secret is shown once, and lies nowhere in the clear', async () => {
      const app = await start()
      const { add, owner, hooks } = await study(app)
      const { webhook, secret } = await add()
      for (const url of [hooks, `${PREFIX}/webhooks/${webhook.id}`])
        assert.ok(!(await owner.get(url)).body.includes(secret))
      const { rows } = await sql`select * from kernel_webhook`.execute(viewOf(app.kernel.db) as never)
      const journal = JSON.stringify(await app.kernel.journal.list({ limit: 100 }))
      assert.ok(!JSON.stringify(rows).includes(secret) && !journal.includes(secret))
    })

    test('R10: making a webhook again with the same key gives the same one, with its secret', async () => {
      const app = await start()
      const { owner, hooks, receiver } = await study(app)
      const make = () =>
        app.inject({
          method: 'POST',
          url: hooks,
          headers: { authorization: `Bearer ${owner.token}`, 'idempotency-key': 'k' },
          payload: { address: receiver.url, events: EVENTS },
        })
      const [first, again] = [await make(), await make()]
      assert.equal(first.statusCode, 201)
      assert.equal(first.body, again.body)
      assert.equal((await owner.get(hooks)).json().items.length, 1)
    })

    test('a receiver that fails is tried five times with growing pauses, always under the same id', async () => {
      const app = await start()
      const { add, receiver, submit, log } = await study(app)
      const { webhook } = await add()
      receiver.answer = (response) => void response.writeHead(500).end('not today')
      await submit()
      await deliver(app)
      for (const [tries, pause] of [10_000, 60_000, 600_000, 3_600_000].entries()) {
        assert.equal(receiver.received.length, tries + 1)
        app.clock.advance(pause - 1_000)
        await deliver(app)
        assert.equal(receiver.received.length, tries + 1, 'not before its time')
        app.clock.advance(1_000)
        await deliver(app)
      }
      app.clock.advance(DAY)
      await deliver(app)
      assert.equal(receiver.received.length, 5)
      assert.equal(new Set(receiver.received.map(({ headers }) => headers['x-atelier-delivery'])).size, 1)
      const [sent] = await log(webhook.id)
      assert.deepEqual([sent?.state, sent?.tries, sent?.status], ['failed', 5, 500])
      assert.equal(sent?.problem, 'It answered 500.')
    })

    test('what was sent and what came back can be read, and sent again', async () => {
      const app = await start()
      const { add, receiver, submit, owner, log } = await study(app)
      const { webhook } = await add()
      receiver.answer = (response) => void response.writeHead(302, { location: '/' }).end('x'.repeat(9_000))
      await submit()
      await deliver(app)
      const [sent] = await log(webhook.id)
      const detail = (await owner.get(`${PREFIX}/webhook-deliveries/${sent?.id}`)).json()
      assert.deepEqual([detail.sent, detail.answer.length], [receiver.received[0]?.body, 2_000])
      assert.match(detail.problem, /not followed/)
      receiver.answer = (response) => void response.writeHead(200).end('thanks')
      assert.equal((await owner.post(`${PREFIX}/webhook-deliveries/${sent?.id}/again`)).statusCode, 204)
      await deliver(app)
      const [again] = await log(webhook.id)
      assert.deepEqual([again?.state, again?.tries, receiver.received.length], ['delivered', 1, 2])
    })

    test('for a day after a new secret both sign, then the new one alone', async () => {
      const app = await start()
      const { add, receiver, submit, owner } = await study(app)
      const { webhook, secret: old } = await add()
      const rotated = (await owner.post(`${PREFIX}/webhooks/${webhook.id}/secret`)).json()
      await submit()
      await deliver(app)
      app.clock.advance(DAY)
      await submit()
      await deliver(app)
      const signed = receiver.received.map((got) => [signedBy(old, got), signedBy(rotated.secret, got)])
      assert.deepEqual(signed, [
        [true, true],
        [false, true],
      ])
    })

    test('after three days of nothing but failures it is off, its owners are told, and it can be turned on', async () => {
      const app = await start()
      const { add, receiver, submit, owner } = await study(app)
      const { webhook } = await add()
      receiver.answer = (response) => void response.writeHead(500).end()
      for (let day = 0; day < 4; day += 1) {
        await submit()
        await deliver(app)
        app.clock.advance(DAY)
      }
      const url = `${PREFIX}/webhooks/${webhook.id}`
      const off = (await owner.get(url)).json()
      assert.deepEqual([off.active, off.stopped], [false, 'failing'])
      const notices = await app.kernel.notices.list({ accountId: owner.id, unread: true, limit: 10 })
      assert.deepEqual(
        notices.filter(({ kind }) => kind.startsWith('collection')).map(({ title, link }) => [title, link]),
        [['A webhook was turned off', '/app/collection/projects/1/webhooks']],
      )
      const before = receiver.received.length
      await submit()
      await deliver(app)
      assert.equal(receiver.received.length, before, 'it hears nothing while it is off')
      receiver.answer = (response) => void response.writeHead(200).end()
      assert.equal((await owner.post(`${url}/ping`)).statusCode, 202)
      await deliver(app)
      assert.equal(receiver.received.at(-1)?.headers['x-atelier-event'], 'ping')
      const on = (await owner.patch(url, { active: true })).json()
      assert.deepEqual([on.active, on.stopped, on.failingSince], [true, null, null])
      await submit()
      await deliver(app)
      assert.equal(receiver.received.at(-1)?.headers['x-atelier-event'], 'submission.received')
    })

    test('an address in the house is refused in words beside its field, and so is what makes no sense', async () => {
      const app = await start()
      const { owner, hooks } = await study(app)
      for (const [address, code] of [
        ['http://10.0.0.1/', 'refused_address'],
        ['http://[::ffff:10.0.0.1]/', 'refused_address'],
        ['http://0x7f.2/', 'refused_address'],
        ['ftp://example.org/', 'invalid_address'],
        ['https://me:secret@example.org/', 'invalid_address'],
        ['example.org', 'invalid_address'],
      ]) {
        const refused = await owner.post(hooks, { address, events: EVENTS })
        assert.deepEqual([refused.statusCode, refused.json().code], [422, code], address)
        assert.equal(refused.json().errors[0].field, 'address')
      }
      const events = (names: string[]) =>
        owner.post(hooks, { address: 'https://example.org/', events: names })
      assert.equal((await events(['toString'])).json().code, 'unknown_event')
      assert.equal((await events([])).json().code, 'no_event')
      for (let i = 0; i < 20; i += 1) assert.equal((await events(EVENTS)).statusCode, 201)
      assert.equal((await events(EVENTS)).json().code, 'too_many_webhooks')
    })

    test('two people who change one webhook do not overwrite each other', async () => {
      const app = await start()
      const { add, owner } = await study(app)
      const { webhook } = await add()
      const patch = (events: string[], match: string) =>
        app.inject({
          method: 'PATCH',
          url: `${PREFIX}/webhooks/${webhook.id}`,
          headers: { authorization: `Bearer ${owner.token}`, 'if-match': match },
          payload: { events },
        })
      assert.equal((await patch(['upload.complete'], '"1"')).headers.etag, '"2"')
      assert.equal((await patch(['upload.incomplete'], '"1"')).json().code, 'changed')
    })

    test('a listener that comes after many submissions is told of the next one, and none after it is gone', async () => {
      const app = await start()
      const { add, receiver, submit, owner } = await study(app)
      await submit()
      const { webhook } = await add()
      await submit()
      await deliver(app)
      assert.equal(receiver.received.length, 1)
      await submit()
      assert.equal((await owner.delete(`${PREFIX}/webhooks/${webhook.id}`)).statusCode, 204)
      await deliver(app)
      assert.equal(receiver.received.length, 1)
      assert.equal((await owner.get(`${PREFIX}/webhooks/${webhook.id}`)).statusCode, 404)
    })

    test('deliveries are forgotten after thirty days', async () => {
      const app = await start()
      const { add, submit, log } = await study(app)
      const { webhook } = await add()
      await submit()
      await deliver(app)
      app.clock.advance(31 * DAY)
      await app.jobs.drain()
      assert.deepEqual(await log(webhook.id), [])
    })

    test('listeners hear when a participant has answered everything, once', async () => {
      const app = await start()
      const { owner, project, send } = await answering(app)
      const url = `${PREFIX}/projects/${project}`
      assert.equal((await owner.patch(url, { activities: ['phq2_schema'] })).statusCode, 200)
      await owner.post(`${url}/participants/import`, { text: 'code\nP-09' })
      const receiver = await startReceiver()
      await owner.post(`${url}/webhooks`, { address: receiver.url, events: ['participant.complete'] })
      await send('P-09', [{ item: 'mood', value: 1 }])
      await send('P-09', [{ item: 'mood', value: 2 }])
      await deliver(app)
      assert.deepEqual(
        receiver.received.map(({ body }) => JSON.parse(body).data),
        [{ participant: 'P-09', activities: 1, answers: 1 }],
      )
    })

    test('A2: webhooks are for the owners of their project', async () => {
      const app = await start()
      const { add, hooks } = await study(app)
      const { webhook } = await add()
      const manager = await app.as('mara', { roles: ['collection:manager'] })
      const stranger = await app.as('sam', { roles: ['collection:user'] })
      for (const url of [
        hooks,
        `${PREFIX}/webhooks/${webhook.id}`,
        `${PREFIX}/webhooks/${webhook.id}/deliveries`,
      ]) {
        assert.equal((await manager.get(url)).statusCode, 403, url)
        assert.equal((await stranger.get(url)).statusCode, 404, url)
      }
    })
  }),
)
