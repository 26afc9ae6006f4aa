import type { By, Json } from '../../../kernel/journal/journal.ts'
import { roleAt } from '../events/member.ts'
import { problems } from '../problems.ts'
import type { AllocationRow, Db, Tx } from '../tables.ts'
import { SERVICE, type Training } from '../training.ts'

/** The distribution; 404 when there is none. */
export async function getAllocation(db: Db, id: number): Promise<AllocationRow> {
  const row = await db.selectFrom('training_allocation').selectAll().where('id', '=', id).executeTakeFirst()
  if (!row) throw problems.notFound()
  return row
}

/** Changes a row and its version. */
export function setAllocation(
  tx: Tx,
  id: number,
  values: Partial<Omit<AllocationRow, 'id' | 'version'>>,
): Promise<AllocationRow> {
  return tx
    .updateTable('training_allocation')
    .set((eb) => ({ ...values, version: eb('version', '+', 1) }))
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirstOrThrow()
}

/** What happens to a distribution, in the journal. */
export function noteAllocation(
  { kernel }: Training,
  tx: Tx,
  { by, row, act, details = {} }: { by: By; row: AllocationRow; act: AllocationAct; details?: Json & object },
): Promise<void> {
  return kernel.journal.record(tx, {
    by,
    action: `training.allocation.${act}`,
    object: `training.event:${row.event_id}`,
    service: SERVICE,
    details: { allocation: row.id, ...details },
    audience: roleAt(row.event_id, 'manager'),
  })
}

type AllocationAct =
  | 'started'
  | 'drafted'
  | 'failed'
  | 'cancelled'
  | 'discarded'
  | 'moved'
  | 'published'
  | 'undone'
