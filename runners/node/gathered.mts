import { Fault } from './fault.mts'

/** What a command prints, up to a limit. */
export class Gathered {
  readonly #pieces = { stdout: [] as Buffer[], stderr: [] as Buffer[] }
  readonly #mostBytes: number
  readonly #tooMuch: (fault: Fault) => void
  #bytes = 0

  constructor(mostBytes: number, tooMuch: (fault: Fault) => void) {
    this.#mostBytes = mostBytes
    this.#tooMuch = tooMuch
  }

  add(stream: 'stdout' | 'stderr', piece: Buffer): void {
    this.#bytes += piece.length
    if (this.#bytes <= this.#mostBytes) this.#pieces[stream].push(piece)
    else this.#tooMuch(new Fault('too-large', `It printed more than ${this.#mostBytes} bytes.`))
  }

  texts(): { stdout: string; stderr: string } {
    const { stdout, stderr } = this.#pieces
    return { stdout: Buffer.concat(stdout).toString('utf8'), stderr: Buffer.concat(stderr).toString('utf8') }
  }
}
