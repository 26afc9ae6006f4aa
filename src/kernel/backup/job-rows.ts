import { sql } from 'kysely'
import { type AnyDb, type AnyTx, dialectOf, viewOf } from '../db/db.ts'
import { all } from './catalogue.ts'

/** A job as it travels: without what belongs to an engine, so that each of the two can take it from the other. */
export interface JobRow {
  name: string
  payload: string
  key: string | null
  runAt: number
  priority: number
  attempts: number
  maxAttempts: number
  lastError: string | null
  createdAt: number
}

const PAGE = 500

/**
 * Every job that is not done. One that runs travels as one that waits, since nobody will end it there. Failed ones travel
 * without their key, by which a new one would wake them on the other engine.
 */
export async function* jobPages(db: AnyDb): AsyncGenerator<JobRow[]> {
  for (let after = 0; ; ) {
    const rows = await (dialectOf(db) === 'sqlite' ? tableJobs(db, after) : graphileJobs(db, after))
    if (rows.length > 0) yield rows.map(({ id, ...job }) => job)
    after = rows.at(-1)?.id ?? 0
    if (rows.length < PAGE) return
  }
}

type Found = JobRow & { id: number }

/** A running one gives way to one of its key that waits, or runs and is newer, as it does when a server starts after a kill. */
function tableJobs(db: AnyDb, after: number): Promise<Found[]> {
  const isFailed = sql`(state = 'failed' or (state = 'running' and attempts >= max_attempts))`
  const runsOn = (job: string) =>
    sql`(${sql.ref(`${job}.state`)} = 'running' and ${sql.ref(`${job}.attempts`)} < ${sql.ref(`${job}.max_attempts`)})`
  return all(
    db,
    sql`select id, name, payload, case when ${isFailed} then null else job_key end as key, run_at as "runAt", priority,
      case when ${isFailed} then max(attempts, max_attempts) else attempts end as attempts, max_attempts as "maxAttempts",
      last_error as "lastError", created_at as "createdAt"
    from kernel_job as job where id > ${after} and not (${runsOn('job')} and exists (
      select 1 from kernel_job as other where other.job_key = job.job_key
        and (other.state = 'waiting' or (${runsOn('other')} and other.id > job.id))))
    order by id limit ${PAGE}`,
  )
}

function graphileJobs(db: AnyDb, after: number): Promise<Found[]> {
  const since = (column: string) => sql`(extract(epoch from job.${sql.ref(column)}) * 1000)::int8`
  return all(
    db,
    sql`select job.id, task.identifier as name, job.payload::text as payload,
      case when job.attempts >= job.max_attempts then null else job.key end as key, ${since('run_at')} as "runAt",
      job.priority::int8 as priority, job.attempts::int8 as attempts, job.max_attempts::int8 as "maxAttempts",
      job.last_error as "lastError", ${since('created_at')} as "createdAt"
    from graphile_worker._private_jobs as job join graphile_worker._private_tasks as task on task.id = job.task_id
    where job.id > ${after} order by job.id limit ${PAGE}`,
  )
}

/** Puts jobs into the queue of this database, in their order. */
export async function insertJobs(tx: AnyTx, jobs: readonly JobRow[]): Promise<void> {
  for (const job of jobs)
    await (dialectOf(tx) === 'sqlite' ? insertIntoTable(tx, job) : addToGraphile(tx, job))
}

async function insertIntoTable(tx: AnyTx, job: JobRow): Promise<void> {
  await viewOf(tx)
    .insertInto('kernel_job')
    .values({
      name: job.name,
      payload: job.payload,
      job_key: job.key,
      state: job.attempts >= job.maxAttempts ? 'failed' : 'waiting',
      attempts: job.attempts,
      max_attempts: job.maxAttempts,
      run_at: job.runAt,
      priority: job.priority,
      last_error: job.lastError,
      claimed_by: null,
      created_at: job.createdAt,
    })
    .execute()
}

async function addToGraphile(tx: AnyTx, job: JobRow): Promise<void> {
  const time = (ms: number) => sql`to_timestamp(${ms / 1000}::float8)`
  const [added] = await all<{ id: number }>(
    tx,
    sql`select id from graphile_worker.add_job(${job.name}::text, ${job.payload}::json, run_at => ${time(job.runAt)},
      max_attempts => ${job.maxAttempts}::int, job_key => ${job.key}::text, priority => ${job.priority}::int)`,
  )
  await all(
    tx,
    sql`update graphile_worker._private_jobs set attempts = ${job.attempts}::int, last_error = ${job.lastError}::text,
      created_at = ${time(job.createdAt)} where id = ${added?.id ?? null}::int8`,
  )
}
