import { chmod, link, lstat, rename, unlink } from 'node:fs/promises'
import { inTransaction } from '../../../kernel/db/db.ts'
import { errnoOf } from '../../../kernel/files/failures.ts'
import type { OpenFolder } from '../../../kernel/files/inside.ts'
import type { By } from '../../../kernel/journal/journal.ts'
import { Problem } from '../../../kernel/problem.ts'
import type { Compute } from '../compute.ts'
import type { WorkspaceRow } from '../tables.ts'
import { recordChange } from './change.ts'
import { problems } from './file-problems.ts'
import { fileFailure, type OpenFile, openFileOf, openFolderOf } from './open.ts'
import { ownerOf } from './staging.ts'
import { placeAll } from './write.ts'

/** What stands at a path, as long as nobody else of this server changes it. */
type Found = Pick<OpenFile, 'tag' | 'size' | 'mode'> | undefined

interface Text {
  path: string
  parts: readonly string[]
  text: string
  /** Tag of the file that is to be replaced; without one it must be new. */
  match?: string
}

/** Saves a text as a whole: over the file of that tag, or as a new one. Gives how the file stands then. */
export function saveText(
  compute: Compute,
  by: By,
  workspace: WorkspaceRow,
  wanted: Text,
): Promise<Pick<OpenFile, 'tag' | 'size' | 'changedMs'>> {
  // Of two who save at once the second must see what the first has done.
  return compute.files.alone(workspace.id, () => save(compute, by, workspace, wanted))
}

async function save(compute: Compute, by: By, workspace: WorkspaceRow, wanted: Text) {
  const { path, parts, text, match } = wanted
  const old = await lookAt(compute, workspace, parts)
  if (match !== undefined && match !== old?.tag) throw problems.changed()
  if (match === undefined && old) throw problems.exists(path)
  const { staging } = compute.files
  const owner = await ownerOf(compute, workspace.account_id)
  const bytes = Buffer.byteLength(text)
  await compute.files.requireSpace(bytes)
  const staged = await staging.file(text, owner)
  try {
    if (old) await chmod(staged, old.mode)
    const more = bytes - (old?.size ?? 0)
    const details = { path, bytes }
    const and = () =>
      inTransaction(compute.db, (tx) =>
        recordChange(compute, tx, { by, workspace, action: 'compute.file.written', bytes: more, details }),
      )
    const placed = { parts, staged, isNew: !old, refused: problems.inTheWay }
    await placeAll(compute, { workspace, owner, and }, [placed])
  } catch (error) {
    throw fileFailure(error)
  } finally {
    await staging.discard(staged)
  }
  const file = await openFileOf(compute, workspace, parts)
  await file.handle.close()
  return file
}

async function lookAt(compute: Compute, workspace: WorkspaceRow, parts: readonly string[]): Promise<Found> {
  try {
    const file = await openFileOf(compute, workspace, parts)
    await file.handle.close()
    return file
  } catch (error) {
    if (error instanceof Problem && error.code === 'file_missing') return undefined
    throw error
  }
}

/** Makes a folder in one that is there. */
export async function makeFolder(
  compute: Compute,
  by: By,
  workspace: WorkspaceRow,
  { path, parts }: { path: string; parts: readonly string[] },
): Promise<void> {
  const above = await openFolderOf(compute, workspace, parts.slice(0, -1))
  const child = above.child(parts.at(-1) as string)
  const made = await compute.files.staging.makeFolder(await ownerOf(compute, workspace.account_id))
  try {
    if (await standsAt(child)) throw problems.exists(path)
    await rename(made, child)
    await above.handle.sync()
    await recorded(compute, { by, workspace, action: 'compute.folder.made', details: { path } })
  } catch (error) {
    throw ['ENOTEMPTY', 'EEXIST', 'ENOTDIR'].includes(errnoOf(error) ?? '')
      ? problems.exists(path)
      : fileFailure(error)
  } finally {
    await compute.files.staging.discard(made)
    await above.handle.close()
  }
}

const recorded = (compute: Compute, change: Parameters<typeof recordChange>[2]): Promise<void> =>
  inTransaction(compute.db, (tx) => recordChange(compute, tx, change))

export async function standsAt(path: string): Promise<boolean> {
  try {
    await lstat(path)
    return true
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return false
    throw error
  }
}

/** Gives a file, a link or a folder another name or place. Nothing is overwritten. */
export async function moveEntry(
  compute: Compute,
  by: By,
  workspace: WorkspaceRow,
  { from, to }: { from: readonly string[]; to: readonly string[] },
): Promise<void> {
  const source = await openFolderOf(compute, workspace, from.slice(0, -1))
  try {
    const target = await openFolderOf(compute, workspace, to.slice(0, -1))
    try {
      const names = { from: from.at(-1) as string, to: to.at(-1) as string }
      await moveBetween(source, target, names)
      await Promise.all([source.handle.sync(), target.handle.sync()])
      const details = { from: from.join('/'), to: to.join('/') }
      await recorded(compute, { by, workspace, action: 'compute.file.moved', details })
    } finally {
      await target.handle.close()
    }
  } catch (error) {
    throw fileFailure(error)
  } finally {
    await source.handle.close()
  }
}

/** Moves one entry from an open folder into another, never over something. */
export async function moveBetween(
  source: OpenFolder,
  target: OpenFolder,
  { from, to }: { from: string; to: string },
): Promise<void> {
  const [old, fresh] = [source.child(from), target.child(to)]
  try {
    if ((await lstat(old)).isDirectory()) {
      // Over a folder that somebody has made in this very moment it would go only when that is empty.
      if (await standsAt(fresh)) throw problems.exists(to)
      await rename(old, fresh)
      return
    }
    await link(old, fresh)
    await unlink(old)
  } catch (error) {
    switch (errnoOf(error)) {
      case 'ENOENT':
        throw problems.missing()
      case 'EEXIST':
      case 'ENOTEMPTY':
      case 'ENOTDIR':
        throw problems.exists(to)
      case 'EINVAL':
        throw problems.intoItself()
      default:
        throw error
    }
  }
}
