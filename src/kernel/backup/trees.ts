import { createHash } from 'node:crypto'
import type { Stats } from 'node:fs'
import { type FileHandle, lstat, opendir, readlink } from 'node:fs/promises'
import { errnoOf } from '../files/failures.ts'
import { type OpenFolder, openChild, openChildFolder, openFolder } from '../files/inside.ts'
import { isPacked, WORTH_PACKING_BYTES } from './packing.ts'
import type { ZipPart } from './zip-writer.ts'

/** A folder that a backup copies as it lies: no row says what is in it, and others may write there meanwhile. */
export interface Tree {
  root: string
  /** Paths below it that are no part of it, such as what is only being made. */
  skips(parts: readonly string[]): boolean
  /** About how much lies there, to ask for room. */
  bytes(): Promise<number>
  /** A setting leaves it out: it is large, and others may keep it. */
  isOptional?: boolean
}

/** The trees that a backup holds. */
export const treesIn = ({
  config,
  trees,
}: {
  config: { backup: { workspaces: boolean } }
  trees: ReadonlyMap<string, Tree>
}): ReadonlyMap<string, Tree> =>
  new Map([...trees].filter(([, { isOptional }]) => !isOptional || config.backup.workspaces))

/** One thing of a tree, in a list of the archive. */
export interface TreeLine {
  tree: string
  path: string
  kind: 'folder' | 'file' | 'link'
  mode: number
  uid: number
  gid: number
  /** When it was last changed, in UTC epoch milliseconds. */
  at: number
  /** Of a file: its bytes are in this part of the archive. */
  part?: string
  size?: number
  sha256?: string
  /** Of a link. */
  target?: string
}

/** What a backup holds of all trees. */
export interface TreeCounts {
  lists: number
  files: number
  bytes: number
  /** What was gone, or could not be read, by the time that it was its turn. */
  missed: number
}

const LINES = 1_000
/** Two descriptors are open for each level: nobody takes all of them by a folder that is nested without end. */
const DEEPEST = 200
const READ_BYTES = 128 * 1024
export const listEntry = (at: number): string => `trees/list-${at}.jsonl`

/** The parts of an archive that hold the trees; `counts` is right once all of them are read. */
export async function* treeEntries(
  trees: ReadonlyMap<string, Tree>,
  counts: TreeCounts,
  mtime: Date,
): AsyncGenerator<ZipPart> {
  let lines: TreeLine[] = []
  const list = (): ZipPart => {
    const text = lines.map((line) => `${JSON.stringify(line)}\n`).join('')
    lines = []
    counts.lists += 1
    return {
      name: listEntry(counts.lists - 1),
      mtime,
      compress: true,
      async *content() {
        yield Buffer.from(text)
      },
    }
  }
  for (const [tree, { root, skips }] of trees) {
    const top = await openFolder(root, [])
    if (!top) continue
    for await (const { line, file } of walk(top, [], skips, counts)) {
      const whole = { ...line, tree }
      if (file) yield* fileOf(file, whole, counts)
      lines.push(whole)
      if (lines.length >= LINES) yield list()
    }
  }
  if (lines.length > 0) yield list()
}

interface Seen {
  line: Omit<TreeLine, 'tree'>
  file?: FileHandle
}

/** Everything below a folder, a folder before what is in it. It closes the folder, and each file that it gives. */
async function* walk(
  folder: OpenFolder,
  above: readonly string[],
  skips: Tree['skips'],
  counts: TreeCounts,
): AsyncGenerator<Seen> {
  try {
    for await (const entry of await opendir(folder.child('.'), { bufferSize: 128 })) {
      const { name } = entry
      const parts = [...above, name]
      if (skips(parts)) continue
      const path = parts.join('/')
      try {
        if (entry.isSymbolicLink()) yield { line: await linkAt(folder, name, path) }
        else if (entry.isDirectory()) yield* walkInto(folder, parts, skips, counts)
        else if (entry.isFile()) yield* fileAt(folder, name, path, counts)
      } catch (error) {
        // Its owner has taken it away, or keeps the server out of it: the others are copied all the same.
        if (!['ENOENT', 'EACCES', 'EINVAL', 'ENOTDIR'].includes(errnoOf(error) ?? '')) throw error
        counts.missed += 1
      }
    }
  } finally {
    await folder.handle.close()
  }
}

async function* walkInto(
  folder: OpenFolder,
  parts: readonly string[],
  skips: Tree['skips'],
  counts: TreeCounts,
): AsyncGenerator<Seen> {
  const inner = parts.length > DEEPEST ? undefined : await openChildFolder(folder, parts.at(-1) as string)
  if (!inner) {
    counts.missed += 1
    return
  }
  yield { line: lineOf(await inner.handle.stat(), parts.join('/'), 'folder') }
  yield* walk(inner, parts, skips, counts)
}

async function linkAt(folder: OpenFolder, name: string, path: string): Promise<Seen['line']> {
  const target = await readlink(folder.child(name))
  return { ...lineOf(await lstat(folder.child(name)), path, 'link'), target }
}

async function* fileAt(
  folder: OpenFolder,
  name: string,
  path: string,
  counts: TreeCounts,
): AsyncGenerator<Seen> {
  const file = await openChild(folder, name)
  try {
    const found = await file?.stat()
    if (!file || !found?.isFile()) counts.missed += 1
    else yield { line: lineOf(found, path, 'file'), file }
  } finally {
    await file?.close()
  }
}

const lineOf = ({ mode, uid, gid, mtimeMs }: Stats, path: string, kind: TreeLine['kind']): Seen['line'] => ({
  path,
  kind,
  mode: mode & 0o777,
  uid,
  gid,
  at: Math.max(0, Math.round(mtimeMs)),
})

/** The bytes as they are read; the line then says what they were. */
async function* fileOf(file: FileHandle, line: TreeLine, counts: TreeCounts): AsyncGenerator<ZipPart> {
  const { size, mtime } = await file.stat()
  const part = `trees/${counts.files}`
  counts.files += 1
  yield {
    name: part,
    mtime,
    compress: size >= WORTH_PACKING_BYTES && !isPacked(line.path),
    async *content() {
      const hash = createHash('sha256')
      let read = 0
      try {
        const stream = file.createReadStream({ autoClose: false, highWaterMark: READ_BYTES })
        for await (const chunk of stream as AsyncIterable<Buffer>) {
          hash.update(chunk)
          read += chunk.length
          yield chunk
        }
      } catch (error) {
        // A block that the disk does not give back ends this file, not the backup.
        if (errnoOf(error) !== 'EIO') throw error
        counts.missed += 1
      }
      counts.bytes += read
      Object.assign(line, { part, size: read, sha256: hash.digest('hex') })
    },
  }
}
