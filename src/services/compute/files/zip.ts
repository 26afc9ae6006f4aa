import type { Readable } from 'node:stream'
import { type ZipEntry, zipStream } from '../../../kernel/files/zip.ts'
import { Problem } from '../../../kernel/problem.ts'
import type { Compute } from '../compute.ts'
import type { WorkspaceRow } from '../tables.ts'
import { folderOf } from '../workspaces/folder.ts'
import { problems } from './file-problems.ts'
import type { TreeAnswer } from './look.ts'
import { openFileOf, sourceOf } from './open.ts'

const ENTRIES = 10_000
const GIGABYTES = 10
const PACKED = /\.(zip|gz|tgz|bz2|xz|zst|7z|png|jpe?g|gif|webp|mp4|mov|mp3|npz|parquet)$/i

/** A folder as a zip that is made while it is read. What is too large is refused before it begins; links are left out. */
export async function zipFolder(
  compute: Compute,
  workspace: WorkspaceRow,
  parts: readonly string[],
): Promise<Readable> {
  const root = folderOf(compute, workspace)
  const limits = { entries: ENTRIES, bytes: GIGABYTES * 1_000_000_000 }
  const tree = await compute.files.look({ kind: 'tree', root, parts: [...parts], ...limits })
  if (!tree) throw problems.missing()
  if (tree.fault === 'entries') throw problems.tooMany(ENTRIES)
  if (tree.fault === 'bytes') throw problems.tooLarge(GIGABYTES)
  return zipStream(entriesOf(compute, workspace, { parts, tree }))
}

async function* entriesOf(
  compute: Compute,
  workspace: WorkspaceRow,
  { parts, tree }: { parts: readonly string[]; tree: TreeAnswer },
): AsyncGenerator<ZipEntry> {
  for (const each of tree.files) {
    const stream = await openNow(compute, workspace, [...parts, ...each.parts])
    if (!stream) continue
    yield {
      // A backslash would be a folder on other people's machines, and a control character an order to their terminals.
      name: each.parts.map((part) => part.toWellFormed().replaceAll(/[\p{Cc}\\]/gu, '_')).join('/'),
      mtime: new Date(Math.max(each.changedMs, Date.UTC(1980, 0, 2))),
      compress: !PACKED.test(each.parts.at(-1) as string),
      open: async () => stream,
    }
  }
}

/** Undefined for what has gone meanwhile, or keeps the server out. */
async function openNow(
  compute: Compute,
  workspace: WorkspaceRow,
  parts: readonly string[],
): Promise<Readable | undefined> {
  try {
    return await sourceOf(await openFileOf(compute, workspace, parts)).whole()
  } catch (error) {
    if (error instanceof Problem && error.status < 500) return undefined
    throw error
  }
}
