import type { ParticipantRow, RegistrationRow, Tx } from '../tables.ts'
import type { Training } from '../training.ts'
import { moveUp } from '../waiting/waiting.ts'
import { openKey, type SealedKey, sealKey } from './key.ts'
import { deleteParticipants, inPages } from './participant.store.ts'

/**
 * Takes participants off the list, with all that hangs on them; the event is held. Who they were and what they had chosen
 * is kept for its undo. Gives how many choices went.
 */
export async function removeRows(
  training: Training,
  tx: Tx,
  { eventId, importId, rows }: { eventId: number; importId: number | null; rows: readonly ParticipantRow[] },
): Promise<number> {
  if (rows.length === 0) return 0
  const freed = new Set<number>()
  let registrations = 0
  await inPages(rows, async (page) => {
    const ids = page.map(({ id }) => id)
    const held = await tx
      .selectFrom('training_registration')
      .selectAll()
      .where('participant_id', 'in', ids)
      .orderBy('id')
      .execute()
    const offers = await tx
      .selectFrom('training_waiting')
      .select('workshop_id')
      .where('participant_id', 'in', ids)
      .where('offer_until', 'is not', null)
      .execute()
    for (const { workshop_id } of [...held, ...offers]) freed.add(workshop_id)
    registrations += held.length
    await keepRemoved(training, tx, { importId, rows: page, held })
    await deleteParticipants(tx, ids)
  })
  if (freed.size > 0) {
    await moveUp(training, tx, eventId, [...freed])
    training.seats.moved(tx, eventId)
  }
  return registrations
}

/** What was chosen, as it is kept for an undo. */
export type Kept = Pick<
  RegistrationRow,
  'workshop_id' | 'entry_time' | 'source' | 'fixed' | 'reason' | 'overrides' | 'account_id'
>

async function keepRemoved(
  training: Training,
  tx: Tx,
  {
    importId,
    rows,
    held,
  }: { importId: number | null; rows: readonly ParticipantRow[]; held: RegistrationRow[] },
): Promise<void> {
  const chosen = Map.groupBy(held, (each) => each.participant_id)
  const removed_at = training.kernel.clock.now()
  await tx
    .insertInto('training_removed')
    .values(
      rows.map((row) => {
        const kept = (chosen.get(row.id) ?? []).map(
          ({ id: _, participant_id: __, event_id: ___, ...rest }): Kept => rest,
        )
        return {
          participant_id: row.id,
          event_id: row.event_id,
          import_id: importId,
          removed_at,
          full_name: row.full_name,
          user_class: row.user_class,
          target_group: row.target_group,
          ...moveKey(training, row, 'training_participant', 'training_removed'),
          key_set: row.key_set,
          key_version: row.key_version,
          email: row.email,
          language: row.language,
          registrations: JSON.stringify(kept),
        }
      }),
    )
    .execute()
}

/** A key opens in its own table alone: for another one it is sealed anew. */
export function moveKey(
  training: Training,
  sealed: SealedKey,
  from: Parameters<typeof openKey>[2],
  to: Parameters<typeof openKey>[2],
): SealedKey {
  return sealKey(training, openKey(training, sealed, from), to)
}
