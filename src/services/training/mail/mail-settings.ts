import { inTransaction } from '../../../kernel/db/db.ts'
import type { By } from '../../../kernel/journal/journal.ts'
import { lockEvent } from '../events/event.store.ts'
import { roleAt } from '../events/member.ts'
import type { EventRow } from '../tables.ts'
import { SERVICE, type Training } from '../training.ts'

/** Which mails go by themselves, to those who have an address. */
export interface Mails {
  /** What somebody has chosen, once they have ended. */
  confirmations: boolean
  /** To those without registration, a day before it closes. */
  lastDay: boolean
}

export const mailsOf = (event: EventRow): Mails => ({
  confirmations: event.confirm_mail !== 0,
  lastDay: event.last_day_mail === 1,
})

/** Says which mails of an event go by themselves. */
export function changeMails(
  { db, kernel }: Training,
  by: By,
  { id, mails }: { id: number; mails: Mails },
): Promise<EventRow> {
  return inTransaction(db, async (tx) => {
    const event = await lockEvent(tx, id)
    const old = mailsOf(event)
    if (old.confirmations === mails.confirmations && old.lastDay === mails.lastDay) return event
    const row = await tx
      .updateTable('training_event')
      .set({ confirm_mail: mails.confirmations ? 1 : 0, last_day_mail: mails.lastDay ? 1 : 0 })
      .where('id', '=', id)
      .returningAll()
      .executeTakeFirstOrThrow()
    await kernel.journal.record(tx, {
      by,
      action: 'training.mails.changed',
      object: `training.event:${id}`,
      service: SERVICE,
      old: { ...old },
      new: { ...mails },
      audience: roleAt(id, 'manager'),
    })
    return row
  })
}
