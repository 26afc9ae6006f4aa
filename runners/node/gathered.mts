import { Fault } from './fault.mts'
import type { Live } from './output.mts'

export interface GatherOptions {
  mostBytes: number
  /** Where it is shown while it comes; nowhere for what is quiet. */
  live: Live | undefined
  tooMuch(fault: Fault): void
}

/** What a command prints, up to a limit. */
export class Gathered {
  readonly #pieces = { stdout: [] as Buffer[], stderr: [] as Buffer[] }
  readonly #options: GatherOptions
  #bytes = 0

  constructor(options: GatherOptions) {
    this.#options = options
  }

  add(stream: 'stdout' | 'stderr', piece: Buffer): void {
    const { mostBytes, live, tooMuch } = this.#options
    this.#bytes += piece.length
    if (this.#bytes > mostBytes) tooMuch(new Fault('too-large', `It printed more than ${mostBytes} bytes.`))
    else {
      this.#pieces[stream].push(piece)
      live?.write(stream, piece)
    }
  }

  /** Nothing comes any more, whatever the end was. */
  end(): void {
    this.#options.live?.end()
  }

  texts(): { stdout: string; stderr: string } {
    const { stdout, stderr } = this.#pieces
    return { stdout: Buffer.concat(stdout).toString('utf8'), stderr: Buffer.concat(stderr).toString('utf8') }
  }
}
