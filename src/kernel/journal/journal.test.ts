import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from 'kysely'
import pg from 'pg'
import { handClock } from '../../../test/support/clock.ts'
import { eachDatabase } from '../../../test/support/database.ts'
import { waitFor } from '../../../test/support/wait.ts'
import type { Database } from '../db/database.ts'
import { inTransaction } from '../db/db.ts'
import { silentLog } from '../log.ts'
import type { Entry } from './entry.ts'
import { Journal, type JournalRow, mayReadEntry } from './journal.ts'

const entry = (action: string, more: Partial<Entry> = {}): Entry => ({
  by: { account: 5, name: 'ada', via: 'session' },
  action,
  ...more,
})

async function journalOn(database: Database) {
  const clock = handClock()
  const journal = new Journal({ database, clock, log: silentLog })
  journal.start()
  const record = (...entries: Entry[]) =>
    inTransaction(database.db, async (tx) => {
      for (const each of entries) await journal.record(tx, each)
    })
  const sealed = async (count: number) => {
    await waitFor(async () => (await journal.head()).seq >= count)
    return (await journal.list({ limit: 1_000 })).reverse()
  }
  return { clock, journal, record, sealed }
}

/** Changes the journal behind its back, as someone with the database could. */
async function tamper(database: Database, statement: string): Promise<void> {
  const off =
    database.dialect === 'sqlite'
      ? [
          'drop trigger kernel_journal_no_delete',
          'drop trigger kernel_journal_no_update',
          'drop trigger kernel_journal_seal_once',
        ]
      : ['alter table kernel_journal disable trigger user']
  await inTransaction(database.db, async (tx) => {
    for (const each of [...off, statement]) await sql.raw(each).execute(tx as never)
  })
}

