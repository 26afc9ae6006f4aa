import { dialectOf, inTransaction, lock, lockSharing } from '../../../kernel/db/db.ts'
import type { Turn } from '../../../kernel/http/idempotent.ts'
import type { By } from '../../../kernel/journal/journal.ts'
import { createTurns } from '../../../kernel/turns.ts'
import { isOpenFor } from '../events/opening.ts'
import { problems } from '../problems.ts'
import type { Db, Tx } from '../tables.ts'
import type { Training } from '../training.ts'
import { passOnLapsed } from '../waiting/waiting.ts'
import { putRegistrations, removeRegistrations } from './place.ts'
import * as store from './registration.store.ts'
import { registrationProblems } from './registration-problems.ts'
import { breachesOf, type Ground } from './rules.ts'

/** More than anybody can choose in one request. */
export const MOST_CHOSEN = 1_000

interface Choice {
  participantId: number
  /** All that they want; what is not in it they give back. */
  workshopIds: readonly number[]
  by: By
}

/**
 * Replaces what a participant has chosen, all of it or nothing: a refusal leaves the old choice as it was. The checks come
 * in the order of the protocol (contract, 2.16). A place that they hold already needs no free seat, and keeps its row.
 */
export function chooseWorkshops(training: Training, choice: Choice): Promise<store.Place[]> {
  return turnOf(training, choice)(() => inTransaction(training.db, (tx) => chooseIn(training, tx, choice)))
}

/** The same in a transaction that had its `turnOf` before it began: one that waited inside would hold a connection. */
export async function chooseIn(
  training: Training,
  tx: Tx,
  { participantId, workshopIds, by }: Choice,
): Promise<store.Place[]> {
  const ids = idsOf(workshopIds)
  const chooser = await lockChooser(tx, participantId, ids)
  const nobodyWaits = chooser.waits === 0
  if (!nobodyWaits) await passOnLapsed(training, tx, chooser.event_id, ids)
  const held = await judgeChoice(training, tx, chooser, ids)
  const isKept = (place: store.Place) => ids.includes(place.workshop_id)
  const made = await putRegistrations(training, tx, by, {
    participantId,
    eventId: chooser.event_id,
    places: ids
      .filter((id) => !held.some((place) => place.workshop_id === id))
      .map((workshopId) => ({ workshopId, source: 'self' as const })),
    replaces: held.filter((place) => !isKept(place)),
    nobodyWaits,
    confirm: chooser.addressed === 1,
  })
  return [...held.filter(isKept), ...made].sort((a, b) => a.id - b.id)
}

function idsOf(workshopIds: readonly number[]): number[] {
  if (workshopIds.length === 0) throw registrationProblems.noData()
  return [...new Set(workshopIds)].sort((a, b) => a - b)
}

/** The many who come too late are told so without a lock, and take no turn of those who might be in time. */
export const turnOf =
  (training: Training, { participantId, workshopIds }: Choice): Turn =>
  async (transaction) => {
    const { db } = training
    // Who gives all back is never too late for a seat.
    if (dialectOf(db) === 'postgres' && workshopIds.length > 0)
      await looking(async () =>
        judgeChoice(training, db, await getChooser(db, participantId), idsOf(workshopIds)),
      )
    return inItsTurn(training, transaction)
  }

/**
 * On PostgreSQL so many of a crowd have a connection at once, to look and to take: those who take wait for each other's locks
 * meanwhile, and the rest of the server needs connections too.
 */
const looking = createTurns({ atOnce: 3 })
const taking = createTurns({ atOnce: 5 })

/** For whatever a crowd of participants does to seats, places in line and wishes. */
export const inItsTurn = <R>({ db }: Training, transaction: () => Promise<R>): Promise<R> =>
  dialectOf(db) === 'sqlite' ? transaction() : taking(transaction)

/** Throws the first reason against a choice; gives what the chooser holds now. */
async function judgeChoice(
  { kernel }: Training,
  db: Db,
  chooser: store.Chooser,
  ids: readonly number[],
): Promise<store.Place[]> {
  const now = kernel.clock.now()
  const workshops = await store.findWorkshops(db, ids, now, chooser.id)
  await checkEvent(db, { chooser, ids, workshops, now })
  const held = await store.listPlaces(db, { participant: chooser.id })
  const ground: Ground = {
    targetGroup: chooser.target_group,
    workshops: new Map(workshops.map((row) => [row.id, row])),
    links: chooser.linked === 1 ? await store.findLinks(db, ids) : [],
    held,
  }
  for (const breach of breachesOf(ground, ids)) throw registrationProblems.broken(breach)
  refuseFixed(held.filter((place) => !ids.includes(place.workshop_id)))
  return held
}

/**
 * Gives one place back. Its other half of an inclusive link must not stay alone, so both have to go by a new choice.
 */
