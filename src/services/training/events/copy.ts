import type { By } from '../../../kernel/journal/journal.ts'
import { daysLater } from '../../../kernel/zone.ts'
import type { EventRow, Tx } from '../tables.ts'
import { SERVICE, type Training } from '../training.ts'
import { insertLinks, listLinks } from '../workshops/link.ts'
import { insertWorkshops, listWorkshops } from '../workshops/workshop.ts'
import { getEvent } from './event.store.ts'
import { createEvent } from './event.ts'
import { roleAt } from './member.ts'
import { openingsOf } from './openings.ts'

/** Makes an event like another: its settings, workshops and links, with all times so many days later, and without its people. It is closed. */
export async function copyEvent(
  training: Training,
  tx: Tx,
  by: By,
  { id, name, days }: { id: number; name: string; days: number },
): Promise<EventRow> {
  const from = await getEvent(tx, id)
  const now = training.kernel.clock.now()
  const later = (at: number | null) => (at === null ? null : daysLater(from.zone, at, days))
  // A time that is over when the copy is made would open or close it at once.
  const coming = (at: number | null) => {
    const moved = later(at)
    return moved !== null && moved > now ? moved : null
  }
  const made = await createEvent(training, tx, by, {
    name,
    zone: from.zone,
    mode: from.mode,
    wishesMost: from.wishes_most,
    wishesLeast: from.wishes_least,
    waiting: from.waiting === 1,
    offerMinutes: from.offer_minutes,
    description: from.description,
    place: from.place,
    contact: from.contact,
    language: from.language,
    eraseDays: from.erase_days,
    opensAt: coming(from.opens_at),
    closesAt: coming(from.closes_at),
    wishesUntil: coming(from.wishes_until),
    openings: (await openingsOf(tx, [id])).flatMap(({ kind, value, opens_at }) => {
      const opensAt = coming(opens_at)
      return opensAt === null ? [] : [{ kind, value, opensAt }]
    }),
  })
  await tx
    .updateTable('training_event')
    .set({ confirm_mail: from.confirm_mail, last_day_mail: from.last_day_mail })
    .where('id', '=', made.id)
    .execute()
  const workshops = await listWorkshops(tx, id)
  const rows = await insertWorkshops(
    tx,
    made.id,
    workshops.map((each) => ({
      title: each.title,
      description: each.description,
      moment: each.moment,
      seats: each.seats,
      targetGroup: each.target_group,
      least: each.least,
      startsAt: later(each.starts_at),
      endsAt: later(each.ends_at),
      room: each.room,
      teacher: each.teacher,
    })),
  )
  const copies = new Map(workshops.map((each, at) => [each.id, rows[at]?.id ?? 0]))
  const links = await listLinks(tx, id)
  await insertLinks(
    tx,
    made.id,
    links.map((each) => ({
      workshop1Id: copies.get(each.workshop1_id) ?? 0,
      workshop2Id: copies.get(each.workshop2_id) ?? 0,
      type: each.type,
    })),
  )
  await training.kernel.journal.record(tx, {
    by,
    action: 'training.event.copied',
    object: `training.event:${made.id}`,
    service: SERVICE,
    details: { from: id, workshops: rows.length, links: links.length, days },
    audience: roleAt(made.id, 'manager'),
  })
  return made
}
