import { sql } from 'kysely'
import type { Static, TSchema } from 'typebox'
import { Value } from 'typebox/value'
import { type AnyTx, afterCommit, dialectOf, type KernelTx, viewOf } from '../db/db.ts'

/** How often a job is tried before it stays as failed (promises.md, R9). */
const ATTEMPTS = 5

export interface RunInfo {
  /** Aborted when the server stops: end soon, the job will run again. */
  signal: AbortSignal
  /** 1 at the first try. */
  attempt: number
  id: string
}

/** Work that is asked for in a transaction and done after it. It may run twice: the second run must be harmless. */
export interface Job<P extends TSchema = TSchema, D = unknown> {
  readonly name: string
  readonly payload: P
  readonly maxAttempts: number
  run(payload: Static<P>, deps: D, info: RunInfo): Promise<void>
}

export function defineJob<P extends TSchema, D>(
  job: Omit<Job<P, D>, 'maxAttempts'> & { maxAttempts?: number },
): Job<P, D> {
  return { maxAttempts: ATTEMPTS, ...job }
}

export interface EnqueueOptions {
  /** One waiting job a key: asking again replaces its payload. One that runs already lets one more wait. */
  key?: string
  /** UTC epoch milliseconds; at once when it is left out. */
  runAt?: number
  /** Lower goes first; 0 is usual. */
  priority?: number
}

const wakers = new Set<() => void>()

/** Calls `wake` after a commit that asked for a job in this process; returns how to end that. */
export function onEnqueued(wake: () => void): () => void {
  wakers.add(wake)
  return () => wakers.delete(wake)
}

/** Asks for a job in the caller's transaction: it runs when that commits, and never when it does not. */
export async function enqueue<P extends TSchema, D>(
  tx: AnyTx,
  job: Job<P, D>,
  payload: Static<P>,
  options: EnqueueOptions = {},
): Promise<void> {
  if (!Value.Check(job.payload, payload))
    throw new TypeError(`The payload of the job ${job.name} does not fit its schema.`)
  const view = viewOf(tx)
  const order = { name: job.name, payload: JSON.stringify(payload), maxAttempts: job.maxAttempts, ...options }
  await (dialectOf(tx) === 'sqlite' ? insertRow(view, order) : addJob(view, order))
  afterCommit(tx, () => {
    for (const wake of wakers) wake()
  })
}

interface Order extends EnqueueOptions {
  name: string
  payload: string
  maxAttempts: number
}

async function insertRow(
  tx: KernelTx,
  { name, payload, maxAttempts, key, runAt, priority }: Order,
): Promise<void> {
  const now = Date.now()
  await tx
    .insertInto('kernel_job')
    .values({
      name,
      payload,
      job_key: key ?? null,
      state: 'waiting',
      attempts: 0,
      max_attempts: maxAttempts,
      // 0 is due at once, whatever the clock of the server says.
      run_at: runAt ?? 0,
      priority: priority ?? 0,
      last_error: null,
      claimed_by: null,
      created_at: now,
    })
    .onConflict((on) =>
      on.column('job_key').where(sql<boolean>`state = 'waiting'`).doUpdateSet({ payload, name }),
    )
    .execute()
}

async function addJob(
  tx: KernelTx,
  { name, payload, maxAttempts, key, runAt, priority }: Order,
): Promise<void> {
  const at = runAt === undefined ? sql`null` : sql`to_timestamp(${runAt / 1000}::float8)`
  await sql`select graphile_worker.add_job(
    ${name}::text, ${payload}::json, run_at => ${at}, max_attempts => ${maxAttempts}::int, job_key => ${key ?? null}::text,
    priority => ${priority ?? 0}::int, job_key_mode => ${key === undefined ? null : 'preserve_run_at'}::text)`.execute(
    tx as never,
  )
}
