import { inTransaction, lock, lockSharing } from '../../../kernel/db/db.ts'
import type { By } from '../../../kernel/journal/journal.ts'
import { roleAt } from '../events/member.ts'
import { hashKey } from '../participants/key.ts'
import { countTaken } from '../registrations/place.ts'
import type { EventRow, Tx, WorkshopRow } from '../tables.ts'
import { SERVICE, type Training } from '../training.ts'
import { listWorkshops } from '../workshops/workshop.ts'
import * as store from './attendance.store.ts'
import { keyIn, readCheckInCode } from './attendance-code.ts'

/** What a device at the door has seen; it may come late, twice, and in any order. */
export interface Seen {
  /** Made by the device: by it the check-in is known for ever. */
  key: string
  workshopId: number
  participantId?: number
  /** What was scanned or typed, where the device does not know who that is. */
  code?: string
  at: number
  /** Taken back. A check-in that was once taken back stays so, whatever comes later. */
  undoneAt?: number
  /** Let in although not registered: on a free seat, or although there is none. */
  walkIn?: 'free' | 'over'
}

export const OUTCOMES = [
  'in',
  /** Was in before: it counts once. */
  'already',
  'out',
  'not-registered',
  /** Was to get a free seat, and there is none. */
  'full',
  'unknown',
  'no-workshop',
] as const
export type Outcome = (typeof OUTCOMES)[number]

export interface Judged {
  key: string
  outcome: Outcome
  participant: { id: number; name: string; userClass: string } | null
  /** Since when they are in. */
  at: number | null
  walkIn: boolean
  /** Where they are registered instead, in the same time slot. */
  elsewhere: string[]
  /** Of somebody who is not registered: how many seats are free. */
  free: number | null
}

export interface Batch {
  event: EventRow
  items: readonly Seen[]
  /** By the device's clock; what it says about times is set right by that. */
  sentAt: number
}

/** Takes what a door has seen, item by item: one that is refused does not keep the others out. */
export async function checkIn(training: Training, by: By, batch: Batch): Promise<Judged[]> {
  const { kernel, db } = training
  const { attempts } = kernel.identity
  // Whoever has a helper's right could else try keys here as fast as they like.
  const guess = { kind: 'training.check-in', subject: String(by.account) }
  if (batch.items.some(({ code }) => code !== undefined)) attempts.check(guess)
  const items = batch.items.map((item) =>
    onOurClock(kernel.clock.now() - batch.sentAt, kernel.clock.now(), named(training, item)),
  )
  const judged = await inTransaction(db, async (tx) => {
    const door = await openDoor(training, tx, { by, event: batch.event, items })
    const done: Judged[] = []
    for (const item of items) done.push(await judge(door, item))
    return done
  })
  for (const [i, { outcome }] of judged.entries()) {
    if (items[i]?.code === undefined) continue
    if (outcome !== 'unknown') attempts.succeed(guess)
    else {
      attempts.fail(guess)
      kernel.journal.note({ ...aboutEvent(batch.event), by, action: 'training.check-in.refused' })
    }
  }
  return judged
}

type Named = Seen & { keyHash?: string }

/** Whom a code means: by its own word, or by the key that it holds. */
function named(training: Training, item: Seen): Named {
  if (item.code === undefined) return item
  const participantId = readCheckInCode(training, item.code)
  return participantId === undefined
    ? { ...item, keyHash: hashKey(training, keyIn(item.code)) }
    : { ...item, participantId }
}

/** A device's clock may be hours off; how far, it says itself by when it believes to send. */
function onOurClock(offset: number, now: number, item: Named): Named {
  const right = (at: number) => Math.max(0, Math.min(now, at + offset))
  const undone = item.undoneAt !== undefined && { undoneAt: right(item.undoneAt) }
  return { ...item, at: right(item.at), ...undone }
}

const aboutEvent = ({ id }: EventRow) => ({
  object: `training.event:${id}`,
  service: SERVICE,
  audience: roleAt(id, 'helper'),
})

type Person = Awaited<ReturnType<typeof store.listNamed>>[number]

/** All that a batch is judged by, kept right from item to item. */
interface Door {
  training: Training
  tx: Tx
  by: By
  event: EventRow
  now: number
  people: Person[]
  workshops: Map<number, WorkshopRow>
  places: { participant_id: number; workshop_id: number }[]
  /** Check-ins that stand. */
  present: Map<string, store.CheckInRow>
  /** Those that are known by their keys, also when they were taken back. */
  known: Map<string, store.CheckInRow>
}

interface Given {
  by: By
  event: EventRow
  items: readonly Named[]
}

async function openDoor(training: Training, tx: Tx, { by, event, items }: Given): Promise<Door> {
  await lockSharing(tx, 'training_event', [event.id], 'share')
  const people = await store.listNamed(tx, event.id, {
    ids: items.flatMap(({ participantId }) => participantId ?? []),
    hashes: items.flatMap(({ keyHash }) => keyHash ?? []),
  })
  const ids = people.map(({ id }) => id)
  // Of two doors with one person the second has to see the first; of two with one seat likewise.
  await lock(tx, 'training_participant', ids)
  const onFree = items.flatMap(({ walkIn, workshopId }) => (walkIn === 'free' ? workshopId : []))
  await lock(tx, 'training_workshop', onFree)
  const workshops = await listWorkshops(tx, event.id)
  const known = await store.listByKeys(
    tx,
    event.id,
    items.map(({ key }) => key),
  )
  return {
    ...{ training, tx, by, event, people, now: training.kernel.clock.now() },
    workshops: new Map(workshops.map((each) => [each.id, each])),
    places: await store.listPlaces(tx, ids),
    present: new Map((await store.listPresent(tx, ids)).map((each) => [each.key, each])),
    known: new Map(known.map((each) => [each.key, each])),
  }
}

