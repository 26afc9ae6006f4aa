import type { AnyTx } from '../db/db.ts'
import type { Job } from './job.ts'

/** A job as people see it, on either engine. Finished ones are gone. */
export interface JobView {
  id: string
  name: string
  payload: unknown
  key: string | null
  state: 'waiting' | 'running' | 'failed'
  attempts: number
  maxAttempts: number
  runAt: number
  lastError: string | null
  claimedBy: string | null
  createdAt: number
}

export type JobCounts = Record<JobView['state'], number>

export interface JobFilter {
  state?: JobView['state']
  /** How its name begins, up to the first dot: the service, or the room of the kernel. */
  kind?: string
  id?: string
  /** Ids before this one, newest first. */
  before?: string
  limit: number
}

/** Runs one job with its dependencies; throws what the job throws. */
export type Runner = (
  name: string,
  payload: unknown,
  info: { signal: AbortSignal; attempt: number; id: string },
) => Promise<void>

export interface Registered {
  job: Job
  deps: unknown
}

/** A queue: at least once, five tries, growing pauses, nothing lost by a kill. */
export interface Engine {
  /** Makes what the queue needs in the database, before anything is asked for. */
  prepare(): Promise<void>
  start(): Promise<void>
  /** Lets running jobs end for so long, then aborts them and gives them back. */
  stop(timeoutMs: number): Promise<void>
  /** Runs what is due until nothing is. For tests. */
  drain(): Promise<void>
  list(filter: JobFilter): Promise<JobView[]>
  count(): Promise<JobCounts>
  /** Makes a waiting or failed job due at once, with all its tries. False when there is none of that id. */
  retry(tx: AnyTx, id: string): Promise<boolean>
  /** Removes a job that does not run. False when there is none of that id. */
  cancel(tx: AnyTx, id: string): Promise<boolean>
  /** Gives the jobs of these dead workers to whoever comes next. */
  release(workers: readonly string[]): Promise<void>
  /** The names under which this process holds jobs. */
  workers(): string[]
}
