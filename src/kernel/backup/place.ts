import { existsSync } from 'node:fs'
import { rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { sql } from 'kysely'
import { type Database, openDatabase } from '../db/database.ts'
import { type AnyTx, inTransaction } from '../db/db.ts'
import { appliedOf, beginRestore, isHalfRestored } from '../db/migrate.ts'
import type { Area } from '../files/area.ts'
import { FolderSync } from '../files/folder-sync.ts'
import type { Log } from '../log.ts'
import { Problem } from '../problem.ts'
import { all, listTables } from './catalogue.ts'
import { backupProblems } from './problems.ts'
import { findFilled } from './put-trees.ts'

export interface PlaceOptions {
  data: string
  databaseUrl?: string
  areas: readonly Area[]
  /** Folders that are emptied before they are filled. */
  trees: readonly string[]
  /** What is there may go. */
  replace: boolean
  log: Log
}

/** How long a connection of a server that has just ended may still be seen. */
const LEAVING_MS = 5_000
const LEAVING_STEP_MS = 200

/**
 * Gives an empty database that says of itself that it is half-restored: from here until the end of the restore no server
 * starts on it, whatever happens in between. What was there goes in the same step in which that is said.
 */
export function takePlace(options: PlaceOptions): Promise<Database> {
  return options.databaseUrl === undefined
    ? takeSqlitePlace(options)
    : takePostgresPlace({ ...options, url: options.databaseUrl })
}

async function takeSqlitePlace(options: PlaceOptions): Promise<Database> {
  const { data, log } = options
  const path = join(data, 'atelier.db')
  if (existsSync(path)) await markOld(options)
  else await requireEmptyAreas(options)
  const folder = join(data, '.restoring')
  await rm(folder, { recursive: true, force: true })
  const blank = await openDatabase({ folder, log })
  await inTransaction(blank.db, beginRestore)
  await blank.close()
  // The old log first: it would be played into the new file.
  for (const suffix of ['-wal', '-shm']) await rm(path + suffix, { force: true })
  await rename(join(folder, 'atelier.db'), path)
  await new FolderSync().sync(data)
  await rm(folder, { recursive: true, force: true })
  return openDatabase({ folder: data, log })
}

/** A damaged one cannot be marked; that it is damaged stops servers as well. */
async function markOld(options: PlaceOptions): Promise<void> {
  const { data, log, replace } = options
  let old: Database | undefined
  try {
    old = await openDatabase({ folder: data, log })
    await requireLoss(old, options)
    await inTransaction(old.db, beginRestore)
    await old.close()
  } catch (error) {
    await old?.close().catch(() => undefined)
    if (error instanceof Problem && error.code === 'place_not_empty') throw error
    if (!replace) throw backupProblems.placeNotEmpty('The database', error)
    log.warn({ err: error }, 'The database that is replaced could not be opened.')
  }
}

async function takePostgresPlace(options: PlaceOptions & { url: string }): Promise<Database> {
  const { url, data, log } = options
  // One connection: any other of ours is a server's.
  const database = await openDatabase({ url, folder: data, log, poolSize: 1 })
  try {
    await requireAlone(database)
    await requireLoss(database, options)
    await inTransaction(database.db, async (tx) => {
      await dropAll(tx)
      await beginRestore(tx)
    })
    return database
  } catch (error) {
    await database.close()
    throw error
  }
}

/** Refuses where something would be lost, unless that was asked for, or it is what a restore that was cut off left. */
async function requireLoss(database: Database, options: PlaceOptions): Promise<void> {
  if (options.replace) return
  const tables = await listTables(database.db)
  const isOurs = await hasMigrations(database)
  if (isOurs && isHalfRestored(await appliedOf(database.db))) return
  if (isOurs || tables.length > 0) throw backupProblems.placeNotEmpty('The database')
  await requireEmptyAreas(options)
}

async function hasMigrations({ db, dialect }: Database): Promise<boolean> {
  const found = await all(
    db,
    dialect === 'sqlite'
      ? sql`select 1 from sqlite_schema where name = 'kernel_migration'`
      : sql`select 1 from pg_class where relname = 'kernel_migration' and relnamespace = current_schema()::regnamespace`,
  )
  return found.length > 0
}

async function requireEmptyAreas({ areas, trees, replace }: PlaceOptions): Promise<void> {
  if (replace) return
  for (const area of areas) {
    if ((await area.list('', { limit: 1 })).length > 0)
      throw backupProblems.placeNotEmpty(`The folder ${area.root}`)
  }
  const filled = await findFilled(trees)
  if (filled !== undefined) throw backupProblems.placeNotEmpty(`The folder ${filled}`)
}

async function requireAlone({ db }: Database): Promise<void> {
  for (const since = performance.now(); ; ) {
    const others = await all(
      db,
      sql`select pid from pg_stat_activity
        where application_name = 'atelier' and datname = current_database() and pid <> pg_backend_pid()`,
    )
    if (others.length === 0) return
    if (performance.now() - since > LEAVING_MS) throw backupProblems.placeInUse('this database')
    await pause(LEAVING_STEP_MS)
  }
}

/** The queue's tables are in a schema of their own; functions are those of our triggers. */
async function dropAll(tx: AnyTx): Promise<void> {
  await all(tx, sql`set local statement_timeout = 0`)
  await all(tx, sql`drop schema if exists graphile_worker cascade`)
  const found = await all<{ statement: string }>(
    tx,
    sql`select format('drop table %s cascade', oid::regclass) as statement from pg_class
        where relkind = 'r' and relnamespace = current_schema()::regnamespace
      union all
      select format('drop function %s cascade', p.oid::regprocedure) from pg_proc as p
        where p.pronamespace = current_schema()::regnamespace
          and not exists (select 1 from pg_depend as d where d.objid = p.oid and d.deptype = 'e')`,
  )
  for (const { statement } of found) await all(tx, sql.raw(statement))
}
