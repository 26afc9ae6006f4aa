import assert from 'node:assert/strict'
import { existsSync, mkdtempSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { describe, test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { sql } from 'kysely'
import pg from 'pg'
import { eachDatabase, type OpenOptions } from '../../../test/support/database.ts'
import { waitFor } from '../../../test/support/wait.ts'
import { silentLog } from '../log.ts'
import { Problem } from '../problem.ts'
import { type Database, openDatabase } from './database.ts'
import {
  afterCommit,
  compileOnce,
  contains,
  inTransaction,
  type KernelDb,
  type KernelTx,
  lock,
  settled,
} from './db.ts'
import { isUniqueViolation } from './failures.ts'
import type { Room } from './migrate.ts'
import { migrate } from './migrate.ts'

interface Tables {
  try_seat: { id: number | undefined; name: string; taken: number; at: number | null }
}
type Db = KernelDb<Tables>
type Tx = KernelTx<Tables>

const room: Room = {
  name: 'try',
  migrations: {
    async '0001_seats'(ddl) {
      await ddl.table(
        'try_seat',
        { id: 'id', name: 'text', taken: 'flag', at: 'time?' },
        { unique: [['name']] },
      )
    },
  },
}
const options: OpenOptions = { rooms: [room] }
const seats = (database: Database) => database.db as Db
const insert = (tx: Tx, name: string) =>
  tx
    .insertInto('try_seat')
    .values({ id: undefined, name, taken: 0, at: null })
    .returning('id')
    .executeTakeFirstOrThrow()
const names = async (database: Database) =>
  (await seats(database).selectFrom('try_seat').select('name').orderBy('name').execute()).map(
    (row) => row.name,
  )

eachDatabase('a database', (open) => {
  test('what a transaction wrote is there once it is answered', async () => {
    const database = await open(options)
    const { id } = await inTransaction(seats(database), (tx) => insert(tx, 'a'))
    assert.equal(id, 1)
    assert.deepEqual(await names(database), ['a'])
  })

  test('a failing transaction leaves nothing, and its neighbours everything', async () => {
    const database = await open(options)
    const outcomes = await Promise.allSettled(
      ['a', 'b', 'c', 'd'].map((name) =>
        inTransaction(seats(database), async (tx) => {
          await insert(tx, name)
          if (name === 'b') throw new Problem('no', 409, 'Not this one.')
        }),
      ),
    )
    assert.deepEqual(
      outcomes.map((outcome) => outcome.status),
      ['fulfilled', 'rejected', 'fulfilled', 'fulfilled'],
    )
    assert.deepEqual(await names(database), ['a', 'c', 'd'])
  })

  test('a number that was given once never comes back', async () => {
    const database = await open(options)
    await inTransaction(seats(database), (tx) => insert(tx, 'a'))
    await inTransaction(seats(database), (tx) => tx.deleteFrom('try_seat').execute())
    const { id } = await inTransaction(seats(database), (tx) => insert(tx, 'a'))
    assert.equal(id, 2)
  })

  test('the unique index decides a race', async () => {
    const database = await open(options)
    const outcomes = await Promise.allSettled(
      Array.from({ length: 20 }, () => inTransaction(seats(database), (tx) => insert(tx, 'one'))),
    )
    const failed = outcomes.filter((outcome) => outcome.status === 'rejected')
    assert.equal(failed.length, 19)
    for (const outcome of failed) assert.ok(isUniqueViolation(outcome.reason), String(outcome.reason))
  })

  test('a rule that reads before it writes holds when it locks its rows', async () => {
    const database = await open(options)
    const { id } = await inTransaction(seats(database), (tx) => insert(tx, 'last place'))
    const take = () =>
      inTransaction(seats(database), async (tx) => {
        await lock(tx, 'try_seat', [id as number])
        const row = await tx
          .selectFrom('try_seat')
          .select('taken')
          .where('id', '=', id)
          .executeTakeFirstOrThrow()
        if (row.taken) return false
        await tx.updateTable('try_seat').set({ taken: 1 }).where('id', '=', id).execute()
        return true
      })
    const taken = await Promise.all(Array.from({ length: 30 }, take))
    assert.equal(taken.filter(Boolean).length, 1)
  })

  test('a transaction inside one joins it; the bare handle is refused there', async () => {
    const database = await open(options)
    await inTransaction(seats(database), async (tx) => {
      await inTransaction(tx as Db, (joined) => insert(joined as Tx, 'joined'))
      await assert.rejects(
        seats(database).selectFrom('try_seat').selectAll().execute(),
        /bare database handle/,
      )
      assert.throws(() => void inTransaction(seats(database), async () => undefined), /bare database handle/)
    })
    assert.deepEqual(await names(database), ['joined'])
  })

  test('a handle is dead once its transaction has ended', async () => {
    const database = await open(options)
    let kept: Tx | undefined
    await inTransaction(seats(database), async (tx) => {
      kept = tx
    })
    await assert.rejects(insert(kept as Tx, 'late'), /transaction that has ended/)
  })

  test('hints come after a commit and never after a rollback', async () => {
    const database = await open(options)
    const told: string[] = []
    await inTransaction(seats(database), async (tx) => afterCommit(tx, () => told.push('kept')))
    await assert.rejects(
      inTransaction(seats(database), async (tx) => {
        afterCommit(tx, () => told.push('lost'))
        throw new Error('no')
      }),
      /no/,
    )
    assert.deepEqual(told, ['kept'])
  })

  test('a hint that fails changes nothing about the commit, and the next ones come', async () => {
    const database = await open(options)
    const seen: string[] = []
    await inTransaction(seats(database), async (tx) => {
      await insert(tx, 'a')
      afterCommit(tx, () => {
        throw new Error('a hint that fails')
      })
      afterCommit(tx, () => seen.push('next'))
    })
    await inTransaction(seats(database), (tx) => insert(tx, 'b'))
    assert.deepEqual([seen, await names(database)], [['next'], ['a', 'b']])
  })

  test('R6: a connection that is lost in the middle of a transaction ends that one alone, with 503', async () => {
    const database = await open(options)
    if (database.dialect === 'sqlite') return
    const other = new pg.Client({ connectionString: database.postgresUrl })
    await other.connect()
    for (const isIdle of [true, false]) {
      const refused = inTransaction(seats(database), async (tx) => {
        await insert(tx, 'lost')
        const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(tx as never)
        const ended = other.query('select pg_terminate_backend($1, 5000)', [rows[0]?.pid])
        if (isIdle) await ended
        await sql`select pg_sleep(5)`.execute(tx as never).finally(() => ended)
      })
      await assert.rejects(refused, { status: 503, code: 'database_unavailable' })
    }
    await other.end()
    assert.deepEqual(await names(database), [])
  })

  test('text is compared letter by letter, numbers are numbers, and contains() knows no wildcard', async () => {
    const database = await open(options)
    await inTransaction(seats(database), async (tx) => {
      for (const name of ['b', 'B', 'a', 'ä', '100%', '_']) await insert(tx, name)
    })
    assert.deepEqual(await names(database), ['100%', 'B', '_', 'a', 'b', 'ä'])
    const { n } = await seats(database)
      .selectFrom('try_seat')
      .select((eb) => eb.fn.countAll<number>().as('n'))
      .executeTakeFirstOrThrow()
    assert.equal(n, 6)
    const found = await seats(database)
      .selectFrom('try_seat')
      .select('name')
      .where((eb) => contains(database.db, eb.ref('name'), '%'))
      .execute()
    assert.deepEqual(
      found.map((row) => row.name),
      ['100%'],
    )
  })

  test('a query that is compiled once takes new values each time', async () => {
    const database = await open(options)
    const byName = compileOnce<Tables, { name: string }, { name: string }>((db, value) =>
      db.selectFrom('try_seat').select('name').where('name', '=', value('name')),
    )
    await inTransaction(seats(database), async (tx) => {
      await insert(tx, 'x')
      await insert(tx, 'y')
    })
    for (const name of ['x', 'y', 'x']) {
      assert.deepEqual(
        (await byName(seats(database), { name })).map((row) => row.name),
        [name],
      )
    }
  })

  test('a migration that fails leaves nothing, and the next start runs it whole', async () => {
    const database = await open(options)
    let fails = true
    const next: Room = {
      name: 'try',
      migrations: {
        ...room.migrations,
        async '0002_more'(ddl) {
          await ddl.table('try_more', { id: 'id', seat_id: 'ref:try_seat?', note: 'text?' })
          await ddl.index('try_more', ['seat_id'], { where: 'note is not null' })
          if (fails) throw new Error('power went away')
          await ddl.addColumn('try_seat', 'colour', 'text?')
        },
      },
    }
    await assert.rejects(migrate(database, [next], 1), /power went away/)
    fails = false
    assert.deepEqual(await migrate(database, [next], Date.UTC(2027, 3, 1)), [
      'try/0001_seats',
      'try/0002_more',
    ])
    await inTransaction(seats(database), (tx) =>
      sql`insert into try_more (seat_id, note) values (null, 'x')`.execute(tx as never),
    )
    await assert.rejects(
      inTransaction(seats(database), (tx) =>
        sql`insert into try_more (seat_id) values (77)`.execute(tx as never),
      ),
      /foreign key/i,
    )
  })

  test('a database of a newer program is refused', async () => {
    const database = await open(options)
    await assert.rejects(migrate(database, [], 1), /newer Atelier \(it has try\/0001_seats\)/)
  })

  test('several nodes may migrate at once', async () => {
    const database = await open({ rooms: [] })
    const all = await Promise.all([1, 2, 3, 4].map((at) => migrate(database, [room], at)))
    for (const applied of all) assert.deepEqual(applied, ['try/0001_seats'])
  })
})

describe('the embedded database', () => {
  const openIn = async (folder: string, strict = true) => {
    const database = await openDatabase({ folder, log: silentLog, strict })
    await migrate(database, [room], 1)
    return database
  }
  const newFolder = () => mkdtempSync(join(tmpdir(), 'atelier-db-'))

  test('the bare handle cannot write, whatever its types say', async () => {
    const database = await openIn(newFolder())
    await assert.rejects(insert(database.db as unknown as Tx, 'x'), /readonly/)
    await database.close()
  })

  test('transactions of one turn share commits and flushes', async () => {
    const database = await openIn(newFolder())
    const before = database.stats()
    await Promise.all(
      Array.from({ length: 500 }, (_, i) => inTransaction(seats(database), (tx) => insert(tx, `n${i}`))),
    )
    const after = database.stats()
    assert.equal(after.transactions - before.transactions, 500)
    assert.ok((after.groups ?? 0) - (before.groups ?? 0) <= 50, `${after.groups} groups`)
    assert.ok((after.flushes ?? 0) - (before.flushes ?? 0) <= 50, `${after.flushes} flushes`)
    await database.close()
  })

  test('a transaction that waits for something else fails where it is watched', async () => {
    const database = await openIn(newFolder())
    await assert.rejects(
      inTransaction(seats(database), async (tx) => {
        await insert(tx, 'slow')
        await pause(5)
      }),
      /not SQL/,
    )
    assert.deepEqual(await names(database), [])
    await database.close()
  })

  test('a transaction that cannot be rolled back alone is answered all the same, and the next one works', async () => {
    const database = await openIn(newFolder())
    const endOwnSavepoint = inTransaction(seats(database), async (tx) => {
      await insert(tx, 'lost')
      await sql.raw('release one').execute(tx as never)
    })
    await assert.rejects(endOwnSavepoint, /savepoint/)
    await inTransaction(seats(database), (tx) => insert(tx, 'kept'))
    assert.deepEqual(await names(database), ['kept'])
    await database.close()
  })

  test('a hook of the group writes in the same commit, and not for a group in which nothing succeeded', async () => {
    const database = await openIn(newFolder())
    let called = 0
    database.onGroup(async (tx) => {
      called += 1
      await insert(tx as Tx, `hook ${called}`)
    })
    await assert.rejects(
      inTransaction(seats(database), () => Promise.reject(new Error('no'))),
      /no/,
    )
    assert.equal(called, 0)
    await inTransaction(seats(database), (tx) => insert(tx, 'a'))
    assert.deepEqual(await names(database), ['a', 'hook 1'])
    await database.close()
  })

  test('another process that holds the lock makes writers wait, then says 503, and reads go on (R5)', async () => {
    const folder = newFolder()
    const database = await openIn(folder)
    const other = new DatabaseSync(join(folder, 'atelier.db'))
    other.exec('begin immediate')
    const refused = assert.rejects(
      inTransaction(seats(database), (tx) => insert(tx, 'refused')),
      (error) => error instanceof Problem && error.status === 503 && error.headers['retry-after'] === '5',
    )
    assert.deepEqual(await names(database), [])
    await refused
    const waits = inTransaction(seats(database), (tx) => insert(tx, 'waits'))
    await pause(60)
    other.exec('commit')
    await waits
    assert.deepEqual(await names(database), ['waits'])
    other.close()
    await database.close()
  })

  test('the log is folded back while writers go on', async () => {
    const folder = newFolder()
    const database = await openIn(folder, false)
    const text = 'x'.repeat(20_000)
    for (let round = 0; round < 40; round += 1) {
      await Promise.all(
        Array.from({ length: 40 }, (_, i) =>
          inTransaction(seats(database), (tx) => insert(tx, `${round}.${i} ${text}`)),
        ),
      )
    }
    assert.ok((database.stats().checkpoints ?? 0) >= 1)
    const size = statSync(join(folder, 'atelier.db-wal')).size
    assert.ok(size < 24 * 1024 * 1024, `the log has ${size} bytes after 32 MB of rows`)
    await database.close()
    assert.equal(existsSync(join(folder, 'atelier.db-wal')), false)
  })

  test('a copy beside writers is whole', async () => {
    const folder = newFolder()
    const database = await openIn(folder)
    await Promise.all(
      Array.from({ length: 300 }, (_, i) => inTransaction(seats(database), (tx) => insert(tx, `n${i}`))),
    )
    const writing = Promise.all(
      Array.from({ length: 300 }, (_, i) => inTransaction(seats(database), (tx) => insert(tx, `m${i}`))),
    )
    await database.copyInto(join(folder, 'copy.db'))
    await writing
    const copy = new DatabaseSync(join(folder, 'copy.db'), { readOnly: true })
    const { n } = copy.prepare("select count(*) as n from try_seat where name like 'n%'").get() as {
      n: number
    }
    assert.equal(n, 300)
    copy.close()
    await database.close()
  })

  test('a copy that is asked for during a checkpoint does not keep writers waiting for its end', async () => {
    const folder = newFolder()
    const database = await openIn(folder)
    const checkpoints = database.stats().checkpoints ?? 0
    let copying: Promise<void> | undefined
    let isCopied = false
    await inTransaction(seats(database), async (tx) => {
      for (let i = 0; i < 20; i += 1) await insert(tx, `${i}${'x'.repeat(1_000_000)}`)
      // The checkpoint begins in the same turn as the commit.
      afterCommit(tx, () =>
        setImmediate(() => {
          copying = database.copyInto(join(folder, 'copy.db')).then(() => {
            isCopied = true
          })
        }),
      )
    })
    await waitFor(() => (database.stats().checkpoints ?? 0) > checkpoints)
    assert.equal(isCopied, false, 'the pause of writers ends before the copy begins')
    await copying
    await database.close()
  })

  test('an answer waits for the flush, and so does whoever asks for what was seen', async () => {
    const database = await openIn(newFolder())
    const before = database.stats().flushes ?? 0
    await inTransaction(seats(database), (tx) => insert(tx, 'a'))
    assert.equal(database.stats().flushes, before + 1)
    await settled(database.db)
    assert.equal(database.stats().flushes, before + 1)
    await database.close()
  })
})