async function judge(door: Door, item: Named): Promise<Judged> {
  const workshop = door.workshops.get(item.workshopId)
  const person = door.people.find(({ id, key_hash }) =>
    item.participantId === undefined ? key_hash === item.keyHash : id === item.participantId,
  )
  const nobody = { key: item.key, participant: null, at: null, walkIn: false, elsewhere: [], free: null }
  if (!workshop) return { ...nobody, outcome: 'no-workshop' }
  const row = door.known.get(item.key)
  const isOther = row && (row.participant_id !== person?.id || row.workshop_id !== workshop.id)
  if (!person || isOther) return { ...nobody, outcome: 'unknown' }
  const places = door.places.filter(({ participant_id }) => participant_id === person.id)
  const isRegistered = places.some(({ workshop_id }) => workshop_id === workshop.id)
  const before = [...door.present.values()].filter(
    (each) => each.participant_id === person.id && each.workshop_id === workshop.id && each.key !== item.key,
  )
  // Sent again, a check-in is still the first one if it was: later ones do not count against it.
  const isIn = before.some(({ id }) => row === undefined || id < row.id)
  const visit: Visit = { item, workshop, person, isRegistered, isIn }
  const outcome = row ? await again(door, visit, row) : await first(door, visit)
  const isThere = outcome === 'in' || outcome === 'already'
  return {
    ...nobody,
    outcome,
    participant: { id: person.id, name: person.full_name, userClass: person.user_class },
    at: isThere ? Math.min(row?.at ?? item.at, ...before.map(({ at }) => at)) : null,
    walkIn: isThere && !isRegistered,
    ...(outcome === 'not-registered' && {
      elsewhere: places.flatMap(({ workshop_id }) => {
        const other = door.workshops.get(workshop_id)
        return other?.moment === workshop.moment ? other.title : []
      }),
      free: await freeSeats(door, workshop),
    }),
  }
}

interface Visit {
  item: Named
  workshop: WorkshopRow
  person: Person
  isRegistered: boolean
  /** By an earlier check-in. */
  isIn: boolean
}

/** The device has sent it before; at most it takes it back now. */
async function again(door: Door, visit: Visit, row: store.CheckInRow): Promise<Outcome> {
  const { undoneAt } = visit.item
  if (row.undone_at !== null) return 'out'
  if (undoneAt === undefined) return visit.isIn ? 'already' : 'in'
  await store.undoCheckIn(door.tx, row.key, undoneAt)
  door.known.set(row.key, { ...row, undone_at: undoneAt })
  door.present.delete(row.key)
  await record(door, visit, 'undone')
  return 'out'
}

async function first(door: Door, visit: Visit): Promise<Outcome> {
  const { item, workshop, person, isRegistered, isIn } = visit
  const isOut = item.undoneAt !== undefined
  if (!isOut && !isIn && !isRegistered && item.walkIn !== 'over') {
    if (item.walkIn === undefined) return 'not-registered'
    if ((await freeSeats(door, workshop)) <= 0) return 'full'
  }
  const row = await store.insertCheckIn(door.tx, {
    event_id: door.event.id,
    workshop_id: workshop.id,
    participant_id: person.id,
    at: item.at,
    received_at: door.now,
    account_id: door.by.account ?? null,
    undone_at: item.undoneAt ?? null,
    key: item.key,
  })
  // The key is another event's: keys are the devices' own, so nobody comes here by accident.
  if (!row) return 'unknown'
  door.known.set(row.key, row)
  if (!isOut) door.present.set(row.key, row)
  await record(door, visit, isOut ? 'undone' : 'made')
  if (isOut) return 'out'
  return isIn ? 'already' : 'in'
}

/** Seats that nobody has: not by registration, not by an offer, and not by having been let in. */
async function freeSeats({ tx, event, now }: Door, { id, seats }: WorkshopRow): Promise<number> {
  const taken = await countTaken(tx, { workshopIds: [id] }, now)
  const [counts] = await store.countAttendance(tx, event.id, id)
  return seats - (taken.get(id) ?? 0) - (counts?.walkIns ?? 0)
}

function record(door: Door, { item, workshop, person, isRegistered }: Visit, what: 'made' | 'undone') {
  const walkIn = !isRegistered && what === 'made' && { walkIn: item.walkIn ?? 'free' }
  return door.training.kernel.journal.record(door.tx, {
    ...aboutEvent(door.event),
    by: door.by,
    action: what === 'made' ? 'training.check-in.made' : 'training.check-in.undone',
    object: `training.participant:${person.id}`,
    details: { event: door.event.id, workshop: workshop.id, title: workshop.title, ...walkIn },
    personal: { name: person.full_name },
  })
}
