import { inTransaction } from '../../../kernel/db/db.ts'
import type { By } from '../../../kernel/journal/journal.ts'
import { getEvent } from '../events/event.store.ts'
import { isOpenFor } from '../events/opening.ts'
import { openingsOf } from '../events/openings.ts'
import { problems } from '../problems.ts'
import { putRegistrations } from '../registrations/place.ts'
import * as places from '../registrations/registration.store.ts'
import { inItsTurn, lockPlaces } from '../registrations/registration.ts'
import type { Ground } from '../registrations/rules.ts'
import type { EventRow, ParticipantRow, Tx } from '../tables.ts'
import type { Training } from '../training.ts'
import * as store from './waiting.store.ts'
import { moveUp } from './waiting.ts'
import { tellGrowth } from './waiting-growth.ts'
import { type Plan, planOf } from './waiting-plan.ts'
import { waitingProblems } from './waiting-problems.ts'
import { recordWaiting } from './waiting-record.ts'

const MOST_LINES = 20

/** A participant and the workshop for which they wait, or want to. */
export interface InLine {
  participant: ParticipantRow
  workshopId: number
  by: By
}

const inLine = <R>(training: Training, fn: (tx: Tx) => Promise<R>): Promise<R> =>
  inItsTurn(training, () => inTransaction(training.db, fn))

/**
 * Joins the line for a workshop that is full, at its end. With `swap` what is in the way goes when a seat falls free, where
 * seats are given at once. Joining twice is joining once.
 */
export function joinList(
  training: Training,
  { participant, workshopId, by, swap = false }: InLine & { swap?: boolean },
): Promise<{ position: number }> {
  const { kernel } = training
  return inLine(training, async (tx) => {
    const scene = await lockFor(training, tx, { participant, workshopId })
    const known = await store.findInLine(tx, participant.id, workshopId)
    if (!known) await checkJoin(tx, scene, { participant, workshopId })
    const now = kernel.clock.now()
    const row = known ?? (await insert(tx, scene.event, { participant, workshopId, swap, now }))
    const position = await store.positionOf(tx, row, now)
    const isChanged = known !== undefined && (known.swap === 1) !== swap
    if (isChanged) await store.setSwap(tx, row.id, swap)
    if (known && !isChanged) return { position }
    await recordWaiting(training, tx, by, { what: known ? 'changed' : 'joined', row, more: { swap } })
    training.seats.moved(tx, scene.event.id)
    if (!known) await tellGrowth(training, tx, scene.event, workshopId)
    // Who says that something else may go can have become the first who may have a free seat.
    if (isChanged) await moveUp(training, tx, scene.event.id, [workshopId])
    return { position }
  })
}

/** Leaves the line, or declines the seat that is kept: it goes to the next. */
export function leaveList(training: Training, { participant, workshopId, by }: InLine): Promise<void> {
  return inLine(training, async (tx) => {
    await lockFor(training, tx, { participant, workshopId })
    const row = await store.findInLine(tx, participant.id, workshopId)
    if (!row) throw waitingProblems.notWaiting()
    await leave(training, tx, by, { row, what: row.offer_until === null ? 'left' : 'declined' })
  })
}

/** Takes somebody out of a line; a seat that was kept for them goes to the next. */
export async function leave(
  training: Training,
  tx: Tx,
  by: By,
  { row, what, reason }: { row: store.PlaceInLine; what: 'left' | 'declined' | 'removed'; reason?: string },
): Promise<void> {
  await store.deletePlacesInLine(tx, [row.id])
  await recordWaiting(training, tx, by, { what, row, reason })
  training.seats.moved(tx, row.event_id)
  if (row.offer_until !== null) await moveUp(training, tx, row.event_id, [row.workshop_id])
}

/**
 * Takes the seat that is kept. What is in the way goes only when `swap` says so, and is named otherwise; those seats go to
 * others who wait, in the same transaction.
 */
export function acceptOffer(
  training: Training,
  { participant, workshopId, by, swap = false }: InLine & { swap?: boolean },
): Promise<void> {
  return inLine(training, async (tx) => {
    const scene = await lockFor(training, tx, { participant, workshopId })
    const row = await store.findInLine(tx, participant.id, workshopId)
    if (!row) throw waitingProblems.notWaiting()
    if (row.offer_until === null || row.offer_until <= training.kernel.clock.now())
      throw waitingProblems.offerOver()
    if (!scene.isOpen) throw waitingProblems.closed()
    await seat(training, tx, by, { row, ground: scene.ground, swap })
  })
}

