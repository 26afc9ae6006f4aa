import { constants, type Dirent, readlinkSync } from 'node:fs'
import { type FileHandle, mkdir, open, opendir, realpath, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { errnoOf } from './failures.ts'

const { O_DIRECTORY, O_NOFOLLOW, O_NONBLOCK, O_RDONLY } = constants
const DESCRIPTORS = '/proc/self/fd'
const FOLDER_MODE = 0o750

/** Of an entry of a folder; as bytes where it may be no valid text, which the system does not mind. */
export type EntryName = string | Buffer

/** An open folder of an area, and how its children are reached without going through any name above it again. */
export interface OpenFolder {
  readonly handle: FileHandle
  /** Where it lies, as a path of the area. */
  readonly path: string
  /** The address of a child. With /proc it goes through the descriptor, so swapped folders above do not matter. */
  child(name: string): string
}

/**
 * Opens `path` without following a link at its end, then looks where the descriptor points: anything but `path` itself
 * means that a link stood somewhere above, perhaps only for a moment, and counts as missing (promises.md, F2).
 * `path` must be below a root without links.
 */
export async function openExactly(path: string, flags = O_RDONLY): Promise<FileHandle | undefined> {
  const handle = await openItself(path, flags)
  if (!handle) return undefined
  try {
    if (await pointsAt(handle, path)) return handle
  } catch (error) {
    await handle.close()
    throw error
  }
  await handle.close()
  return undefined
}

/** Never follows a link at the end of `path`; undefined where nothing stands there that can be opened so. */
async function openItself(path: EntryName, flags: number): Promise<FileHandle | undefined> {
  try {
    // O_NONBLOCK, or a named pipe would hold a thread until somebody writes into it.
    return await open(path, flags | O_NOFOLLOW | O_NONBLOCK)
  } catch (error) {
    // A link at the end (ELOOP), a file where a folder should be (ENOTDIR), a socket or a device without one (ENXIO).
    if (['ENOENT', 'ELOOP', 'ENOTDIR', 'ENXIO', 'EMLINK'].includes(errnoOf(error) ?? '')) return undefined
    throw error
  }
}

async function pointsAt(handle: FileHandle, path: string): Promise<boolean> {
  if (HAS_DESCRIPTORS) {
    // procfs does not wait for a disk, so this may be synchronous; a thread would cost ten times as much.
    return readlinkSync(`${DESCRIPTORS}/${handle.fd}`) === path
  }
  try {
    const [own, there, real] = await Promise.all([handle.stat(), stat(path), realpath(path)])
    return real === path && own.dev === there.dev && own.ino === there.ino
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return false
    throw error
  }
}

const HAS_DESCRIPTORS = hasDescriptors()

function hasDescriptors(): boolean {
  try {
    readlinkSync('/proc/self/exe')
    return true
  } catch {
    return false
  }
}

/** Opens a folder below `root`, or gives undefined where there is none or a link leads to it. */
export async function openFolder(root: string, parts: readonly string[]): Promise<OpenFolder | undefined> {
  const path = join(root, ...parts)
  const handle = await openExactly(path, O_RDONLY | O_DIRECTORY)
  return handle && asFolder(handle, path)
}

function asFolder(handle: FileHandle, path: string): OpenFolder {
  const base = HAS_DESCRIPTORS ? `${DESCRIPTORS}/${handle.fd}` : path
  return { handle, path, child: (name) => `${base}/${name}` }
}

/** The address of a child whose name may be no valid text. */
export const childAt = (folder: OpenFolder, name: EntryName): EntryName =>
  typeof name === 'string' ? folder.child(name) : Buffer.concat([Buffer.from(folder.child('')), name])

/** What lies in an open folder, with names as bytes: what is no valid text would be lost else. */
export const entriesIn = (folder: OpenFolder): Promise<AsyncIterable<Dirent<Buffer>>> =>
  // The types of Node know of no bytes here.
  opendir(folder.child('.'), { bufferSize: 128, encoding: 'buffer' } as never) as Promise<never>

/** Opens what lies in an open folder, itself and never what it links to. */
export function openChild(
  folder: OpenFolder,
  name: EntryName,
  flags = O_RDONLY,
): Promise<FileHandle | undefined> {
  return HAS_DESCRIPTORS
    ? openItself(childAt(folder, name), flags)
    : openExactly(join(folder.path, String(name)), flags)
}

/** Opens a folder in an open folder; undefined where there is none or a link. */
export async function openChildFolder(folder: OpenFolder, name: EntryName): Promise<OpenFolder | undefined> {
  const handle = await openChild(folder, name, O_RDONLY | O_DIRECTORY)
  return handle && asFolder(handle, join(folder.path, String(name)))
}

/**
 * Opens a folder below `root` step by step, each from the one above: where others may write below `root`, nothing outside
 * of it is even opened. `openFolder` is quicker, and looks afterwards.
 */
export async function walkTo(root: string, parts: readonly string[]): Promise<OpenFolder | undefined> {
  let folder = await openFolder(root, [])
  for (const part of parts) {
    const above: OpenFolder | undefined = folder
    if (!above) return undefined
    try {
      folder = await openChildFolder(above, part)
    } finally {
      await above.handle.close()
    }
  }
  return folder
}

/** The same, but makes what is missing; `made` hears of each new folder. Undefined where a link or a file is in the way. */
export async function makeFolder(
  root: string,
  parts: readonly string[],
  made: (path: string) => void,
): Promise<OpenFolder | undefined> {
  const there = await openFolder(root, parts)
  const last = parts.at(-1)
  if (there || last === undefined) return there
  const above = await makeFolder(root, parts.slice(0, -1), made)
  if (!above) return undefined
  try {
    await mkdir(above.child(last), { mode: FOLDER_MODE })
    made(join(above.path, last))
  } catch (error) {
    if (errnoOf(error) !== 'EEXIST') throw error
  } finally {
    await above.handle.close()
  }
  return openFolder(root, parts)
}
