import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout as pause } from 'node:timers/promises'
import {
  type CompiledQuery,
  type DatabaseConnection,
  Kysely,
  type LimitNode,
  type QueryResult,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from 'kysely'
import type { Log } from '../log.ts'
import { CheckpointThread } from './checkpoint.ts'
import type { Database } from './database.ts'
import {
  type AnyTx,
  bindHandle,
  type DatabaseStats,
  type Engine,
  type KernelDb,
  refuseInsideTransaction,
  witness,
} from './db.ts'
import { isBusy, isFull, sqliteFailure } from './failures.ts'
import { LogFlusher } from './flush.ts'
import { GroupWriter } from './group.ts'
import { quickCheck } from './quick-check.ts'
import { SqliteConnection } from './statements.ts'

/** How long a statement waits for another process that holds the lock, and how often it looks (promises.md, R5). */
const BUSY_MS = 5_000
const BUSY_STEP_MS = 20

export interface SqliteOptions {
  folder: string
  log: Log
  /** Fails a transaction during which the event loop turned: it waited for something that is not SQL. For tests. */
  strict?: boolean
  /** Called when a transaction found the disk full; where it makes room, that one runs again. */
  makeRoom?(): Promise<boolean>
}

/** The embedded database, `<folder>/atelier.db`: one connection that reads, one that writes in groups. */
export class SqliteDatabase implements Engine, Database {
  readonly dialect = 'sqlite'
  readonly db: KernelDb
  readonly #path: string
  readonly #reader: DatabaseSync
  readonly #writer: DatabaseSync
  readonly #groups: GroupWriter
  readonly #flusher: LogFlusher
  readonly #checkpoints: CheckpointThread
  readonly #makeRoom: SqliteOptions['makeRoom']

  constructor(options: SqliteOptions) {
    this.#makeRoom = options.makeRoom
    mkdirSync(options.folder, { recursive: true, mode: 0o750 })
    const path = join(options.folder, 'atelier.db')
    this.#path = path
    this.#writer = openConnection(path)
    // The file says whose it is ("Atlr"), and this first write makes the log, whose descriptor is opened below.
    this.#writer.exec('pragma application_id = 0x41746c72')
    this.#reader = openConnection(path)
    this.#reader.exec('pragma query_only = on')
    this.#checkpoints = new CheckpointThread(path, options.log)
    this.#flusher = new LogFlusher(path, options.log)
    const beforeRead = () => {
      refuseInsideTransaction()
      const request = witness.getStore()
      if (request) request.seen = this.#flusher.commits
    }
    const onDamage = (error: unknown) => this.#groups.noteDamage(error)
    const reading = patient(new SqliteConnection(this.#reader, beforeRead), onDamage)
    this.db = kyselyOn(reading) as unknown as KernelDb
    bindHandle(this.db, this, (query) => reading.executeQuery(query))
    const writing = patient(new SqliteConnection(this.#writer, () => this.#groups.requireOpen()), onDamage)
    const tx = kyselyOn(writing) as unknown as AnyTx
    bindHandle(tx, this, (query) => writing.executeQuery(query))
    this.#groups = new GroupWriter({
      database: this.#writer,
      tx,
      flusher: this.#flusher,
      checkpoints: this.#checkpoints,
      log: options.log,
      strict: options.strict ?? false,
    })
  }

  transaction<R>(fn: (tx: AnyTx) => Promise<R>): Promise<R> {
    return this.#groups.run(fn).catch(async (error) => {
      if (!isFull(error) || !(await this.#makeRoom?.())) throw error
      return this.#groups.run(fn)
    })
  }

  /** Runs `hook` as the last of each group in which a transaction succeeded: what it writes is in the same commit. */
  onGroup(hook: (tx: AnyTx) => Promise<void>): void {
    this.#groups.hooks.push(hook)
  }

  settled(commit?: number): Promise<void> {
    return this.#flusher.settled(commit)
  }

  /** Copies the whole database into a new file, on another thread and beside writers. */
  copyInto(path: string): Promise<void> {
    return this.#checkpoints.copyInto(path)
  }

  /** False once the database is damaged or its log was taken away: it then only reads. */
  get writable(): boolean {
    return this.#groups.writable
  }

  async check(): Promise<string | undefined> {
    const found = await quickCheck(this.#path)
    if (found === 'ok') return undefined
    this.#groups.stop(new Error(found))
    return found
  }

  stats(): DatabaseStats {
    return { ...this.#groups.stats(), flushes: this.#flusher.flushes, checkpoints: this.#checkpoints.done }
  }

  /** Ends when every transaction handed in is answered; then the log is folded into the file. */
  async close(): Promise<void> {
    await this.#groups.close()
    await this.#flusher.close()
    await this.#checkpoints.close()
    this.#reader.close()
    this.#writer.exec('pragma wal_checkpoint(truncate)')
    this.#writer.close()
  }
}

function openConnection(path: string): DatabaseSync {
  const database = new DatabaseSync(path, { timeout: 0 })
  // NORMAL plus our own flush of the log before any answer is as durable as FULL and never stops the loop (design.md).
  for (const pragma of [
    'journal_mode = wal',
    'synchronous = normal',
    'wal_autocheckpoint = 0',
    'foreign_keys = on',
  ]) {
    database.exec(`pragma ${pragma}`)
  }
  database.exec('pragma trusted_schema = off; pragma cache_size = -16000; pragma temp_store = memory')
  return database
}

/** Waits a while for another process that holds the lock. Damage that it meets is told. */
function patient(connection: SqliteConnection, onDamage: (error: unknown) => void): DatabaseConnection {
  return {
    async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
      for (const started = performance.now(); ; ) {
        try {
          return await connection.executeQuery<R>(query)
        } catch (error) {
          onDamage(error)
          if (!isBusy(error) || performance.now() - started > BUSY_MS) throw sqliteFailure(error)
          await pause(BUSY_STEP_MS)
        }
      }
    },
    streamQuery: () => connection.streamQuery<never>(),
  }
}

function kyselyOn(connection: DatabaseConnection): Kysely<object> {
  const dialect = {
    createAdapter: () => new ManyConnections(),
    createQueryCompiler: () => new QueryCompiler(),
    createIntrospector: (db: Kysely<unknown>) => new SqliteIntrospector(db),
    createDriver: () => ({
      init: async () => {},
      acquireConnection: async () => connection,
      releaseConnection: async () => {},
      beginTransaction: refuse,
      commitTransaction: refuse,
      rollbackTransaction: refuse,
      destroy: async () => {},
    }),
  }
  return new Kysely({ dialect })
}

/** A bare parameter as the limit makes SQLite prepare the statement anew at each run, 7 to 20 µs; behind a sign it does not. */
class QueryCompiler extends SqliteQueryCompiler {
  protected override visitLimit(node: LimitNode): void {
    this.append('limit +')
    this.visitNode(node.limit)
  }
}

/** Kysely would line statements up behind a mutex; calls of node:sqlite are synchronous, so there is nothing to guard. */
class ManyConnections extends SqliteAdapter {
  override get supportsMultipleConnections(): true {
    return true
  }
}

async function refuse(): Promise<never> {
  throw new Error('Transactions are opened by inTransaction alone.')
}
