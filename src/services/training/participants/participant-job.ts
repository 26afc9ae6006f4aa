import { Type } from 'typebox'
import { inTransaction } from '../../../kernel/db/db.ts'
import { defineJob, type Jobs } from '../../../kernel/jobs/jobs.ts'
import { SERVICE, type Training } from '../training.ts'
import { forgetRemoved } from './participant-undo.ts'

/** Participants who were taken off a list are gone for good once that cannot be taken back any more. */
export const forgetParticipants = defineJob({
  name: 'training.forget-removed',
  payload: Type.Object({}),
  async run(_payload, { db, kernel }: Training) {
    await inTransaction(db, async (tx) => {
      const count = await forgetRemoved(tx, kernel.clock.now())
      if (count === 0) return
      await kernel.journal.record(tx, {
        by: { via: 'system' },
        action: 'training.participants.forgotten',
        service: SERVICE,
        details: { count },
      })
    })
  },
})

/** Lets this server forget them, each night. */
export function registerParticipantJobs(jobs: Jobs, training: Training): void {
  jobs.register(forgetParticipants, training)
  jobs.schedule({ name: forgetParticipants.name, cron: '17 3 * * *', job: forgetParticipants, payload: {} })
}
