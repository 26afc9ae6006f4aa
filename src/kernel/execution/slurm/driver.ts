import type { OsUser } from '../execution.ts'
import type { JobOption } from './settings.ts'

/** A job as it is handed in, whichever way. */
export interface JobOrder {
  name: string
  /** Tells it from every other job of the cluster. */
  comment: string
  script: string
  directory: string
  /** Path of the file that takes what it prints. */
  output: string
  /** The whole of it. */
  env: Readonly<Record<string, string>>
  cpus: number
  memoryMb?: number
  gpus?: number
  minutes?: number
  options: Readonly<Partial<Record<JobOption, string>>>
}

/** A job as the scheduler shows it. */
export interface Job {
  id: number
  /** One of the scheduler's words, such as PENDING. */
  state: string
  /** Another of them: why it waits, or why it ended. */
  reason: string
  /** Empty while it has no place. */
  host: string
  /** While it waits: when it is expected to. */
  startedAt?: number
  /** While it runs: when its limit of time ends it. */
  endedAt?: number
  limitMinutes?: number
  exitCode: number
  signal: number
}

/** As whom a call is made: the server's own account where it is undefined. */
export type As = Pick<OsUser, 'name' | 'uid' | 'gid'> | undefined

/** One way to speak with a scheduler. What does not answer, or answers nonsense, throws `Unreachable`. */
export interface Driver {
  submit(job: JobOrder, as: As): Promise<number>
  /** Those of these that it knows. */
  list(ids: readonly number[]): Promise<Job[]>
  /** The number of every job of theirs with this comment, also of those that are over. */
  find(comment: string, as: As): Promise<number[]>
  /** Those that it has forgotten, from its accounting where it has that. */
  past(ids: readonly number[]): Promise<Job[]>
  /** That there is none, or that it is over, is fine. */
  cancel(id: number, as: As): Promise<void>
  setLimit(id: number, minutes: number): Promise<void>
  ping(): Promise<void>
}
