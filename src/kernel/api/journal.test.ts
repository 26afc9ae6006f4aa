import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from 'kysely'
import { eachApp, type TestApp } from '../../../test/support/apps/kernel.ts'
import { waitFor } from '../../../test/support/wait.ts'
import { inTransaction } from '../db/db.ts'
import type { Entry } from '../journal/journal.ts'

type View = Record<string, unknown> & { seq: number; action: string; object: string }

async function record({ kernel }: TestApp, ...entries: Entry[]): Promise<void> {
  await inTransaction(kernel.db, async (tx) => {
    for (const entry of entries) await kernel.journal.record(tx, entry)
  })
  // They get their places together, a moment later on PostgreSQL.
  const { action, object } = entries.at(-1) as Entry
  await waitFor(async () => (await kernel.journal.list({ action, object, limit: 1 })).length > 0)
}

const of = (name: string, address: string) => ({ name, via: 'cli', address }) as const

eachApp((open, name) => {
  test(`operators read who did what, newest first, by what and by whom, page by page (${name})`, async () => {
    const opened = await open()
    const admin = await opened.as('admin')
    const ada = await opened.as('ada')
    for (let i = 0; i < 3; i += 1) await admin.post('/api/groups', { name: `g${i}` })
    assert.equal((await ada.patch('/api/me', { firstName: 'Ada' })).statusCode, 200)
    await waitFor(async () => (await admin.get(`/api/journal?account=${ada.id}`)).json().items.length === 1)
    const [changed] = (await admin.get(`/api/journal?account=${ada.id}`)).json().items
    assert.equal(changed.action, 'account.changed')
    assert.equal(changed.object, `account:${ada.id}`)
    assert.equal(changed.objectName, 'Ada')
    assert.deepEqual(changed.account, { id: ada.id, name: 'ada', fullName: 'Ada' })
    assert.equal(changed.personal.address, '127.0.0.1')
    assert.match(changed.credential, /^token:\d+$/)
    const first = (await admin.get('/api/journal?action=group.created&limit=2')).json()
    assert.deepEqual(
      first.items.map((each: { new: { name: string } }) => each.new.name),
      ['g2', 'g1'],
    )
    const rest = (await admin.get(`/api/journal?action=group.created&limit=2&before=${first.next}`)).json()
    assert.deepEqual([rest.items.length, rest.items[0].new.name, rest.next], [1, 'g0', null])
    assert.equal((await ada.get('/api/journal')).statusCode, 403)
  })

  test(`entries are found by kind, service, address, request, person, object, words and time (${name})`, async () => {
    const opened = await open()
    const admin = await opened.as('admin')
    const samuel = await opened.as('samuel')
    await admin.patch(`/api/accounts/${samuel.id}`, { firstName: 'Samuel', lastName: 'Adeyemi' })
    await record(
      opened,
      { by: of('Root', '10.1.4.20'), action: 'thing.made', object: 'thing:1', service: 'collection' },
      { by: of('root', '10.1.4.21'), action: 'thing.part.made', object: 'thing:2' },
      { by: { ...of('eve', '10.2.0.1'), requestId: 'req-7' }, action: 'thingy.made', object: 'other:3' },
    )
    const actions = async (query: string) =>
      (await admin.get(`/api/journal?${query}`))
        .json()
        .items.map((each: View) => each.action)
        .filter((action: string) => action.startsWith('thing'))
    assert.deepEqual(await actions('kind=thing'), ['thing.part.made', 'thing.made'])
    assert.deepEqual(await actions('service=collection'), ['thing.made'])
    assert.deepEqual(await actions('service=kernel'), ['thingy.made', 'thing.part.made'])
    assert.deepEqual(await actions('address=10.1.'), ['thing.part.made', 'thing.made'])
    assert.deepEqual(await actions('requestId=req-7'), ['thingy.made'])
    assert.deepEqual(await actions('search=ROOT'), ['thing.part.made', 'thing.made'])
    assert.deepEqual(await actions('search=other:'), ['thingy.made'])
    assert.deepEqual(await actions('search=10.2.0.1'), ['thingy.made'])
    const about = (await admin.get('/api/journal?search=samuel%20ade')).json().items as View[]
    assert.ok(about.length > 0 && about.every(({ object }) => object === `account:${samuel.id}`))
    const at = new Date(opened.clock.now()).toISOString()
    const later = new Date(opened.clock.now() + 1_000).toISOString()
    assert.deepEqual(await actions(`kind=thing&from=${at}&to=${later}`), ['thing.part.made', 'thing.made'])
    assert.deepEqual(await actions(`kind=thing&from=${later}`), [])
    assert.deepEqual((await admin.get('/api/journal/count?kind=thing')).json(), { count: 2, exact: true })
  })

  test(`an entry has its own address, with its hash and the one before (${name})`, async () => {
    const opened = await open()
    const admin = await opened.as('admin')
    await record(opened, { by: {}, action: 'thing.made', object: 'thing:1', reason: 'asked by mail' })
    const { seq } = await opened.kernel.journal.head()
    const [row, before] = (await opened.kernel.journal.list({ limit: 2 })) as { hash: string }[]
    const entry = (await admin.get(`/api/journal/${seq}`)).json()
    assert.equal(entry.reason, 'asked by mail')
    assert.deepEqual([entry.hash, entry.hashBefore], [row?.hash, before?.hash])
    assert.equal((await admin.get(`/api/journal/${seq + 100}`)).statusCode, 404)
  })

  test(`I7: the export holds every entry that matches and no formula, and is an entry itself (${name})`, async () => {
    const opened = await open()
    const admin = await opened.as('admin')
    const many = Array.from({ length: 520 }, (_, i) => ({
      by: {},
      action: 'thing.made',
      object: `=thing:${i}`,
    }))
    await record(opened, ...many)
    const csv = await admin.get('/api/journal/export?kind=thing&search=thing')
    assert.match(
      String(csv.headers['content-disposition']),
      /^attachment; filename="journal-\d{4}-\d\d-\d\d\.csv"$/,
    )
    const [head, ...lines] = csv.body.trimEnd().split('\r\n')
    assert.match(head ?? '', /^seq,at,account,name,via,/)
    assert.equal(lines.length, 520)
    assert.match(lines[0] ?? '', /,thing\.made,'=thing:519,/)
    const jsonl = (await admin.get('/api/journal/export?kind=thing&format=jsonl')).body.trimEnd().split('\n')
    assert.equal(jsonl.length, 520)
    assert.equal(JSON.parse(jsonl[1] ?? '').object, '=thing:518')
    await waitFor(async () => {
      const found = await opened.kernel.journal.list({ action: 'journal.exported', limit: 5 })
      // What was looked for may be a person: it stands where it can be erased.
      return found.some(
        ({ details, value }) => !details?.includes('thing') && value?.includes('"search":"thing"'),
      )
    })
  })

  test(`the chain is walked in the background, on from where it was; what is broken is told to administrators (${name})`, async () => {
    const opened = await open()
    const admin = await opened.as('admin')
    const { kernel, jobs, clock } = opened
    assert.equal((await admin.get('/api/journal/chain')).json().state, 'unchecked')
    assert.equal((await admin.post('/api/journal/verify')).statusCode, 202)
    await jobs.drain()
    const whole = (await admin.get('/api/journal/chain')).json()
    assert.equal(whole.state, 'intact')
    assert.equal(whole.checkedAt, new Date(clock.now()).toISOString())
    assert.equal(whole.wholeAt, whole.checkedAt)
    await waitFor(
      async () => (await kernel.journal.list({ action: 'journal.checked', limit: 1 })).length === 1,
    )
    await record(opened, { by: {}, action: 'thing.made', object: 'thing:1' })
    clock.advance(3_600_000)
    await jobs.drain()
    const next = (await admin.get('/api/journal/chain')).json()
    assert.ok(next.checked > whole.checked && next.wholeAt === whole.wholeAt)
    const statements =
      kernel.database.dialect === 'sqlite'
        ? ['drop trigger kernel_journal_no_update']
        : ['alter table kernel_journal disable trigger user']
    await inTransaction(kernel.db, async (tx) => {
      for (const each of [...statements, "update kernel_journal set reason = 'x' where seq = 1"])
        await sql.raw(each).execute(tx as never)
    })
    await admin.post('/api/journal/verify')
    await jobs.drain()
    const broken = (await admin.get('/api/journal/chain')).json()
    assert.deepEqual([broken.state, broken.finding], ['broken', 'Entry 1 was changed.'])
    clock.advance(3_600_000)
    await jobs.drain()
    assert.equal(
      (await admin.get('/api/journal/chain')).json().state,
      'broken',
      'a walk over what is new mends nothing',
    )
    const told = await kernel.notices.list({ accountId: admin.id, unread: true, limit: 20 })
    assert.equal(told.filter(({ text }) => text === 'Entry 1 was changed.').length, 1)
  })
})
