import { randomBytes } from 'node:crypto'
import {
  chmod,
  lchown,
  link,
  lstat,
  mkdir,
  open,
  readdir,
  rename,
  rmdir,
  symlink,
  unlink,
} from 'node:fs/promises'
import { join } from 'node:path'
import type { OsUser } from '../../../kernel/execution/execution.ts'
import { errnoOf } from '../../../kernel/files/failures.ts'
import { type OpenFolder, openChildFolder, walkTo } from '../../../kernel/files/inside.ts'
import type { Compute } from '../compute.ts'
import { problems } from './file-problems.ts'

/** Below the root of all workspaces; no name of anybody's storage begins with a dot. */
const STAGING = '.staging'
const FILE_MODE = 0o600
const FOLDER_MODE = 0o700

/** Whose everything is that the server makes in a workspace; undefined where the server itself is that account. */
export type Owner = OsUser | undefined

/** As whom the sessions of a workspace run. */
export async function ownerOf(compute: Compute, account: number | null): Promise<Owner> {
  // Only root may give things away; everybody else's sessions run as the server itself.
  if (process.getuid?.() !== 0) return undefined
  return compute.executions.userOf(account ?? undefined)
}

/** How to take back what was just done. */
export type Undo = () => Promise<void>

/**
 * What is being made lies in a folder that the server alone may enter, and is given its owner there: by the time that
 * anybody else can reach it, it is whole, and nothing is changed by its name any more.
 */
export class Staging {
  readonly folder: string
  readonly #open = new Set<string>()

  constructor(root: string) {
    this.folder = join(root, STAGING)
  }

  async prepare(): Promise<void> {
    await mkdir(this.folder, { recursive: true, mode: FOLDER_MODE })
    await chmod(this.folder, FOLDER_MODE)
  }

  /** A path of its own for something new. It is left alone until `discard`. */
  path(): string {
    const path = join(this.folder, `f-${randomBytes(12).toString('hex')}`)
    this.#open.add(path)
    return path
  }

  async file(content: string | Uint8Array, owner: Owner): Promise<string> {
    const path = this.path()
    const handle = await open(path, 'wx', FILE_MODE)
    try {
      await handle.writeFile(content)
      await handle.datasync()
      if (owner) await handle.chown(owner.uid, owner.gid)
    } finally {
      await handle.close()
    }
    return path
  }

  async link(target: string, owner: Owner): Promise<string> {
    const path = this.path()
    await symlink(target, path)
    if (owner) await lchown(path, owner.uid, owner.gid)
    return path
  }

  async makeFolder(owner: Owner): Promise<string> {
    const path = this.path()
    await mkdir(path, { mode: FOLDER_MODE })
    if (owner) await lchown(path, owner.uid, owner.gid)
    return path
  }

  /** Removes what was not given a place; that it is gone already is fine. */
  async discard(path: string): Promise<void> {
    try {
      await unlink(path)
    } catch (error) {
      if (['EISDIR', 'EPERM'].includes(errnoOf(error) ?? '')) await rmdir(path)
      else if (errnoOf(error) !== 'ENOENT') throw error
    }
    this.#open.delete(path)
  }

  /** What lies here that this process is not about, and was not touched for so long. */
  async leftovers(olderThanMs: number): Promise<string[]> {
    const old: string[] = []
    for (const name of await readdir(this.folder)) {
      if (this.#open.has(join(this.folder, name))) continue
      // The clock of the files is the system's.
      if (olderThanMs === 0 || (await isOlder(join(this.folder, name), Date.now() - olderThanMs)))
        old.push(name)
    }
    return old
  }
}

async function isOlder(path: string, before: number): Promise<boolean> {
  try {
    return (await lstat(path)).ctimeMs < before
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return false
    throw error
  }
}

/**
 * Opens a folder below `root`, making what is missing. Undefined where a link or a file is in the way. `undos` hears how
 * to take back each new folder.
 */
export async function makeWay(
  staging: Staging,
  { root, owner, undos }: { root: string; owner: Owner; undos: Undo[] },
  parts: readonly string[],
): Promise<OpenFolder | undefined> {
  let folder = await walkTo(root, [])
  for (const part of parts) {
    const above: OpenFolder | undefined = folder
    if (!above) return undefined
    try {
      folder = await openChildFolder(above, part)
      if (!folder && (await makeChild(staging, { above, owner }, part))) {
        folder = await openChildFolder(above, part)
        await above.handle.sync()
        const path = folder?.path
        if (path) undos.push(() => removeIfEmpty(root, path))
      }
    } finally {
      await above.handle.close()
    }
  }
  return folder
}

/** Made beside and moved there, so that its owner is set where nobody can put something in its place. */
async function makeChild(
  staging: Staging,
  { above, owner }: { above: OpenFolder; owner: Owner },
  name: string,
): Promise<boolean> {
  if (await standsIn(above, name)) return false
  const made = await staging.makeFolder(owner)
  try {
    await rename(made, above.child(name))
    return true
  } catch (error) {
    // Somebody was quicker.
    if (!['ENOTEMPTY', 'EEXIST', 'ENOTDIR'].includes(errnoOf(error) ?? '')) throw error
    return true
  } finally {
    await staging.discard(made)
  }
}

async function standsIn(folder: OpenFolder, name: string): Promise<boolean> {
  try {
    await lstat(folder.child(name))
    return true
  } catch (error) {
    if (errnoOf(error) !== 'ENOENT') throw error
    return false
  }
}

async function removeIfEmpty(root: string, path: string): Promise<void> {
  const parts = path.slice(root.length + 1).split('/')
  const name = parts.pop() as string
  const folder = await walkTo(root, parts)
  try {
    await rmdir(folder?.child(name) ?? '')
  } catch (error) {
    if (!['ENOENT', 'ENOTEMPTY', 'EEXIST', 'ENOTDIR'].includes(errnoOf(error) ?? '')) throw error
  } finally {
    await folder?.handle.close()
  }
}

/** Gives what was staged a name that is free, or throws that it is taken. That it has it already is fine. */
export async function putNew(folder: OpenFolder, name: string, staged: string): Promise<Undo> {
  const path = folder.child(name)
  try {
    // The one call that never overwrites; of a link it names the link itself.
    await link(staged, path)
  } catch (error) {
    if (errnoOf(error) !== 'EEXIST') throw error
    const [there, own] = await Promise.all([lstat(path), lstat(staged)])
    if (there.ino !== own.ino || there.dev !== own.dev) throw problems.exists(name)
  }
  return () => unlink(path)
}

/** The same for a name that may be taken by a file or a link: that is replaced, and never followed. */
export async function putInPlace(
  staging: Staging,
  folder: OpenFolder,
  { name, staged }: { name: string; staged: string },
): Promise<{ undo: Undo; settle(): Promise<void> }> {
  const path = folder.child(name)
  const kept = staging.path()
  const hadOne = await keepOld(path, kept)
  await rename(staged, path).catch(async (error) => {
    await staging.discard(kept)
    throw errnoOf(error) === 'EISDIR' ? problems.isFolder() : error
  })
  return {
    undo: async () => {
      await (hadOne ? rename(kept, path) : unlink(path))
      await staging.discard(kept)
    },
    settle: () => staging.discard(kept),
  }
}

/** A second name for what is about to be replaced, until all of the request is done. */
async function keepOld(path: string, kept: string): Promise<boolean> {
  try {
    await link(path, kept)
    return true
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return false
    // Of a folder there is no second name.
    if (errnoOf(error) === 'EPERM') throw problems.isFolder()
    throw error
  }
}
