import { hash } from 'node:crypto'
import type { BigIntStats } from 'node:fs'
import { type FileHandle, lstat } from 'node:fs/promises'
import { Readable } from 'node:stream'
import type { Source } from '../../../kernel/files/download.ts'
import { errnoOf, storageFailure } from '../../../kernel/files/failures.ts'
import { type OpenFolder, openChild, walkTo } from '../../../kernel/files/inside.ts'
import type { Compute } from '../compute.ts'
import type { WorkspaceRow } from '../tables.ts'
import { folderOf } from '../workspaces/folder.ts'
import { problems } from './file-problems.ts'
import { ownerOf } from './staging.ts'

const READ_BYTES = 128 * 1024

export interface OpenFile {
  handle: FileHandle
  name: string
  size: number
  changedMs: number
  mode: number
  /** Names exactly these bytes: another writer gives it another one. */
  tag: string
}

type Where = Pick<WorkspaceRow, 'folder' | 'account_id'>

/** What the system says to a request about files; permissions are the owner's own matter. */
export function fileFailure(error: unknown): unknown {
  return ['EACCES', 'EPERM'].includes(errnoOf(error) ?? '')
    ? problems.noPermission(error)
    : storageFailure(error)
}

/** Opens a folder of a workspace, or throws that there is none. The caller closes it. */
export async function openFolderOf(
  compute: Compute,
  workspace: Where,
  parts: readonly string[],
): Promise<OpenFolder> {
  const folder = await walkTo(folderOf(compute, workspace), parts).catch((error) => {
    throw fileFailure(error)
  })
  if (!folder) throw problems.missing()
  return folder
}

/** Opens a file of a workspace for reading. The caller closes it, or reads all of what `sourceOf` makes of it. */
export async function openFileOf(
  compute: Compute,
  workspace: Where,
  parts: readonly string[],
): Promise<OpenFile> {
  const name = parts.at(-1) as string
  const folder = await openFolderOf(compute, workspace, parts.slice(0, -1))
  try {
    const handle = await openChild(folder, name)
    if (!handle) throw await whyNot(folder, name)
    try {
      return await described(compute, workspace, { handle, name })
    } catch (error) {
      await handle.close()
      throw error
    }
  } catch (error) {
    throw fileFailure(error)
  } finally {
    await folder.handle.close()
  }
}

async function described(
  compute: Compute,
  workspace: Where,
  { handle, name }: Pick<OpenFile, 'handle' | 'name'>,
): Promise<OpenFile> {
  const found = await handle.stat({ bigint: true })
  if (found.isDirectory()) throw problems.isFolder()
  if (!found.isFile()) throw problems.missing()
  // A second name that somebody gave to another's file shows nothing that they could not read themselves.
  const owner = found.nlink > 1n ? await ownerOf(compute, workspace.account_id) : undefined
  if (owner && Number(found.uid) !== owner.uid) throw problems.missing()
  return {
    handle,
    name,
    size: Number(found.size),
    changedMs: Number(found.mtimeMs),
    mode: Number(found.mode) & 0o777,
    tag: tagOf(found),
  }
}

const tagOf = ({ ino, size, mtimeNs }: BigIntStats): string =>
  hash('sha256', `${ino}-${size}-${mtimeNs}`).slice(0, 32)

async function whyNot(folder: OpenFolder, name: string): Promise<unknown> {
  try {
    return (await lstat(folder.child(name))).isSymbolicLink() ? problems.isLink() : problems.missing()
  } catch (error) {
    return errnoOf(error) === 'ENOENT' ? problems.missing() : error
  }
}

/** An open file as what is sent; it is closed with the stream. */
export function sourceOf(file: OpenFile): Source {
  const { handle, size, tag, changedMs, name } = file
  return {
    size,
    tag,
    modifiedAt: changedMs,
    fileName: name,
    whole: async () => exactly(handle, { start: 0, end: size - 1 }),
    part: async (range) => exactly(handle, range),
  }
}

/** All of a range or a cut stream: a file that shrinks meanwhile is never taken for a whole one. */
async function exactly(handle: FileHandle, range: { start: number; end: number }): Promise<Readable> {
  if (range.end < range.start) {
    await handle.close()
    return Readable.from([])
  }
  const source = handle.createReadStream({ ...range, highWaterMark: READ_BYTES })
  const stream = Readable.from(counted(source, range.end - range.start + 1), { objectMode: false })
  // One that nobody begins to read never gets to its own end.
  return stream.once('close', () => source.destroy())
}

async function* counted(source: Readable, length: number): AsyncGenerator<Buffer> {
  let left = length
  for await (const chunk of source as AsyncIterable<Buffer>) {
    left -= chunk.length
    yield chunk
  }
  if (left > 0) throw new Error('A file has become shorter while it was sent.')
}
