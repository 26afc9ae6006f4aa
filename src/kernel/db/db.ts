import { AsyncLocalStorage } from 'node:async_hooks'
import {
  type Compilable,
  type CompiledQuery,
  type Expression,
  type Kysely,
  type SelectQueryBuilder,
  type SqlBool,
  sql,
} from 'kysely'
import type { Log } from '../log.ts'
import type { KernelTables } from '../tables.ts'

export type Dialect = 'sqlite' | 'postgres'

declare const anyDb: unique symbol
declare const anyTx: unique symbol

/** A handle of whatever tables that reads. Kernel functions that services call take this; `viewOf` gives the typed view. */
export interface AnyDb {
  readonly [anyDb]?: true
}

/** A handle of whatever tables inside an open transaction. */
export interface AnyTx extends AnyDb {
  readonly [anyTx]: true
}

type Builder<T> = Kysely<T & KernelTables>
type Reads =
  | 'selectFrom'
  | 'selectNoFrom'
  | 'with'
  | 'withRecursive'
  | 'fn'
  | 'dynamic'
  | 'case'
  | 'executeQuery'

/**
 * Reads the tables T and the kernel's. It does not write: not by its type, and not by its connection on SQLite. An interface,
 * as KernelTx below: of an alias the compiler compares every method of the builder, which took it a minute.
 */
export interface KernelDb<T = object> extends Pick<Builder<T>, Reads>, AnyDb {}

/** Writes as well. Only `inTransaction` gives one, and it is dead once that has ended. */
export interface KernelTx<T = object>
  extends KernelDb<T>,
    Omit<Builder<T>, Reads | 'transaction' | 'startTransaction' | 'destroy'>,
    AnyTx {}

/** What stands behind a handle: one of the two engines. */
export interface Engine {
  readonly dialect: Dialect
  transaction<R>(fn: (tx: AnyTx) => Promise<R>): Promise<R>
  settled(commit?: number): Promise<void>
  /** Keeps a statement ready; for the few whose text is built once. */
  prepare?(text: string): void
  stats(): DatabaseStats
}

/** Figures of an engine; what an engine does not have is absent. */
export interface DatabaseStats {
  transactions: number
  waiting: number
  groups?: number
  flushes?: number
  logBytes?: number
  checkpoints?: number
  connections?: number
}

/** The transaction under way in this chain of calls. */
export interface OpenTransaction {
  readonly tx: AnyTx
  open: boolean
  readonly hints: (() => void)[]
}

export const openTransaction = new AsyncLocalStorage<OpenTransaction>()

type Run = <R>(query: CompiledQuery<R>) => Promise<{ rows: R[] }>

const engines = new WeakMap<object, Engine>()
const shortcuts = new WeakMap<object, Run>()

/**
 * Ties a handle to its engine; for the engines alone. `run` is a way to its connection past the query builder's layers
 * (a third of the time of a small compiled query).
 */
export function bindHandle(handle: object, engine: Engine, run?: Run): void {
  engines.set(handle, engine)
  if (run) shortcuts.set(handle, run)
}

/** Runs `fn` as the open transaction of its chain of calls; for the engines alone. */
export async function runAsTransaction<R>(state: OpenTransaction, fn: () => Promise<R>): Promise<R> {
  try {
    return await openTransaction.run(state, fn)
  } finally {
    state.open = false
  }
}

/** The newest commit that a request has seen, by reading outside of transactions. */
export interface Witness {
  seen: number
}

export const witness = new AsyncLocalStorage<Witness>()

/** Throws where the bare handle is used inside a transaction: it would wait for itself, or read past what was just written. */
export function refuseInsideTransaction(): void {
  if (openTransaction.getStore()?.open) {
    throw new Error('The bare database handle was used inside a transaction; use the Tx that was handed in.')
  }
}

function engineOf(handle: AnyDb): Engine {
  const engine = engines.get(handle)
  if (!engine) throw new Error('This is no handle of an open database.')
  return engine
}

/** The same handle, seen with the tables T beside the kernel's. */
export function viewOf<T>(handle: AnyTx): KernelTx<T>
export function viewOf<T>(handle: AnyDb): KernelDb<T>
export function viewOf<T>(handle: AnyDb): KernelDb<T> {
  return handle as KernelDb<T>
}

/**
 * Runs `fn` in a transaction and resolves once it is durable. `fn` holds SQL only and may run twice (PostgreSQL retries
 * deadlocks and serialisation failures). Given a Tx it joins that; given the bare handle inside a transaction it throws.
 */
export function inTransaction<T, R>(db: KernelDb<T>, fn: (tx: KernelTx<T>) => Promise<R>): Promise<R> {
  const current = openTransaction.getStore()
  if (current?.open && current.tx === (db as AnyDb)) return fn(db as KernelTx<T>)
  refuseInsideTransaction()
  return engineOf(db).transaction((tx) => fn(tx as KernelTx<T>))
}

