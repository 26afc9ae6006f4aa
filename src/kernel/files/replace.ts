import { randomBytes } from 'node:crypto'
import { link, open, rename, utimes } from 'node:fs/promises'
import { join } from 'node:path'
import type { Area, Incoming } from './area.ts'
import { fileProblems, storageFailure } from './failures.ts'
import { makeFolder, type OpenFolder } from './inside.ts'
import { INCOMING, partsOf } from './name.ts'
import { removeIfThere } from './relink.ts'
import type { FileRow } from './tables.ts'

/** Begins the temporary name of bytes that were replaced, until their row says so too; their hash follows. */
export const REPLACED = 'replaced-'

type Place = Pick<Area, 'root' | 'folders'>

export interface Replaced {
  /** Puts the old bytes back. */
  undo(): Promise<void>
  /** Lets the old bytes go, once the row of the new ones is committed. */
  forget(): Promise<void>
}

/**
 * Puts an upload in the place of a stored file, at once for whoever looks. After a kill before the commit of its row,
 * `recoverArea` puts the old bytes back. Call it by way of the kernel's removals.
 */
export async function replaceFile(
  area: Place,
  incoming: Pick<Incoming, 'path'>,
  { path: relative, sha256 }: Pick<FileRow, 'path' | 'sha256'>,
): Promise<Replaced> {
  const old = temporary(area, `${REPLACED}${sha256}-`)
  await inFolder(area, relative, async (folder, name) => {
    await link(folder.child(name), old)
    const now = new Date()
    await utimes(old, now, now)
    // The temporary name of the new bytes stays, as with `keep`: by it a start knows that this did not end.
    const second = temporary(area)
    await link(incoming.path, second)
    await rename(second, folder.child(name))
  })
  return {
    undo: () => inFolder(area, relative, (folder, name) => rename(old, folder.child(name))),
    forget: () => removeIfThere(old),
  }
}

/** Writes a small file whole, in the place of the one that may be there. It has no row: it can be made again. */
export async function rewriteFile(area: Place, relative: string, content: string): Promise<void> {
  const path = temporary(area)
  try {
    const handle = await open(path, 'wx', 0o640)
    try {
      await handle.writeFile(content)
      await handle.datasync()
    } finally {
      await handle.close()
    }
    await inFolder(area, relative, (folder, name) => rename(path, folder.child(name)))
  } catch (error) {
    await removeIfThere(path)
    throw storageFailure(error)
  }
}

const temporary = ({ root }: Place, prefix = ''): string =>
  join(root, INCOMING, prefix + randomBytes(16).toString('hex'))

/** Does it in the folder of a name, which is made when missing, and puts the folder's names on disk. */
async function inFolder(
  area: Place,
  relative: string,
  fn: (folder: OpenFolder, name: string) => Promise<void>,
): Promise<void> {
  const parts = partsOf(relative)
  const name = parts.pop() as string
  const folder = await makeFolder(area.root, parts, () => undefined)
  if (!folder) throw fileProblems.invalidName('a file or a link stands where a folder is needed')
  try {
    await fn(folder, name)
    await area.folders.sync(folder.path)
  } catch (error) {
    throw storageFailure(error)
  } finally {
    await folder.handle.close()
  }
}
