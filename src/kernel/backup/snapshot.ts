import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { sql } from 'kysely'
import { type Database, openDatabase } from '../db/database.ts'
import { type AnyDb, inTransaction } from '../db/db.ts'
import type { Log } from '../log.ts'
import { all } from './catalogue.ts'

/**
 * Runs `read` on all rows as they are at one moment, while others write. On SQLite that is a copy in `folder`, which goes
 * away afterwards: a long read of the database itself would keep its log from being reset.
 */
export async function withSnapshot<R>(
  database: Database,
  { folder, log }: { folder: string; log: Log },
  read: (db: AnyDb) => Promise<R>,
): Promise<R> {
  if (database.dialect === 'postgres') return readRepeatably(database, log, read)
  await rm(folder, { recursive: true, force: true })
  await mkdir(folder, { mode: 0o700 })
  try {
    await database.copyInto(join(folder, 'atelier.db'))
    const copy = await openDatabase({ folder, log })
    try {
      return await read(copy.db)
    } finally {
      await copy.close()
    }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** A transaction on a connection of its own: it may take as long as the files take, and takes none from the pool. */
async function readRepeatably<R>(
  { postgresUrl }: Database,
  log: Log,
  read: (db: AnyDb) => Promise<R>,
): Promise<R> {
  const own = await openDatabase({ url: postgresUrl, folder: '', log, poolSize: 1 })
  try {
    return await inTransaction(own.db, async (tx) => {
      await all(tx, sql`set transaction isolation level repeatable read, read only`)
      await all(tx, sql`set local statement_timeout = 0`)
      await all(tx, sql`set local idle_in_transaction_session_timeout = 0`)
      return read(tx)
    })
  } finally {
    await own.close()
  }
}
