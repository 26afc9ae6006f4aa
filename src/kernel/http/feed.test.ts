import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Caller, eachApp, type TestApp, testApp } from '../../../test/support/apps/kernel.ts'
import { openRaw } from '../../../test/support/raw.ts'
import { waitFor } from '../../../test/support/wait.ts'
import { inTransaction } from '../db/db.ts'
import { changeAccount } from '../identity/account.ts'
import { setRoles } from '../identity/group.ts'
import { revokeToken } from '../identity/token.ts'
import { stopApp } from './app.ts'

const system = { via: 'system' } as const

interface Event {
  seq: number
  action: string
  object: string | null
}

interface Feed {
  status: number
  events: Event[]
  text(): string
  ended: Promise<void>
  leave(): void
}

async function openFeed(address: string, token: string, lastEventId?: number): Promise<Feed> {
  const leaving = new AbortController()
  const answer = await fetch(`${address}/api/feed`, {
    headers: {
      authorization: `Bearer ${token}`,
      ...(lastEventId !== undefined && { 'last-event-id': String(lastEventId) }),
    },
    signal: leaving.signal,
  })
  let text = ''
  const feed: Feed = {
    status: answer.status,
    get events() {
      // Those that are here whole: the last one may have come in part.
      const whole = text.slice(0, text.lastIndexOf('\n\n') + 1)
      return [...whole.matchAll(/^data: (\{"seq".*)$/gm)].map(([, json]) => JSON.parse(json ?? ''))
    },
    text: () => text,
    ended: (async () => {
      const decoder = new TextDecoder()
      for await (const part of answer.body ?? []) text += decoder.decode(part, { stream: true })
    })().catch(() => undefined),
    leave: () => leaving.abort(),
  }
  return feed
}

/** Entries that a test makes itself, by an administrator. */
const makeGroup = async (admin: Caller, name: string) =>
  assert.equal((await admin.post('/api/groups', { name })).statusCode, 201)

const settledSeq = async ({ kernel }: TestApp, action: string, object?: string) => {
  const find = async () =>
    (await kernel.journal.list({ action, limit: 500 })).find(
      (row) => object === undefined || row.object === object,
    )
  await waitFor(async () => (await find()) !== undefined)
  return (await find())?.seq ?? 0
}

eachApp((open, name) => {
  test(`an entry reaches an open feed with its place, and a reader who comes back gets what it missed (${name})`, async () => {
    const opened = await open()
    const address = await opened.listen()
    const admin = await opened.as('admin')
    const feed = await openFeed(address, admin.token)
    assert.equal(feed.status, 200)
    await waitFor(() => feed.text().includes(': from'))
    await makeGroup(admin, 'one')
    await waitFor(() => feed.events.some(({ action }) => action === 'group.created'))
    const seen = feed.events.at(-1)?.seq ?? 0
    feed.leave()
    for (let i = 0; i < 20; i += 1) await makeGroup(admin, `missed ${i}`)
    const again = await openFeed(address, admin.token, seen)
    await waitFor(() => again.events.length >= 20)
    await makeGroup(admin, 'two')
    await waitFor(() => again.events.length >= 21)
    const places = again.events.map(({ seq }) => seq)
    assert.deepEqual(
      places,
      [...new Set(places)].sort((a, b) => a - b),
    )
    assert.ok(places.every((seq) => seq > seen))
    again.leave()
  })

  test(`a snapshot says up to which entry it holds, and the feed brings what comes after (${name})`, async () => {
    const opened = await open()
    const address = await opened.listen()
    const admin = await opened.as('admin')
    await makeGroup(admin, 'before')
    const before = await settledSeq(opened, 'group.created')
    const snapshot = await admin.get('/api/groups')
    const seq = Number(snapshot.headers['x-atelier-seq'])
    assert.ok(seq >= before)
    assert.equal(snapshot.json().items.length, 1)
    await makeGroup(admin, 'after')
    const feed = await openFeed(address, admin.token, seq)
    await waitFor(() => feed.events.some(({ object }) => object === 'group:2'))
    assert.ok(!feed.events.some(({ object }) => object === 'group:1'))
    feed.leave()
  })

  test(`A2: a person hears of themselves and of what their roles cover, a token of what its scope covers (${name})`, async () => {
    const opened = await open()
    const address = await opened.listen()
    const { identity } = opened.kernel
    const admin = await opened.as('admin')
    const ada = await opened.as('ada', { roles: ['collection:manager'] })
    const narrow = await opened.as('ada', { scopes: ['kernel:read'] })
    const none = await opened.as('ada', { scopes: ['collection:write'] })
    const { seq } = await opened.kernel.journal.head()
    const [all, limited] = [
      await openFeed(address, ada.token, seq),
      await openFeed(address, narrow.token, seq),
    ]
    assert.equal((await openFeed(address, none.token)).status, 403)
    const { db, journal } = opened.kernel
    await inTransaction(db, async (tx) => {
      await journal.record(tx, { by: system, action: 'demo.for-all', audience: 'training:manager' })
      await journal.record(tx, {
        by: system,
        action: 'demo.for-managers',
        service: 'collection',
        audience: 'collection:manager',
      })
    })
    await makeGroup(admin, 'not for ada')
    assert.equal((await ada.patch('/api/me', { firstName: 'Ada' })).statusCode, 200)
    // That one of their tokens was refused above they hear too, and that it was made, sooner or later.
    const besides = ['request.refused', 'notice.sent']
    const heardBy = (feed: Feed) =>
      feed.events.map(({ action }) => action).filter((action) => !besides.includes(action))
    await waitFor(() => heardBy(all).length >= 2 && heardBy(limited).length >= 1)
    assert.deepEqual(heardBy(all).sort(), ['account.changed', 'demo.for-managers'])
    assert.deepEqual(heardBy(limited), ['account.changed'])
    assert.doesNotMatch(all.text(), /not for ada|training/)
    // A role that is taken away is gone from the open feed too.
    await setRoles(identity, system, { account: ada.id }, [])
    await waitFor(async () => {
      const heard = all.events.length
      await inTransaction(db, (tx) =>
        journal.record(tx, {
          by: system,
          action: 'demo.later',
          service: 'collection',
          audience: 'collection:manager',
        }),
      )
      const mark = (await ada.patch('/api/me', { lastName: 'L' })).statusCode
      await waitFor(() => all.events.length > heard && all.events.at(-1)?.action === 'account.changed')
      return mark === 200 && !all.events.slice(heard).some(({ action }) => action === 'demo.later')
    })
    all.leave()
    limited.leave()
  })

  test(`A3: a disabled account and a revoked token end within 5 s, also on an open feed (${name})`, async () => {
    const opened = await open()
    const address = await opened.listen()
    const { identity } = opened.kernel
    const ada = await opened.as('ada')
    const ben = await opened.as('ben')
    const feeds = [await openFeed(address, ada.token), await openFeed(address, ben.token)]
    assert.equal((await ada.get('/api/me')).statusCode, 200)
    const since = performance.now()
    await changeAccount(identity, system, ada.id, { disabled: true })
    const [token] = await identity.db
      .selectFrom('kernel_token')
      .select('id')
      .where('account_id', '=', ben.id)
      .execute()
    await revokeToken(identity, system, token?.id ?? 0)
    assert.equal((await ada.get('/api/me')).statusCode, 401)
    assert.equal((await ben.get('/api/me')).statusCode, 401)
    await Promise.all(feeds.map(({ ended }) => ended))
    assert.ok(performance.now() - since < 5_000)
    for (const feed of feeds) assert.match(feed.text(), /event: end/)
  })
})

eachApp((open, name) => {
  test(`R7: at an orderly stop requests under way are answered, feeds get their end, and nothing new is taken (${name})`, async () => {
    const opened = await open()
    const address = await opened.listen()
    const admin = await opened.as('admin')
    const feed = await openFeed(address, admin.token)
    const body = JSON.stringify({ name: 'last' })
    const head = `POST /api/groups HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${admin.token}\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n`
    const begun = await openRaw(address, head + body.slice(0, 5))
    const idle = await openRaw(address, `GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n`)
    await waitFor(() => idle.read().includes('"ok"') && feed.text() !== '')
    // Without a limit: nothing is cut off, and yet it ends.
    const stopped = stopApp(opened.app, 600_000)
    await feed.ended
    assert.match(feed.text(), /event: end/)
    await idle.closed
    await assert.rejects(fetch(`${address}/healthz`))
    begun.socket.write(body.slice(5))
    await begun.closed
    assert.match(begun.read(), /^HTTP\/1\.1 201 /)
    assert.match(begun.read(), /"name":"last"/)
    await stopped
  })
})

test('R7: what comes in on a kept connection while the server stops is answered, /readyz with 503, and is its last', async () => {
  const opened = await testApp()
  const address = await opened.listen()
  const held = await openRaw(address, 'POST /api/session HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\n{')
  const kept = await openRaw(
    address,
    'GET /healthz HTTP/1.1\r\nHost: x\r\n\r\nGET /readyz HTTP/1.1\r\nHost: x\r\n',
  )
  await waitFor(() => kept.read().includes('"ok"'))
  const stopped = opened.close()
  await waitFor(() => opened.app.state.stopping)
  kept.socket.write('\r\n')
  await kept.closed
  const [, ready = ''] = kept.read().split('{"status":"ok"}')
  assert.match(ready, /^HTTP\/1\.1 503 /)
  assert.match(ready, /"status":"stopping"/)
  held.socket.destroy()
  await stopped
})

test('a place that is no place is refused, and one that lies ahead of all begins at the end', async () => {
  const opened = await testApp()
  const address = await opened.listen()
  const admin = await opened.as('admin')
  const headers = { authorization: `Bearer ${admin.token}` }
  for (const place of ['x', '-1', '1.5', '', '9'.repeat(16), '1 or 1=1']) {
    const answer = await opened.app.inject({
      url: '/api/feed',
      headers: { ...headers, 'last-event-id': place },
    })
    assert.equal(answer.statusCode, 400, place)
  }
  const { seq } = await opened.kernel.journal.head()
  const feed = await openFeed(address, admin.token, 999_999)
  await waitFor(() => feed.text().includes(`: from ${seq}`))
  await makeGroup(admin, 'after')
  await waitFor(() => feed.events.some(({ action }) => action === 'group.created'))
  feed.leave()
})

test('a reader who was away for long gets all of it, however much that is, without being cut off', async () => {
  const opened = await testApp()
  const address = await opened.listen()
  const admin = await opened.as('admin')
  const { db, journal } = opened.kernel
  const details = { text: 'x'.repeat(2_000) }
  for (let i = 0; i < 20; i += 1) {
    await inTransaction(db, async (tx) => {
      for (let n = 0; n < 100; n += 1) await journal.record(tx, { by: system, action: 'demo.long', details })
    })
  }
  const feed = await openFeed(address, admin.token, 0)
  await waitFor(() => feed.text().length > 4_000_000 && feed.events.at(-1)?.action === 'demo.long', 20_000)
  await makeGroup(admin, 'last')
  await waitFor(() => feed.text().includes('group.created'))
  assert.equal(feed.events.filter(({ action }) => action === 'demo.long').length, 2_000)
  feed.leave()
})
