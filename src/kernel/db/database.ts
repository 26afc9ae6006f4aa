import type { Log } from '../log.ts'
import type { AnyTx, DatabaseStats, Dialect, KernelDb } from './db.ts'
import { SqliteDatabase } from './sqlite.ts'

/** The open database of an installation, whichever engine it is. */
export interface Database {
  /** Reads. Writes go through `inTransaction(db, …)`. */
  readonly db: KernelDb
  readonly dialect: Dialect
  /** Where PostgreSQL is, for parts that keep a connection of their own. */
  readonly postgresUrl?: string
  /** False once it is damaged: it then only reads. */
  readonly writable: boolean
  /** On SQLite, runs `hook` as the last of each group, in its commit. PostgreSQL has no groups: it throws. */
  onGroup(hook: (tx: AnyTx) => Promise<void>): void
  /** On SQLite, copies all of it into a new file beside writers. PostgreSQL has snapshots for that: it throws. */
  copyInto(path: string): Promise<void>
  /** On SQLite, looks at the whole file, in another thread. Gives what is wrong: from then on it only reads. */
  check(): Promise<string | undefined>
  stats(): DatabaseStats
  close(): Promise<void>
}

export interface DatabaseOptions {
  /** A `postgres://` address; without one the embedded database in `folder` is used. */
  url?: string
  folder: string
  log: Log
  /** Fails transactions that wait for anything but SQL (SQLite). For tests. */
  strict?: boolean
  /** Called when a transaction found the disk full (SQLite); where it makes room, that one runs again. */
  makeRoom?(): Promise<boolean>
  poolSize?: number
}

/** Opens the database that the settings name. Its tables are `migrate`'s concern. */
export async function openDatabase(options: DatabaseOptions): Promise<Database> {
  const { url } = options
  if (url === undefined) return new SqliteDatabase(options)
  if (!/^postgres(ql)?:\/\//.test(url)) {
    throw new Error(
      'The address of the database must begin with postgres:// (leave it out for the embedded one).',
    )
  }
  // Its client takes 10 MB that the embedded one does without.
  const { PostgresDatabase } = await import('./postgres.ts')
  return new PostgresDatabase({ ...options, url })
}
