import { Type } from 'typebox'
import { Id } from '../../../kernel/api/shapes.ts'
import { inTransaction } from '../../../kernel/db/db.ts'
import { defineJob, type Job } from '../../../kernel/jobs/jobs.ts'
import { addresseeOf, prepareLetter, timeIn, timetableText } from '../files/letter.ts'
import type { Training } from '../training.ts'
import { findInLine, titlesOf } from './waiting.store.ts'

const payload = Type.Object({
  participantId: Id,
  workshopId: Id,
  kind: Type.Union([Type.Literal('offer'), Type.Literal('moved-up')]),
})

/** Tells somebody who waited that a seat is kept for them, or is theirs. What is no longer so is not told. */
export const mailWaiting: Job<typeof payload, Training> = defineJob({
  name: 'training.mail-waiting',
  payload,
  async run({ participantId, workshopId, kind }, training) {
    const { db, kernel } = training
    const addressee = await addresseeOf(db, participantId)
    const [workshop] = await titlesOf(db, [workshopId])
    if (!addressee || !workshop) return
    const values: Record<string, string> = { workshop: workshop.title }
    const { text, attachment } = await timetableText(training, addressee)
    if (kind === 'moved-up') values.timetable = text
    else {
      const until = (await findInLine(db, participantId, workshopId))?.offer_until ?? null
      if (until === null || until <= kernel.clock.now()) return
      values.until = timeIn(addressee, until)
    }
    const mail = await prepareLetter(training, addressee, {
      template: kind,
      values,
      ...(kind === 'moved-up' && { attachment }),
    })
    await inTransaction(db, (tx) => kernel.mail.send(tx, mail))
  },
})
