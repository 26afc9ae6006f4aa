import type { Selectable } from 'kysely'
import { compileOnce } from '../../../kernel/db/db.ts'
import { oneOf, type Place } from '../registrations/registration.store.ts'
import type { Db, TrainingTables, Tx } from '../tables.ts'

export type PlaceInLine = Selectable<TrainingTables['training_waiting']>

/** Somebody in a line who has no offer, as the rules see them. */
export interface Waiter {
  id: number
  participant_id: number
  workshop_id: number
  swap: number
  user_class: string
  target_group: string
  email: string | null
}

/** Whether anybody waits at these workshops for whom something may be to do. */
export async function someWait(db: Db, workshopIds: readonly number[], now: number): Promise<boolean> {
  if (workshopIds.length === 0) return false
  const row = await db
    .selectFrom('training_waiting')
    .select('id')
    .where('workshop_id', 'in', workshopIds)
    .where((eb) => eb.or([eb('offer_until', 'is', null), eb('offer_until', '<=', now)]))
    .limit(1)
    .executeTakeFirst()
  return row !== undefined
}

const lapsedAt = compileOnce<TrainingTables, { ids: string; now: number }, { id: number }>((db, value) =>
  db
    .selectFrom('training_waiting')
    .select('id')
    .where((eb) => oneOf(db, eb.ref('workshop_id'), value('ids')))
    .where('offer_until', '<=', value('now'))
    .limit(1),
)

/** Whether an offer is over at these workshops, and was not passed on yet; asked for each choice, so it is compiled once. */
export const hasLapsed = async (db: Db, workshopIds: readonly number[], now: number): Promise<boolean> =>
  (await lapsedAt(db, { ids: JSON.stringify(workshopIds), now })).length > 0

/** Who waits at a workshop without an offer, first come first. */
export function listWaiters(
  db: Db,
  { workshopId, after, limit }: { workshopId: number; after: number; limit: number },
): Promise<Waiter[]> {
  return db
    .selectFrom('training_waiting as q')
    .innerJoin('training_participant as p', 'p.id', 'q.participant_id')
    .select(['q.id', 'q.participant_id', 'q.workshop_id', 'q.swap'])
    .select(['p.user_class', 'p.target_group', 'p.email'])
    .where('q.workshop_id', '=', workshopId)
    .where('q.offer_until', 'is', null)
    .where('q.id', '>', after)
    .orderBy('q.id')
    .limit(limit)
    .execute()
}

/** What these people hold, by person. */
export async function placesOf(db: Db, participantIds: readonly number[]): Promise<Map<number, Place[]>> {
  const rows = await db
    .selectFrom('training_registration')
    .select(['id', 'workshop_id', 'entry_time', 'fixed', 'overrides', 'source', 'participant_id'])
    .where('participant_id', 'in', participantIds)
    .orderBy('id')
    .execute()
  return Map.groupBy(rows, (row) => row.participant_id)
}

/** Seats that are kept for these people now, as `participant workshop`. */
export async function offersTo(db: Db, participantIds: readonly number[], now: number): Promise<Set<string>> {
  const rows = await db
    .selectFrom('training_waiting')
    .select(['participant_id', 'workshop_id'])
    .where('participant_id', 'in', participantIds)
    .where('offer_until', '>', now)
    .execute()
  return new Set(rows.map((row) => offerKey(row.participant_id, row.workshop_id)))
}

export const offerKey = (participantId: number, workshopId: number): string =>
  `${participantId} ${workshopId}`

/** Keeps a seat for somebody who waits. */
export async function setOffer(tx: Tx, id: number, { now, until }: { now: number; until: number }) {
  await tx
    .updateTable('training_waiting')
    .set({ offered_at: now, offer_until: until })
    .where('id', '=', id)
    .where('offer_until', 'is', null)
    .execute()
}

/** Takes offers back; those people keep their places in line. */
export async function clearOffers(tx: Tx, ids: readonly number[]): Promise<void> {
  if (ids.length === 0) return
  await tx
    .updateTable('training_waiting')
    .set({ offered_at: null, offer_until: null })
    .where('id', 'in', ids)
    .execute()
}

