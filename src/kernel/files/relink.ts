import { randomBytes } from 'node:crypto'
import { link, unlink, utimes } from 'node:fs/promises'
import { join } from 'node:path'
import type { Area, Incoming } from './area.ts'
import { errnoOf, fileProblems, storageFailure } from './failures.ts'
import { openFolder } from './inside.ts'
import { INCOMING, partsOf } from './name.ts'
import type { FileRow } from './tables.ts'

/**
 * A stored file once more, to be kept under another name too. No byte is copied: stored files are never written to again, and
 * each name goes by itself.
 */
export async function relink(
  area: Pick<Area, 'root'>,
  { path: relative, size, sha256 }: Pick<FileRow, 'path' | 'size' | 'sha256'>,
): Promise<Incoming> {
  const parts = partsOf(relative)
  const name = parts.pop() as string
  const path = join(area.root, INCOMING, randomBytes(16).toString('hex'))
  const folder = await openFolder(area.root, parts)
  if (!folder) throw fileProblems.missing()
  try {
    await link(folder.child(name), path)
  } catch (error) {
    throw errnoOf(error) === 'ENOENT' ? fileProblems.missing() : storageFailure(error)
  } finally {
    await folder.handle.close()
  }
  // Or a sweep elsewhere takes it for a leftover: it goes by the age of the bytes.
  const now = new Date()
  await utimes(path, now, now)
  let isLeft = false
  return {
    path,
    size,
    sha256,
    discard: async () => (isLeft ? undefined : removeIfThere(path)),
    leave: () => {
      isLeft = true
    },
  }
}

/** That it is gone already is fine. */
export async function removeIfThere(path: string | Buffer): Promise<void> {
  try {
    await unlink(path)
  } catch (error) {
    if (errnoOf(error) !== 'ENOENT') throw error
  }
}
