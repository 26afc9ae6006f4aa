import type { By, Json } from '../../../kernel/journal/journal.ts'
import { roleAt } from '../events/member.ts'
import { confirmLater } from '../mail/confirmation.ts'
import type { Db, RegistrationRow, Tx } from '../tables.ts'
import { SERVICE, type Training } from '../training.ts'
import { moveUp } from '../waiting/waiting.ts'
import { tellEvent } from '../webhook.ts'
import * as store from './registration.store.ts'
import type { Rule } from './rules.ts'

/** A place to give to somebody. */
export interface PlaceToGive {
  workshopId: number
  source: RegistrationRow['source']
  /** True when only an organiser may take it away. */
  fixed?: boolean
  /** Rules that are set aside for it. */
  overrides?: readonly Rule[]
  /** When it was taken; now when it is left out. */
  entryTime?: number | null
}

interface Act {
  participantId: number
  eventId: number
  /** Why an organiser does it. */
  reason?: string
  /** False where the caller gives the freed seats on itself. */
  passOn?: boolean
  /** False where they are mailed another way. */
  confirm?: boolean
  /** True where the caller has seen, under its locks, that nobody of the event waits for anything. */
  nobodyWaits?: boolean
}

/**
 * Gives places to somebody, and takes those away that they replace, in one entry of the journal. It asks no rules: the
 * caller has locked what they hang on (`lockPlaces`), and judged. Seats that fall free go to those who wait.
 */
export async function putRegistrations(
  training: Training,
  tx: Tx,
  by: By,
  act: Act & { places: readonly PlaceToGive[]; replaces?: readonly store.Place[] },
): Promise<store.Place[]> {
  const { participantId, eventId, places, replaces = [] } = act
  if (places.length + replaces.length === 0) return []
  const now = training.kernel.clock.now()
  const made: store.Place[] = []
  for (const alike of Map.groupBy(places, sameOf).values()) {
    const [{ entryTime, source, fixed, overrides }] = alike as [PlaceToGive]
    made.push(
      ...(await store.insertPlaces(tx, {
        event_id: eventId,
        workshopIds: alike.map(({ workshopId }) => workshopId),
        participant_id: participantId,
        entry_time: entryTime === undefined ? now : entryTime,
        source,
        fixed: fixed ? 1 : 0,
        reason: act.reason ?? null,
        overrides: overrides?.length ? JSON.stringify(overrides) : null,
        account_id: by.account ?? null,
      })),
    )
  }
  const workshopIds = places.map(({ workshopId }) => workshopId)
  if (workshopIds.length > 0 && !act.nobodyWaits) await store.deleteWaiting(tx, participantId, workshopIds)
  await takeAway(tx, replaces)
  await tell(training, tx, by, act, { taken: places, given: replaces })
  await passOn(training, tx, act, replaces)
  return made
}

/** Those of whom all but the workshop is the same are written at once. */
const sameOf = ({ workshopId: _, ...same }: PlaceToGive): string => JSON.stringify(same)

/** Takes places away from somebody; the seats go to those who wait. It asks no rules either. */
export async function removeRegistrations(
  training: Training,
  tx: Tx,
  by: By,
  act: Act & { places: readonly store.Place[] },
): Promise<void> {
  if (act.places.length === 0) return
  await takeAway(tx, act.places)
  await tell(training, tx, by, act, { taken: [], given: act.places })
  await passOn(training, tx, act, act.places)
}

async function takeAway(tx: Tx, places: readonly store.Place[]): Promise<void> {
  if (places.length === 0) return
  await store.deletePlaces(
    tx,
    places.map(({ id }) => id),
  )
}

async function passOn(training: Training, tx: Tx, act: Act, places: readonly store.Place[]): Promise<void> {
  training.seats.moved(tx, act.eventId)
  if (act.confirm !== false) await confirmLater(training, tx, act.participantId)
  if (places.length === 0 || act.passOn === false || act.nobodyWaits) return
  const ids = places.map((place) => place.workshop_id)
  await moveUp(training, tx, act.eventId, ids)
}

async function tell(
  training: Training,
  tx: Tx,
  by: By,
  act: Act,
  { taken, given }: { taken: readonly PlaceToGive[]; given: readonly store.Place[] },
): Promise<void> {
  const isMade = taken.length > 0
  await training.kernel.journal.record(tx, {
    by,
    action: isMade ? 'training.registration.made' : 'training.registration.dropped',
    object: `training.participant:${act.participantId}`,
    service: SERVICE,
    details: { event: act.eventId },
    ...(given.length > 0 && { old: given.map((place) => place.workshop_id) }),
    ...(taken.length > 0 && { new: taken.map(shown) }),
    // It may say something about a person, which has to go with them.
    ...(act.reason !== undefined && { personal: { reason: act.reason } }),
    audience: roleAt(act.eventId, 'manager'),
  })
  await tellEvent(training, tx, act.eventId, {
    event: `registration.${isMade ? 'made' : 'dropped'}`,
    data: {
      participant: act.participantId,
      made: taken.map(({ workshopId }) => workshopId),
      dropped: given.map((place) => place.workshop_id),
    },
  })
}

/** A place that somebody took themselves is its number alone. */
function shown({ workshopId, source, fixed, overrides }: PlaceToGive): Json {
  if (source === 'self') return workshopId
  return { workshop: workshopId, source, ...(fixed && { fixed }), ...(overrides?.length && { overrides }) }
}

/** Seats that are taken now, by workshop: by registrations, and by offers that still stand. Empty ones are not in it. */
export async function countTaken(
  db: Db,
  of: { workshopIds: readonly number[] } | { eventId: number },
  now: number,
): Promise<Map<number, number>> {
  const counts = new Map<number, number>()
  for (const { workshop_id, n } of await store.listTakenSeats(db, of, now))
    counts.set(workshop_id, (counts.get(workshop_id) ?? 0) + n)
  return counts
}
