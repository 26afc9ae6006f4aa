import { lstat, readdir, rmdir } from 'node:fs/promises'
import type { Area } from './area.ts'
import { errnoOf, fileProblems, storageFailure } from './failures.ts'
import {
  childAt,
  type EntryName,
  makeFolder,
  type OpenFolder,
  openChildFolder,
  openFolder,
} from './inside.ts'
import { partsOf } from './name.ts'
import { removeIfThere } from './relink.ts'

type Place = Pick<Area, 'root'>

/** A regular file that lies in a folder. */
export interface Seen {
  name: string
  size: number
  modifiedMs: number
  inode: number
}

/** Makes a folder of an area, and those above it. */
export async function ensureFolder({ root }: Place, relative: string): Promise<void> {
  const folder = await makeFolder(root, partsOf(relative), () => undefined)
  if (!folder) throw fileProblems.invalidName('a file or a link stands where a folder is needed')
  await folder.handle.close()
}

/** Whether a folder lies there itself. */
export async function isFolder({ root }: Place, relative: string): Promise<boolean> {
  const folder = await openFolder(root, partsOf(relative))
  await folder?.handle.close()
  return folder !== undefined
}

/** The regular files right in a folder, by name, the first `most` that are wanted; undefined without one. Links are not among them. */
export async function lookInto(
  { root }: Place,
  relative: string,
  { most, wants = () => true }: { most: number; wants?: (name: string) => boolean },
): Promise<Seen[] | undefined> {
  const folder = await openFolder(root, partsOf(relative))
  if (!folder) return undefined
  try {
    const names = (await readdir(folder.child('.'))).filter(wants).sort().slice(0, most)
    const found = await Promise.all(
      names.map(async (name): Promise<Seen | undefined> => {
        const status = await lstat(folder.child(name)).catch((error) => {
          if (errnoOf(error) === 'ENOENT') return undefined
          throw error
        })
        if (!status?.isFile()) return undefined
        return { name, size: status.size, modifiedMs: status.mtimeMs, inode: status.ino }
      }),
    )
    return found.filter((each) => each !== undefined)
  } catch (error) {
    throw storageFailure(error)
  } finally {
    await folder.handle.close()
  }
}

/**
 * Removes a folder with all that lies in it; what it links to is not touched. That it is gone already is fine. Call it by way
 * of the kernel's removals, once no row names anything in it.
 */
export async function dropFolder(area: Place, relative: string): Promise<void> {
  const parts = partsOf(relative)
  const name = parts.pop() as string
  const above = await openFolder(area.root, parts)
  if (!above) return
  try {
    await drop(above, name)
  } catch (error) {
    throw storageFailure(error)
  } finally {
    await above.handle.close()
  }
}

/** By descriptors, and names as they are: others may have put there what no file of an area is called. */
async function drop(above: OpenFolder, name: EntryName): Promise<void> {
  const folder = await openChildFolder(above, name)
  if (!folder) return
  try {
    for (const entry of await readdir(folder.child('.'), { withFileTypes: true, encoding: 'buffer' })) {
      if (entry.isDirectory()) await drop(folder, entry.name)
      else await removeIfThere(childAt(folder, entry.name))
    }
  } finally {
    await folder.handle.close()
  }
  try {
    await rmdir(childAt(above, name))
  } catch (error) {
    // Somebody put something there just now, or took it away.
    if (!['ENOENT', 'ENOTEMPTY', 'EEXIST', 'ENOTDIR'].includes(errnoOf(error) ?? '')) throw error
  }
}
