import { inTransaction } from '../../../kernel/db/db.ts'
import type { By } from '../../../kernel/journal/journal.ts'
import type { ParticipantRow, Tx } from '../tables.ts'
import type { Training } from '../training.ts'
import type { PlaceInLine } from './waiting.store.ts'
import { leave, lockFor, seat } from './waiting-list.ts'
import { waitingProblems } from './waiting-problems.ts'

interface Target {
  eventId: number
  id: number
}

/** What an organiser says when they give a seat past the line. */
export interface Gift {
  reason: string
  /** What is in the way goes. */
  swap?: boolean
  /** Although all seats are taken; the place keeps the mark. */
  over?: boolean
}

/** Gives somebody who waits a seat, whoever stands before them, and whether registration is open or not. */
export function giveSeat(training: Training, by: By, target: Target, gift: Gift): Promise<void> {
  const { reason, swap = false, over = false } = gift
  return inTransaction(training.db, async (tx) => {
    const { row, participant } = await getInLine(tx, target)
    const { ground } = await lockFor(training, tx, { participant, workshopId: row.workshop_id })
    const { row: locked } = await getInLine(tx, target)
    const workshop = ground.workshops.get(row.workshop_id)
    const isFull = workshop !== undefined && workshop.taken >= workshop.seats
    if (isFull && !over) throw waitingProblems.full()
    await seat(training, tx, by, { row: locked, ground, swap, over: isFull, reason })
  })
}

/** Takes somebody out of a line. */
export function removeFromLine(training: Training, by: By, target: Target): Promise<void> {
  return inTransaction(training.db, async (tx) => {
    const { row, participant } = await getInLine(tx, target)
    await lockFor(training, tx, { participant, workshopId: row.workshop_id })
    const { row: locked } = await getInLine(tx, target)
    await leave(training, tx, by, { row: locked, what: 'removed' })
  })
}

async function getInLine(
  tx: Tx,
  { eventId, id }: Target,
): Promise<{ row: PlaceInLine; participant: ParticipantRow }> {
  const row = await tx
    .selectFrom('training_waiting')
    .selectAll()
    .where('id', '=', id)
    .where('event_id', '=', eventId)
    .executeTakeFirst()
  if (!row) throw waitingProblems.gone()
  const participant = await tx
    .selectFrom('training_participant')
    .selectAll()
    .where('id', '=', row.participant_id)
    .executeTakeFirstOrThrow()
  return { row, participant }
}
