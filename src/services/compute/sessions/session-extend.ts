import { inTransaction } from '../../../kernel/db/db.ts'
import type { By } from '../../../kernel/journal/journal.ts'
import { MINUTE_MS } from '../../../kernel/span.ts'
import type { Compute } from '../compute.ts'
import { coreHoursOf } from '../quotas/figures.ts'
import { requireRoom } from '../quotas/quota.ts'
import type { SessionRow } from '../tables.ts'
import { addStep } from './session.store.ts'
import { recordSession } from './session.ts'
import { problems } from './session-problems.ts'

/** Puts the end of a running session off by so many minutes, up to what its kind allows. Gives the session as it is then. */
export async function extendSession(
  compute: Compute,
  by: By,
  session: SessionRow,
  minutes: number,
): Promise<SessionRow> {
  const { executions, kernel, db } = compute
  const { id, account_id, status, deadline_at, latest_at, execution_id, cpus } = session
  if (status !== 'running' || execution_id === null) throw problems.notRunning()
  if (deadline_at === null || latest_at === null) throw problems.noDeadline()
  const deadline = Math.min(latest_at, deadline_at + minutes * MINUTE_MS)
  if (deadline <= deadline_at) throw problems.atItsLatest()
  if (account_id !== null) {
    const coreHours = coreHoursOf(cpus, deadline - deadline_at)
    await inTransaction(db, (tx) => requireRoom(compute, tx, account_id, { coreHours }))
  }
  if (!(await executions.extend(execution_id, deadline))) throw problems.cannotExtend()
  return inTransaction(db, async (tx) => {
    const row = await tx
      .updateTable('compute_session')
      .set((is) => ({ deadline_at: deadline, warned_at: null, version: is('version', '+', 1) }))
      .where('id', '=', id)
      .where('status', '=', 'running')
      .returningAll()
      .executeTakeFirst()
    if (!row) throw problems.notRunning()
    const added = Math.round((deadline - deadline_at) / MINUTE_MS)
    await addStep(tx, id, { at: kernel.clock.now(), step: 'extended', text: `Extended by ${added} minutes.` })
    await recordSession(compute, tx, row, {
      by,
      action: 'compute.session.extended',
      details: { minutes: added, until: new Date(deadline).toISOString() },
    })
    return row
  })
}
