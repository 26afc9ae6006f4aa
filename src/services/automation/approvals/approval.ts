import { lock } from '../../../kernel/db/db.ts'
import { enqueue } from '../../../kernel/jobs/jobs.ts'
import type { By } from '../../../kernel/journal/journal.ts'
import { type Automation, NETADMIN_ROLE } from '../automation.ts'
import { APPROVAL_ASKED } from '../keeping/notices.ts'
import type { ApprovalRow, RunRow, TemplateRow, Tx } from '../tables.ts'
import { findTemplate } from '../templates/template.store.ts'
import * as store from './approval.store.ts'
import { approvalPage, recordApproval } from './approval-record.ts'
import { fingerprintOf } from './fingerprint.ts'
import { lookAtAsked } from './prepare.ts'

/** Why a run that is scheduled does not begin. */
export const WAITS_FOR_APPROVAL = 'Waits for approval by a second person.'

/** Whether a run begins only after a second person has said yes. A dry run changes nothing. */
export const needsApproval = (
  run: Pick<RunRow, 'dry_run'>,
  template: Pick<TemplateRow, 'needs_approval'>,
): boolean => template.needs_approval === 1 && run.dry_run === 0

/**
 * Asks for approval of the attempt that is being scheduled, in that transaction. True where the very same was approved
 * already; otherwise whoever schedules sets `waits_for` to `WAITS_FOR_APPROVAL`. Asked again, there is one question still.
 * With `revision`, what template and inventory say that are about to run, an approval of another one is void.
 */
export async function askForApproval(
  automation: Automation,
  tx: Tx,
  by: By,
  {
    run,
    template,
    reason = '',
    revision,
  }: { run: RunRow; template: TemplateRow; reason?: string; revision?: string },
): Promise<boolean> {
  const { kernel } = automation
  const now = kernel.clock.now()
  const number = run.number + 1
  const fingerprint = fingerprintOf({ ...template, ...run })
  await lock(tx, 'automation_run', [run.id])
  for (const before of await store.listOfAttempt(tx, { runId: run.id, number })) {
    if (before.decision === 'refused' || before.decision === 'withdrawn') continue
    const isSame = before.fingerprint === fingerprint && (revision === undefined || isOf(before, revision))
    if (isSame) return before.decision === 'approved'
    // It was about something else: it must not be answered any more.
    await store.voidApproval(tx, before.id, {
      now,
      comment: 'The run, its template or its inventory was changed.',
    })
  }
  const row = await store.insertApproval(tx, {
    ...{ run_id: run.id, number, asked_by: by.account ?? null, asked_at: now, reason, fingerprint },
    ...{ revision: '', dry_run_id: null, decided_by: null, decided_at: null, decision: null, comment: '' },
  })
  await enqueue(tx, lookAtAsked, { id: row.id })
  await recordApproval(automation, tx, by, { act: 'asked', approval: row.id, run })
  await kernel.notices.send(tx, {
    to: { role: NETADMIN_ROLE, ...(by.account !== undefined && { except: by.account }) },
    kind: APPROVAL_ASKED,
    title: `“${run.name}” waits for approval`,
    text: `${by.name ?? 'Somebody'} wants to run it. It begins once a second person has said yes.`,
    link: approvalPage(row.id),
  })
  return false
}

/**
 * Whether this run, as it stands, was approved with this revision of its template and inventory: asked in the transaction
 * that begins it.
 */
export async function isApproved(tx: Tx, run: RunRow, revision: string): Promise<boolean> {
  const template = run.template_id === null ? undefined : await findTemplate(tx, run.template_id)
  if (!template) return false
  const fingerprint = fingerprintOf({ ...template, ...run })
  const answers = await store.listOfAttempt(tx, { runId: run.id, number: run.number + 1 })
  return answers.some(
    (each) => each.decision === 'approved' && each.fingerprint === fingerprint && isOf(each, revision),
  )
}

/** Nobody has looked yet which revision an undecided one is of: whoever decides does. */
const isOf = ({ revision, decision }: ApprovalRow, wanted: string): boolean =>
  (revision === '' && decision === null) || revision === wanted
