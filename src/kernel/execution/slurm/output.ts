import { constants, type Stats } from 'node:fs'
import type { FileHandle } from 'node:fs/promises'
import { openExactly } from '../../files/inside.ts'
import type { Printed } from '../execution.ts'

/** Opens a file that a job has written: a regular one, of the account that the job runs as, with no link on the way. */
async function openOwn<T>(
  path: string,
  uid: number | undefined,
  use: (file: FileHandle, stats: Stats) => Promise<T>,
  flags = constants.O_RDONLY,
): Promise<T | undefined> {
  const file = await openExactly(path, flags)
  if (!file) return undefined
  try {
    const stats = await file.stat()
    if (!stats.isFile() || stats.nlink !== 1 || (uid !== undefined && stats.uid !== uid)) return undefined
    return await use(file, stats)
  } finally {
    await file.close()
  }
}

async function readEnd(file: FileHandle, size: number, most: number): Promise<Buffer> {
  const length = Math.min(size, most)
  const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, size - length)
  return buffer.subarray(0, bytesRead)
}

/** The end of a file of a job; undefined while there is none. */
export function readOwn(path: string, uid: number | undefined, most: number) {
  return openOwn(path, uid, async (file, stats) => ({
    // Of a letter that was cut in two nothing is shown.
    text: (await readEnd(file, stats.size, most)).toString('utf8').replace(/^\uFFFD+/, ''),
    changedAt: stats.ctimeMs,
  }))
}

/** A part of a file of a job. One that was cut meanwhile is shorter than what was read of it: it is read anew. */
export async function readPart(
  path: string,
  uid: number | undefined,
  { from, bytes }: { from: number; bytes: number },
): Promise<Printed> {
  const part = await openOwn(path, uid, async (file, { size }) => {
    const at = from > size ? 0 : from
    const length = Math.min(size - at, bytes)
    const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, at)
    return { content: buffer.subarray(0, bytesRead), at, size }
  })
  return part ?? { content: Buffer.alloc(0), at: 0, size: 0 }
}

/** Keeps the newest of what a job prints, once it has printed twice as much as is kept. The job goes on at the new end. */
export async function cutOutput(path: string, uid: number | undefined, most: number): Promise<void> {
  await openOwn(
    path,
    uid,
    async (file, { size }) => {
      if (size <= 2 * most) return
      const kept = await readEnd(file, size, most)
      await file.truncate(0)
      await file.write(kept)
    },
    constants.O_RDWR | constants.O_APPEND,
  )
}
