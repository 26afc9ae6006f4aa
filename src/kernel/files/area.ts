import { randomBytes } from 'node:crypto'
import type { Stats } from 'node:fs'
import { type FileHandle, link, mkdir, open, readdir, realpath, stat, unlink } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Readable } from 'node:stream'
import { type Clock, systemClock } from '../clock.ts'
import type { Promised } from './checked.ts'
import { errnoOf, FileExists, fileProblems, storageFailure } from './failures.ts'
import { FolderSync } from './folder-sync.ts'
import { makeFolder, type OpenFolder, openExactly, openFolder } from './inside.ts'
import { type Listed, type ListOptions, listFiles } from './listing.ts'
import { INCOMING, partsOf } from './name.ts'
import { type ByteSource, type UploadOptions, type Written, writeUpload } from './upload.ts'

const READ_BYTES = 128 * 1024
const FOLDER_MODE = 0o750
const FILE_MODE = 0o640

export interface AreaOptions {
  /** The folder that nothing leaves; made when missing. */
  root: string
  /** What `kernel_file.area` says. */
  name: string
  clock?: Clock
}

/** An upload that is whole but not yet visible: it is kept under a name, or discarded. */
export interface Incoming extends Written {
  /** Where the bytes lie until then. */
  readonly path: string
  /** Removes the temporary name, and with it the bytes unless they were kept. */
  discard(): Promise<void>
  /** Leaves it as a kill would: where nobody knows whether a row names it, `recoverArea` looks later. */
  leave(): void
}

export interface OpenFile {
  /** The bytes asked for. Read it or call `close`: it holds a descriptor. */
  readonly stream: Readable
  /** Of the whole file. */
  readonly size: number
  readonly modifiedMs: number
  close(): Promise<void>
}

export interface FileStat {
  size: number
  modifiedMs: number
}

/** Opens a folder as an area. Files become visible whole or not at all, under names that stay below the root. */
export async function openArea(options: AreaOptions): Promise<Area> {
  await mkdir(join(options.root, INCOMING), { recursive: true, mode: FOLDER_MODE })
  // The root itself may be reached by links (an operator's choice); below it there are none.
  return new Area({ ...options, root: await realpath(options.root) })
}

export class Area {
  readonly name: string
  readonly root: string
  readonly folders = new FolderSync()
  /** Files that whoever read them last found to be other bytes than their rows say, by path. */
  readonly damaged = new Map<string, Promised>()
  readonly #clock: Clock
  /** Temporary files of uploads that are under way or not yet kept. */
  readonly #open = new Set<string>()
  /** Folders made by this process whose own name is not known to be on disk. */
  readonly #fresh = new Set<string>()

  constructor(options: AreaOptions) {
    this.name = options.name
    this.root = options.root
    this.#clock = options.clock ?? systemClock
  }