export async function deletePlacesInLine(tx: Tx, ids: readonly number[]): Promise<void> {
  if (ids.length === 0) return
  await tx.deleteFrom('training_waiting').where('id', 'in', ids).execute()
}

/** Offers of an event, with whom they were made to. */
export function listOffers(db: Db, eventId: number) {
  return db
    .selectFrom('training_waiting as q')
    .innerJoin('training_participant as p', 'p.id', 'q.participant_id')
    .select(['q.id', 'q.participant_id', 'q.workshop_id', 'q.offer_until'])
    .select(['p.user_class', 'p.target_group'])
    .where('q.event_id', '=', eventId)
    .where('q.offer_until', 'is not', null)
    .orderBy('q.id')
    .limit(MOST_OFFERS)
    .execute()
}

const MOST_OFFERS = 5_000

/** A place in line. */
export function findInLine(db: Db, participantId: number, workshopId: number) {
  return db
    .selectFrom('training_waiting')
    .selectAll()
    .where('participant_id', '=', participantId)
    .where('workshop_id', '=', workshopId)
    .executeTakeFirst()
}

/** As which one somebody waits: those before them who have no offer count. */
export async function positionOf(
  db: Db,
  { id, workshop_id }: { id: number; workshop_id: number },
  now: number,
): Promise<number> {
  const { n } = await db
    .selectFrom('training_waiting')
    .select((eb) => eb.fn.countAll<number>().as('n'))
    .where('workshop_id', '=', workshop_id)
    .where('id', '<=', id)
    .where((eb) => eb.or([eb('offer_until', 'is', null), eb('offer_until', '<=', now)]))
    .executeTakeFirstOrThrow()
  return Number(n)
}

/** Events in which an offer was made, or a seat is free at a workshop for which somebody waits. */
export async function eventsToTidy(db: Db): Promise<number[]> {
  const rows = await db
    .selectFrom('training_waiting as q')
    .innerJoin('training_workshop as w', 'w.id', 'q.workshop_id')
    .innerJoin('training_event as e', 'e.id', 'q.event_id')
    .select('q.event_id as id')
    .distinct()
    .where('e.archived_at', 'is', null)
    .where((eb) =>
      eb.or([
        eb('q.offer_until', 'is not', null),
        eb(
          'w.seats',
          '>',
          eb
            .selectFrom('training_registration as r')
            .select((each) => each.fn.countAll<number>().as('n'))
            .whereRef('r.workshop_id', '=', 'w.id'),
        ),
      ]),
    )
    .orderBy('q.event_id')
    .limit(MOST_EVENTS)
    .execute()
  return rows.map((row) => row.id)
}

const MOST_EVENTS = 1_000

/** The workshops of an event for which somebody waits. */
export async function workshopsWithLines(db: Db, eventId: number): Promise<number[]> {
  const rows = await db
    .selectFrom('training_waiting')
    .select('workshop_id')
    .distinct()
    .where('event_id', '=', eventId)
    .orderBy('workshop_id')
    .execute()
  return rows.map((row) => row.workshop_id)
}

export async function setSwap(tx: Tx, id: number, swap: boolean): Promise<void> {
  await tx
    .updateTable('training_waiting')
    .set({ swap: swap ? 1 : 0 })
    .where('id', '=', id)
    .execute()
}

/** In how many lines somebody stands. */
export async function countLinesOf(db: Db, participantId: number): Promise<number> {
  const { n } = await db
    .selectFrom('training_waiting')
    .select((eb) => eb.fn.countAll<number>().as('n'))
    .where('participant_id', '=', participantId)
    .executeTakeFirstOrThrow()
  return Number(n)
}

export function titlesOf(db: Db, workshopIds: readonly number[]): Promise<{ id: number; title: string }[]> {
  return db
    .selectFrom('training_workshop')
    .select(['id', 'title'])
    .where('id', 'in', workshopIds)
    .orderBy('id')
    .execute()
}
