import type { By, Json } from '../../../kernel/journal/journal.ts'
import { type Automation, SERVICE, SUPPORT_ROLE } from '../automation.ts'
import type { RunRow, Tx } from '../tables.ts'

export const APPROVAL_DECIDED = 'automation.approval.decided'

export const approvalPage = (id: number): string => `/app/automation/approvals/${id}`

/** Writes what became of a question into the journal. */
export const recordApproval = (
  { kernel }: Pick<Automation, 'kernel'>,
  tx: Tx,
  by: By,
  {
    act,
    approval,
    run,
    details,
  }: {
    act: 'asked' | 'approved' | 'refused' | 'withdrawn' | 'void'
    approval: number
    run: Pick<RunRow, 'id' | 'name'>
    details?: Json
  },
): Promise<void> =>
  kernel.journal.record(tx, {
    by,
    action: `automation.approval.${act}`,
    object: `automation.run:${run.id}`,
    service: SERVICE,
    details: { name: run.name, approval, ...(details as object) },
    audience: SUPPORT_ROLE,
  })
