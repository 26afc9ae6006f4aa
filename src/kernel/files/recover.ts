import { readdir, rename, stat } from 'node:fs/promises'
import { join, relative } from 'node:path'
import type { KernelDb } from '../db/db.ts'
import type { Area } from './area.ts'
import { findFileAt } from './file.store.ts'
import { INCOMING } from './name.ts'
import { REPLACED } from './replace.ts'
import type { FileRow } from './tables.ts'

/**
 * Ends what a kill cut off: a file that was made visible but whose row was never committed goes (promises.md, R1), one that
 * was replaced without its row comes back, then the leftovers of uploads go. At start with age 0 where one process uses the
 * root, else with an age. Returns the files removed.
 */
export async function recoverArea(
  area: Area,
  db: KernelDb,
  options: { olderThanMs: number },
): Promise<string[]> {
  const removed: string[] = []
  const unfinished = new Set((await area.unfinished(options)).map(({ inode }) => inode))
  if (unfinished.size > 0) {
    for (const path of await pathsOf(area.root, unfinished)) {
      const row = await findFileAt(db, area.name, path)
      if (row) {
        await putBack(area, row)
        continue
      }
      await area.remove(path)
      removed.push(path)
    }
  }
  await area.sweep(options)
  return removed
}

/** Where the row still names the bytes that were replaced, they get their place again. */
async function putBack({ root }: Area, { path, sha256 }: FileRow): Promise<void> {
  const names = await readdir(join(root, INCOMING))
  const old = names.find((name) => name.startsWith(`${REPLACED}${sha256}-`))
  if (old) await rename(join(root, INCOMING, old), join(root, path))
}

/** Where these inodes lie. It walks the whole area, which only happens after a kill in the middle of a request. */
async function pathsOf(root: string, inodes: ReadonlySet<number>): Promise<string[]> {
  const found: string[] = []
  const walk = async (folder: string): Promise<void> => {
    for (const entry of await readdir(folder, { withFileTypes: true })) {
      const path = join(folder, entry.name)
      if (entry.isDirectory() && path !== join(root, INCOMING)) await walk(path)
      else if (entry.isFile() && inodes.has((await stat(path)).ino)) found.push(relative(root, path))
    }
  }
  await walk(root)
  return found
}
