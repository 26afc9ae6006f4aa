import { afterCommit, inTransaction, type KernelDb } from '../db/db.ts'
import type { By, Journal } from '../journal/journal.ts'
import { problem } from '../problem.ts'
import type { Jobs } from './jobs.ts'

const ACTIONS = { retry: 'job.retried', cancel: 'job.cancelled' } as const
const RETRIED_AT_ONCE = 200

type Parts = { jobs: Jobs; journal: Journal; db: KernelDb }

/**
 * What a person does to a job: makes it due at once with all its tries, or removes it. One that runs in this process is
 * told to end, and is not run again.
 */
export async function operateJob(
  { jobs, journal, db }: Parts,
  by: By,
  verb: keyof typeof ACTIONS,
  id: string,
): Promise<void> {
  const job = await jobs.find(id)
  await inTransaction(db, async (tx) => {
    const isInterrupted = verb === 'cancel' && jobs.runsHere(id)
    if (isInterrupted) afterCommit(tx, () => jobs.interrupt(id))
    else if (!(await jobs[verb](tx, id))) throw refusal(verb, job?.state)
    await journal.record(tx, {
      by,
      action: ACTIONS[verb],
      object: `job:${id}`,
      details: { job: job?.name, running: isInterrupted },
    })
  })
}

function refusal(verb: keyof typeof ACTIONS, state: string | undefined) {
  if (state !== 'running') return problem('not_found', 404, 'There is no such job.')
  return verb === 'retry'
    ? problem('job_runs', 409, 'This job runs. If it fails, it can be run again.')
    : problem('job_runs_elsewhere', 409, 'This job runs on another node, which alone can end it.')
}

/** Makes all failed jobs due at once, or those of one kind. Gives how many there were. */
export async function retryFailedJobs({ jobs, journal, db }: Parts, by: By, kind?: string): Promise<number> {
  let count = 0
  for (let before: string | undefined; ; ) {
    const failed = await jobs.list({ state: 'failed', kind, before, limit: RETRIED_AT_ONCE })
    const last = failed.at(-1)
    if (!last) return count
    count += await inTransaction(db, async (tx) => {
      let retried = 0
      for (const { id } of failed) if (await jobs.retry(tx, id)) retried += 1
      await journal.record(tx, { by, action: 'job.all-retried', object: 'job', details: { kind, retried } })
      return retried
    })
    // On from here: what fails anew meanwhile is not tried for ever.
    before = last.id
  }
}