/** Gives somebody who waits their seat, with what belongs to it. */
export async function seat(
  training: Training,
  tx: Tx,
  by: By,
  {
    row,
    ground,
    swap,
    over,
    reason,
  }: { row: store.PlaceInLine; ground: Ground; swap: boolean; over?: boolean; reason?: string },
): Promise<void> {
  const plan = planOf(ground, row.workshop_id, { whole: true })
  if (!plan) throw waitingProblems.cannotTake()
  if (plan.drops.length > 0 && !swap)
    throw waitingProblems.inTheWay(
      reason === undefined ? 'You' : 'They',
      await store.titlesOf(tx, plan.drops),
    )
  await putRegistrations(training, tx, by, {
    participantId: row.participant_id,
    eventId: row.event_id,
    places: newPlaces(plan, ground, { row, over, reason }),
    replaces: placesOf(ground).filter((place) => plan.drops.includes(place.workshop_id)),
    reason,
  })
}

const placesOf = ({ held }: Ground) => held as places.Place[]

function newPlaces(
  { takes }: Plan,
  { held }: Ground,
  { row, over, reason }: { row: store.PlaceInLine; over?: boolean; reason?: string },
) {
  return takes
    .filter((id) => !held.some((place) => place.workshop_id === id))
    .map((workshopId) => ({
      workshopId,
      source: 'waiting' as const,
      reason,
      ...(over && workshopId === row.workshop_id && { overrides: ['full' as const] }),
    }))
}

interface Locked {
  event: EventRow
  isOpen: boolean
  ground: Ground
}

/** The event with all that counts for one participant, which nobody changes until the transaction ends. */
export async function lockFor(
  { kernel }: Training,
  tx: Tx,
  { participant, workshopId }: { participant: ParticipantRow; workshopId: number },
): Promise<Locked> {
  const { id, event_id: eventId } = participant
  await lockPlaces(tx, { eventId, participantIds: [id], workshopIds: [workshopId] })
  const event = await getEvent(tx, eventId)
  const now = kernel.clock.now()
  const isOpen = isOpenFor(event, now, await openingsOf(tx, [eventId]), participant)
  const workshops = await places.listRuledWorkshops(tx, { event: eventId, now, participant: id })
  const links = await places.findLinks(
    tx,
    workshops.map((row) => row.id),
  )
  const held = await places.listPlaces(tx, { participant: id })
  const byId = new Map(workshops.map((row) => [row.id, row]))
  return { event, isOpen, ground: { targetGroup: participant.target_group, workshops: byId, links, held } }
}

async function checkJoin(
  tx: Tx,
  { event, isOpen, ground }: Locked,
  { participant, workshopId }: { participant: ParticipantRow; workshopId: number },
): Promise<void> {
  const workshop = ground.workshops.get(workshopId)
  if (!workshop) throw problems.notFound()
  if (event.waiting !== 1) throw waitingProblems.noLists()
  if (!isOpen) throw waitingProblems.closed()
  if (ground.held.some((place) => place.workshop_id === workshopId)) throw waitingProblems.alreadyIn()
  // What belongs to it may be full as well: they can wait for both.
  if (!planOf(ground, workshopId, { whole: false })) throw waitingProblems.cannotTake()
  if (workshop.taken < workshop.seats && planOf(ground, workshopId, { whole: true }))
    throw waitingProblems.seatFree()
  if ((await store.countLinesOf(tx, participant.id)) >= MOST_LINES) throw waitingProblems.tooMany(MOST_LINES)
}

function insert(
  tx: Tx,
  event: EventRow,
  {
    participant,
    workshopId,
    swap,
    now,
  }: { participant: ParticipantRow; workshopId: number; swap: boolean; now: number },
): Promise<store.PlaceInLine> {
  return tx
    .insertInto('training_waiting')
    .values({
      event_id: event.id,
      workshop_id: workshopId,
      participant_id: participant.id,
      joined_at: now,
      swap: swap ? 1 : 0,
      offered_at: null,
      offer_until: null,
    })
    .returningAll()
    .executeTakeFirstOrThrow()
}

/** What somebody would give back for a workshop, and whether they could have it at all; for pages that say so beforehand. */
export function wayTo(ground: Ground, workshopId: number): { possible: boolean; drops: number[] } {
  const plan = planOf(ground, workshopId, { whole: false })
  return { possible: plan !== undefined, drops: plan?.drops ?? [] }
}
