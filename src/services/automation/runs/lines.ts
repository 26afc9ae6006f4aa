import { constants } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'

const CHUNK = 65_536
/** Lines of one step: they are taken in together. */
const MOST_AT_ONCE = 1_048_576
const NEWLINE = 0x0a

export interface Step {
  lines: string[]
  /** Where each of them begins, in bytes. */
  begins: number[]
  /** Lines that were too long, and left out. */
  tooLong: number
  /** Where the next step begins, in bytes. */
  to: number
}

/** A file of lines that somebody else writes, read as far as it goes. Nothing of it is believed: it may be a link or a pipe. */
export class Lines {
  readonly #handle: FileHandle
  readonly #longest: number
  /** One for all reads: a new one each would be the most of what a server holds. */
  readonly #buffer = Buffer.allocUnsafe(CHUNK)
  #from: number
  /** Of a line whose end has not been seen. */
  #rest: Buffer[] = []
  #restBytes = 0
  #isSkipping = false

  static async open(
    path: string,
    { from, longest }: { from: number; longest: number },
  ): Promise<Lines | undefined> {
    const flags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK
    const handle = await open(path, flags).catch((error: NodeJS.ErrnoException) => {
      if (['ENOENT', 'ELOOP', 'ENXIO', 'EACCES'].includes(error.code ?? '')) return undefined
      throw error
    })
    if (!handle) return undefined
    if ((await handle.stat()).isFile()) return new Lines(handle, { from, longest })
    await handle.close()
    return undefined
  }

  private constructor(handle: FileHandle, { from, longest }: { from: number; longest: number }) {
    this.#handle = handle
    this.#from = from
    this.#longest = longest
  }

  /** The next whole lines; undefined where there are none yet. Whoever fails to take them in begins anew from where they were. */
  async next(): Promise<Step | undefined> {
    const step: Step = { lines: [], begins: [], tooLong: 0, to: this.#from }
    let taken = 0
    while (taken < MOST_AT_ONCE) {
      const { bytesRead } = await this.#handle.read({
        buffer: this.#buffer,
        position: this.#from + this.#restBytes,
      })
      if (bytesRead === 0) break
      taken += bytesRead
      this.#cut(this.#buffer.subarray(0, bytesRead), step)
      if (bytesRead < CHUNK) break
    }
    step.to = this.#from
    return step.lines.length > 0 || step.tooLong > 0 ? step : undefined
  }

  close(): Promise<void> {
    return this.#handle.close()
  }

  #cut(chunk: Buffer, step: Step): void {
    let begin = 0
    for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, begin)) {
      this.#add(chunk.subarray(begin, end))
      const at = this.#from
      const line = this.#take(1)
      if (line === undefined) step.tooLong += 1
      else if (line !== '') {
        step.lines.push(line)
        step.begins.push(at)
      }
      begin = end + 1
    }
    this.#add(chunk.subarray(begin))
  }

  #add(part: Buffer): void {
    if (part.length === 0) return
    if (!this.#isSkipping && this.#restBytes + part.length > this.#longest) {
      this.#isSkipping = true
      this.#rest = []
    }
    this.#restBytes += part.length
    if (!this.#isSkipping) this.#rest.push(Buffer.from(part))
  }

  /** The line that has ended; undefined for one that was too long. */
  #take(more: number): string | undefined {
    const line = this.#isSkipping ? undefined : Buffer.concat(this.#rest).toString('utf8')
    this.#from += this.#restBytes + more
    this.#rest = []
    this.#restBytes = 0
    this.#isSkipping = false
    return line
  }
}
