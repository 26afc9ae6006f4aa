import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { open } from 'node:fs/promises'

/** Of the checksum, in hex. */
export const CHECKSUM_BYTES = 64
/** Small pieces are gathered up to this: a header and a small file are not a write each. */
const GATHERED_BYTES = 256 * 1024

/**
 * Puts the SHA-256 of all bytes behind them; in a backup that is the zip's comment. So every byte counts, also those that
 * no reader of zips looks at, and `head -c -64 FILE | sha256sum` tells the same as the file's last 64 letters.
 */
export async function* withChecksum(source: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const hash = createHash('sha256')
  let pieces: Buffer[] = []
  let bytes = 0
  for await (const piece of source) {
    pieces.push(piece)
    bytes += piece.length
    if (bytes < GATHERED_BYTES) continue
    const gathered = Buffer.concat(pieces)
    pieces = []
    bytes = 0
    hash.update(gathered)
    yield gathered
  }
  const rest = Buffer.concat(pieces)
  hash.update(rest)
  yield Buffer.concat([rest, Buffer.from(hash.digest('hex'))])
}

/** Reads the file once and tells whether it is what was written. */
export async function isWhole(path: string): Promise<boolean> {
  const handle = await open(path)
  try {
    const { size } = await handle.stat()
    const end = size - CHECKSUM_BYTES
    if (end <= 0) return false
    const expected = Buffer.alloc(CHECKSUM_BYTES)
    await handle.read(expected, 0, CHECKSUM_BYTES, end)
    const hash = createHash('sha256')
    for await (const chunk of createReadStream(path, { end: end - 1, highWaterMark: 1024 * 1024 }))
      hash.update(chunk as Buffer)
    return hash.digest('hex') === expected.toString('latin1')
  } finally {
    await handle.close()
  }
}
