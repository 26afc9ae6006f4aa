import { lock } from '../../../kernel/db/db.ts'
import type { By, Json } from '../../../kernel/journal/journal.ts'
import { type Compute, SERVICE } from '../compute.ts'
import { problems as common } from '../problems.ts'
import { requireRoom } from '../quotas/quota.ts'
import type { Tx, WorkspaceRow } from '../tables.ts'
import { problems as workspaceProblems } from '../workspaces/workspace-problems.ts'
import { askScan } from './scan.ts'

export interface Change {
  by: By
  workspace: Pick<WorkspaceRow, 'id' | 'account_id'>
  action: string
  /** So many bytes more; none asks for no room. */
  bytes?: number
  details: { readonly [name: string]: Json }
}

/** What every change of files does to the workspace: room is asked for, it is journalled, and looked at again. */
export async function recordChange(compute: Compute, tx: Tx, change: Change): Promise<void> {
  const { by, workspace, action, bytes = 0, details } = change
  const { id, account_id } = workspace
  if (bytes > 0 && account_id !== null) await requireRoom(compute, tx, account_id, { diskBytes: bytes })
  await lock(tx, 'compute_workspace', [id])
  const row = await tx
    .selectFrom('compute_workspace')
    .select(['status', 'trashed_at', 'disk_bytes'])
    .where('id', '=', id)
    .where('erased_at', 'is', null)
    .executeTakeFirst()
  if (!row || row.trashed_at !== null) throw common.notFound()
  if (row.status === 'deleting') throw workspaceProblems.beingRemoved()
  if (row.status === 'initializing') throw workspaceProblems.beingMade()
  await tx
    .updateTable('compute_workspace')
    // Until the scan has counted, so that two at once do not take the same room.
    .set({ disk_bytes: row.disk_bytes + bytes, modified_at: compute.kernel.clock.now() })
    .where('id', '=', id)
    .execute()
  await askScan(compute, tx, id)
  await compute.kernel.journal.record(tx, {
    by,
    action,
    object: `compute.workspace:${id}`,
    service: SERVICE,
    details,
    audience: account_id === null ? undefined : `account:${account_id}`,
  })
}
