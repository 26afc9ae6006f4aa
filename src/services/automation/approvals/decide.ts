import { afterCommit, inTransaction, lock } from '../../../kernel/db/db.ts'
import type { By } from '../../../kernel/journal/journal.ts'
import type { Automation } from '../automation.ts'
import { problems as common } from '../problems.ts'
import { abortRun } from '../runs/abort.ts'
import type { Tx } from '../tables.ts'
import * as store from './approval.store.ts'
import { problems } from './approval-problems.ts'
import { APPROVAL_DECIDED, approvalPage, recordApproval } from './approval-record.ts'
import { endVoid, isTheSame, isWaiting, revisionNow } from './void.ts'

export interface Verdict {
  id: number
  decision: 'approved' | 'refused' | 'withdrawn'
  comment: string
}

/** Approves a run, refuses it, or takes the question back. Who asked does not approve, whatever their rights. */
export async function decideOn(
  automation: Automation,
  by: By & { account: number },
  verdict: Verdict,
): Promise<store.ListedApproval> {
  const { db } = automation
  const asked = await store.findListed(db, verdict.id)
  if (!asked) throw common.notFound()
  if (verdict.decision === 'withdrawn' && asked.asked_by !== by.account) throw problems.notYours()
  if (verdict.decision !== 'withdrawn' && isOwn(asked, by.account)) throw problems.ownRun()
  const revision = await revisionNow(automation, asked)
  const outcome = await inTransaction(db, async (tx) => {
    await lock(tx, 'automation_run', [asked.run_id])
    const approval = await store.findListed(tx, verdict.id)
    if (!approval) throw common.notFound()
    if (approval.decision !== null) throw problems.isDecided()
    const isVoid = verdict.decision === 'approved' && !isTheSame(approval, revision)
    if (isVoid) await endVoid(automation, tx, approval)
    else await settle(automation, tx, by, { verdict, approval, revision })
    return isVoid
  })
  if (outcome) throw problems.isVoid()
  return (await store.findListed(db, verdict.id)) as store.ListedApproval
}

/** Whether somebody has asked; or has said last what a preset does that runs by itself in the name of another. */
export const isOwn = (
  { asked_by, planned_by }: Pick<store.ListedApproval, 'asked_by' | 'planned_by'>,
  account: number,
): boolean => asked_by === account || planned_by === account

async function settle(
  automation: Automation,
  tx: Tx,
  by: By & { account: number },
  {
    verdict: { id, decision, comment },
    approval,
    revision,
  }: { verdict: Verdict; approval: store.ListedApproval; revision: string },
): Promise<void> {
  const { kernel } = automation
  const run = { id: approval.run_id, name: approval.run }
  const decided = await store.decideApproval(tx, id, {
    ...{ decision, decided_by: by.account, decided_at: kernel.clock.now(), comment },
    ...(decision === 'approved' && { revision }),
  })
  if (!decided) throw problems.isDecided()
  await recordApproval(automation, tx, by, { act: decision, approval: id, run, details: { comment } })
  const dueAt = Math.max(approval.due_at ?? 0, kernel.clock.now())
  if (decision === 'approved') await store.freeRun(tx, { id: run.id, number: approval.number - 1, dueAt })
  else if (isWaiting(approval)) await abortRun({ ...automation, db: tx }, by, run.id)
  if (decision !== 'withdrawn') await tellAsker(automation, tx, { by, approval, decision, comment })
  afterCommit(tx, () => automation.runner.kick(run.id))
}

async function tellAsker(
  { kernel }: Automation,
  tx: Tx,
  {
    by,
    approval,
    decision,
    comment,
  }: { by: By; approval: store.ListedApproval; decision: 'approved' | 'refused'; comment: string },
): Promise<void> {
  if (approval.asked_by === null) return
  await kernel.notices.send(tx, {
    to: [approval.asked_by],
    kind: APPROVAL_DECIDED,
    title: `“${approval.run}” was ${decision}`,
    text: [`${by.name ?? 'Somebody'} has ${decision} it.`, comment].join(' ').trim(),
    link: approvalPage(approval.id),
  })
}
