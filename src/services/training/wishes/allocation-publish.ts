import { hash } from 'node:crypto'
import { inTransaction } from '../../../kernel/db/db.ts'
import type { By } from '../../../kernel/journal/journal.ts'
import { lockEvent } from '../events/event.store.ts'
import { confirmLater } from '../mail/confirmation.ts'
import type { AllocationRow, Db, EventRow, RegistrationRow, Tx } from '../tables.ts'
import type { Training } from '../training.ts'
import { tellEvent } from '../webhook.ts'
import { type Fault, faultsOf } from './allocation-check.ts'
import { changedParts, readInput } from './allocation-input.ts'
import { listPlaces, lockDraft } from './allocation-move.ts'
import { allocationProblems } from './allocation-problems.ts'
import type { Place } from './allocation-puzzle.ts'
import { getAllocation, noteAllocation, setAllocation } from './allocation-row.ts'

const BATCH = 200

/** What a publication has replaced, and how it left the event: with it, it can be taken back while nothing else happens. */
interface Undo {
  dropped: RegistrationRow[]
  added: number[]
  event: Pick<EventRow, 'available' | 'available_at'>
  after: string
}

/**
 * Makes a draft true, in one transaction: it replaces all registrations but fixed ones, and all waiting. It refuses when
 * anything that it was computed from has changed. Then people choose what is left first come, or nobody does.
 */
export function publishAllocation(
  training: Training,
  by: By,
  { id, version, open }: { id: number; version?: number; open: boolean },
): Promise<AllocationRow> {
  return inTransaction(training.db, async (tx) => {
    const draft = await lockDraft(tx, { id, version })
    const input = await readInput(tx, draft.event_id, { fill: draft.fill, base: null })
    const changed = changedParts(draft.input, input)
    if (changed.length > 0) throw allocationProblems.stale(changed)
    const places = await listPlaces(tx, id)
    const before = await listRegistrations(tx, draft.event_id)
    const now = training.kernel.clock.now()
    const isNamed = namesOf(places)
    const isHad = namesOf(
      before.map((row) => ({ participant: row.participant_id, workshop: row.workshop_id })),
    )
    const dropped = before.filter(
      (row) => row.fixed === 0 && !isNamed({ participant: row.participant_id, workshop: row.workshop_id }),
    )
    const added = places.filter((place) => !isHad(place))
    await deleteRegistrations(
      tx,
      dropped.map((gone) => gone.id),
    )
    const faults = faultsOf(input.puzzle, places)
    const ids = await insertRegistrations(
      tx,
      added.map((place) => newRow(place, { draft, by, now, faults })),
    )
    await tx.deleteFrom('training_waiting').where('event_id', '=', draft.event_id).execute()
    const event = await lockEvent(tx, draft.event_id)
    await changeEvent(tx, event, { mode: 'choice', available: open ? 1 : 0, available_at: now })
    const undo: Undo = {
      dropped,
      added: ids,
      event: { available: event.available, available_at: event.available_at },
      after: await stateOf(tx, event.id),
    }
    const row = await setAllocation(tx, id, {
      state: 'published',
      published_at: now,
      undo: JSON.stringify(undo),
    })
    const counts = { seats: places.length, added: added.length, dropped: dropped.length }
    await noteAllocation(training, tx, { by, row, act: 'published', details: { ...counts, open } })
    await tellEvent(training, tx, event.id, {
      event: 'allocation.published',
      data: { allocation: id, ...counts },
    })
    await tellPeople(training, tx, event.id, [
      ...added.map(({ participant }) => participant),
      ...dropped.map((gone) => gone.participant_id),
    ])
    return row
  })
}

/** Takes the last publication back while nothing has happened since: registrations are as before, and wishes go on. */
export function undoPublication(
  training: Training,
  by: By,
  { id, version }: { id: number; version?: number },
): Promise<AllocationRow> {
  return inTransaction(training.db, async (tx) => {
    const event = await lockEvent(tx, (await getAllocation(tx, id)).event_id)
    const published = await getAllocation(tx, id)
    if (published.state !== 'published' || published.undo === null) throw allocationProblems.notPublished()
    if (version !== undefined && version !== published.version) throw allocationProblems.notPublished()
    const undo = JSON.parse(published.undo) as Undo
    if (event.mode !== 'choice' || (await stateOf(tx, event.id)) !== undo.after)
      throw allocationProblems.movedSince()
    const losing = await deleteRegistrations(tx, undo.added)
    const back = await stillPossible(tx, event.id, undo.dropped)
    await insertRegistrations(tx, back)
    await changeEvent(tx, event, { mode: 'wishes', ...undo.event })
    const row = await setAllocation(tx, id, { state: 'draft', published_at: null, undo: null })
    await noteAllocation(training, tx, {
      by,
      row,
      act: 'undone',
      details: { dropped: undo.added.length, back: back.length },
    })
    await tellPeople(training, tx, event.id, [...losing, ...back.map((row) => row.participant_id)])
    return row
  })
}

