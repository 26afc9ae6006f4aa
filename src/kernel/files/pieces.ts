import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { RandomAccessReader } from 'yauzl'
import type { Area } from './area.ts'

/** Bytes that lie in several places and are read as if they lay in one. */
export interface Pieces {
  readonly size: number
  /** The bytes from `start` up to, not including, `end`. Fails where they are not there. */
  stream(start: number, end: number): Readable
}

export interface Piece {
  /** In the area; undefined for one that is not there. */
  path: string | undefined
  size: number
}

/** Files of an area one behind another: nothing is copied, and only what is asked for is read. */
export function piecesOf(area: Pick<Area, 'open'>, pieces: readonly Piece[]): Pieces {
  async function* bytes(start: number, end: number): AsyncGenerator<Buffer> {
    let begin = 0
    for (const { path, size } of pieces) {
      const first = Math.max(start - begin, 0)
      const last = Math.min(end - begin, size) - 1
      begin += size
      if (first > last) continue
      if (path === undefined) throw new PieceMissing()
      const file = await area.open(path, { start: first, end: last })
      try {
        yield* file.stream as AsyncIterable<Buffer>
      } finally {
        await file.close()
      }
    }
  }
  return {
    size: pieces.reduce((sum, { size }) => sum + size, 0),
    stream: (start, end) => Readable.from(bytes(start, end), { objectMode: false }),
  }
}

/** The bytes that were asked for lie in a piece that is not there. */
export class PieceMissing extends Error {
  override readonly name = 'PieceMissing'
  constructor() {
    super('This part is not there.')
  }
}

/** What the directory of an archive is read in: its entries stand side by side. */
const WINDOW = 64 * 1024

/** Lets the reader of archives read pieces. */
export class PieceReader extends RandomAccessReader {
  readonly #pieces: Pieces
  #window: { at: number; bytes: Buffer } = { at: 0, bytes: Buffer.alloc(0) }

  constructor(pieces: Pieces) {
    super()
    this.#pieces = pieces
  }

  override _readStreamForRange(start: number, end: number): Readable {
    return this.#pieces.stream(start, end)
  }

  override read(
    target: Buffer,
    offset: number,
    length: number,
    position: number,
    callback: (error: Error | null) => void,
  ): void {
    this.#fill(position, length).then(
      (bytes) => {
        bytes.copy(target, offset)
        callback(null)
      },
      (error: Error) => callback(error),
    )
  }

  async #fill(position: number, length: number): Promise<Buffer> {
    const { at, bytes } = this.#window
    if (position < at || position + length > at + bytes.length) {
      this.#window = { at: position, bytes: await this.#load(position, length) }
    }
    const from = position - this.#window.at
    return this.#window.bytes.subarray(from, from + length)
  }

  async #load(position: number, length: number): Promise<Buffer> {
    const end = position + length
    try {
      return await buffer(
        this.#pieces.stream(position, Math.min(Math.max(end, position + WINDOW), this.#pieces.size)),
      )
    } catch (error) {
      // What is beside the bytes that are needed may be missing.
      if (!(error instanceof PieceMissing)) throw error
      return await buffer(this.#pieces.stream(position, end))
    }
  }
}
