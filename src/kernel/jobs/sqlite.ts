import type { Selectable } from 'kysely'
import type { Clock } from '../clock.ts'
import type { Database } from '../db/database.ts'
import { type AnyTx, afterCommit, inTransaction, type KernelTx, viewOf } from '../db/db.ts'
import type { Log } from '../log.ts'
import type { Engine, JobCounts, JobFilter, JobView, Runner } from './engine.ts'
import { onEnqueued } from './job.ts'
import type { JobTables } from './tables.ts'

type Row = Selectable<JobTables['kernel_job']>

/** Looks for due jobs at least so often: a pause may have ended, or the clock been put forward. */
const ROUND_MS = 1_000
const LONGEST_ERROR = 2_000

/** How a run of a job ended, and what that means for its row. */
interface End {
  row: Row
  write(): Promise<unknown>
}

export interface SqliteEngineOptions {
  database: Database
  clock: Clock
  log: Log
  run: Runner
  concurrency: number
  worker: string
}

/** The queue on SQLite: one table, claimed by one statement. One server owns the data, so it also owns every claim. */
export class SqliteEngine implements Engine {
  readonly #options: SqliteEngineOptions
  readonly #running = new Set<Promise<void>>()
  /** Ends of jobs that could not be written; until they are, the rows say that the jobs run. */
  readonly #unwritten = new Set<End>()
  #abort = new AbortController()
  #started = false
  #timer: NodeJS.Timeout | undefined
  #forget: (() => void) | undefined
  #claiming: Promise<void> | undefined
  #again = false

  constructor(options: SqliteEngineOptions) {
    this.#options = options
  }

  async prepare(): Promise<void> {}

  async start(): Promise<void> {
    await this.#releaseAll()
    this.#started = true
    this.#forget = onEnqueued(() => this.#wake())
    this.#timer = setInterval(() => this.#wake(), ROUND_MS).unref()
    this.#wake()
  }

