import { randomBytes } from 'node:crypto'
import { constants } from 'node:fs'
import { chmod, type FileHandle, open, rename, rmdir, unlink } from 'node:fs/promises'
import { basename, dirname } from 'node:path'
import { errnoOf } from '../../../kernel/files/failures.ts'
import {
  childAt,
  type EntryName,
  entriesIn,
  type OpenFolder,
  openChildFolder,
  openFolder,
} from '../../../kernel/files/inside.ts'
import { Lanes } from './lanes.ts'

const AT_ONCE = 16
/** Two descriptors are open for each level. */
const DEEPEST = 100
/** Somebody's process may still write while it goes. */
const TRIES = 5
const GONE = 'ENOENT'
/** Linux only: opens what cannot be read, to look at it and to change its mode. */
const O_PATH = 0x200000

/**
 * Removes a folder with all that is in it, each entry by the open folder that holds it: no link is followed, whatever a
 * process of its owner does meanwhile. That it is gone already is fine.
 */
export async function removeFolder(folder: string): Promise<void> {
  const above = await openFolder(dirname(folder), [])
  if (!above) return
  try {
    await removeChild(above, basename(folder))
  } finally {
    await above.handle.close()
  }
}

/** The same for what lies in an open folder, be it a folder, a file or a link. */
export async function removeChild(above: OpenFolder, name: EntryName, depth = 1): Promise<void> {
  await openUp(above, name)
  for (let left = TRIES; ; left -= 1) {
    const folder = await openChildFolder(above, name)
    if (!folder) return unlinkChild(above, name)
    try {
      await empty(folder, depth)
    } finally {
      await folder.handle.close()
    }
    try {
      await rmdir(childAt(above, name))
      return
    } catch (error) {
      if (errnoOf(error) === GONE) return
      if (left <= 1 || !['ENOTEMPTY', 'EEXIST', 'ENOTDIR'].includes(errnoOf(error) ?? '')) throw error
    }
  }
}

async function empty(folder: OpenFolder, depth: number): Promise<void> {
  const lanes = new Lanes(AT_ONCE)
  try {
    for await (const entry of await entriesIn(folder)) {
      if (!entry.isDirectory()) await lanes.add(() => unlinkChild(folder, entry.name))
      else if (depth < DEEPEST) await removeChild(folder, entry.name, depth + 1)
      else await removeDeep(folder, entry.name)
    }
  } finally {
    await lanes.end()
  }
}

/**
 * The same for what somebody has nested without end: what lies in each folder is moved up before that goes, so that the server
 * does not run out of descriptors.
 */
async function removeDeep(top: OpenFolder, name: EntryName): Promise<void> {
  const waiting = [name]
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    await openUp(top, next)
    const folder = await openChildFolder(top, next)
    if (!folder) {
      await unlinkChild(top, next)
      continue
    }
    try {
      for await (const entry of await entriesIn(folder)) {
        const moved = `.removed-${randomBytes(12).toString('hex')}`
        if (!entry.isDirectory()) await unlinkChild(folder, entry.name)
        else if (await pullUp(folder, entry.name, top.child(moved))) waiting.push(moved)
      }
    } finally {
      await folder.handle.close()
    }
    // Whatever has come in meanwhile is found at the next try.
    await rmdir(childAt(top, next)).catch(() => undefined)
  }
}

async function pullUp(folder: OpenFolder, name: EntryName, to: string): Promise<boolean> {
  await openUp(folder, name)
  try {
    await rename(childAt(folder, name), to)
    return true
  } catch (error) {
    if (errnoOf(error) === GONE) return false
    throw error
  }
}

/** A folder that its owner has closed to themselves is closed to a server of that account too. */
async function openUp(above: OpenFolder, name: EntryName): Promise<void> {
  if (process.getuid?.() === 0) return
  let handle: FileHandle
  try {
    handle = await open(childAt(above, name), O_PATH | constants.O_DIRECTORY | constants.O_NOFOLLOW)
  } catch (error) {
    if (['ENOENT', 'ENOTDIR', 'ELOOP'].includes(errnoOf(error) ?? '')) return
    throw error
  }
  try {
    const { mode, uid } = await handle.stat()
    // By the descriptor, so that no link in its place is followed.
    if ((mode & 0o700) !== 0o700 && uid === process.getuid?.())
      await chmod(`/proc/self/fd/${handle.fd}`, 0o700)
  } finally {
    await handle.close()
  }
}

async function unlinkChild(folder: OpenFolder, name: EntryName): Promise<void> {
  try {
    await unlink(childAt(folder, name))
  } catch (error) {
    if (errnoOf(error) !== GONE) throw error
  }
}
