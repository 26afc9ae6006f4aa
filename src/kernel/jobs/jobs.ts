import { randomUUID } from 'node:crypto'
import { hostname } from 'node:os'
import type { TSchema } from 'typebox'
import { Value } from 'typebox/value'
import type { Clock } from '../clock.ts'
import type { Database } from '../db/database.ts'
import { type AnyTx, inTransaction } from '../db/db.ts'
import type { Log } from '../log.ts'
import type { Engine, JobCounts, JobFilter, JobView, Registered, Runner } from './engine.ts'
import type { Job } from './job.ts'
import { type Schedule, Schedules, type ScheduleView } from './schedules.ts'
import { SqliteEngine } from './sqlite.ts'

export type { JobFilter, JobView } from './engine.ts'
export { defineJob, enqueue, type Job } from './job.ts'

const HEARTBEAT_MS = 10_000
/** A worker that is silent for so long is dead; graphile-worker alone would wait four hours (promises.md, R9). */
const DEAD_MS = 60_000
const CONCURRENCY = 8

export interface JobsOptions {
  database: Database
  clock: Clock
  log: Log
  /** How many run at once in this process. */
  concurrency?: number
}

/** Why the signal of a job is aborted that a person cancelled. */
export class Cancelled extends Error {
  override readonly name = 'Cancelled'
  constructor() {
    super('The job was cancelled.')
  }
}

/** The background jobs of this process: which ones it knows, when they run, and what people may see and do about them. */
export class Jobs {
  readonly #options: JobsOptions
  readonly #database: Database
  readonly #clock: Clock
  readonly #log: Log
  readonly #known = new Map<string, Registered>()
  readonly #schedules: Schedules
  readonly #timers: NodeJS.Timeout[] = []
  /** Those that run in this process, by id: how each is told to end. */
  readonly #running = new Map<string, AbortController>()
  readonly #node = randomUUID()
  #round: Promise<void> = Promise.resolve()
  #prepared: Engine | undefined

  constructor(options: JobsOptions) {
    this.#database = options.database
    this.#clock = options.clock
    this.#log = options.log
    this.#schedules = new Schedules(options.database, options.clock)
    this.#options = options
  }

  get #engine(): Engine {
    if (!this.#prepared) throw new Error('The queue is not prepared.')
    return this.#prepared
  }

  /** Makes this process able to run a job. `deps` is what its function gets. */
  register<P extends TSchema, D>(job: Job<P, D>, deps: D): void {
    if (this.#known.has(job.name)) throw new Error(`There are two jobs with the name ${job.name}.`)
    this.#known.set(job.name, { job: job as unknown as Job, deps })
  }

  /** Asks for a job at the times of a rule. */
  schedule<P extends TSchema, D>(schedule: Schedule<P, D>): void {
    this.#schedules.add(schedule as unknown as Schedule)
  }

  /** Makes what the queue needs in the database; before anything is asked for. */
  async prepare(): Promise<void> {
    const concurrency = this.#options.concurrency ?? CONCURRENCY
    const run: Runner = (name, payload, info) => this.#run(name, payload, info)
    const parts = { ...this.#options, run, concurrency }
    if (this.#database.dialect === 'sqlite') {
      this.#prepared = new SqliteEngine({ ...parts, worker: this.#node })
    } else {
      // It takes memory that an installation on SQLite does without.
      const { GraphileEngine } = await import('./graphile.ts')
      this.#prepared = new GraphileEngine({ ...parts, names: () => [...this.#known.keys()] })
    }
    await this.#prepared.prepare()
  }

  async start(): Promise<void> {
    await this.#engine.start()
    await this.#schedules.start()
    await this.beat()
    const round = () => {
      this.#round = this.#schedules
        .look()
        .catch((error) => this.#log.warn({ err: error }, 'Schedules could not be looked at.'))
    }
    const beat = () => {
      this.beat().catch((error) =>
        this.#log.warn({ err: error }, 'The heartbeat of this node could not be written.'),
      )
    }
    this.#timers.push(setInterval(round, 1_000).unref(), setInterval(beat, HEARTBEAT_MS).unref())
  }

  /** Lets running jobs end for `timeoutMs`, then gives them back. None is lost. */
  async stop(timeoutMs: number): Promise<void> {
    for (const timer of this.#timers.splice(0)) clearInterval(timer)
    await this.#round
    await this.#engine.stop(timeoutMs)
    await inTransaction(this.#database.db, (tx) =>
      tx.deleteFrom('kernel_node').where('id', '=', this.#node).execute(),
    )
  }

  /** Runs all that is due, schedules included, until nothing is. For tests, in place of `start`. */
  async drain(): Promise<void> {
    await this.#schedules.start()
    await this.#schedules.look()
    await this.#engine.drain()
  }

  list(filter: JobFilter): Promise<JobView[]> {
    return this.#engine.list(filter)
  }

  async find(id: string): Promise<JobView | undefined> {
    const [job] = await this.#engine.list({ id, limit: 1 })
    return job
  }

  count(): Promise<JobCounts> {
    return this.#engine.count()
  }

  /** The rules by which this process asks for jobs, with their last and next times. */
  schedules(): Promise<ScheduleView[]> {
    return this.#schedules.list()
  }

  retry(tx: AnyTx, id: string): Promise<boolean> {
    return this.#engine.retry(tx, id)
  }

  cancel(tx: AnyTx, id: string): Promise<boolean> {
    return this.#engine.cancel(tx, id)
  }

  runsHere(id: string): boolean {
    return this.#running.has(id)
  }

  /** Tells a job that runs in this process to end; it is not run again. When it ends is up to it. */
  interrupt(id: string): void {
    this.#running.get(id)?.abort(new Cancelled())
  }

  /** Says that this node lives, and gives away the jobs of those that do not. */
  async beat(): Promise<void> {
    const now = this.#clock.now()
    const row = {
      host: hostname(),
      pid: process.pid,
      workers: JSON.stringify(this.#engine.workers()),
      heartbeat_at: now,
    }
    const dead = await inTransaction(this.#database.db, async (tx) => {
      await tx
        .insertInto('kernel_node')
        .values({ id: this.#node, started_at: now, ...row })
        .onConflict((on) => on.column('id').doUpdateSet(row))
        .execute()
      return tx
        .deleteFrom('kernel_node')
        .where('heartbeat_at', '<', now - DEAD_MS)
        .returning('workers')
        .execute()
    })
    const workers = dead.flatMap((each) => JSON.parse(each.workers) as string[])
    if (workers.length > 0) await this.#engine.release(workers)
  }

  async #run(name: string, payload: unknown, info: Parameters<Runner>[2]): Promise<void> {
    const known = this.#known.get(name)
    if (!known) throw new Error(`This server knows no job ${name}; is its service switched off?`)
    if (!Value.Check(known.job.payload, payload))
      throw new Error(`The payload of this ${name} does not fit its schema.`)
    const stop = new AbortController()
    this.#running.set(info.id, stop)
    try {
      const signal = AbortSignal.any([info.signal, stop.signal])
      await known.job.run(payload as never, known.deps, { ...info, signal })
    } catch (error) {
      // For the queue a cancelled job is one that has ended.
      if (!stop.signal.aborted) throw error
      this.#log.info({ err: error, job: name, id: info.id }, 'A job was cancelled while it ran.')
    } finally {
      this.#running.delete(info.id)
    }
  }
}
