import type { Db, OpeningRow, Tx } from '../tables.ts'
import { problems } from './organiser-problems.ts'

export const MOST_OPENINGS = 200

/** A class or a group for whom an event opens at a time of its own. */
export interface OpeningItem {
  kind: OpeningRow['kind']
  value: string
  opensAt: number
}

/** For whom each of these events opens at another time, earliest first. */
export function openingsOf(db: Db, eventIds: readonly number[]): Promise<OpeningRow[]> {
  return db
    .selectFrom('training_opening')
    .selectAll()
    .where('event_id', 'in', eventIds)
    .orderBy('opens_at')
    .orderBy('id')
    .limit(eventIds.length * MOST_OPENINGS)
    .execute()
}

/** Puts these in the place of all that an event has; each class and each group once. */
export async function replaceOpenings(tx: Tx, eventId: number, items: readonly OpeningItem[]): Promise<void> {
  await tx.deleteFrom('training_opening').where('event_id', '=', eventId).execute()
  const seen = new Set<string>()
  for (const { kind, value, opensAt } of items) {
    if (seen.has(`${kind} ${value}`)) throw problems.openingTwice(kind, value)
    seen.add(`${kind} ${value}`)
    await tx
      .insertInto('training_opening')
      .values({ event_id: eventId, kind, value, opens_at: opensAt })
      .execute()
  }
}

/** An opening by the names of our own API. */
export const viewOfOpening = (row: OpeningRow): OpeningItem => ({
  kind: row.kind,
  value: row.value,
  opensAt: row.opens_at,
})
