import { randomBytes } from 'node:crypto'
import { readdir, rmdir } from 'node:fs/promises'
import { inTransaction } from '../../../kernel/db/db.ts'
import { errnoOf } from '../../../kernel/files/failures.ts'
import { walkTo } from '../../../kernel/files/inside.ts'
import type { By } from '../../../kernel/journal/journal.ts'
import { Problem } from '../../../kernel/problem.ts'
import { DAY_MS } from '../../../kernel/span.ts'
import type { Compute } from '../compute.ts'
import type { WorkspaceRow } from '../tables.ts'
import { folderOf } from '../workspaces/folder.ts'
import { recordChange } from './change.ts'
import { moveBetween } from './edit.ts'
import { problems } from './file-problems.ts'
import { fileFailure, openFolderOf } from './open.ts'
import { removeChild } from './remove.ts'
import { makeWay, type Owner, ownerOf } from './staging.ts'

/** In the workspace: what is deleted keeps its path below the number of the deletion, and can be put back. */
const TRASH = '.trash'

/** A deletion, and what it took away. */
export interface Removal {
  /** Empty when all of it is gone for good. */
  id: string | null
  paths: string[]
}

/** Moves files, links and folders into the trash of their workspace; what lies there already goes for good. */
export async function removeEntries(
  compute: Compute,
  by: By,
  workspace: WorkspaceRow,
  wanted: readonly (readonly string[])[],
): Promise<Removal> {
  const { kernel } = compute
  const id = `${kernel.clock.now()}-${randomBytes(6).toString('hex')}`
  const owner = await ownerOf(compute, workspace.account_id)
  const removed: string[] = []
  let kept = false
  for (const parts of wanted) {
    const isGone = await (parts[0] === TRASH
      ? erase(compute, workspace, parts)
      : moveTo(compute, workspace, { from: parts, to: [TRASH, id, ...parts], owner }))
    if (isGone) removed.push(parts.join('/'))
    if (isGone && parts[0] !== TRASH) kept = true
  }
  if (removed.length === 0) throw problems.missing()
  await inTransaction(compute.db, (tx) =>
    recordChange(compute, tx, {
      by,
      workspace,
      action: 'compute.file.removed',
      details: { paths: removed.slice(0, 100), count: removed.length, ...(kept && { trash: id }) },
    }),
  )
  return { id: kept ? id : null, paths: removed }
}

/** Puts back what a deletion has taken away. What has no room at its old place stays in the trash. */
export async function restoreEntries(
  compute: Compute,
  by: By,
  workspace: WorkspaceRow,
  { id, wanted }: { id: string; wanted: readonly (readonly string[])[] },
): Promise<string[]> {
  const owner = await ownerOf(compute, workspace.account_id)
  const restored: string[] = []
  for (const parts of wanted)
    if (await moveTo(compute, workspace, { from: [TRASH, id, ...parts], to: parts, owner }))
      restored.push(parts.join('/'))
  if (restored.length === 0) throw problems.missing()
  for (const parts of wanted) await tidy(compute, workspace, [TRASH, id, ...parts.slice(0, -1)])
  await inTransaction(compute.db, (tx) =>
    recordChange(compute, tx, {
      by,
      workspace,
      action: 'compute.file.restored',
      details: { paths: restored.slice(0, 100), count: restored.length },
    }),
  )
  return restored
}

/** False when there is nothing of that name. */
async function moveTo(
  compute: Compute,
  workspace: WorkspaceRow,
  { from, to, owner }: { from: readonly string[]; to: readonly string[]; owner: Owner },
): Promise<boolean> {
  const root = folderOf(compute, workspace)
  const source = await walkTo(root, from.slice(0, -1))
  if (!source) return false
  const name = from.at(-1) as string
  try {
    const target = await makeWay(compute.files.staging, { root, owner, undos: [] }, to.slice(0, -1))
    if (!target) throw problems.inTheWay()
    try {
      await moveBetween(source, target, { from: name, to: to.at(-1) as string })
      await Promise.all([source.handle.sync(), target.handle.sync()])
      return true
    } finally {
      await target.handle.close()
    }
  } catch (error) {
    if (error instanceof Problem && error.code === 'file_missing') return false
    throw fileFailure(error)
  } finally {
    await source.handle.close()
  }
}

async function erase(compute: Compute, workspace: WorkspaceRow, parts: readonly string[]): Promise<boolean> {
  const above = await openFolderOf(compute, workspace, parts.slice(0, -1))
  try {
    await compute.kernel.removals.run(() => removeChild(above, parts.at(-1) as string))
    return true
  } finally {
    await above.handle.close()
  }
}

/** Takes away the empty folders of a deletion. */
async function tidy(compute: Compute, workspace: WorkspaceRow, parts: readonly string[]): Promise<void> {
  for (let depth = parts.length; depth > 0; depth -= 1) {
    const above = await walkTo(folderOf(compute, workspace), parts.slice(0, depth - 1))
    if (!above) continue
    try {
      await rmdir(above.child(parts[depth - 1] as string))
    } catch (error) {
      if (!['ENOENT', 'ENOTEMPTY', 'EEXIST', 'ENOTDIR'].includes(errnoOf(error) ?? '')) throw error
    } finally {
      await above.handle.close()
    }
  }
}

/** Erases what has been in the trash of a workspace for long enough. Tells whether there was something. */
export async function sweepTrash(compute: Compute, workspace: WorkspaceRow): Promise<boolean> {
  const trash = await walkTo(folderOf(compute, workspace), [TRASH])
  if (!trash) return false
  const before = compute.kernel.clock.now() - compute.settings.trashDays * DAY_MS
  let found = false
  try {
    for (const name of await readdir(trash.child('.'))) {
      const at = /^(\d{1,16})-[0-9a-f]{12}$/.exec(name)?.[1]
      if (at === undefined || Number(at) > before) continue
      await compute.kernel.removals.run(() => removeChild(trash, name))
      found = true
    }
  } finally {
    await trash.handle.close()
  }
  return found
}