/** Without those of people and workshops that were taken away since. */
async function stillPossible(
  db: Db,
  eventId: number,
  rows: readonly RegistrationRow[],
): Promise<RegistrationRow[]> {
  const idsOf = async (table: 'training_participant' | 'training_workshop') => {
    const left = await db.selectFrom(table).select('id').where('event_id', '=', eventId).execute()
    return new Set(left.map(({ id }) => id))
  }
  const people = await idsOf('training_participant')
  const workshops = await idsOf('training_workshop')
  return rows.filter((row) => people.has(row.participant_id) && workshops.has(row.workshop_id))
}

async function tellPeople(
  training: Training,
  tx: Tx,
  eventId: number,
  ids: readonly number[],
): Promise<void> {
  training.seats.moved(tx, eventId)
  for (const id of new Set(ids)) await confirmLater(training, tx, id)
}

const namesOf = (places: readonly Place[]) => {
  const names = new Set(places.map(({ participant, workshop }) => `${participant} ${workshop}`))
  return ({ participant, workshop }: Place) => names.has(`${participant} ${workshop}`)
}

/** A place that breaks a rule does so because an organiser put it there: it is marked, as one that was made by hand. */
function newRow(
  { participant, workshop }: Place,
  { draft, by, now, faults }: { draft: AllocationRow; by: By; now: number; faults: readonly Fault[] },
): Omit<RegistrationRow, 'id'> {
  const broken = faults.filter(
    (fault) =>
      fault.rule !== 'least' &&
      (fault.participant === null
        ? fault.workshop === workshop
        : fault.participant === participant && [fault.workshop, fault.other].includes(workshop)),
  )
  const rules = [...new Set(broken.map(({ rule }) => rule))]
  return {
    event_id: draft.event_id,
    workshop_id: workshop,
    participant_id: participant,
    entry_time: now,
    source: 'wishes',
    fixed: 0,
    reason: null,
    overrides: rules.length > 0 ? JSON.stringify(rules) : null,
    account_id: by.account ?? null,
  }
}

const listRegistrations = (db: Db, eventId: number): Promise<RegistrationRow[]> =>
  db.selectFrom('training_registration').selectAll().where('event_id', '=', eventId).orderBy('id').execute()

/** All that somebody could have done since: chosen, queued, been moved. */
async function stateOf(db: Db, eventId: number): Promise<string> {
  const rows = await listRegistrations(db, eventId)
  const waiting = await db
    .selectFrom('training_waiting')
    .select('id')
    .where('event_id', '=', eventId)
    .orderBy('id')
    .execute()
  const places = rows.map((row) => [row.id, row.participant_id, row.workshop_id, row.fixed])
  return hash('sha256', JSON.stringify([places, waiting.map((row) => row.id)]))
}

/** Gives whose they were. */
async function deleteRegistrations(tx: Tx, ids: readonly number[]): Promise<number[]> {
  const people: number[] = []
  for (let at = 0; at < ids.length; at += BATCH) {
    const gone = await tx
      .deleteFrom('training_registration')
      .where('id', 'in', ids.slice(at, at + BATCH))
      .returning('participant_id')
      .execute()
    people.push(...gone.map((row) => row.participant_id))
  }
  return people
}

async function insertRegistrations(
  tx: Tx,
  rows: readonly (Omit<RegistrationRow, 'id'> & { id?: number })[],
): Promise<number[]> {
  const ids: number[] = []
  for (let at = 0; at < rows.length; at += BATCH) {
    const made = await tx
      .insertInto('training_registration')
      .values(rows.slice(at, at + BATCH))
      .returning('id')
      .execute()
    ids.push(...made.map((row) => row.id))
  }
  return ids
}

async function changeEvent(
  tx: Tx,
  event: EventRow,
  values: Pick<EventRow, 'mode' | 'available' | 'available_at'>,
): Promise<void> {
  await tx
    .updateTable('training_event')
    .set({ ...values, version: event.version + 1 })
    .where('id', '=', event.id)
    .execute()
}
