import { constants } from 'node:fs'
import { link, open } from 'node:fs/promises'
import { inTransaction } from '../../../kernel/db/db.ts'
import { fileProblems } from '../../../kernel/files/failures.ts'
import type { ByteSource } from '../../../kernel/files/upload.ts'
import { tusProblems } from '../../../kernel/http/tus.ts'
import type { By } from '../../../kernel/journal/journal.ts'
import { Problem } from '../../../kernel/problem.ts'
import type { Compute } from '../compute.ts'
import { checkRoom } from '../quotas/quota.ts'
import type { WorkspaceRow } from '../tables.ts'
import { recordChange } from './change.ts'
import { standsAt } from './edit.ts'
import { problems } from './file-problems.ts'
import { fileFailure, openFolderOf } from './open.ts'
import { ownerOf } from './staging.ts'
import {
  deleteUpload,
  findUpload,
  insertUpload,
  listExpired,
  markDone,
  type UploadRow,
} from './upload.store.ts'
import { placeAll } from './write.ts'

/** Uploads that did not end are forgotten after this (tus: expiration). */
const KEPT_MS = 24 * 3_600_000
const SWEPT_AT_ONCE = 500

/** How far an upload is. */
export interface Progress {
  row: UploadRow
  offset: number
}

/** Begins an upload: its name, its size and the room for it are judged before a byte comes. */
export async function beginUpload(
  compute: Compute,
  by: By,
  workspace: WorkspaceRow,
  wanted: { path: string; parts: readonly string[]; size: number; replaces: boolean; account: number },
): Promise<Progress> {
  const { path, parts, size, replaces, account } = wanted
  const { settings, kernel, files } = compute
  if (size > settings.maxUploadBytes) throw tusProblems.tooLarge(settings.maxUploadBytes)
  await files.requireSpace(size)
  if (workspace.account_id !== null) await checkRoom(compute, workspace.account_id, { diskBytes: size })
  if (!replaces && (await isTaken(compute, workspace, parts))) throw problems.exists(path)
  const now = kernel.clock.now()
  const row = await inTransaction(compute.db, (tx) =>
    insertUpload(tx, {
      workspace_id: workspace.id,
      account_id: account,
      path,
      size,
      replaces: replaces ? 1 : 0,
      made_at: now,
      expires_at: now + KEPT_MS,
      done_at: null,
    }),
  )
  if (size > 0) return { row, offset: 0 }
  return continueUpload(compute, by, workspace, { row, offset: 0, source: [] })
}

async function isTaken(
  compute: Compute,
  workspace: WorkspaceRow,
  parts: readonly string[],
): Promise<boolean> {
  try {
    const folder = await openFolderOf(compute, workspace, parts.slice(0, -1))
    try {
      return await standsAt(folder.child(parts.at(-1) as string))
    } finally {
      await folder.handle.close()
    }
  } catch (error) {
    if (error instanceof Problem && error.code === 'file_missing') return false
    throw fileFailure(error)
  }
}

/** Where an upload stands, once what it says is on disk. One that only lacks its end gets it. */
export async function lookAtUpload(
  compute: Compute,
  by: By,
  workspace: WorkspaceRow,
  id: number,
): Promise<Progress> {
  const { arrivals } = compute.files
  const row = await findUpload(compute.db, { id, workspace: workspace.id, now: compute.kernel.clock.now() })
  if (!row) throw fileProblems.noUpload()
  if (row.done_at !== null) return { row, offset: row.size }
  const offset = await arrivals.syncedSize(id)
  if (offset < row.size || arrivals.isBusy(id)) return { row, offset }
  return continueUpload(compute, by, workspace, { row, offset, source: [] })
}

/** Takes the next bytes, and puts the file in its place with the last. What comes before a cut is kept. */
export async function continueUpload(
  compute: Compute,
  by: By,
  workspace: WorkspaceRow,
  { row, offset, source }: Progress & { source: ByteSource | readonly Uint8Array[] },
): Promise<Progress> {
  const { arrivals } = compute.files
  const { id, size } = row
  return arrivals.alone(id, async () => {
    try {
      const reached = await arrivals.append({ id, size, offset, source })
      if (reached < size) return { row, offset: reached }
      return { row: await finish(compute, by, workspace, row), offset: reached }
    } catch (error) {
      throw fileFailure(error)
    }
  })
}

/** The bytes keep their own name until the commit: after a kill in between the next look ends it. */
async function finish(compute: Compute, by: By, workspace: WorkspaceRow, row: UploadRow): Promise<UploadRow> {
  const now = compute.kernel.clock.now()
  const { staging, arrivals } = compute.files
  const owner = await ownerOf(compute, workspace.account_id)
  const path = arrivals.path(row.id)
  if (owner) await giveAway(path, owner)
  const staged = staging.path()
  await link(path, staged)
  try {
    const details = { path: row.path, bytes: row.size }
    const and = () =>
      inTransaction(compute.db, async (tx) => {
        if (!(await markDone(tx, row.id, now))) return
        const action = 'compute.file.written'
        await recordChange(compute, tx, { by, workspace, action, bytes: row.size, details })
      })
    const placed = {
      parts: row.path.split('/'),
      staged,
      isNew: row.replaces === 0,
      refused: problems.inTheWay,
    }
    await placeAll(compute, { workspace, owner, and }, [placed])
  } finally {
    await staging.discard(staged)
  }
  await compute.files.arrivals.remove(row.id)
  return { ...row, done_at: now }
}

async function giveAway(path: string, owner: { uid: number; gid: number }): Promise<void> {
  const handle = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW)
  try {
    await handle.chown(owner.uid, owner.gid)
  } finally {
    await handle.close()
  }
}

/** Forgets an upload; what it has already put in its place stays there. */
export async function endUpload(compute: Compute, workspace: WorkspaceRow, id: number): Promise<void> {
  const row = await findUpload(compute.db, { id, workspace: workspace.id, now: compute.kernel.clock.now() })
  if (!row) throw fileProblems.noUpload()
  compute.files.arrivals.requireIdle(id)
  await inTransaction(compute.db, (tx) => deleteUpload(tx, id))
  await compute.files.arrivals.remove(id)
}

/** Forgets uploads whose time is over, with what came of them. */
export async function sweepUploads(compute: Compute): Promise<void> {
  const rows = await listExpired(compute.db, { now: compute.kernel.clock.now(), limit: SWEPT_AT_ONCE })
  for (const row of rows) {
    if (compute.files.arrivals.isBusy(row.id)) continue
    await inTransaction(compute.db, (tx) => deleteUpload(tx, row.id))
    await compute.files.arrivals.remove(row.id)
  }
}
