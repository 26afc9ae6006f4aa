import { Type } from 'typebox'
import { Id } from '../../../kernel/api/shapes.ts'
import { compileOnce, inTransaction } from '../../../kernel/db/db.ts'
import { defineJob, enqueue, type Job } from '../../../kernel/jobs/jobs.ts'
import { addresseeOf, prepareLetter, timetableText } from '../files/letter.ts'
import type { TrainingTables, Tx } from '../tables.ts'
import type { Training } from '../training.ts'

/** One mail when somebody has ended, not one for each click. */
const QUIET_MS = 120_000

const payload = Type.Object({
  participantId: Id,
  /** The last time that something was changed. */
  at: Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER }),
})

export const mailConfirmation: Job<typeof payload, Training> = defineJob({
  name: 'training.mail-confirmation',
  payload,
  async run({ participantId, at }, training) {
    const { db, kernel } = training
    if (kernel.clock.now() < at + QUIET_MS) return inTransaction(db, (tx) => ask(tx, participantId, at))
    const addressee = await addresseeOf(db, participantId)
    if (!addressee) return
    const { text, attachment } = await timetableText(training, addressee)
    const mail = await prepareLetter(training, addressee, {
      template: 'confirmation',
      values: { timetable: text },
      attachment,
    })
    await inTransaction(db, (tx) => kernel.mail.send(tx, mail))
  },
})

/** One that waits already keeps its time, and hears of the newer change. */
const ask = (tx: Tx, participantId: number, at: number): Promise<void> =>
  enqueue(
    tx,
    mailConfirmation,
    { participantId, at },
    { key: `${mailConfirmation.name}:${participantId}`, runAt: at + QUIET_MS },
  )

const isMailed = compileOnce<TrainingTables, { id: number }, { id: number }>((db, value) =>
  db
    .selectFrom('training_participant as p')
    .innerJoin('training_event as e', 'e.id', 'p.event_id')
    .select('p.id')
    .where('p.id', '=', value('id'))
    .where('p.email', 'is not', null)
    .where((eb) => eb.or([eb('e.confirm_mail', 'is', null), eb('e.confirm_mail', '=', 1)])),
)

/** Mails somebody what they have once they have changed nothing for two minutes; nothing where they have no address. */
export async function confirmLater({ kernel }: Training, tx: Tx, participantId: number): Promise<void> {
  const [row] = await isMailed(tx, { id: participantId })
  if (row) await ask(tx, participantId, kernel.clock.now())
}
