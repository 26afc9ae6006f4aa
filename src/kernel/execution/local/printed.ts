import { type FileHandle, open } from 'node:fs/promises'
import { join } from 'node:path'
import type { Printed } from '../execution.ts'

interface Part {
  from: number
  bytes: number
  /** After so much the launcher takes the next file. */
  half: number
}

const AGAIN_MS = 10
const TRIES = 20

/** What an execution has printed from a byte on, of the two files that the launcher keeps. */
export async function readPrinted(record: string, part: Part): Promise<Printed> {
  for (let tries = 1; ; tries += 1) {
    const turns = await sizeOf(join(record, 'turns'))
    const [now, before] = [
      await openIfThere(join(record, 'output')),
      await openIfThere(join(record, 'output.before')),
    ]
    try {
      // Between two files there is none for a moment, and none comes any more where the disk was full.
      const isSame = (await sizeOf(join(record, 'turns'))) === turns
      if ((now && isSame) || tries === TRIES || (!now && !before))
        return await readFrom({ now, before, turns: before ? Math.max(turns, 1) : turns }, part)
    } finally {
      await now?.close()
      await before?.close()
    }
    await new Promise((resolve) => setTimeout(resolve, AGAIN_MS))
  }
}

interface Files {
  now: FileHandle | undefined
  before: FileHandle | undefined
  turns: number
}

async function readFrom({ now, before, turns }: Files, { from, bytes, half }: Part): Promise<Printed> {
  const begin = before || now ? turns * half : 0
  const length = now ? (await now.stat()).size : 0
  const size = begin + length
  const oldest = before ? begin - half : begin
  const at = from > size ? oldest : Math.max(from, oldest)
  const older = before && at < begin ? await readAt(before, at - oldest, Math.min(bytes, begin - at)) : EMPTY
  const rest = bytes - older.length
  const newer =
    now && rest > 0 && at + older.length >= begin
      ? await readAt(now, at + older.length - begin, Math.min(rest, size - at - older.length))
      : EMPTY
  return { content: Buffer.concat([older, newer]), at, size }
}

const EMPTY = Buffer.alloc(0)

async function readAt(file: FileHandle, position: number, length: number): Promise<Buffer> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, position)
  return buffer.subarray(0, bytesRead)
}

async function sizeOf(path: string): Promise<number> {
  const file = await openIfThere(path)
  if (!file) return 0
  try {
    return (await file.stat()).size
  } finally {
    await file.close()
  }
}

async function openIfThere(path: string): Promise<FileHandle | undefined> {
  try {
    return await open(path)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}
