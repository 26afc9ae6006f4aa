import { inTransaction } from '../../../kernel/db/db.ts'
import type { By } from '../../../kernel/journal/journal.ts'
import { getEvent, lockEvent } from '../events/event.store.ts'
import { problems } from '../problems.ts'
import type { AllocationRow, Db, Tx } from '../tables.ts'
import type { Training } from '../training.ts'
import { readInput } from './allocation-input.ts'
import { resultOf } from './allocation-job.ts'
import { allocationProblems } from './allocation-problems.ts'
import { getAllocation, noteAllocation, setAllocation } from './allocation-row.ts'

export interface Move {
  id: number
  participantId: number
  moment: string
  /** Null takes the seat away. */
  workshopId: number | null
  /** Whether another run keeps it. */
  held: boolean
  version?: number
}

/** Puts somebody of a draft elsewhere at one moment, whatever the rules say: what it breaks is told with the draft. */
export function moveSeat(training: Training, by: By, move: Move): Promise<AllocationRow> {
  return inTransaction(training.db, async (tx) => {
    const draft = await lockDraft(tx, move)
    const event = await getEvent(tx, draft.event_id)
    const input = await readInput(tx, event.id, { fill: draft.fill, base: null })
    const person = input.puzzle.people.find(({ id }) => id === move.participantId)
    if (!person) throw problems.notFound()
    const there = input.workshops.filter(({ moment }) => moment === move.moment).map(({ id }) => id)
    if (there.length === 0 || (move.workshopId !== null && !there.includes(move.workshopId)))
      throw allocationProblems.unknownPlace()
    if (there.some((id) => input.fixed.get(person.id)?.includes(id))) throw allocationProblems.fixedPlace()
    const [old] = await tx
      .deleteFrom('training_seat')
      .where('allocation_id', '=', draft.id)
      .where('participant_id', '=', person.id)
      .where('workshop_id', 'in', there)
      .returning('workshop_id')
      .execute()
    if (move.workshopId !== null)
      await tx
        .insertInto('training_seat')
        .values({
          allocation_id: draft.id,
          participant_id: person.id,
          workshop_id: move.workshopId,
          rank: person.wishes.find(({ workshop }) => workshop === move.workshopId)?.rank ?? null,
          held: move.held ? 1 : 0,
        })
        .execute()
    const places = await listPlaces(tx, draft.id)
    const row = await setAllocation(tx, draft.id, { quality: resultOf(input, places, event.wishes_most) })
    const details = { participant: person.id, from: old?.workshop_id ?? null, to: move.workshopId }
    await noteAllocation(training, tx, { by, row, act: 'moved', details })
    return row
  })
}

/** A draft, which with its event nobody else changes meanwhile; 412 when it is no longer as it was seen. */
export async function lockDraft(
  tx: Tx,
  { id, version }: { id: number; version?: number },
): Promise<AllocationRow> {
  await lockEvent(tx, (await getAllocation(tx, id)).event_id)
  const draft = await getAllocation(tx, id)
  if (draft.state !== 'draft') throw allocationProblems.noDraft()
  if (version !== undefined && version !== draft.version) throw problems.changed()
  return draft
}

/** All seats of a distribution. */
export const listPlaces = (db: Db, allocationId: number) =>
  db
    .selectFrom('training_seat')
    .select(['participant_id as participant', 'workshop_id as workshop'])
    .where('allocation_id', '=', allocationId)
    .orderBy('participant_id')
    .orderBy('workshop_id')
    .execute()
