import { inTransaction, lock } from '../../../kernel/db/db.ts'
import type { By } from '../../../kernel/journal/journal.ts'
import type { Compute } from '../compute.ts'
import type { SessionRow, Tx } from '../tables.ts'
import { addStep, moveSession } from './session.store.ts'
import { recordSession } from './session.ts'
import { endSession } from './session-end.ts'
import { tellStopped } from './session-notices.ts'
import { problems } from './session-problems.ts'

interface StopOptions {
  /** Why, where somebody else than its owner ends it. */
  reason?: string
  /** Why it ended, as its row keeps it. */
  cause?: 'stopped' | 'idle'
  /** What people read. */
  message?: string
}

/**
 * Ends a session that waits or runs; 400 else. True where it was never launched, and is over at once: otherwise it is
 * `stopping` until its processes are gone.
 */
export function stopSession(
  compute: Compute,
  by: By,
  session: Pick<SessionRow, 'id' | 'workspace_id'>,
  options: StopOptions = {},
): Promise<boolean> {
  return inTransaction(compute.db, (tx) => stopSessionIn(compute, tx, by, { session, ...options }))
}

export async function stopSessionIn(
  compute: Compute,
  tx: Tx,
  by: By,
  {
    session: { id, workspace_id },
    reason,
    cause = 'stopped',
    message = 'Stopping.',
  }: StopOptions & { session: Pick<SessionRow, 'id' | 'workspace_id'> },
): Promise<boolean> {
  const now = compute.kernel.clock.now()
  await lock(tx, 'compute_workspace', [workspace_id])
  const row = await moveSession(tx, id, ['pending', 'running'], { status: 'stopping', cause, message })
  if (!row) throw problems.notOpen()
  await addStep(tx, id, { at: now, step: 'stopping', text: message })
  await recordSession(compute, tx, row, {
    by,
    action: 'compute.session.stopping',
    details: { cause },
    reason,
  })
  if (by.account !== undefined && by.account !== row.account_id) await tellStopped(compute, tx, row, reason)
  if (row.execution_id === null) return false
  await compute.executions.stop(tx, row.execution_id)
  const execution = await tx
    .selectFrom('kernel_execution')
    .selectAll()
    .where('id', '=', row.execution_id)
    .executeTakeFirst()
  if (execution?.state !== 'ended') return false
  await endSession(compute, tx, row, { execution, tail: null })
  return true
}