  /** Takes a stream in. Whatever goes wrong, no file and no descriptor is left; the stream itself is left to the caller. */
  async receive(source: ByteSource, options: UploadOptions = {}): Promise<Incoming> {
    const path = join(this.root, INCOMING, randomBytes(16).toString('hex'))
    this.#open.add(path)
    try {
      const written = await writeUpload(path, source, options)
      const leave = () => void this.#open.delete(path)
      return { ...written, path, discard: () => this.#discard(path), leave }
    } catch (error) {
      await this.#discard(path)
      throw storageFailure(error)
    }
  }

  /**
   * Makes an upload visible, on disk by name too. Throws FileExists when the name is taken. Its temporary name stays until
   * `discard`, which comes after the commit of the row: after a kill in between, `recoverArea` finds by it what no row names.
   */
  async keep(incoming: Incoming, relative: string): Promise<void> {
    await this.#publish(incoming.path, relative, true)
  }

  /** Writes a small file in one go; without `sync` a power loss may take it until `syncFiles`. Never overwrites. */
  async write(relative: string, content: string | Uint8Array, options: { sync: boolean }): Promise<void> {
    const path = join(this.root, INCOMING, randomBytes(16).toString('hex'))
    this.#open.add(path)
    try {
      const handle = await open(path, 'wx', FILE_MODE)
      try {
        await handle.writeFile(content)
        if (options.sync) await handle.datasync()
      } finally {
        await handle.close()
      }
      await this.#publish(path, relative, options.sync)
    } catch (error) {
      throw storageFailure(error)
    } finally {
      await this.#discard(path)
    }
  }

  /**
   * Puts files that were written without `sync` on disk, with the names that lead to them. One after another and each
   * folder once: it is work in the background, and threads and disk are others' too.
   */
  async syncFiles(relatives: readonly string[]): Promise<void> {
    const folders = new Map<string, string>()
    for (const relative of relatives) {
      const parts = partsOf(relative)
      const handle = await this.#openFile(parts)
      if (!handle) throw fileProblems.missing()
      try {
        await handle.datasync()
      } finally {
        await handle.close()
      }
      for (let depth = parts.length - 1; depth >= 0; depth -= 1) {
        const folder = join(this.root, ...parts.slice(0, depth))
        folders.set(folder, join(folder, parts[depth] ?? ''))
      }
    }
    for (const [folder, child] of folders) {
      await this.folders.sync(folder)
      this.#fresh.delete(child)
    }
  }

  /** Opens a file for reading; `start` and `end` are the first and the last byte, both counted in. */
  async open(relative: string, range: { start?: number; end?: number } = {}): Promise<OpenFile> {
    const handle = await this.#openFile(partsOf(relative))
    if (!handle) throw fileProblems.missing()
    const found = await handle.stat()
    const stream = handle.createReadStream({ ...range, highWaterMark: READ_BYTES })
    return {
      stream,
      size: found.size,
      modifiedMs: found.mtimeMs,
      async close() {
        stream.destroy()
        await handle.close()
      },
    }
  }

  /** Undefined when there is no such file, or it is no file, or a link leads to it. */
  async stat(relative: string): Promise<FileStat | undefined> {
    const handle = await this.#openFile(partsOf(relative))
    if (!handle) return undefined
    try {
      const { size, mtimeMs } = await handle.stat()
      return { size, modifiedMs: mtimeMs }
    } finally {
      await handle.close()
    }
  }

  /** Removes a file; that it is gone already is fine. A link is removed itself, not what it names. */
  async remove(relative: string): Promise<void> {
    const parts = partsOf(relative)
    const name = parts.pop() as string
    const folder = await openFolder(this.root, parts)
    if (!folder) return
    try {
      await unlinkIfThere(folder.child(name))
    } catch (error) {
      throw storageFailure(error)
    } finally {
      await folder.handle.close()
    }
  }

  /** The files below `prefix` (all when empty), in a stable order and by pages; links are not among them. */
  list(prefix = '', options: ListOptions = {}): Promise<Listed[]> {
    return listFiles(this.root, prefix === '' ? [] : partsOf(prefix), options)
  }

  /**
   * Removes what cut uploads left and tells how many. At start with `olderThanMs: 0` where one process uses the root;
   * with several, and hourly, an age: an upload that is under way in another process was written to just now.
   */
  async sweep(options: { olderThanMs: number }): Promise<number> {
    const folder = join(this.root, INCOMING)
    const before = this.#clock.now() - options.olderThanMs
    let removed = 0
    for (const name of await readdir(folder)) {
      const path = join(folder, name)
      if (this.#open.has(path)) continue
      const found = await statIfThere(path)
      if (!found || (options.olderThanMs > 0 && found.mtimeMs > before)) continue
      await unlinkIfThere(path)
      removed += 1
    }
    return removed
  }

  /** Temporary names, older than that, whose bytes are kept under another name: their request did not end. */
  async unfinished(options: { olderThanMs: number }): Promise<{ path: string; inode: number }[]> {
    const folder = join(this.root, INCOMING)
    const before = this.#clock.now() - options.olderThanMs
    const found: { path: string; inode: number }[] = []
    for (const name of await readdir(folder)) {
      const path = join(folder, name)
      const status = this.#open.has(path) ? undefined : await statIfThere(path)
      if (status && status.nlink > 1 && (options.olderThanMs === 0 || status.mtimeMs <= before))
        found.push({ path, inode: status.ino })
    }
    return found
  }

  async #openFile(parts: readonly string[]): Promise<FileHandle | undefined> {
    const handle = await openExactly(join(this.root, ...parts)).catch((error) => {
      throw storageFailure(error)
    })
    if (!handle) return undefined
    try {
      if ((await handle.stat()).isFile()) return handle
    } catch (error) {
      await handle.close()
      throw storageFailure(error)
    }
    await handle.close()
    return undefined
  }

  /** A second name, then the first one goes: link(2) is the one call that never overwrites. */
  async #publish(from: string, relative: string, sync: boolean): Promise<void> {
    const parts = partsOf(relative)
    const name = parts.pop() as string
    let folder: OpenFolder | undefined
    try {
      folder = await makeFolder(this.root, parts, (path) => this.#fresh.add(path))
      if (!folder) throw fileProblems.invalidName('a file or a link stands where a folder is needed')
      await link(from, folder.child(name))
      if (sync) await this.#syncNames(folder.path)
    } catch (error) {
      if (errnoOf(error) === 'EEXIST') throw new FileExists(relative, error)
      throw storageFailure(error)
    } finally {
      await folder?.handle.close()
    }
  }

  async #syncNames(folder: string): Promise<void> {
    await this.folders.sync(folder)
    for (let path = folder; path !== this.root && this.#fresh.size > 0; path = dirname(path)) {
      if (!this.#fresh.has(path)) continue
      await this.folders.sync(dirname(path))
      this.#fresh.delete(path)
    }
  }

  async #discard(path: string): Promise<void> {
    if (!this.#open.has(path)) return
    await unlinkIfThere(path)
    this.#open.delete(path)
  }
}

async function unlinkIfThere(path: string): Promise<void> {
  try {
    await unlink(path)
  } catch (error) {
    if (errnoOf(error) !== 'ENOENT') throw error
  }
}

async function statIfThere(path: string): Promise<Stats | undefined> {
  try {
    return await stat(path)
  } catch (error) {
    if (errnoOf(error) !== 'ENOENT') throw error
    return undefined
  }
}
