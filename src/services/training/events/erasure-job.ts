import { Type } from 'typebox'
import { inTransaction } from '../../../kernel/db/db.ts'
import { defineJob } from '../../../kernel/jobs/jobs.ts'
import type { Kernel } from '../../../kernel/kernel.ts'
import { DAY_MS } from '../../../kernel/span.ts'
import { eraseParticipants } from '../participants/people-erasure.ts'
import { SERVICE, type Training } from '../training.ts'
import { lockEvent } from './event.store.ts'
import { erasesAt, type ListedEvent, listEvents } from './event-list.ts'
import { roleAt } from './member.ts'

/** So long before, its managers are told. */
const NOTICE_MS = 7 * DAY_MS
const BATCH = 100
const NOTICE = 'training.erase-soon'

/** Erases the participants of events whose time is over; a week before, whoever runs one is told to export first. */
export const eraseDue = defineJob({
  name: 'training.erase-participants',
  payload: Type.Object({}),
  async run(_payload, training: Training, { signal }) {
    const { db, kernel } = training
    for (let before: number | undefined; !signal.aborted; ) {
      const events = await listEvents(db, kernel.clock.now(), { before, erasing: true, limit: BATCH })
      for (const event of events) await eraseOrTell(training, event)
      if (events.length < BATCH) return
      before = events.at(-1)?.id
    }
  },
})

async function eraseOrTell(training: Training, { row, counts }: ListedEvent): Promise<void> {
  const { db, kernel } = training
  const now = kernel.clock.now()
  const due = erasesAt({ ...row, erase_after: null }, counts.endsAt)
  if (due === null || due - NOTICE_MS > now) return
  const after = Math.max(due, now + NOTICE_MS)
  // Told for another day: its times or its setting were changed since.
  const isTold = row.erase_after !== null && row.erase_after >= due
  if (isTold && (row.erase_after ?? 0) <= now)
    return inTransaction(db, async (tx) => {
      // Its managers may have put it off since it was listed: then the next night looks again.
      if ((await lockEvent(tx, row.id)).version === row.version)
        await eraseParticipants(training, tx, { via: 'system' }, row.id)
    })
  if (isTold) return
  await inTransaction(db, async (tx) => {
    await tx.updateTable('training_event').set({ erase_after: after }).where('id', '=', row.id).execute()
    await kernel.notices.send(tx, {
      to: { role: roleAt(row.id, 'manager') },
      kind: NOTICE,
      title: `Participants of ${row.name} are erased soon`,
      text: `On ${sayDay(after, row.zone)} the names, keys and choices of ${counts.participants} participants of ${row.name} are erased. Export what you still need first.`,
      link: `/app/training/events/${row.id}/letters`,
    })
  })
}

const sayDay = (at: number, zone: string): string =>
  new Intl.DateTimeFormat('en-GB', { dateStyle: 'full', timeZone: zone }).format(at)

/** Lets this server erase, each night, and tell before. */
export function registerErasure({ jobs, notices }: Kernel, training: Training): void {
  notices.define({
    kind: NOTICE,
    service: SERVICE,
    title: 'Participants of an event are erased in a week',
    default: { console: true, mail: true },
  })
  jobs.register(eraseDue, training)
  jobs.schedule({ name: eraseDue.name, cron: '23 3 * * *', job: eraseDue, payload: {} })
}
