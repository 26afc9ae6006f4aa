import type { Dirent } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { openFolder } from './inside.ts'
import { INCOMING, partsOf } from './name.ts'

const PAGE = 1_000

export interface ListOptions {
  /** The last path of the page before. */
  after?: string
  limit?: number
}

export interface Listed {
  /** Below the root, so that the next page begins after it. */
  path: string
}

/** Regular files below a folder, folder by folder in order of name. Links and what is no file are left out. */
export async function listFiles(
  root: string,
  prefix: readonly string[],
  options: ListOptions = {},
): Promise<Listed[]> {
  const limit = options.limit ?? PAGE
  const found: Listed[] = []
  const after = options.after === undefined ? [] : partsOf(options.after)
  const inside = prefix.every((part, index) => after.length === 0 || after[index] === part)
  await walk(root, prefix, inside ? after.slice(prefix.length) : [], limit, found)
  return found
}

async function walk(
  root: string,
  parts: readonly string[],
  after: readonly string[],
  limit: number,
  found: Listed[],
): Promise<void> {
  const first = after[0]
  for (const entry of await entriesOf(root, parts)) {
    if (found.length >= limit) return
    if (parts.length === 0 && entry.name === INCOMING) continue
    if (first !== undefined && entry.name < first) continue
    const isFirst = entry.name === first
    if (entry.isDirectory()) {
      await walk(root, [...parts, entry.name], isFirst ? after.slice(1) : [], limit, found)
    } else if (entry.isFile() && !(isFirst && after.length === 1)) {
      found.push({ path: [...parts, entry.name].join('/') })
    }
  }
}

async function entriesOf(root: string, parts: readonly string[]): Promise<Dirent[]> {
  const folder = await openFolder(root, parts)
  if (!folder) return []
  try {
    const entries = await readdir(join(folder.child('.')), { withFileTypes: true })
    return entries.sort((a, b) => (a.name < b.name ? -1 : 1))
  } finally {
    await folder.handle.close()
  }
}
