import { afterCommit, inTransaction, lock } from '../../../kernel/db/db.ts'
import type { By } from '../../../kernel/journal/journal.ts'
import { voidOpen } from '../approvals/approval.store.ts'
import type { Automation } from '../automation.ts'
import type { RunRow, Tx } from '../tables.ts'
import { requireRun } from './run.ts'
import { recordRun } from './run-record.ts'

/**
 * Takes a run out of the queue, or stops it: it is aborted at once and stays so, and what its hosts are at ends within ten
 * seconds. From any other state nothing changes.
 */
export function abortRun(automation: Automation, by: By, id: number): Promise<RunRow> {
  const { kernel, db } = automation
  return inTransaction(db, async (tx) => {
    await lock(tx, 'automation_run', [id])
    const run = await requireRun(tx, id)
    if (run.status !== 'scheduled' && run.status !== 'running') return run
    const now = kernel.clock.now()
    const row = await tx
      .updateTable('automation_run')
      .set({
        status: 'aborted',
        due_at: null,
        waits_for: null,
        ...(run.status === 'running' && { finished_at: now }),
        version: run.version + 1,
      })
      .where('id', '=', id)
      .where('status', '=', run.status)
      .where('number', '=', run.number)
      .returningAll()
      .executeTakeFirst()
    if (!row) return requireRun(tx, id)
    if (run.status === 'running') await stopAttempt(automation, tx, by, run)
    else await voidOpen(tx, { runId: id, number: run.number + 1, now })
    const details = run.status === 'running' ? { number: run.number } : { wasWaiting: true }
    await recordRun(automation, tx, { by, act: 'aborted', run: row, details })
    afterCommit(tx, () => automation.runner.kick(id))
    return row
  })
}

/** What it has taken in stays; its state follows once its processes are gone. */
async function stopAttempt(
  { kernel, executions }: Automation,
  tx: Tx,
  by: By,
  { attempt_id }: RunRow,
): Promise<void> {
  const attempt = await tx
    .updateTable('automation_attempt')
    .set({ abort_asked_at: kernel.clock.now(), aborted_by: by.account ?? null })
    .where('id', '=', attempt_id)
    .where('status', '=', 'running')
    .where('abort_asked_at', 'is', null)
    .returning('execution_id')
    .executeTakeFirst()
  if (attempt?.execution_id) await executions.stop(tx, attempt.execution_id)
}
