import {
  type ColumnDataType,
  type ColumnDefinitionBuilder,
  type CreateTableBuilder,
  type Kysely,
  sql,
} from 'kysely'
import type { Database } from './database.ts'
import { type AnyDb, type AnyTx, type Dialect, inTransaction, type KernelDb, type KernelTx } from './db.ts'

type Kind = 'id' | 'int' | 'time' | 'size' | 'flag' | 'text' | 'json' | `ref:${string}`
/** What a column holds; a `?` at its end lets it be empty. Times are UTC epoch milliseconds, sizes bytes, flags 0 or 1. */
export type ColumnSpec = Kind | `${Kind}?`

/** Makes tables that are alike on both databases. */
export interface Ddl {
  readonly dialect: Dialect
  /** For moving data, and for what is a dialect's own (triggers). */
  readonly db: Kysely<unknown>
  table(
    name: string,
    columns: Record<string, ColumnSpec>,
    keys?: { primaryKey?: string[]; unique?: string[][] },
  ): Promise<void>
  /** `where` is SQL's own text, the same on both. */
  index(
    table: string,
    columns: string[],
    options?: { unique?: boolean; where?: string; name?: string },
  ): Promise<void>
  addColumn(table: string, name: string, spec: `${Kind}?`): Promise<void>
}

/**
 * A room's tables as numbered steps (`0001_accounts`), forward only and never edited once landed. Each runs in a
 * transaction of its own: SQLite would not roll a failed one back otherwise.
 */
export interface Room {
  readonly name: string
  readonly migrations: Record<string, (ddl: Ddl) => Promise<void>>
  /**
   * Called in a transaction of its own when the rows of a backup are in and all migrations have run: for what is true of
   * the old place only, such as which bytes are known to be on disk. It may run twice.
   */
  onRestore?(tx: AnyTx, place: RestoredPlace): Promise<void>
}

export interface RestoredPlace {
  /** The data folder of the new place. */
  data: string
  /** When the backup was made. */
  madeAt: number
}

interface MigrationTables {
  kernel_migration: { room: string; name: string; at: number }
}

/** Names of the migrations that have run, as `room/name`, in order. */
export type Applied = string[]

/** Stands among the migrations while a backup is being put in. Programs that do not know it refuse it as newer. */
const HALF_RESTORED = { room: 'backup', name: 'half-restored' }
const HALF_RESTORED_NAME = `${HALF_RESTORED.room}/${HALF_RESTORED.name}`

/**
 * Brings the database to what `rooms` say. Refuses one that a newer program has written, since this one would not
 * understand it, and one that is half-restored. Several nodes may call it at once. `upTo` runs only the migrations that it
 * names; it is for the restore itself.
 */
export async function migrate(
  database: Database,
  rooms: readonly Room[],
  now: number,
  upTo?: Applied,
): Promise<Applied> {
  const ran = await withLock(database, async (tx) => {
    await createMigrationTable(tx)
    return appliedOf(tx)
  })
  if (!upTo && isHalfRestored(ran)) {
    throw new Error('A restore into this place did not end, so it holds a part only. Run the restore again.')
  }
  const known = new Set(
    rooms.flatMap((room) => Object.keys(room.migrations).map((name) => `${room.name}/${name}`)),
  )
  const newer = ran.filter((name) => !known.has(name) && name !== HALF_RESTORED_NAME)
  if (newer.length > 0) {
    throw new Error(
      `This database was written by a newer Atelier (it has ${newer.join(', ')}). Start that version instead, or restore a backup.`,
    )
  }
  for (const room of rooms) {
    for (const name of Object.keys(room.migrations).sort()) {
      if (upTo && !upTo.includes(`${room.name}/${name}`)) continue
      await runOne(database, room, name, now)
    }
  }
  return inTransaction(database.db, (tx) => appliedOf(tx))
}

/** The migrations that have run; it needs the table of them. */
export async function appliedOf(db: AnyDb): Promise<Applied> {
  const rows = await (db as KernelDb<MigrationTables>)
    .selectFrom('kernel_migration')
    .select(['room', 'name'])
    .orderBy('at')
    .orderBy('room')
    .orderBy('name')
    .execute()
  return rows.map((row) => `${row.room}/${row.name}`)
}

/** From here on no server starts on this database, until `endRestore`. */
export async function beginRestore(tx: AnyTx): Promise<void> {
  await createMigrationTable(tx)
  await (tx as KernelTx<MigrationTables>)
    .insertInto('kernel_migration')
    .values({ ...HALF_RESTORED, at: 0 })
    .onConflict((on) => on.doNothing())
    .execute()
}