eachDatabase('the journal', (open) => {
  test('an entry says who did what, on what, when and from where, with old and new', async (t) => {
    const { journal, record, sealed } = await journalOn(await open())
    t.after(() => journal.stop())
    await record(
      entry('account.changed', {
        object: 'account:7',
        old: { name: 'a' },
        new: { name: 'b' },
        reason: 'asked by mail',
        by: {
          account: 5,
          name: 'ada',
          via: 'token',
          credential: 'token:3',
          address: '10.0.0.9',
          requestId: 'r1',
        },
      }),
    )
    const [row] = await sealed(1)
    assert.equal(row?.action, 'account.changed')
    assert.equal(row?.account_id, 5)
    assert.equal(row?.account_name, null, 'a name stands with its account')
    assert.equal(row?.credential, 'token:3')
    assert.deepEqual(JSON.parse(row?.old ?? ''), { name: 'a' })
    assert.deepEqual(JSON.parse(row?.value ?? ''), { address: '10.0.0.9' })
    assert.equal(row?.at, Date.UTC(2027, 2, 1, 10))
  })

  test('what is rolled back leaves no entry', async (t) => {
    const database = await open()
    const { journal, record, sealed } = await journalOn(database)
    t.after(() => journal.stop())
    await assert.rejects(
      inTransaction(database.db, async (tx) => {
        await journal.record(tx, entry('thing.made'))
        throw new Error('no')
      }),
    )
    await record(entry('other.made'))
    assert.deepEqual(
      (await sealed(1)).map((row) => row.action),
      ['other.made'],
    )
  })

  test('many at once get their places without a gap, and the chain holds', async (t) => {
    const { journal, record, sealed } = await journalOn(await open())
    t.after(() => journal.stop())
    await Promise.all(Array.from({ length: 60 }, (_, i) => record(entry(`made.${i}`), entry(`done.${i}`))))
    const rows = await sealed(120)
    assert.deepEqual(
      rows.map((row) => row.seq),
      Array.from({ length: 120 }, (_, i) => i + 1),
    )
    assert.deepEqual(await journal.verify(), { ok: true, entries: 120, head: await journal.head() })
  })

  test('S4: nobody changes or removes an entry by mistake', async (t) => {
    const database = await open()
    const { journal, record, sealed } = await journalOn(database)
    t.after(() => journal.stop())
    await record(entry('a'))
    await sealed(1)
    const attempt = (text: string) => inTransaction(database.db, (tx) => sql.raw(text).execute(tx as never))
    await assert.rejects(attempt('delete from kernel_journal'), /append-only/)
    await assert.rejects(attempt(`update kernel_journal set action = 'b'`), /append-only/)
    await assert.rejects(attempt('update kernel_journal set seq = 9'), /append-only/)
  })

  for (const [what, statement, finding] of [
    ['a changed entry', `update kernel_journal set action = 'x' where seq = 3`, 'Entry 3 was changed.'],
    [
      'a removed entry',
      'update kernel_journal set seq = null, hash = null where seq = 3',
      'Entry 3 was removed.',
    ],
    [
      'a forged place',
      `update kernel_journal set hash = 'f' where seq = 4`,
      'Entry 4 does not follow the one before it.',
    ],
    [
      'a changed personal value',
      `update kernel_journal_personal set value = '{}' where entry_id = (select id from kernel_journal where seq = 2)`,
      'The personal values of entry 2 were changed.',
    ],
  ] as const) {
    test(`S4: verification finds ${what}`, async (t) => {
      const database = await open()
      const { journal, record, sealed } = await journalOn(database)
      t.after(() => journal.stop())
      for (let i = 0; i < 5; i += 1) await record(entry(`made.${i}`, { personal: { mail: 'a@b' } }))
      await sealed(5)
      await journal.stop()
      await tamper(database, statement)
      assert.equal((await journal.verify()).finding, finding)
    })
  }

  test('S4: entries cut off at the end are found by a head that was kept elsewhere', async (t) => {
    const database = await open()
    const { journal, record, sealed } = await journalOn(database)
    t.after(() => journal.stop())
    for (let i = 0; i < 3; i += 1) await record(entry(`made.${i}`))
    await sealed(3)
    const head = await journal.head()
    await journal.stop()
    await tamper(database, 'delete from kernel_journal where seq = 3')
    assert.equal((await journal.verify()).ok, true)
    assert.match((await journal.verify(head)).finding ?? '', /after 2 were removed/)
  })

  test('erasing personal values leaves the chain whole', async (t) => {
    const database = await open()
    const { journal, record, sealed } = await journalOn(database)
    t.after(() => journal.stop())
    await record(
      entry('a', { personal: { mail: 'ada@example.org' } }),
      entry('b', { by: { account: 6 }, personal: { mail: 'x' } }),
    )
    await sealed(2)
    assert.equal(await inTransaction(database.db, (tx) => journal.erasePersonal(tx, 5)), 1)
    const rows = (await journal.list({ limit: 10 })).reverse()
    assert.deepEqual(
      rows.map((row) => row.value),
      [null, '{"mail":"x"}'],
    )
    assert.equal((await journal.verify()).ok, true)
  })

  test('the feed brings every entry once, in order, and none of a rolled-back transaction', async (t) => {
    const database = await open()
    const { journal, record } = await journalOn(database)
    t.after(() => journal.stop())
    await record(entry('before'))
    await waitFor(async () => (await journal.head()).seq === 1)
    const seen: JournalRow[] = []
    const end = await journal.subscribe((row) => seen.push(row))
    await Promise.allSettled(
      Array.from({ length: 40 }, (_, i) =>
        inTransaction(database.db, async (tx) => {
          await journal.record(tx, entry(`made.${i}`))
          if (i % 4 === 0) throw new Error('no')
        }),
      ),
    )
    await waitFor(() => seen.length === 30)
    assert.deepEqual(
      seen.map((row) => row.seq),
      Array.from({ length: 30 }, (_, i) => i + 2),
    )
    end()
    await record(entry('after'))
    assert.equal(seen.length, 30)
  })

  test('two who subscribe first, both at once, hear of what came in between', async (t) => {
    const database = await open()
    const { journal, record, sealed } = await journalOn(database)
    t.after(() => journal.stop())
    await record(entry('before'))
    await sealed(1)
    // The second sees an entry that another node has sealed, of which the first has not heard yet.
    const head = journal.head.bind(journal)
    const gate = Promise.withResolvers<void>()
    const answers = [head(), gate.promise.then(() => ({ seq: 2, hash: '' }))]
    journal.head = () => answers.shift() ?? head()
    const heard: [string[], string[]] = [[], []]
    const first = journal.subscribe((row) => heard[0].push(row.action))
    const second = journal.subscribe((row) => heard[1].push(row.action))
    await first
    gate.resolve()
    await second
    await record(entry('in.between'))
    await record(entry('after'))
    await waitFor(() => heard[0].length === 2 && heard[1].length === 2)
    assert.deepEqual(heard[0], ['in.between', 'after'])
  })

  test('a late commit is not missed: nothing is sealed in front of an open transaction', async (t) => {
    const database = await open()
    if (!database.postgresUrl) return
    const { journal, record, sealed } = await journalOn(database)
    t.after(() => journal.stop())
    const late = new pg.Client({ connectionString: database.postgresUrl })
    await late.connect()
    await late.query('begin')
    await late.query(
      `insert into kernel_journal (at, action, via, count, entry_hash) values (1, 'late', 'system', 1, 'h')`,
    )
    await record(entry('early'))
    await journal.seal()
    assert.equal((await journal.head()).seq, 0)
    await late.query('commit')
    await late.end()
    assert.deepEqual(
      (await sealed(2)).map((row) => row.action),
      ['late', 'early'],
    )
  })

  test('a flood of notes becomes one entry with a count', async (t) => {
    const { clock, journal, sealed } = await journalOn(await open())
    t.after(() => journal.stop())
    const refused = entry('sign-in.refused', { by: { address: '10.0.0.1' } })
    for (let i = 0; i < 500; i += 1) journal.note(refused)
    journal.note(entry('sign-in.refused', { by: { address: '10.0.0.2' } }))
    clock.advance(10_000)
    journal.note(refused)
    await journal.stop()
    // Its own rounds have ended, and a transaction of somebody else on the same PostgreSQL holds entries back a while.
    await waitFor(async () => {
      await journal.seal()
      return (await journal.head()).seq >= 4
    })
    const rows = await sealed(4)
    assert.deepEqual(
      rows.map((row) => row.count).sort((a, b) => a - b),
      [1, 1, 1, 499],
    )
  })

  test('a list pages by key and filters', async (t) => {
    const { journal, record, sealed } = await journalOn(await open())
    t.after(() => journal.stop())
    for (let i = 0; i < 5; i += 1) await record(entry(i % 2 ? 'odd' : 'even', { object: `thing:${i}` }))
    await sealed(5)
    const first = await journal.list({ limit: 2 })
    assert.deepEqual(
      first.map((row) => row.seq),
      [5, 4],
    )
    const next = await journal.list({ limit: 2, before: 4 })
    assert.deepEqual(
      next.map((row) => row.seq),
      [3, 2],
    )
    assert.equal((await journal.list({ limit: 9, action: 'odd' })).length, 2)
    assert.equal((await journal.list({ limit: 9, object: 'thing:3' })).length, 1)
  })
})

test('A2: an entry is read by administrators, by whom it is about, and by those it is meant for', () => {
  const reader = (accountId: number, administrator = false, role = '') => ({
    accountId,
    administrator,
    may: (asked: string) => asked === role,
  })
  const row = (audience: string | null) => ({ account_id: 5, audience })
  assert.equal(mayReadEntry(row(null), reader(1, true)), true)
  assert.equal(mayReadEntry(row(null), reader(5)), true)
  assert.equal(mayReadEntry(row(null), reader(6)), false)
  assert.equal(mayReadEntry(row('account:6'), reader(6)), true)
  assert.equal(mayReadEntry(row('collection:manager'), reader(6, false, 'collection:manager')), true)
  assert.equal(mayReadEntry(row('collection:manager'), reader(6)), false)
})
