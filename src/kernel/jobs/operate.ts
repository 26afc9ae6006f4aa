import { inTransaction, type KernelDb } from '../db/db.ts'
import type { By, Journal } from '../journal/journal.ts'
import { problem } from '../problem.ts'
import type { Jobs } from './jobs.ts'

const ACTIONS = { retry: 'job.retried', cancel: 'job.cancelled' } as const

/** What a person does to a job that does not run: makes it due at once with all its tries, or removes it. */
export async function operateJob(
  parts: { jobs: Jobs; journal: Journal; db: KernelDb },
  by: By,
  verb: keyof typeof ACTIONS,
  id: string,
): Promise<void> {
  await inTransaction(parts.db, async (tx) => {
    if (!(await parts.jobs[verb](tx, id)))
      throw problem('not_found', 404, 'There is no such job, or it runs.')
    await parts.journal.record(tx, { by, action: ACTIONS[verb], object: `job:${id}` })
  })
}
