import { lockSharing } from '../../../kernel/db/db.ts'
import { problems } from '../problems.ts'
import type { Db, EventRow, Tx } from '../tables.ts'

/** The event; 404 when there is none. */
export async function getEvent(db: Db, id: number): Promise<EventRow> {
  const row = await db.selectFrom('training_event').selectAll().where('id', '=', id).executeTakeFirst()
  if (!row) throw problems.notFound()
  return row
}

/** The event, which nobody else changes until the transaction ends; 404 when there is none. */
export async function lockEvent(tx: Tx, id: number): Promise<EventRow> {
  await lockSharing(tx, 'training_event', [id], 'alone')
  return getEvent(tx, id)
}

/** Tells a change of the event's parts to everybody who holds its version. */
export async function bumpVersion(tx: Tx, id: number): Promise<void> {
  await tx
    .updateTable('training_event')
    .set((eb) => ({ version: eb('version', '+', 1) }))
    .where('id', '=', id)
    .execute()
}
