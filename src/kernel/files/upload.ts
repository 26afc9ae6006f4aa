import { createHash } from 'node:crypto'
import { on } from 'node:events'
import { type FileHandle, open } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { fileProblems } from './failures.ts'

/** Small writes are gathered up to this, so that a gigabyte is some thousand calls and not sixteen thousand. */
const WRITE_BYTES = 512 * 1024
/** Chunks that may wait before the stream is paused. */
const MOST_WAITING = 1
const FILE_MODE = 0o640

export type ByteSource = Readable | AsyncIterable<Uint8Array>

export interface UploadOptions {
  /** More than this is refused with 413. */
  maxBytes?: number
  signal?: AbortSignal
  /** Asked before each piece is written, with its size: a length that was announced, or none, proves nothing. */
  requireRoom?(bytes: number): Promise<void>
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
  const { signal, durable = true } = options
  signal?.throwIfAborted()
  const handle = await open(path, 'wx', FILE_MODE)
  const hash = createHash('sha256')
  try {
    const size = await writePieces(handle, source, {
      ...options,
      onChunk: (chunk) => void hash.update(chunk),
    })
    if (durable) await handle.datasync()
    return { size, sha256: hash.digest('hex') }
  } finally {
    await handle.close()
  }
}

export interface PieceOptions extends Pick<UploadOptions, 'maxBytes' | 'signal' | 'requireRoom'> {
  /** What has come before a failure is written too. */
  keepPart?: boolean
  onChunk?(chunk: Uint8Array): void
}

/** Writes a stream into an open file, from where that stands, and gives how many bytes it had. */
export async function writePieces(
  handle: FileHandle,
  source: ByteSource,
  options: PieceOptions,
): Promise<number> {
  const { maxBytes = Number.MAX_SAFE_INTEGER, signal, onChunk } = options
  let size = 0
  let gathered: Uint8Array[] = []
  let gatheredBytes = 0
  let writing: Promise<void> = Promise.resolve()
  const write = async () => {
    await options.requireRoom?.(gatheredBytes)
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
      if (size + chunk.byteLength > maxBytes) throw fileProblems.tooLarge(maxBytes)
      size += chunk.byteLength
      onChunk?.(chunk)
      gathered.push(chunk)
      gatheredBytes += chunk.byteLength
      if (gatheredBytes >= WRITE_BYTES) await write()
    }
    await write()
    await writing
    signal?.throwIfAborted()
    return size
  } catch (error) {
    if (options.keepPart && gatheredBytes > 0) await write().catch(() => undefined)
    throw error
  } finally {
    await writing.catch(() => undefined)
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

/** The chunks of a source until it ends, fails, or `signal` says stop; stopping does not destroy a stream. */
async function* chunksOf(source: ByteSource, signal?: AbortSignal): AsyncGenerator<Uint8Array> {
  // A stream's own iterator puts together what has come meanwhile: twice the memory, and a quarter more time.
  const chunks = source instanceof Readable ? arrivals(source, signal) : source
  for await (const chunk of chunks) {
    signal?.throwIfAborted()
    yield typeof chunk === 'string' ? Buffer.from(chunk) : chunk
  }
}

async function* arrivals(source: Readable, signal?: AbortSignal): AsyncGenerator<Uint8Array | string> {
  if (source.errored) throw source.errored
  const isOver = source.readableEnded || source.destroyed
  const limits = { close: ['end', 'close'], highWaterMark: MOST_WAITING, lowWaterMark: 1 }
  try {
    if (!isOver) for await (const [chunk] of on(source, 'data', { ...limits, signal })) yield chunk
  } catch (error) {
    signal?.throwIfAborted()
    throw error
  } finally {
    source.pause()
  }
  if (!source.readableEnded) throw new Error('The stream was closed before its end.')
}