/** The place is whole: servers may start on it. */
export async function endRestore(tx: AnyTx): Promise<void> {
  await (tx as KernelTx<MigrationTables>)
    .deleteFrom('kernel_migration')
    .where('room', '=', HALF_RESTORED.room)
    .where('name', '=', HALF_RESTORED.name)
    .execute()
}

export const isHalfRestored = (applied: Applied): boolean => applied.includes(HALF_RESTORED_NAME)

async function createMigrationTable(tx: AnyTx): Promise<void> {
  await (tx as unknown as Kysely<unknown>).schema
    .createTable('kernel_migration')
    .ifNotExists()
    .addColumn('room', 'text', (column) => column.notNull())
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('at', 'int8', (column) => column.notNull())
    .addPrimaryKeyConstraint('kernel_migration_key', ['room', 'name'])
    .execute()
}

function runOne(database: Database, room: Room, name: string, now: number): Promise<void> {
  return withLock(database, async (tx) => {
    const table = tx as unknown as KernelTx<MigrationTables>
    const row = await table
      .selectFrom('kernel_migration')
      .select('at')
      .where('room', '=', room.name)
      .where('name', '=', name)
      .executeTakeFirst()
    if (row) return
    await room.migrations[name]?.(ddlOf(tx, database.dialect))
    await table.insertInto('kernel_migration').values({ room: room.name, name, at: now }).execute()
  })
}

/** One migration at a time over all nodes, and on PostgreSQL as long as it takes. */
function withLock<R>(database: Database, fn: (tx: AnyTx) => Promise<R>): Promise<R> {
  return inTransaction(database.db, async (tx) => {
    if (database.dialect === 'postgres') {
      const raw = tx as unknown as Kysely<unknown>
      await sql`set local statement_timeout = 0`.execute(raw)
      await sql`select pg_advisory_xact_lock(hashtext('atelier.migrate'))`.execute(raw)
    }
    return fn(tx)
  })
}

function ddlOf(tx: AnyTx, dialect: Dialect): Ddl {
  const db = tx as unknown as Kysely<unknown>
  return {
    dialect,
    db,
    async table(name, columns, keys = {}) {
      let table: CreateTableBuilder<string, string> = db.schema.createTable(name)
      for (const [column, spec] of Object.entries(columns)) table = addTo(table, column, spec, dialect)
      if (keys.primaryKey) table = table.addPrimaryKeyConstraint(`${name}_key`, keys.primaryKey)
      for (const unique of keys.unique ?? [])
        table = table.addUniqueConstraint(`${name}_${unique.join('_')}_unique`, unique)
      // SQLite would otherwise keep any value in any column.
      if (dialect === 'sqlite') table = table.modifyEnd(sql`strict`)
      await table.execute()
    },
    async index(table, columns, options = {}) {
      const name = options.name ?? `${table}_${columns.join('_')}`
      const unique = sql.raw(options.unique ? 'unique ' : '')
      const where = sql.raw(options.where ? ` where ${options.where}` : '')
      const refs = sql.join(columns.map((column) => sql.ref(column)))
      await sql`create ${unique}index ${sql.id(name)} on ${sql.table(table)} (${refs})${where}`.execute(db)
    },
    async addColumn(table, name, spec) {
      const { type, build } = columnOf(spec, dialect)
      await db.schema.alterTable(table).addColumn(name, type, build).execute()
    },
  }
}

function addTo(table: CreateTableBuilder<string, string>, name: string, spec: ColumnSpec, dialect: Dialect) {
  const { type, build } = columnOf(spec, dialect)
  return table.addColumn(name, type, build)
}

interface Column {
  type: ColumnDataType | ReturnType<typeof sql>
  build(column: ColumnDefinitionBuilder): ColumnDefinitionBuilder
}

function columnOf(spec: ColumnSpec, dialect: Dialect): Column {
  const empty = spec.endsWith('?')
  const kind = empty ? spec.slice(0, -1) : spec
  if (kind === 'id') return idColumn(dialect)
  const isText = kind === 'text' || kind === 'json'
  // Letter by letter, as SQLite compares; a locale's order would differ between the two.
  const text = dialect === 'postgres' ? sql`text collate "C"` : 'text'
  const number = dialect === 'postgres' ? 'int8' : 'integer'
  return {
    type: isText ? text : number,
    build(column) {
      const filled = empty ? column : column.notNull()
      return kind.startsWith('ref:') ? filled.references(`${kind.slice(4)}.id`) : filled
    },
  }
}

/** Numbers that never come back, also after a row was deleted. */
function idColumn(dialect: Dialect): Column {
  return dialect === 'postgres'
    ? { type: 'int8', build: (column) => column.primaryKey().generatedByDefaultAsIdentity() }
    : { type: 'integer', build: (column) => column.primaryKey().autoIncrement() }
}
