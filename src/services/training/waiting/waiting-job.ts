import { Type } from 'typebox'
import { inTransaction } from '../../../kernel/db/db.ts'
import { defineJob, type Jobs } from '../../../kernel/jobs/jobs.ts'
import { defineClockNotices, watchClock } from '../events/clock-job.ts'
import { mailConfirmation } from '../mail/confirmation.ts'
import { mailMessage } from '../mail/message.ts'
import type { Training } from '../training.ts'
import { eventsToTidy } from './waiting.store.ts'
import { tidyLines } from './waiting.ts'
import { defineGrowthNotice } from './waiting-growth.ts'
import { mailWaiting } from './waiting-mail.ts'

/**
 * Ends offers that are over, and gives on what is free for those who wait: whom a rule was in the way of may be able to take
 * a seat now.
 */
export const tidyWaiting = defineJob({
  name: 'training.tidy-waiting',
  payload: Type.Object({}),
  async run(_payload, training: Training, { signal }) {
    for (const id of await eventsToTidy(training.db)) {
      if (signal.aborted) return
      await inTransaction(training.db, (tx) => tidyLines(training, tx, id))
    }
  },
})

/** Waiting lists and mails: their background work, and the notices that come of it. */
export function registerWaitingJobs(jobs: Jobs, training: Training): void {
  defineGrowthNotice(training.kernel.notices)
  defineClockNotices(training.kernel.notices)
  jobs.register(mailConfirmation, training)
  jobs.register(mailWaiting, training)
  jobs.register(mailMessage, training)
  for (const job of [tidyWaiting, watchClock]) {
    jobs.register(job, training)
    jobs.schedule({ name: job.name, cron: '* * * * *', job, payload: {} })
  }
}
