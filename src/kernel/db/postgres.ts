import { setTimeout as pause } from 'node:timers/promises'
import {
  Kysely,
  type KyselyPlugin,
  type PluginTransformQueryArgs,
  type PluginTransformResultArgs,
  PostgresAdapter,
  PostgresDriver,
  PostgresIntrospector,
  PostgresQueryCompiler,
  type QueryResult,
  type RootOperationNode,
  type UnknownRow,
} from 'kysely'
import pg from 'pg'
import type { Log } from '../log.ts'
import type { Database } from './database.ts'
import {
  type AnyTx,
  bindHandle,
  type DatabaseStats,
  type Engine,
  type KernelDb,
  type OpenTransaction,
  refuseInsideTransaction,
  runAsTransaction,
  runHints,
} from './db.ts'
import { isRetriable, postgresFailure } from './failures.ts'
import { PostgresPool } from './postgres-pool.ts'

/** Deadlocks and serialisation failures run again so often, with a pause that grows from 10 ms (promises.md, R6). */
const TRIES = 6
const FIRST_PAUSE_MS = 10
const INT8 = 20
const NUMERIC = 1700

export interface PostgresOptions {
  url: string
  log: Log
  /** PostgreSQL groups commits only as wide as its pool: at +2 ms a flush 10 connections made 2,008/s, 40 made 4,355. */
  poolSize?: number
}

/** The scale-out database: the same handles as the embedded one, over a pool of connections. */
export class PostgresDatabase implements Engine, Database {
  readonly dialect = 'postgres'
  readonly postgresUrl: string
  readonly writable = true
  readonly db: KernelDb
  readonly #kysely: Kysely<object>
  readonly #pool: pg.Pool
  readonly #log: Log
  /** Names of the statements that are kept, by their text. */
  readonly #prepared = new Map<string, string>()
  #transactions = 0

  constructor(options: PostgresOptions) {
    this.postgresUrl = options.url
    this.#log = options.log
    const settings = {
      connectionString: options.url,
      max: options.poolSize ?? 40,
      application_name: 'atelier',
      connectionTimeoutMillis: 5_000,
      statement_timeout: 30_000,
      idle_in_transaction_session_timeout: 15_000,
      types: { getTypeParser },
      Client: clientOf(this.#prepared),
    }
    // What may succeed when its transaction runs again is told by its code.
    this.#pool = new PostgresPool(settings, (error) => (isRetriable(error) ? error : postgresFailure(error)))
    // Without a listener a restart of PostgreSQL would end this process; with it the next query connects anew.
    this.#pool.on('error', (error) =>
      options.log.warn({ err: error }, 'A connection to PostgreSQL was lost.'),
    )
    // The pool listens to idle ones alone: one that is lost between two statements of a transaction would end the process too.
    // Its next statement fails and tells.
    this.#pool.on('connect', (client) => client.on('error', () => {}))
    this.#kysely = new Kysely<object>({
      dialect: {
        createAdapter: () => new PostgresAdapter(),
        createQueryCompiler: () => new PostgresQueryCompiler(),
        createIntrospector: (db: Kysely<unknown>) => new PostgresIntrospector(db),
        createDriver: () => new Driver({ pool: this.#pool }),
      },
    })
    this.db = this.#kysely as unknown as KernelDb
    bindHandle(this.db, this)
  }

  async transaction<R>(fn: (tx: AnyTx) => Promise<R>): Promise<R> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.#once(fn)
      } catch (error) {
        if (!isRetriable(error) || attempt === TRIES) throw postgresFailure(error)
        await pause(FIRST_PAUSE_MS * 2 ** attempt * (0.5 + Math.random()))
      }
    }
  }

  prepare(text: string): void {
    if (!this.#prepared.has(text)) this.#prepared.set(text, `atelier_${this.#prepared.size}`)
  }

  /** A commit here is on disk already. */
  settled(): Promise<void> {
    return Promise.resolve()
  }

  onGroup(): never {
    throw new Error('PostgreSQL has no groups of commits; look at the dialect first.')
  }

  async check(): Promise<undefined> {}

  copyInto(): never {
    throw new Error('PostgreSQL is copied by a snapshot; look at the dialect first.')
  }

  stats(): DatabaseStats {
    return {
      transactions: this.#transactions,
      waiting: this.#pool.waitingCount,
      connections: this.#pool.totalCount,
    }
  }

  async close(): Promise<void> {
    await this.#kysely.destroy()
  }

  async #once<R>(fn: (tx: AnyTx) => Promise<R>): Promise<R> {
    const hints: OpenTransaction['hints'] = []
    const result = await this.#kysely.transaction().execute((transaction) => {
      const refuseWhenEnded = new WhileOpen(() => state.open)
      const tx = transaction.withPlugin(refuseWhenEnded) as unknown as AnyTx
      const state = { tx, open: true, hints }
      bindHandle(tx, this)
      return runAsTransaction(state, () => fn(tx))
    })
    this.#transactions += 1
    runHints(hints, this.#log)
    return result
  }
}

/** Ids, sizes, times and counts are int8, which stays below 2^53 here; sums of them are numeric. */
function getTypeParser(oid: number, format?: 'text' | 'binary') {
  return oid === INT8 || oid === NUMERIC ? Number : pg.types.getTypeParser(oid, format as 'text')
}

/** Statements with a name are read and planned once a connection: those that are many would stay there for good. */
function clientOf(prepared: ReadonlyMap<string, string>): typeof pg.Client {
  return class extends pg.Client {
    // biome-ignore lint/suspicious/noExplicitAny: the eight forms of a query, all handed on but one
    override query(...given: any[]): any {
      const [text, values] = given
      const name = typeof text === 'string' && Array.isArray(values) ? prepared.get(text) : undefined
      const query = super.query as (...form: unknown[]) => unknown
      return query.apply(this, name === undefined ? given : [{ name, text, values }])
    }
  }
}

/** A handle that outlives its transaction would write on a connection that belongs to somebody else by then. */
class WhileOpen implements KyselyPlugin {
  readonly #isOpen: () => boolean
  constructor(isOpen: () => boolean) {
    this.#isOpen = isOpen
  }

  transformQuery({ node }: PluginTransformQueryArgs): RootOperationNode {
    if (!this.#isOpen()) throw new Error('This handle belongs to a transaction that has ended.')
    return node
  }

  async transformResult({ result }: PluginTransformResultArgs): Promise<QueryResult<UnknownRow>> {
    return result
  }
}

/** Says no to the bare handle inside a transaction. */
class Driver extends PostgresDriver {
  override async acquireConnection(...options: Parameters<PostgresDriver['acquireConnection']>) {
    refuseInsideTransaction()
    return super.acquireConnection(...options)
  }
}
