import { type RawBuilder, sql } from 'kysely'
import { type AnyDb, type AnyTx, dialectOf } from '../db/db.ts'

/** A table as a backup sees it: what of it travels, and in which order its rows are read. */
export interface Table {
  name: string
  columns: readonly string[]
  /** Those of the columns that may be long. */
  texts: readonly string[]
  /** Its primary key: pages follow it. */
  key: readonly string[]
  refersTo: readonly string[]
}

/** What stays where it is. */
const STAYS = new Set([
  // The manifest names them, and a restore runs them.
  'kernel_migration',
  // Jobs travel in a form of their own: on PostgreSQL another engine keeps them.
  'kernel_job',
  // Processes that run here and now.
  'kernel_node',
  'kernel_execution_watch',
  // Answers of the last day, which may show a token that nobody shall see twice (promises.md, S1).
  'kernel_idempotency',
])

/** Transactions of another server mean nothing here: an empty one counts as long ended. */
const STAYING_COLUMNS = new Set(['kernel_journal.xid'])

interface ColumnRow {
  table: string
  column: string
  type: string
  /** Its place in the primary key from 1 on, or 0. */
  pk: number
}

/** All tables that travel, those that others refer to first. */
export async function listTables(db: AnyDb): Promise<Table[]> {
  const isSqlite = dialectOf(db) === 'sqlite'
  const columns = await all<ColumnRow>(db, isSqlite ? SQLITE_COLUMNS : POSTGRES_COLUMNS)
  const references = await all<{ table: string; refers: string }>(
    db,
    isSqlite ? SQLITE_REFERENCES : POSTGRES_REFERENCES,
  )
  const names = [...new Set(columns.map((each) => each.table))].filter((name) => !STAYS.has(name)).sort()
  const tables = names.map((name) => {
    const own = columns.filter(
      (each) => each.table === name && !STAYING_COLUMNS.has(`${name}.${each.column}`),
    )
    const key = own.filter((each) => each.pk > 0).sort((a, b) => a.pk - b.pk)
    if (key.length === 0) throw new Error(`The table ${name} has no primary key; a backup cannot page it.`)
    return {
      name,
      columns: own.map((each) => each.column),
      texts: own.filter((each) => each.type.toLowerCase() === 'text').map((each) => each.column),
      key: key.map((each) => each.column),
      refersTo: references.filter((each) => each.table === name).map((each) => each.refers),
    }
  })
  return inOrder(tables)
}

/** The highest id that each table has ever given, so that none comes back after a restore. */
export async function readLastIds(db: AnyDb): Promise<Map<string, number>> {
  const rows = await all<{ name: string; last: number | null }>(
    db,
    dialectOf(db) === 'sqlite' ? sql`select name, seq as last from sqlite_sequence` : POSTGRES_SEQUENCES,
  )
  return new Map(rows.map(({ name, last }) => [name, last ?? 0]))
}

export async function writeLastId(tx: AnyTx, table: string, id: number): Promise<void> {
  if (dialectOf(tx) === 'sqlite') {
    await all(tx, sql`delete from sqlite_sequence where name = ${table}`)
    await all(tx, sql`insert into sqlite_sequence (name, seq) values (${table}, ${id})`)
  } else {
    await all(tx, sql`select setval(pg_get_serial_sequence(quote_ident(${table}), 'id'), ${id}::int8)`)
  }
}

/** Runs a statement of this room's own on whatever handle. */
export async function all<R>(db: AnyDb, statement: RawBuilder<unknown>): Promise<R[]> {
  return (await statement.execute(db as never)).rows as R[]
}

function inOrder(tables: readonly Table[]): Table[] {
  const names = new Set(tables.map((each) => each.name))
  const ordered: Table[] = []
  const done = new Set<string>()
  let rest = [...tables]
  while (rest.length > 0) {
    const ready = rest.filter((table) =>
      table.refersTo.every((other) => done.has(other) || other === table.name || !names.has(other)),
    )
    if (ready.length === 0)
      throw new Error(
        `These tables refer to each other in a ring: ${rest.map((each) => each.name).join(', ')}.`,
      )
    for (const table of ready) done.add(table.name)
    ordered.push(...ready)
    rest = rest.filter((table) => !done.has(table.name))
  }
  return ordered
}

const SQLITE_COLUMNS = sql`
  select t.name as "table", c.name as "column", c.type as type, c.pk as pk
  from sqlite_schema as t join pragma_table_info(t.name) as c
  where t.type = 'table' and t.name not glob 'sqlite_*' order by t.name, c.cid`

const SQLITE_REFERENCES = sql`
  select t.name as "table", f."table" as refers
  from sqlite_schema as t join pragma_foreign_key_list(t.name) as f where t.type = 'table'`

const POSTGRES_COLUMNS = sql`
  select t.relname as "table", a.attname as "column", format_type(a.atttypid, null) as type,
    coalesce(array_position(string_to_array(i.indkey::text, ' ')::int4[], a.attnum::int4), 0) as pk
  from pg_class as t join pg_attribute as a on a.attrelid = t.oid and a.attnum > 0 and not a.attisdropped
    left join pg_index as i on i.indrelid = t.oid and i.indisprimary
  where t.relkind = 'r' and t.relnamespace = current_schema()::regnamespace order by t.relname, a.attnum`

const POSTGRES_REFERENCES = sql`
  select t.relname as "table", r.relname as refers
  from pg_constraint as c join pg_class as t on t.oid = c.conrelid join pg_class as r on r.oid = c.confrelid
  where c.contype = 'f' and t.relnamespace = current_schema()::regnamespace`

const POSTGRES_SEQUENCES = sql`
  select t.relname as name, pg_sequence_last_value(s.oid::regclass) as last
  from pg_class as s join pg_depend as d on d.objid = s.oid and d.classid = 'pg_class'::regclass and d.deptype = 'i'
    join pg_class as t on t.oid = d.refobjid
  where s.relkind = 'S' and t.relnamespace = current_schema()::regnamespace`
