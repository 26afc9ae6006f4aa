import type { Db, WorkshopRow } from '../tables.ts'
import { compareSlots } from '../workshops/slot.ts'

/** A workshop in somebody's timetable, and how it came there. */
export interface Registered extends WorkshopRow {
  registration_id: number
  entry_time: number | null
  source: 'self' | 'organiser' | 'waiting' | 'wishes'
  fixed: number
}

/** What a participant has chosen or was given, in the order in which it takes place. */
export async function timetableOf(db: Db, participantId: number): Promise<Registered[]> {
  const rows = await db
    .selectFrom('training_registration as r')
    .innerJoin('training_workshop as w', 'w.id', 'r.workshop_id')
    .selectAll('w')
    .select(['r.id as registration_id', 'r.entry_time', 'r.source', 'r.fixed'])
    .where('r.participant_id', '=', participantId)
    .orderBy('w.id')
    .execute()
  return rows.sort(compareSlots)
}
