import { fsync } from 'node:fs'
import { promisify } from 'node:util'
import { inTransaction } from '../../../kernel/db/db.ts'
import { errnoOf, storageFailure } from '../../../kernel/files/failures.ts'
import type { OpenFolder } from '../../../kernel/files/inside.ts'
import type { By } from '../../../kernel/journal/journal.ts'
import { Problem } from '../../../kernel/problem.ts'
import type { Compute } from '../compute.ts'
import type { WorkspaceRow } from '../tables.ts'
import { folderOf } from '../workspaces/folder.ts'
import { recordChange } from './change.ts'
import type { CheckedEntries } from './entries.ts'
import { entryProblems } from './file-problems.ts'
import { makeWay, type Owner, ownerOf, putInPlace, putNew, type Undo } from './staging.ts'

const AT_ONCE = 8
const sync = promisify(fsync)

/** One thing that is staged, and where it goes. */
export interface Placed {
  parts: readonly string[]
  staged: string
  /** Only under a name that is free. */
  isNew?: boolean
  /** What to say where a folder stands in its place, or something else where a folder is needed. */
  refused(): Problem
}

type Target = Pick<WorkspaceRow, 'account_id' | 'folder'>

/**
 * Writes checked entries: all are on disk before the first is seen, existing files and links are replaced and never
 * followed. Of a request that fails nothing stays.
 */
export async function writeEntries(
  compute: Compute,
  workspace: Target,
  { files, links }: Pick<CheckedEntries, 'files' | 'links'>,
): Promise<void> {
  if (files.length + links.length === 0) return
  const { staging } = compute.files
  const owner = await ownerOf(compute, workspace.account_id)
  // Of two of one name the later counts, and a link comes after the files.
  const wanted = new Map<string, () => Promise<Placed>>()
  for (const { parts, content } of files) {
    const refused = () => entryProblems.invalidFile(parts.join('/'))
    wanted.set(parts.join('/'), async () => ({ parts, refused, staged: await staging.file(content, owner) }))
  }
  for (const { parts, target } of links) {
    const refused = () => entryProblems.invalidLink(parts.join('/'))
    wanted.set(parts.join('/'), async () => ({ parts, refused, staged: await staging.link(target, owner) }))
  }
  const placed: Placed[] = []
  try {
    const makers = [...wanted.values()]
    for (let at = 0; at < makers.length; at += AT_ONCE)
      placed.push(...(await allOf(makers.slice(at, at + AT_ONCE), placed)))
    await placeAll(compute, { workspace, owner }, placed)
  } catch (error) {
    throw storageFailure(error)
  } finally {
    await Promise.all(placed.map(({ staged }) => staging.discard(staged)))
  }
}

/** What some have made is known, to be removed, also when another of them fails. */
async function allOf(makers: (() => Promise<Placed>)[], placed: Placed[]): Promise<Placed[]> {
  const results = await Promise.allSettled(makers.map((make) => make()))
  const made = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []))
  const failed = results.find((result) => result.status === 'rejected')
  if (!failed) return made
  placed.push(...made)
  throw failed.reason
}

/** Gives all that is staged its place below a workspace, on disk by name too; when one fails, none stays. */
export async function placeAll(
  compute: Compute,
  { workspace, owner, and }: { workspace: Target; owner: Owner; and?: () => Promise<void> },
  placed: readonly Placed[],
): Promise<void> {
  const root = folderOf(compute, workspace)
  const undos: Undo[] = []
  const settles: (() => Promise<void>)[] = []
  const folders = new Map<string, OpenFolder>()
  try {
    for (const each of placed) {
      const way = each.parts.slice(0, -1)
      const key = way.join('/')
      const folder = folders.get(key) ?? (await makeWay(compute.files.staging, { root, owner, undos }, way))
      if (!folder) throw each.refused()
      folders.set(key, folder)
      await put(compute, folder, { each, undos, settles })
    }
    for (const folder of folders.values()) await sync(folder.handle.fd)
    await and?.()
    for (const settle of settles) await settle()
  } catch (error) {
    for (const undo of undos.reverse()) await undo().catch(ignoreGone)
    throw error
  } finally {
    for (const folder of folders.values()) await folder.handle.close()
  }
}

/** The same for files that somebody has written, with the entry of the journal. */
export function placeWritten(
  compute: Compute,
  { by, workspace, owner, bytes }: { by: By; workspace: WorkspaceRow; owner: Owner; bytes: number },
  placed: readonly Placed[],
): Promise<void> {
  const paths = placed.map(({ parts }) => parts.join('/'))
  const details = { paths: paths.slice(0, 100), count: paths.length, bytes }
  const and = () =>
    inTransaction(compute.db, (tx) =>
      recordChange(compute, tx, { by, workspace, action: 'compute.file.written', bytes, details }),
    )
  return placeAll(compute, { workspace, owner, and }, placed)
}

/** What its owner has moved away meanwhile is not ours to take back. */
function ignoreGone(error: unknown): void {
  if (!['ENOENT', 'ENOTDIR', 'EISDIR', 'ENOTEMPTY'].includes(errnoOf(error) ?? '')) throw error
}

async function put(
  { files: { staging } }: Compute,
  folder: OpenFolder,
  { each, undos, settles }: { each: Placed; undos: Undo[]; settles: (() => Promise<void>)[] },
): Promise<void> {
  const { parts, staged, isNew, refused } = each
  const name = parts.at(-1) as string
  const orRefused = (error: unknown): never => {
    // ENOENT: the folder was opened, and removed since then.
    const isInTheWay = error instanceof Problem ? error.code === 'is_folder' : errnoOf(error) === 'ENOENT'
    throw isInTheWay ? refused() : error
  }
  if (isNew) {
    undos.push(await putNew(folder, name, staged).catch(orRefused))
    return
  }
  const { undo, settle } = await putInPlace(staging, folder, { name, staged }).catch(orRefused)
  undos.push(undo)
  settles.push(settle)
}
