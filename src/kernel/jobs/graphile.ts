import { EventEmitter } from 'node:events'
import { setTimeout as pause } from 'node:timers/promises'
import {
  type Runner as GraphileRunner,
  Logger,
  run,
  runMigrations,
  runOnce,
  type SharedOptions,
  type TaskList,
  type WorkerEvents,
} from 'graphile-worker'
import { sql } from 'kysely'
import type { Database } from '../db/database.ts'
import { type AnyTx, inTransaction } from '../db/db.ts'
import { isGone } from '../db/failures.ts'
import { PostgresPool } from '../db/postgres-pool.ts'
import type { Log } from '../log.ts'
import type { Engine, JobCounts, JobFilter, JobView, Runner } from './engine.ts'

/** How many jobs are fetched at once: one by one did 2,500/s, in batches 25,500. */
const FETCHED_AT_ONCE = 100
/** How long jobs may lie fetched but not begun, before others may have them. */
const FETCHED_MS = 30_000

export interface GraphileEngineOptions {
  database: Database
  log: Log
  run: Runner
  /** Names of all jobs that this process can run. */
  names(): string[]
  concurrency: number
}

interface ViewRow {
  id: number
  name: string
  payload: unknown
  key: string | null
  attempts: number
  max_attempts: number
  run_at: number
  last_error: string | null
  locked_by: string | null
  created_at: number
}

const DRAIN_STEP_MS = 5
/** So long a stop waits until the ends of jobs are written, which graphile-worker does by itself. What is not runs again. */
const ENDS_MS = 4_000

/** What graphile-worker's columns say of a job. */
const STATES: Readonly<Record<JobView['state'], string>> = {
  waiting: 'attempts < max_attempts and locked_by is null',
  running: 'locked_by is not null',
  failed: 'attempts >= max_attempts and locked_by is null',
}

/** The queue on PostgreSQL: graphile-worker, which any number of nodes may work on. */
export class GraphileEngine implements Engine {
  readonly #options: GraphileEngineOptions
  readonly #workers = new Set<string>()
  readonly #abort = new AbortController()
  #pool: PostgresPool | undefined
  #runner: GraphileRunner | undefined

  constructor(options: GraphileEngineOptions) {
    this.#options = options
  }

  async prepare(): Promise<void> {
    await this.#withPool((pool) => runMigrations(this.#shared(pool)))
  }

