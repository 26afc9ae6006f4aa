import { Type } from 'typebox'
import { inTransaction } from '../../../kernel/db/db.ts'
import { defineJob, enqueue, type Job } from '../../../kernel/jobs/jobs.ts'
import type { By } from '../../../kernel/journal/journal.ts'
import { DAY_MS } from '../../../kernel/span.ts'
import { type Compute, SERVICE } from '../compute.ts'
import { removeFolder } from '../files/remove.ts'
import { problems as common } from '../problems.ts'
import { forgetSessionsOf } from '../sessions/session-holding.ts'
import type { Tx, WorkspaceRow } from '../tables.ts'
import { folderOf, isIncoming, tidyStorage, trashNameOf } from './folder.ts'
import { settleFolder } from './place.ts'
import { audienceOf, objectOf } from './workspace.ts'

const PAGE = 100

const payload = Type.Object({ workspaceId: Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER }) })

/**
 * Removes the files of an erased workspace, and then all that its row says. The row itself stays: the core hours of its
 * sessions are counted on.
 */
export const eraseJob: Job<typeof payload, Compute> = defineJob({
  name: 'compute.erase-workspace',
  payload,
  async run({ workspaceId: id }, compute) {
    const { db } = compute
    const row = await db.selectFrom('compute_workspace').selectAll().where('id', '=', id).executeTakeFirst()
    if (!row || row.erased_at === null) return
    await settleFolder(compute, id)
    await removeFolder(folderOf(compute, { folder: trashNameOf(row) }))
    await inTransaction(db, async (tx) => {
      await forgetSessionsOf(tx, id)
      await tx
        .updateTable('compute_workspace')
        .set({
          name: '',
          name_folded: '',
          description: '',
          folder: trashNameOf(row),
          fault: null,
          requested: '{}',
          current: '{}',
          disk_bytes: 0,
          files: 0,
          scan_due: 0,
        })
        .where('id', '=', id)
        .execute()
    })
    const [storage] = row.folder.split('/')
    if (storage && !isIncoming(row) && row.folder !== trashNameOf(row)) await tidyStorage(compute, storage)
  },
})

/** Erases a workspace of the trash now. Its files go in a moment; nothing brings it back. */
export async function eraseWorkspace(compute: Compute, by: By, workspace: WorkspaceRow): Promise<void> {
  await inTransaction(compute.db, async (tx) => {
    if (!(await eraseWorkspaceIn(compute, tx, by, workspace))) throw common.notFound()
  })
}

/** The same in the caller's transaction; false when somebody else has brought it back or erased it. */
export async function eraseWorkspaceIn(
  { kernel }: Compute,
  tx: Tx,
  by: By,
  { id }: Pick<WorkspaceRow, 'id'>,
): Promise<boolean> {
  const row = await tx
    .updateTable('compute_workspace')
    .set({ erased_at: kernel.clock.now() })
    .where('id', '=', id)
    .where('trashed_at', 'is not', null)
    .where('erased_at', 'is', null)
    .returningAll()
    .executeTakeFirst()
  if (!row) return false
  await tx.deleteFrom('compute_share').where('copy_id', '=', id).execute()
  await tx.updateTable('compute_share').set({ original_id: null }).where('original_id', '=', id).execute()
  await kernel.journal.record(tx, {
    by,
    action: 'compute.workspace.erased',
    object: objectOf(row),
    service: SERVICE,
    old: { name: row.name },
    audience: audienceOf(row),
  })
  await enqueue(tx, eraseJob, { workspaceId: id }, { key: `compute.erase:${id}` })
  return true
}

/** When a workspace of the trash goes for good. */
export const erasesAt = (
  { settings }: Compute,
  { trashed_at }: Pick<WorkspaceRow, 'trashed_at'>,
): number | null => (trashed_at === null ? null : trashed_at + settings.trashDays * DAY_MS)

/** Erases what has been in the trash for long enough. */
export const emptyTrash = defineJob({
  name: 'compute.empty-trash',
  payload: Type.Object({}),
  async run(_payload, compute: Compute, { signal }) {
    const { db, kernel, settings } = compute
    for (;;) {
      const due = await db
        .selectFrom('compute_workspace')
        .select('id')
        .where('trashed_at', '<=', kernel.clock.now() - settings.trashDays * DAY_MS)
        .where('erased_at', 'is', null)
        .orderBy('id')
        .limit(PAGE)
        .execute()
      for (const row of due)
        await inTransaction(db, (tx) => eraseWorkspaceIn(compute, tx, { via: 'system' }, row))
      if (due.length < PAGE || signal.aborted) return
    }
  },
})
