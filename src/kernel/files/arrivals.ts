import { constants } from 'node:fs'
import { lstat, open, unlink } from 'node:fs/promises'
import { Problem } from '../problem.ts'
import { errnoOf, fileProblems } from './failures.ts'
import { type ByteSource, writePieces } from './upload.ts'

const FILE_MODE = 0o600

export interface ArrivalsOptions {
  /** Nobody but the server enters it. */
  folder: string
  requireRoom(bytes: number): Promise<void>
  /** Of the files; the server's alone when left out. */
  mode?: number
}

/** The next bytes of an upload, which stands at `offset` and will have `size`. */
export interface Arriving {
  id: number
  offset: number
  size: number
  source: ByteSource | readonly Uint8Array[]
  onChunk?(chunk: Uint8Array): void
}

/** Bytes of uploads that are brought in pieces: what has come is kept over a cut and a restart. */
export class Arrivals {
  readonly #options: ArrivalsOptions
  /** Those that a request brings right now. */
  readonly #busy = new Set<number>()

  constructor(options: ArrivalsOptions) {
    this.#options = options
  }

  path(id: number): string {
    return `${this.#options.folder}/u-${id}`
  }

  isBusy(id: number): boolean {
    return this.#busy.has(id)
  }

  requireIdle(id: number): void {
    if (this.#busy.has(id)) throw fileProblems.busy()
  }

  /** One request at a time brings an upload. */
  async alone<R>(id: number, work: () => Promise<R>): Promise<R> {
    this.requireIdle(id)
    this.#busy.add(id)
    try {
      return await work()
    } finally {
      this.#busy.delete(id)
    }
  }

  /** How many bytes have come, without waiting for the disk. */
  async size(id: number): Promise<number> {
    try {
      return (await lstat(this.path(id))).size
    } catch (error) {
      if (errnoOf(error) !== 'ENOENT') throw error
      return 0
    }
  }

  /** How many bytes are on disk: a power cut must not take back what a client was told. */
  async syncedSize(id: number): Promise<number> {
    try {
      const handle = await open(this.path(id), constants.O_RDONLY | constants.O_NOFOLLOW)
      try {
        await handle.datasync()
        return (await handle.stat()).size
      } finally {
        await handle.close()
      }
    } catch (error) {
      if (errnoOf(error) !== 'ENOENT') throw error
      return 0
    }
  }

  /** Takes the next bytes, and gives where the upload stands then. What comes before a cut is kept. */
  async append({ id, offset, size, source, onChunk }: Arriving): Promise<number> {
    const { requireRoom, mode = FILE_MODE } = this.#options
    const { O_WRONLY, O_APPEND, O_CREAT, O_NOFOLLOW } = constants
    const handle = await open(this.path(id), O_WRONLY | O_APPEND | O_CREAT | O_NOFOLLOW, mode)
    try {
      const { size: reached } = await handle.stat()
      if (reached !== offset) throw fileProblems.wrongOffset(reached)
      const options = { maxBytes: size - offset, keepPart: true, requireRoom, onChunk }
      try {
        return offset + (await writePieces(handle, source as ByteSource, options))
      } catch (error) {
        throw isOfDisk(error) || error instanceof Problem ? error : fileProblems.cut()
      } finally {
        await handle.datasync()
      }
    } finally {
      await handle.close()
    }
  }

  async remove(id: number): Promise<void> {
    try {
      await unlink(this.path(id))
    } catch (error) {
      if (errnoOf(error) !== 'ENOENT') throw error
    }
  }
}

/** What the connection says has no such mark, or one of these. */
const isOfDisk = (error: unknown): boolean =>
  (error as NodeJS.ErrnoException).syscall !== undefined &&
  !['ECONNRESET', 'EPIPE'].includes(errnoOf(error) ?? '')