  async start(): Promise<void> {
    const { events } = watchWorkers(this.#workers)
    const { concurrency } = this.#options
    this.#pool = this.#openPool()
    this.#runner = await run({
      ...this.#shared(this.#pool),
      taskList: this.#tasks(),
      noHandleSignals: true,
      events,
      preset: {
        worker: {
          concurrentJobs: concurrency,
          pollInterval: 1_000,
          localQueue: {
            size: Math.max(FETCHED_AT_ONCE, concurrency),
            ttl: FETCHED_MS,
            refetchDelay: { durationMs: 100 },
          },
        },
      },
    })
  }

  async stop(timeoutMs: number): Promise<void> {
    const timer = setTimeout(() => this.#abort.abort(new Error('The server stops.')), timeoutMs)
    await this.#runner?.stop()
    clearTimeout(timer)
    this.#runner = undefined
    const until = performance.now() + ENDS_MS
    while (performance.now() < until && (await this.#areHeld([...this.#workers]))) await pause(DRAIN_STEP_MS)
    await this.#pool?.end()
    this.#pool = undefined
  }

  async drain(): Promise<void> {
    const { events, workers } = watchWorkers()
    await this.#withPool(async (pool) => {
      await runOnce({
        ...this.#shared(pool),
        taskList: this.#tasks(),
        noHandleSignals: true,
        events,
        concurrency: this.#options.concurrency,
      })
      // It does not wait until the ends of its last jobs are written.
      while (await this.#areHeld([...workers])) await pause(DRAIN_STEP_MS)
    })
  }

  async #areHeld(workers: readonly string[]): Promise<boolean> {
    const { rows } = await sql`
      select id from graphile_worker._private_jobs where locked_by = any(${workers}::text[]) limit 1`.execute(
      this.#options.database.db as never,
    )
    return rows.length > 0
  }

  async list(filter: JobFilter): Promise<JobView[]> {
    const state = sql.raw(filter.state === undefined ? 'true' : STATES[filter.state])
    const id = filter.id === undefined ? sql`true` : sql`job.id = ${Number(filter.id)}`
    const kind =
      filter.kind === undefined ? sql`true` : sql`starts_with(task.identifier, ${`${filter.kind}.`})`
    const before = filter.before === undefined ? sql`true` : sql`job.id < ${Number(filter.before)}`
    const { rows } = await sql<ViewRow>`
      select job.id, task.identifier as name, job.payload, job.key, job.attempts, job.max_attempts, job.last_error, job.locked_by,
        (extract(epoch from job.run_at) * 1000)::int8 as run_at, (extract(epoch from job.created_at) * 1000)::int8 as created_at
      from graphile_worker._private_jobs as job join graphile_worker._private_tasks as task on task.id = job.task_id
      where ${state} and ${before} and ${id} and ${kind} order by job.id desc limit ${filter.limit}`.execute(
      this.#options.database.db as never,
    )
    return rows.map(viewOfRow)
  }

  async count(): Promise<JobCounts> {
    const { rows } = await sql<JobCounts>`
      select count(*) filter (where ${sql.raw(STATES.waiting)}) as waiting,
        count(*) filter (where ${sql.raw(STATES.running)}) as running,
        count(*) filter (where ${sql.raw(STATES.failed)}) as failed
      from graphile_worker._private_jobs`.execute(this.#options.database.db as never)
    return rows[0] ?? { waiting: 0, running: 0, failed: 0 }
  }

  retry(tx: AnyTx, id: string): Promise<boolean> {
    return hasRows(
      tx,
      sql`select id from graphile_worker.reschedule_jobs(array[${Number(id)}]::bigint[], run_at => now(), attempts => 0)`,
    )
  }

  cancel(tx: AnyTx, id: string): Promise<boolean> {
    return hasRows(tx, sql`select id from graphile_worker.complete_jobs(array[${Number(id)}]::bigint[])`)
  }

  async release(workers: readonly string[]): Promise<void> {
    await inTransaction(this.#options.database.db, (tx) =>
      sql`select graphile_worker.force_unlock_workers(${[...workers]}::text[])`.execute(tx as never),
    )
  }

  workers(): string[] {
    return [...this.#workers]
  }

  #tasks(): TaskList {
    const tasks = this.#options.names().map((name) => [
      name,
      async (payload: unknown, { job }: { job: { id: string; attempts: number } }) => {
        await this.#options.run(name, payload, {
          signal: this.#abort.signal,
          attempt: job.attempts,
          id: String(job.id),
        })
      },
    ])
    return Object.fromEntries(tasks) as TaskList
  }

  #openPool(): PostgresPool {
    const { log, database, concurrency } = this.#options
    const pool = new PostgresPool({ connectionString: database.postgresUrl, max: concurrency + 4 }, askAgain)
    const onError = (error: Error) => log.warn({ err: error }, 'A connection of the queue was lost.')
    // The pool hears of idle ones alone, and graphile-worker of those that it waits for.
    pool.on('error', onError).on('connect', (client) => client.on('error', onError))
    return pool
  }

  async #withPool<R>(work: (pool: PostgresPool) => Promise<R>): Promise<R> {
    const pool = this.#openPool()
    try {
      return await work(pool)
    } finally {
      await pool.end()
    }
  }

  #shared(pgPool: PostgresPool): SharedOptions {
    const { log } = this.#options
    const quiet = new Logger(() => (level, message, meta) => {
      if (level === 'error' || level === 'warning') log.warn({ queue: meta?.workerId }, message)
    })
    return {
      pgPool,
      logger: quiet,
    }
  }
}

function viewOfRow(row: ViewRow): JobView {
  const isFailed = row.attempts >= row.max_attempts
  return {
    id: String(row.id),
    name: row.name,
    payload: row.payload,
    key: row.key,
    state: row.locked_by !== null ? 'running' : isFailed ? 'failed' : 'waiting',
    attempts: row.attempts,
    maxAttempts: row.max_attempts,
    runAt: row.run_at,
    lastError: row.last_error,
    claimedBy: row.locked_by,
    createdAt: row.created_at,
  }
}

/**
 * What graphile-worker takes for a reason to ask again. It knows no lost connection: one that it met at the end of a job
 * ended the whole process, as nobody waited for that (promises.md, R6).
 */
function askAgain(error: unknown): unknown {
  return isGone(error) ? Object.assign(error as Error, { code: 'ETIMEDOUT' }) : error
}

async function hasRows(tx: AnyTx, statement: ReturnType<typeof sql>): Promise<boolean> {
  return (await statement.execute(tx as never)).rows.length > 0
}

/** Collects the names under which jobs are locked: fetched ones by the pool's, those of a single worker by the worker's. */
function watchWorkers(workers = new Set<string>()): { events: WorkerEvents; workers: Set<string> } {
  const events = new EventEmitter() as WorkerEvents
  events.on('pool:create', ({ workerPool }) => workers.add(workerPool.id))
  events.on('worker:create', ({ worker }) => workers.add(worker.workerId))
  return { events, workers }
}
