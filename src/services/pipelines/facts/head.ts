import { once } from 'node:events'
import { buffer } from 'node:stream/consumers'
import { createGunzip } from 'node:zlib'
import type { Pieces } from '../../../kernel/files/pieces.ts'

/** The beginning of a file. */
export class Head {
  readonly bytes: Buffer
  /** Of the whole file; undefined where only its beginning was unpacked. */
  readonly size: number | undefined

  constructor(bytes: Buffer, size?: number) {
    this.bytes = bytes
    this.size = size
  }

  startsWith(...first: number[]): boolean {
    return first.every((byte, at) => this.bytes[at] === byte)
  }

  ascii(start: number, length: number): string {
    return this.bytes.toString('latin1', start, start + length)
  }

  get isWhole(): boolean {
    return this.size === this.bytes.length
  }
}

export async function headOf(pieces: Pieces, length: number): Promise<Head> {
  const end = Math.min(length, pieces.size)
  return new Head(end === 0 ? Buffer.alloc(0) : await buffer(pieces.stream(0, end)), pieces.size)
}

/** A header is shorter, and what packs a thousandfold gets no further. */
const UNPACKED_BYTES = 4_096

/** The first bytes of what is packed; undefined where it is not packed as it says. */
export async function gunzipHead(packed: Buffer): Promise<Buffer | undefined> {
  const gunzip = createGunzip({ chunkSize: UNPACKED_BYTES })
  gunzip.end(packed)
  try {
    // The piece that was read ends within the stream, which is an error only behind what is wanted.
    // Nothing may be packed in it: then it only ends.
    const [first = Buffer.alloc(0)] = (await Promise.race([
      once(gunzip, 'data'),
      once(gunzip, 'end'),
    ])) as Buffer[]
    return first
  } catch {
    return undefined
  } finally {
    gunzip.on('error', () => undefined).destroy()
  }
}
