import { randomUUID } from 'node:crypto'
import { lchown, lstat, mkdir, readFile, rename, rmdir } from 'node:fs/promises'
import { join, sep } from 'node:path'
import { errnoOf, storageFailure } from '../../../kernel/files/failures.ts'
import { FolderSync } from '../../../kernel/files/folder-sync.ts'
import { type OpenFolder, openFolder } from '../../../kernel/files/inside.ts'
import type { Compute } from '../compute.ts'
import { ownerOf } from '../files/staging.ts'
import type { WorkspaceRow } from '../tables.ts'

/** Below the root: what is being made, and what was deleted. No name of anybody's storage begins with a dot. */
export const INCOMING = '.incoming'
export const TRASH = '.trash'

/** Whom it runs as reaches their own workspace through it, and sees nothing of it. */
const PASSED_MODE = 0o711
const OWN_MODE = 0o700
const flushes = new FolderSync()
/** Folders that this process is filling: what else lies among them without a row was left by a kill. */
const filling = new Set<string>()

type Placed = Pick<WorkspaceRow, 'folder'>
type Filled = Pick<WorkspaceRow, 'folder' | 'account_id'>

/** Where a workspace lies: absolute, and made of nothing that a client has sent. */
export const folderOf = ({ root }: Compute, { folder }: Placed): string => join(root, folder)

/** Where it lies once it is deleted, below the root. */
export const trashNameOf = ({ id }: Pick<WorkspaceRow, 'id'>): string => `${TRASH}/${id}`

export const isIncoming = ({ folder }: Placed): boolean => folder.startsWith(`${INCOMING}/`)

export async function makeRoots({ root }: Pick<Compute, 'root'>): Promise<void> {
  const mount = mountBelow(root, await readFile('/proc/self/mountinfo', 'utf8'))
  if (mount !== undefined)
    throw new Error(
      `${mount} is a mount of its own below the folder of all workspaces, so that files could not be moved in and out. Mount one file system for all of ATELIER_WORKSPACES_ROOT.`,
    )
  for (const name of [INCOMING, TRASH]) await mkdir(join(root, name), { recursive: true, mode: OWN_MODE })
}

/** What is mounted where workspaces are moved: the folders of people and our own, and those of workspaces. */
export function mountBelow(root: string, mounts: string): string | undefined {
  return mounts
    .split('\n')
    .map((line) => unescaped(line.split(' ')[4] ?? ''))
    .find((at) => at.startsWith(`${root}${sep}`) && at.slice(root.length + 1).split(sep).length <= 2)
}

/** As the kernel writes blanks in a path. */
const unescaped = (path: string): string =>
  path.replaceAll(/\\(\d{3})/g, (_all, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)))

/** A new name for what is in the making; those of single files begin otherwise. */
export const newIncoming = (): string => `${INCOMING}/w-${randomUUID()}`

/** The empty folder of a workspace that nobody else finds until it is moved to its place. */
export async function makeIncoming(compute: Compute, { folder, account_id }: Filled): Promise<void> {
  filling.add(folder)
  const path = folderOf(compute, { folder })
  await mkdir(path, { mode: OWN_MODE })
  const owner = await ownerOf(compute, account_id)
  if (owner) await lchown(path, owner.uid, owner.gid)
}

/** Whoever made it has filled it or given it up. */
export const endFilling = ({ folder }: Placed): boolean => filling.delete(folder)

export const isFilling = ({ folder }: Placed): boolean => filling.has(folder)

/** Moves a folder below the root, with its name on disk. False when it is not there: another try has moved it before. */
export async function moveFolder({ root }: Compute, from: string, to: string): Promise<boolean> {
  const [source, target] = [partsOf(from), partsOf(to)]
  const above = await openFolder(root, source.above)
  if (!above) return false
  try {
    const below = await makePassed(root, target.above)
    try {
      await rename(above.child(source.name), below.child(target.name))
    } finally {
      await below.handle.close()
    }
    await Promise.all([flushes.sync(above.path), flushes.sync(below.path)])
    return true
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return false
    throw errnoOf(error) === 'EXDEV' ? storageFailure(error) : error
  } finally {
    await above.handle.close()
  }
}

/** What is at a place below the root; a link or a file where a folder should be is a fault. */
export async function lookAt({ root }: Compute, folder: string): Promise<'folder' | 'nothing' | 'fault'> {
  const { above, name } = partsOf(folder)
  const parent = await openFolder(root, above)
  if (!parent) return 'nothing'
  try {
    const found = await openFolder(root, [...above, name])
    await found?.handle.close()
    if (found) return 'folder'
    await lstat(parent.child(name))
    return 'fault'
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return 'nothing'
    throw error
  } finally {
    await parent.handle.close()
  }
}

/** Takes somebody's folder away once their last workspace is gone from it. */
export async function tidyStorage(compute: Compute, name: string): Promise<void> {
  try {
    await rmdir(join(compute.root, name))
  } catch (error) {
    if (!['ENOENT', 'ENOTEMPTY', 'EEXIST'].includes(errnoOf(error) ?? '')) throw error
  }
}

function partsOf(folder: string): { above: string[]; name: string } {
  const parts = folder.split('/')
  return { above: parts.slice(0, -1), name: parts.at(-1) as string }
}

async function makePassed(root: string, parts: readonly string[]): Promise<OpenFolder> {
  const there = await openFolder(root, parts)
  if (there) return there
  const [name = ''] = parts
  const above = await openFolder(root, [])
  if (!above) throw new Error('The folder of all workspaces is not there.')
  try {
    await mkdir(above.child(name), { mode: PASSED_MODE })
    await flushes.sync(root)
  } catch (error) {
    if (errnoOf(error) !== 'EEXIST') throw error
  } finally {
    await above.handle.close()
  }
  const made = await openFolder(root, parts)
  if (!made) throw new Error(`${name} below the folder of all workspaces is no folder.`)
  // What the umask has taken off.
  await made.handle.chmod(PASSED_MODE)
  return made
}
