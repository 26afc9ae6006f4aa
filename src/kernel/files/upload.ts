import { createHash } from 'node:crypto'
import { type FileHandle, open } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { fileProblems } from './failures.ts'

/** Small writes are gathered up to this, so that a gigabyte is some thousand calls and not sixteen thousand. */
const WRITE_BYTES = 512 * 1024
const FILE_MODE = 0o640

export type ByteSource = Readable | AsyncIterable<Uint8Array>

export interface UploadOptions {
  /** More than this is refused with 413. */
  maxBytes?: number
  signal?: AbortSignal
  /** False leaves the bytes to the system's cache; the caller syncs them later (`area.syncFiles`). */
  durable?: boolean
}

export interface Written {
  size: number
  sha256: string
}

/**
 * Writes a stream into the new file `path`, hashing on the way. While one piece is written the next is gathered, never
 * more than that: a slow disk holds back the client. The stream is not destroyed on failure, since the answer to an
 * upload that is too large goes over the same connection.
 */
export async function writeUpload(
  path: string,
  source: ByteSource,
  options: UploadOptions,
): Promise<Written> {
  const { maxBytes = Number.MAX_SAFE_INTEGER, signal, durable = true } = options
  signal?.throwIfAborted()
  const handle = await open(path, 'wx', FILE_MODE)
  const hash = createHash('sha256')
  let size = 0
  let gathered: Uint8Array[] = []
  let gatheredBytes = 0
  let writing: Promise<void> = Promise.resolve()
  const write = async () => {
    const pieces = gathered
    gathered = []
    gatheredBytes = 0
    await writing
    writing = writeAll(handle, pieces)
    // Whoever awaits it next hears of its failure; until then it must not count as unhandled.
    writing.catch(() => undefined)
  }
  try {
    for await (const chunk of chunksOf(source, signal)) {
      size += chunk.byteLength
      if (size > maxBytes) throw fileProblems.tooLarge(maxBytes)
      hash.update(chunk)
      gathered.push(chunk)
      gatheredBytes += chunk.byteLength
      if (gatheredBytes >= WRITE_BYTES) await write()
    }
    await write()
    await writing
    signal?.throwIfAborted()
    if (durable) await handle.datasync()
    return { size, sha256: hash.digest('hex') }
  } finally {
    await writing.catch(() => undefined)
    await handle.close()
  }
}

/** Writes all of it: a disk that fills takes a part first and says so only at the next call. */
async function writeAll(handle: FileHandle, pieces: Uint8Array[]): Promise<void> {
  if (pieces.length === 0) return
  const length = pieces.reduce((sum, piece) => sum + piece.byteLength, 0)
  const { bytesWritten } = await handle.writev(pieces)
  if (bytesWritten === length) return
  const rest = Buffer.concat(pieces).subarray(bytesWritten)
  for (let done = 0; done < rest.length; ) done += (await handle.write(rest, done)).bytesWritten
}

/** The chunks of a stream until it ends, fails, or `signal` says stop; stopping does not destroy it. */
async function* chunksOf(source: ByteSource, signal?: AbortSignal): AsyncGenerator<Uint8Array> {
  const iterator =
    source instanceof Readable ? source.iterator({ destroyOnReturn: false }) : source[Symbol.asyncIterator]()
  const stopped = Promise.withResolvers<never>()
  stopped.promise.catch(() => undefined)
  const stop = () => stopped.reject(signal?.reason)
  signal?.addEventListener('abort', stop, { once: true })
  if (signal?.aborted) stop()
  let ended = false
  try {
    for (;;) {
      const next = iterator.next()
      const { done, value } = await (signal ? Promise.race([next, stopped.promise]) : next)
      if (done) {
        ended = true
        return
      }
      yield typeof value === 'string' ? Buffer.from(value) : (value as Uint8Array)
    }
  } finally {
    signal?.removeEventListener('abort', stop)
    // Not awaited: behind a chunk that never comes it would wait for ever.
    if (!ended) iterator.return?.()?.catch(() => undefined)
  }
}
