import { afterCommit, inTransaction, lock } from '../../../kernel/db/db.ts'
import type { By } from '../../../kernel/journal/journal.ts'
import { askForApproval, needsApproval, WAITS_FOR_APPROVAL } from '../approvals/approval.ts'
import type { Automation } from '../automation.ts'
import type { AttemptCause } from '../run-tables.ts'
import type { RunRow, Tx } from '../tables.ts'
import { findTemplate } from '../templates/template.store.ts'
import { requireRun } from './run.ts'
import { problems } from './run-problems.ts'
import { recordRun } from './run-record.ts'

export interface Scheduling {
  /** Null: now. Left out: at the date of the run where that lies ahead, or else now. */
  at?: number | null
  cause: AttemptCause
}

/** Puts a run into the queue, or times it anew where it waits there already: there is never a second entry. */
export const scheduleRun = (automation: Automation, by: By, id: number, how: Scheduling): Promise<RunRow> =>
  inTransaction(automation.db, (tx) => scheduleIn(automation, tx, by, { id, ...how }))

/** Runs it now, and gives it once that is over: finished, failed or aborted. One that waits in the queue is taken out of it. */
export async function runNow(automation: Automation, by: By, id: number): Promise<RunRow> {
  const { number } = await inTransaction(automation.db, async (tx) => {
    const row = await scheduleIn(automation, tx, by, { id, at: null, cause: 'protocol' })
    // Nobody holds a request open until a second person has decided.
    if (row.waits_for === WAITS_FOR_APPROVAL) throw problems.needsApproval()
    return row
  })
  return automation.runner.untilEnded(id, number + 1)
}

/** `scheduleRun` in the caller's transaction. */
export async function scheduleIn(
  automation: Automation,
  tx: Tx,
  by: By,
  { id, at, cause }: Scheduling & { id: number },
): Promise<RunRow> {
  await lock(tx, 'automation_run', [id])
  const run = await requireRun(tx, id)
  if (run.status === 'running') throw problems.isRunning()
  if (run.template_id === null || run.inventory_id === null) throw problems.needsBoth()
  const template = await findTemplate(tx, run.template_id)
  if (!template) throw problems.noTemplate()
  if (run.dry_run === 1 && template.can_dry_run === 0) throw problems.cannotDryRun()
  const now = automation.kernel.clock.now()
  const wished = at === undefined ? run.scheduled_at : at
  const isApproved =
    !needsApproval(run, template) || (await askForApproval(automation, tx, by, { run, template }))
  const row = await tx
    .updateTable('automation_run')
    .set({
      status: 'scheduled',
      due_at: Math.max(now, wished ?? now),
      // Of the protocol the date is only stored.
      ...(at !== undefined && cause !== 'protocol' && { scheduled_at: at }),
      asked_by: by.account ?? null,
      asked_as: cause,
      waits_for: isApproved ? null : WAITS_FOR_APPROVAL,
      version: run.version + 1,
    })
    .where('id', '=', id)
    .where('status', '=', run.status)
    .where('number', '=', run.number)
    .returningAll()
    .executeTakeFirst()
  if (!row) throw problems.isRunning()
  const dueAt = new Date(row.due_at ?? now).toISOString()
  await recordRun(automation, tx, { by, act: 'scheduled', run: row, details: { dueAt, cause } })
  afterCommit(tx, () => automation.runner.kick(id))
  return row
}
