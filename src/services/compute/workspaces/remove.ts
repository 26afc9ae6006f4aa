import { Type } from 'typebox'
import { inTransaction } from '../../../kernel/db/db.ts'
import { defineJob, enqueue, type Job } from '../../../kernel/jobs/jobs.ts'
import type { By } from '../../../kernel/journal/journal.ts'
import { type Compute, SERVICE } from '../compute.ts'
import { problems as common } from '../problems.ts'
import type { Tx, WorkspaceRow } from '../tables.ts'
import { eraseWorkspaceIn } from './erase.ts'
import { lookAt } from './folder.ts'
import { placeWorkspace, settleFolder } from './place.ts'
import { hasPendingShares, isOffered, openSessionsOf } from './workspace.store.ts'
import { audienceOf, lockWorkspace, objectOf } from './workspace.ts'
import { problems } from './workspace-problems.ts'

const payload = Type.Object({ workspaceId: Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER }) })

/** Moves the folder of a workspace to where its row says that it belongs. */
export const moveJob: Job<typeof payload, Compute> = defineJob({
  name: 'compute.move-workspace',
  payload,
  run: ({ workspaceId }, compute) => settleFolder(compute, workspaceId),
})

/**
 * Deletes a workspace: into the trash, or for good where the installation keeps none. Refused while sessions wait or run;
 * while the last one is stopping it is remembered, and done at its end. Asked again it is done already.
 */
export async function removeWorkspace(compute: Compute, by: By, workspace: WorkspaceRow): Promise<void> {
  await requireFolder(compute, workspace)
  await inTransaction(compute.db, async (tx) => {
    const row = await lockWorkspace(tx, workspace.id)
    await requireRemovable(tx, row)
    if (row.status === 'deleting') return
    const isStopping = (await openSessionsOf(tx, row.id)).length > 0
    const now = compute.kernel.clock.now()
    await tx
      .updateTable('compute_workspace')
      .set((is) => ({ status: 'deleting', remove_asked_at: now, version: is('version', '+', 1) }))
      .where('id', '=', row.id)
      .where('status', 'in', ['idle', 'active', 'error'])
      .execute()
    await compute.kernel.journal.record(tx, {
      by,
      action: 'compute.workspace.removed',
      object: objectOf(row),
      service: SERVICE,
      old: { name: row.name },
      ...(isStopping && { details: { after: 'session' } }),
      audience: audienceOf(row),
    })
    if (!isStopping) await trash(compute, tx, row)
  })
  // At once, and not when the job comes to it: the next request must find its place empty.
  await settleFolder(compute, workspace.id)
}

/** To be called in the transaction in which a session ended: a deletion that waited for it is carried out. */
export async function afterSessionEnded(compute: Compute, tx: Tx, workspaceId: number): Promise<void> {
  const row = await tx
    .selectFrom('compute_workspace')
    .selectAll()
    .where('id', '=', workspaceId)
    .where('remove_asked_at', 'is not', null)
    .where('trashed_at', 'is', null)
    .executeTakeFirst()
  if (row && (await openSessionsOf(tx, workspaceId)).length === 0) await trash(compute, tx, row)
}

/** Brings a workspace back out of the trash. */
export async function restoreWorkspace(
  compute: Compute,
  by: By,
  workspace: WorkspaceRow,
): Promise<WorkspaceRow> {
  await inTransaction(compute.db, async (tx) => {
    const row = await tx
      .updateTable('compute_workspace')
      .set((is) => ({
        status: 'initializing',
        trashed_at: null,
        remove_asked_at: null,
        version: is('version', '+', 1),
      }))
      .where('id', '=', workspace.id)
      .where('trashed_at', 'is not', null)
      .where('erased_at', 'is', null)
      .returningAll()
      .executeTakeFirst()
    // Of two at once the other one has brought it back, or erased it.
    if (!row) throw common.notFound()
    await compute.kernel.journal.record(tx, {
      by,
      action: 'compute.workspace.restored',
      object: objectOf(row),
      service: SERVICE,
      new: { name: row.name },
      audience: audienceOf(row),
    })
  })
  return placeWorkspace(compute, workspace.id)
}

async function trash(compute: Compute, tx: Tx, row: WorkspaceRow): Promise<void> {
  const { kernel, settings } = compute
  await tx
    .updateTable('compute_workspace')
    .set({ trashed_at: kernel.clock.now() })
    .where('id', '=', row.id)
    .where('trashed_at', 'is', null)
    .execute()
  if (settings.trashDays === 0) await eraseWorkspaceIn(compute, tx, { via: 'system' }, row)
  else await enqueue(tx, moveJob, { workspaceId: row.id }, { key: `compute.move:${row.id}` })
}

/** The checks of the protocol, in its order. */
async function requireRemovable(tx: Tx, row: WorkspaceRow): Promise<void> {
  if (await isOffered(tx, row.id)) throw problems.notAccepted(row.id)
  if (await hasPendingShares(tx, row.id)) throw problems.pendingShares(row.id)
  const open = await openSessionsOf(tx, row.id)
  if (open.some((status) => status !== 'stopping')) throw problems.sessionsRun()
  if (row.status === 'initializing') throw problems.beingMade()
}

/** Something else than a folder stands in its place: nobody knows whose it is, so nothing is touched. */
async function requireFolder(compute: Compute, { id, folder }: WorkspaceRow): Promise<void> {
  if ((await lookAt(compute, folder)) !== 'fault') return
  const fault = problems.folderFault()
  await inTransaction(compute.db, (tx) =>
    tx
      .updateTable('compute_workspace')
      .set({ status: 'error', fault: 'Something else stands where its folder should be.' })
      .where('id', '=', id)
      .where('status', 'in', ['idle', 'error'])
      .execute(),
  )
  throw fault
}
