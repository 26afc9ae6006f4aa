import { Type } from 'typebox'
import { Id } from '../../../kernel/api/shapes.ts'
import { inTransaction } from '../../../kernel/db/db.ts'
import { defineJob, enqueue, type Job } from '../../../kernel/jobs/jobs.ts'
import type { By } from '../../../kernel/journal/journal.ts'
import { roleAt } from '../events/member.ts'
import { addresseeOf, prepareLetter } from '../files/letter.ts'
import type { Db, EventRow, Tx } from '../tables.ts'
import { SERVICE, type Training } from '../training.ts'
import { type Audience, addressedOf } from './addressed.ts'

const BATCH = 100
export const LONGEST_SUBJECT = 200
export const LONGEST_TEXT = 10_000

const payload = Type.Object({
  ids: Type.Array(Id, { maxItems: BATCH }),
  subject: Type.String({ maxLength: LONGEST_SUBJECT }),
  text: Type.String({ maxLength: LONGEST_TEXT }),
})

/** Writes an organiser's message to some people; all of them in one commit, so that a second run finds nothing half done. */
export const mailMessage: Job<typeof payload, Training> = defineJob({
  name: 'training.mail-message',
  payload,
  async run({ ids, subject, text }, training) {
    const { db, kernel } = training
    const found = await Promise.all(ids.map((id) => addresseeOf(db, id)))
    const letters = await Promise.all(
      found.flatMap((each) =>
        each ? [prepareLetter(training, each, { template: 'message', values: { subject, text } })] : [],
      ),
    )
    await inTransaction(db, async (tx) => {
      for (const letter of letters) await kernel.mail.send(tx, letter)
    })
  },
})

export interface Message {
  subject: string
  text: string
}

/** Whom a message reaches, of those chosen. */
export async function countMessages(
  db: Db,
  event: EventRow,
  chosen: Audience,
): Promise<{ mailed: number; withoutAddress: number }> {
  const row = await addressedOf(db, event, chosen)
    .select((eb) => [eb.fn.countAll<number>().as('all'), eb.fn.count<number>('p.email').as('reachable')])
    .executeTakeFirstOrThrow()
  return { mailed: Number(row.reachable), withoutAddress: Number(row.all) - Number(row.reachable) }
}

/** Puts a message to those chosen on its way, in the caller's transaction: each in a mail of their own. */
export async function sendMessage(
  { kernel }: Training,
  tx: Tx,
  by: By,
  { event, chosen, message }: { event: EventRow; chosen: Audience; message: Message },
): Promise<{ mailed: number; withoutAddress: number }> {
  const counts = await countMessages(tx, event, chosen)
  const rows = await addressedOf(tx, event, chosen)
    .select('p.id')
    .where('p.email', 'is not', null)
    .orderBy('p.id')
    .execute()
  for (let at = 0; at < rows.length; at += BATCH)
    await enqueue(tx, mailMessage, { ...message, ids: rows.slice(at, at + BATCH).map((row) => row.id) })
  if (rows.length > 0)
    await kernel.journal.record(tx, {
      by,
      action: 'training.participants.written-to',
      object: `training.event:${event.id}`,
      service: SERVICE,
      details: { mails: rows.length },
      personal: { subject: message.subject },
      audience: roleAt(event.id, 'manager'),
    })
  return counts
}