/** Calls `hint` after the commit, never after a rollback. A crash in between loses it: it may wake or refresh, no more. */
export function afterCommit(tx: AnyTx, hint: () => void): void {
  const state = openTransaction.getStore()
  if (!state?.open || state.tx !== tx) throw new Error('afterCommit needs the transaction that is open.')
  state.hints.push(hint)
}

/** Calls what waited for a commit, which stands: a hint that fails is told, and the others go on. */
export function runHints(hints: readonly (() => void)[], log: Log): void {
  for (const hint of hints) {
    try {
      hint()
    } catch (error) {
      log.error({ err: error }, 'What was to follow a commit failed; the commit stands.')
    }
  }
}

/** Locks rows in order of id on PostgreSQL, where a rule reads before it writes. On SQLite writers run one by one anyway. */
export async function lock(tx: AnyTx, table: string, ids: readonly number[]): Promise<void> {
  if (dialectOf(tx) === 'sqlite' || ids.length === 0) return
  await sql`select id from ${sql.table(table)} where id in (${sql.join(inOrder(ids))}) order by id for update`.execute(
    tx as unknown as Kysely<unknown>,
  )
}

/**
 * The same for things that many look at while they work (`share`), and few change (`alone`). Who changes one waits for those
 * that are under way, and those who come later wait behind: with locks of rows a crowd would never let the change through.
 */
export async function lockSharing(
  tx: AnyTx,
  table: string,
  ids: readonly number[],
  mode: 'share' | 'alone',
): Promise<void> {
  if (dialectOf(tx) === 'sqlite') return
  const take = sql.raw(mode === 'share' ? 'pg_advisory_xact_lock_shared' : 'pg_advisory_xact_lock')
  for (const id of inOrder(ids))
    await sql`select ${take}(hashtextextended(${`${table} ${id}`}, 0))`.execute(
      tx as unknown as Kysely<unknown>,
    )
}

const inOrder = (ids: readonly number[]): number[] => [...new Set(ids)].sort((a, b) => a - b)

export function dialectOf(db: AnyDb): Dialect {
  return engineOf(db).dialect
}

/**
 * Resolves when all that was committed so far is on disk, or all that a request has seen. The answer to an unsafe request
 * waits for the latter: "name taken" is an answer too.
 */
export function settled(db: AnyDb, seenBy?: Witness): Promise<void> {
  return engineOf(db).settled(seenBy?.seen)
}

/** `column` holds `text` somewhere, letter for letter. Never LIKE: its wildcards would be the user's. */
export function contains(db: AnyDb, column: Expression<string | null>, text: string): Expression<SqlBool> {
  return dialectOf(db) === 'sqlite'
    ? sql<SqlBool>`instr(${column}, ${text}) > 0`
    : sql<SqlBool>`strpos(${column}, ${text}) > 0`
}

const MOST_COUNTED = 10_000

/** How many rows a query gives: exact up to 10,000, or else as many as there are at least. */
export async function countUpTo(
  db: KernelDb,
  query: SelectQueryBuilder<never, never, object>,
): Promise<{ count: number; exact: boolean }> {
  const { n } = await db
    .selectFrom(query.limit(MOST_COUNTED + 1).as('some'))
    .select((eb) => eb.fn.countAll<number>().as('n'))
    .executeTakeFirstOrThrow()
  return { count: Math.min(Number(n), MOST_COUNTED), exact: Number(n) <= MOST_COUNTED }
}

/** The form in which names and addresses are compared without case; kept in a column of its own, since the databases' `lower` differ. */
export function fold(text: string): string {
  return text.normalize('NFC').toLowerCase()
}

class Slot {
  readonly name: PropertyKey
  constructor(name: PropertyKey) {
    this.name = name
  }
}

/**
 * A query whose text is built once a database, for the hottest ones (compiling is half of a point select's time).
 * `build` gets the handle and a function that stands for each value by its name.
 */
export function compileOnce<T, V extends object, R>(
  build: (db: KernelDb<T>, value: <K extends keyof V>(name: K) => V[K]) => Compilable<R>,
): (db: KernelDb<T>, values: V) => Promise<R[]> {
  const cache = new WeakMap<Engine, CompiledQuery<R>>()
  return async (db, values) => {
    const engine = engineOf(db)
    let query = cache.get(engine)
    if (!query) {
      query = build(db, (name) => new Slot(name) as never).compile() as CompiledQuery<R>
      cache.set(engine, query)
      engine.prepare?.(query.sql)
    }
    const parameters = query.parameters.map((each) =>
      each instanceof Slot ? values[each.name as keyof V] : each,
    )
    const run = shortcuts.get(db) ?? (db.executeQuery.bind(db) as Run)
    return (await run<R>({ ...query, parameters })).rows
  }
}
