import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { createInflateRaw } from 'node:zlib'
import { fileProblems } from '../../../kernel/files/failures.ts'
import { partsOf } from '../../../kernel/files/name.ts'
import { type Piece, PieceMissing, type Pieces } from '../../../kernel/files/pieces.ts'
import { readZip, type UnzippedEntry, ZIP_LIMITS } from '../../../kernel/files/unzip.ts'

/**
 * The entries of a zip of which pieces are missing. Where its end is there, so is its directory, and what lies in missing
 * pieces fails when it is opened. Where it is not, what stands before the first gap is read from the start.
 */
export async function* salvage(
  source: Pieces,
  pieces: readonly Piece[],
): AsyncGenerator<UnzippedEntry, void, undefined> {
  let given = 0
  try {
    for await (const entry of readZip(source)) {
      given += 1
      yield entry
    }
  } catch (error) {
    if (given > 0 || !isUnreadable(error)) throw error
    yield* walk(source, endOfPrefix(pieces))
  }
}

function endOfPrefix(pieces: readonly Piece[]): number {
  const gap = pieces.findIndex(({ path }) => path === undefined)
  const whole = gap === -1 ? pieces : pieces.slice(0, gap)
  return whole.reduce((sum, { size }) => sum + size, 0)
}

const HEADER_BYTES = 30
const SIGNATURE = 0x04034b50
/** The sizes stand behind the bytes, so that the next entry cannot be found. */
const SIZES_BEHIND = 0x8
const ENCRYPTED = 0x1
const UTF8 = 0x800

/** Entry after entry by their own headers, as long as they lie before `end`. */
async function* walk(source: Pieces, end: number): AsyncGenerator<UnzippedEntry, void, undefined> {
  let at = 0
  for (let seen = 0; seen < ZIP_LIMITS.entries && at + HEADER_BYTES <= end; seen += 1) {
    const header = await buffer(source.stream(at, at + HEADER_BYTES))
    const flags = header.readUInt16LE(6)
    if (header.readUInt32LE(0) !== SIGNATURE || flags & (SIZES_BEHIND | ENCRYPTED)) return
    const method = header.readUInt16LE(8)
    const packed = header.readUInt32LE(18)
    const size = header.readUInt32LE(22)
    const nameEnd = at + HEADER_BYTES + header.readUInt16LE(26)
    const start = nameEnd + header.readUInt16LE(28)
    if (nameEnd > end || start + packed > end) return
    const name = await buffer(source.stream(at + HEADER_BYTES, nameEnd))
    at = start + packed
    const text = name.toString(flags & UTF8 ? 'utf8' : 'latin1')
    if (text.endsWith('/') || packed === 0) continue
    // What is stored as it is cannot be longer than it says: it would be held in memory.
    if (method === 0 && size !== packed) continue
    if (size > 1024 * 1024 && size > packed * ZIP_LIMITS.ratio) return
    const open = async () => bytesOf(source.stream(start, start + packed), method, size)
    yield { name: partsOf(text).join('/'), size, modified: new Date(0), open }
  }
}

function bytesOf(stream: Readable, method: number, size: number): Readable {
  if (method === 0) return stream
  if (method !== 8) throw fileProblems.badArchive('it is packed in an unknown way')
  return Readable.from(inflated(stream, size), { objectMode: false })
}

async function* inflated(stream: Readable, size: number): AsyncGenerator<Buffer, void, undefined> {
  let bytes = 0
  const inflate = createInflateRaw()
  stream.on('error', (error) => inflate.destroy(error)).pipe(inflate)
  try {
    for await (const chunk of inflate as AsyncIterable<Buffer>) {
      bytes += chunk.length
      if (bytes > size) throw fileProblems.badArchive('an entry is longer than it says')
      yield chunk
    }
  } catch (error) {
    if (String((error as { code?: string }).code).startsWith('Z_'))
      throw fileProblems.badArchive('it is damaged')
    throw error
  } finally {
    stream.destroy()
  }
}

/** What is wrong with the bytes, and not with the disk. */
export function isUnreadable(error: unknown): error is Error {
  if (error instanceof PieceMissing) return true
  const { code } = error as { code?: string }
  return code === 'bad_archive' || code === 'too_large' || code === 'invalid_name'
}