export async function dropRegistration(
  training: Training,
  { participantId, workshopId, by }: { participantId: number; workshopId: number; by: By },
): Promise<void> {
  const drop = async (tx: Tx) => {
    const chooser = await lockChooser(tx, participantId, [workshopId])
    const held = await store.listPlaces(tx, { participant: participantId })
    const place = held.find((each) => each.workshop_id === workshopId)
    if (!place) throw registrationProblems.notRegistered()
    const now = training.kernel.clock.now()
    if (!(await isOpenNow(tx, chooser, now))) throw registrationProblems.closed()
    refuseFixed([place])
    const left = held.filter((each) => each !== place).map((each) => each.workshop_id)
    const ids = [workshopId, ...left]
    const ground: Ground = {
      targetGroup: chooser.target_group,
      workshops: new Map(
        (await store.findWorkshops(tx, ids, now, participantId)).map((row) => [row.id, row]),
      ),
      links: await store.findLinks(tx, [workshopId]),
      held,
    }
    for (const breach of breachesOf(ground, left))
      if (breach.rule === 'inclusive' && breach.otherId === workshopId)
        throw registrationProblems.broken(breach)
    await removeRegistrations(training, tx, by, {
      participantId,
      eventId: chooser.event_id,
      places: [place],
    })
  }
  await inItsTurn(training, () => inTransaction(training.db, drop))
}

/** Gives all places back at once, those of inclusive links too; whoever holds none has nothing to give. */
export async function dropAllIn(
  training: Training,
  tx: Tx,
  { participantId, by }: Pick<Choice, 'participantId' | 'by'>,
): Promise<void> {
  const chooser = await lockChooser(tx, participantId, [])
  if (!(await isOpenNow(tx, chooser, training.kernel.clock.now()))) throw registrationProblems.closed()
  const places = await store.listPlaces(tx, { participant: participantId })
  refuseFixed(places)
  await removeRegistrations(training, tx, by, { participantId, eventId: chooser.event_id, places })
}

/**
 * The participant with the state of their event, which nobody changes until the transaction ends. Locked in this order
 * everywhere: the event, people, workshops.
 */
async function lockChooser(
  tx: Tx,
  participantId: number,
  workshopIds: readonly number[],
): Promise<store.Chooser> {
  const chooser = await getChooser(tx, participantId)
  if (dialectOf(tx) === 'sqlite') return chooser
  await lockPlaces(tx, { eventId: chooser.event_id, participantIds: [participantId], workshopIds })
  return getChooser(tx, participantId)
}

async function getChooser(db: Db, id: number): Promise<store.Chooser> {
  const chooser = await store.findChooser(db, id)
  if (!chooser) throw problems.notFound()
  return chooser
}

/**
 * Locks what seats hang on: the event against changes, the people, and the workshops that they want or hold. Where somebody
 * waits, seats that fall free are given on, which needs the event alone: two that share it could not both have that.
 */
export async function lockPlaces(
  tx: Tx,
  {
    eventId,
    participantIds,
    workshopIds,
  }: { eventId: number; participantIds: readonly number[]; workshopIds: readonly number[] },
): Promise<void> {
  if (dialectOf(tx) === 'sqlite') return
  const waiting = await tx
    .selectFrom('training_waiting')
    .select('id')
    .where('event_id', '=', eventId)
    .limit(1)
    .executeTakeFirst()
  await lockSharing(tx, 'training_event', [eventId], waiting ? 'alone' : 'share')
  await lock(tx, 'training_participant', participantIds)
  const held = await tx
    .selectFrom('training_registration')
    .select('workshop_id')
    .distinct()
    .where('participant_id', 'in', participantIds)
    .execute()
  await lock(tx, 'training_workshop', [...workshopIds, ...held.map((row) => row.workshop_id)])
}

/** Checks 1 to 5 of the contract: the workshops exist, and are of the chooser's event, which is open. */
async function checkEvent(
  db: Db,
  {
    chooser,
    ids,
    workshops,
    now,
  }: {
    chooser: store.Chooser
    ids: readonly number[]
    workshops: readonly store.ChosenWorkshop[]
    now: number
  },
): Promise<void> {
  const [first] = workshops
  if (!first) throw registrationProblems.noData()
  const isOwn = first.event_id === chooser.event_id
  const foreign = isOwn ? undefined : await store.findState(db, first.event_id)
  const isOpen = foreign ? isOpenFor(foreign, now) : await isOpenNow(db, chooser, now)
  if (!isOpen) throw registrationProblems.closed()
  if (!isOwn) throw registrationProblems.foreignEvent()
  if (workshops.some((row) => row.event_id !== first.event_id)) throw registrationProblems.severalEvents()
  const missing = ids.find((id) => !workshops.some((row) => row.id === id))
  if (missing !== undefined) throw registrationProblems.unknownWorkshop(missing)
}

async function isOpenNow(db: Db, chooser: store.Chooser, now: number): Promise<boolean> {
  const openings = chooser.staggered === 1 ? await store.listOpenings(db, { event: chooser.event_id }) : []
  return isOpenFor(chooser, now, openings, chooser)
}

function refuseFixed(dropped: readonly store.Place[]): void {
  const fixed = dropped.find((place) => place.fixed === 1)
  if (fixed) throw registrationProblems.fixed(fixed.workshop_id)
}
