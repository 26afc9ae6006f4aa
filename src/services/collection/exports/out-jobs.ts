import type { Jobs } from '../../../kernel/jobs/jobs.ts'
import type { Collection } from '../collection.ts'
import { buildMediaZip, expireMediaZips } from '../media/media-zip.ts'
import { eraseResponses } from '../withdrawals/withdrawal.ts'

/** Lets this server make zips of recordings and remove them after their week. */
export function registerOutJobs(jobs: Jobs, collection: Collection): void {
  jobs.register(buildMediaZip, collection)
  jobs.register(expireMediaZips, collection)
  jobs.register(eraseResponses, collection)
  jobs.schedule({ name: expireMediaZips.name, cron: '29 * * * *', job: expireMediaZips, payload: {} })
}