  async stop(timeoutMs: number): Promise<void> {
    this.#started = false
    clearInterval(this.#timer)
    this.#forget?.()
    await this.#claiming
    const timer = setTimeout(() => this.#abort.abort(new Error('The server stops.')), timeoutMs)
    await Promise.all(this.#running)
    clearTimeout(timer)
  }

  async drain(): Promise<void> {
    for (;;) {
      const rows = await this.#claim(this.#options.concurrency)
      if (rows.length === 0) return
      await Promise.all(rows.map(async (row) => (await this.#run(row)).write()))
    }
  }

  async list(filter: JobFilter): Promise<JobView[]> {
    const rows = await this.#options.database.db
      .selectFrom('kernel_job')
      .selectAll()
      .$if(filter.state !== undefined, (query) => query.where('state', '=', filter.state as Row['state']))
      .$if(filter.before !== undefined, (query) => query.where('id', '<', Number(filter.before)))
      .$if(filter.id !== undefined, (query) => query.where('id', '=', Number(filter.id)))
      // All that begins with it and a dot: "/" is what follows the dot.
      .$if(filter.kind !== undefined, (query) =>
        query.where('name', '>=', `${filter.kind}.`).where('name', '<', `${filter.kind}/`),
      )
      .orderBy('id', 'desc')
      .limit(filter.limit)
      .execute()
    return rows.map(viewOfRow)
  }

  async count(): Promise<JobCounts> {
    const rows = await this.#options.database.db
      .selectFrom('kernel_job')
      .select(['state', (eb) => eb.fn.countAll<number>().as('count')])
      .groupBy('state')
      .execute()
    const counts: JobCounts = { waiting: 0, running: 0, failed: 0 }
    for (const { state, count } of rows) counts[state] = count
    return counts
  }

  async retry(tx: AnyTx, id: string): Promise<boolean> {
    const done = await viewOf(tx)
      .updateTable('kernel_job')
      .set({ state: 'waiting', attempts: 0, run_at: this.#options.clock.now() })
      .where('id', '=', Number(id))
      .where('state', '!=', 'running')
      .returning('id')
      .executeTakeFirst()
    afterCommit(tx, () => this.#wake())
    return done !== undefined
  }

  async cancel(tx: AnyTx, id: string): Promise<boolean> {
    const done = await viewOf(tx)
      .deleteFrom('kernel_job')
      .where('id', '=', Number(id))
      .where('state', '!=', 'running')
      .returning('id')
      .executeTakeFirst()
    return done !== undefined
  }

  async release(): Promise<void> {}

  workers(): string[] {
    return [this.#options.worker]
  }

  #change<R>(fn: (tx: KernelTx) => Promise<R>): Promise<R> {
    return inTransaction(this.#options.database.db, fn)
  }

  /** Whatever runs by its row was of a process that is dead: this one has the data folder now. */
  async #releaseAll(): Promise<void> {
    await this.#change(async (tx) => {
      await tx
        .updateTable('kernel_job')
        .set({
          state: 'failed',
          last_error: 'The server ended while it ran, at every try.',
          claimed_by: null,
        })
        .where('state', '=', 'running')
        .whereRef('attempts', '>=', 'max_attempts')
        .execute()
      await this.#mergeKeys(tx)
      await tx
        .updateTable('kernel_job')
        .set({ state: 'waiting', claimed_by: null })
        .where('state', '=', 'running')
        .execute()
    })
  }

  /** Of one key one may wait: a running one that goes back gives way to one that waits already, or ran too and is newer. */
  async #mergeKeys(tx: KernelTx): Promise<void> {
    const running = () => tx.deleteFrom('kernel_job').where('state', '=', 'running')
    const keyed = (state: 'waiting' | 'running') =>
      tx.selectFrom('kernel_job').where('state', '=', state).where('job_key', 'is not', null)
    await running().where('job_key', 'in', keyed('waiting').select('job_key')).execute()
    const newest = keyed('running')
      .groupBy('job_key')
      .select((eb) => eb.fn.max('id').as('id'))
    await running().where('job_key', 'is not', null).where('id', 'not in', newest).execute()
  }

  #wake(): void {
    if (!this.#started) return
    this.#again = true
    this.#claiming ??= this.#claimAll().finally(() => {
      this.#claiming = undefined
    })
  }

  async #claimAll(): Promise<void> {
    while (this.#again && this.#started) {
      this.#again = false
      const room = this.#options.concurrency - this.#running.size
      if (room <= 0) return
      await Promise.all([...this.#unwritten].map((end) => this.#write(end)))
      const rows = await this.#claim(room).catch((error) => {
        this.#options.log.warn({ err: error }, 'Jobs could not be claimed; the next round tries again.')
        return []
      })
      for (const row of rows) this.#begin(row)
    }
  }

  /** Where it cannot be written now, such as in a locked database, the next round does it. */
  async #write(end: End): Promise<void> {
    try {
      await end.write()
      this.#unwritten.delete(end)
    } catch (error) {
      this.#unwritten.add(end)
      const { name, id } = end.row
      this.#options.log.error({ err: error, job: name, id }, 'The end of a job could not be written yet.')
    }
  }

  #begin(row: Row): void {
    const work = this.#run(row).then((end) => this.#write(end))
    this.#running.add(work)
    void work.finally(() => {
      this.#running.delete(work)
      this.#wake()
    })
  }

  #claim(limit: number): Promise<Row[]> {
    const now = this.#options.clock.now()
    return this.#change((tx) =>
      tx
        .updateTable('kernel_job')
        .set((eb) => ({
          state: 'running',
          attempts: eb('attempts', '+', 1),
          claimed_by: this.#options.worker,
        }))
        .where('id', 'in', (query) =>
          query
            .selectFrom('kernel_job')
            .select('id')
            .where('state', '=', 'waiting')
            .where('run_at', '<=', now)
            .orderBy('priority')
            .orderBy('run_at')
            .orderBy('id')
            .limit(limit),
        )
        .returningAll()
        .execute(),
    )
  }

  /** Runs a job; how that ended is still to be written. */
  async #run(row: Row): Promise<End> {
    const { signal } = this.#abort
    try {
      await this.#options.run(row.name, JSON.parse(row.payload), {
        signal,
        attempt: row.attempts,
        id: String(row.id),
      })
    } catch (error) {
      if (signal.aborted) return { row, write: () => this.#giveBack(row) }
      const { name, id, attempts } = row
      this.#options.log.warn({ err: error, job: name, id, attempt: attempts }, 'A job failed.')
      return { row, write: () => this.#fail(row, error) }
    }
    const remove = (tx: KernelTx) => tx.deleteFrom('kernel_job').where('id', '=', row.id).execute()
    return { row, write: () => this.#change(remove) }
  }

  #giveBack(row: Row): Promise<void> {
    return this.#putBack(row, { attempts: row.attempts - 1, run_at: row.run_at })
  }

  async #fail(row: Row, error: unknown): Promise<void> {
    const text = String(error instanceof Error ? error.message : error).slice(0, LONGEST_ERROR)
    if (row.attempts >= row.max_attempts) {
      await this.#change((tx) =>
        tx
          .updateTable('kernel_job')
          .set({ state: 'failed', last_error: text, claimed_by: null })
          .where('id', '=', row.id)
          .execute(),
      )
      return
    }
    await this.#putBack(row, { last_error: text, run_at: this.#options.clock.now() + pauseMs(row.attempts) })
  }

  #putBack(row: Row, columns: Partial<Row>): Promise<void> {
    return this.#change(async (tx) => {
      const newer =
        row.job_key === null
          ? undefined
          : await tx
              .selectFrom('kernel_job')
              .select('id')
              .where('job_key', '=', row.job_key)
              .where('state', '=', 'waiting')
              .executeTakeFirst()
      if (newer) await tx.deleteFrom('kernel_job').where('id', '=', row.id).execute()
      else
        await tx
          .updateTable('kernel_job')
          .set({ ...columns, state: 'waiting', claimed_by: null })
          .where('id', '=', row.id)
          .execute()
    })
  }
}

/** e to the power of the tries, in seconds (2.7 s, 7.4 s, 20 s, 55 s): graphile-worker's pauses, so that both wait alike. */
function pauseMs(attempts: number): number {
  return Math.round(Math.exp(Math.min(10, attempts)) * 1000)
}

function viewOfRow(row: Row): JobView {
  return {
    id: String(row.id),
    name: row.name,
    payload: JSON.parse(row.payload),
    key: row.job_key,
    state: row.state,
    attempts: row.attempts,
    maxAttempts: row.max_attempts,
    runAt: row.run_at || row.created_at,
    lastError: row.last_error,
    claimedBy: row.claimed_by,
    createdAt: row.created_at,
  }
}
