import { StringDecoder } from 'node:string_decoder'
import type { RunnerEvent } from '../../src/services/automation/runs/protocol.ts'
import { type Mask, NO_MASK } from './mask.mts'

export type Kind = Extract<RunnerEvent, { event: 'output' }>['kind']
type Piece = Pick<Extract<RunnerEvent, { event: 'output' }>, 'kind' | 'text'>

/** Between two pieces of a host: what it prints meanwhile becomes one. */
const PIECE_MS = 200
/** So much of it is not held up. */
const PIECE_BYTES = 16_384
/** Twice what is kept of a host is written as it comes; then as much as is kept within so long. */
const REFILL_MS = 30_000

export interface Limits {
  /** How much is kept of a host's output. */
  outputBytes: number
  /** What nothing that is written may hold. */
  mask: Mask
}

export const NO_LIMITS: Limits = { outputBytes: 65_536, mask: NO_MASK }

/** What a command writes while it is at work, as bytes come. */
export interface Live {
  write(kind: 'stdout' | 'stderr', bytes: Buffer): void
  end(): void
}

/** What a host, or the run, prints: held back to its newest part once it floods, so that neither memory nor the disk fills. */
export class Output {
  readonly #limits: Limits
  /** What is printed has no end of its own, a command has: what may be the beginning of a secret is held in its place. */
  readonly #said = new Map<Kind, Said>()
  readonly #commands = new Set<Command>()
  #pieces: Piece[] = []
  #bytes = 0
  #left = 0
  #written = 0
  readonly #beganAt = Date.now()
  #nextAt = 0
  #floods = false

  constructor(limits: Limits) {
    this.#limits = limits
  }

  say(kind: Kind, text: string): void {
    const said = this.#said.get(kind) ?? new Said(this.#limits.mask)
    this.#said.set(kind, said)
    this.#add(kind, said.add(text))
  }

  /** What a command writes, which more than one of a host may do at a time. */
  open(news: () => void): Live {
    const command = new Command(this.#limits.mask, (kind, text) => {
      this.#add(kind, text)
      news()
    })
    this.#commands.add(command)
    return {
      write: (kind, bytes) => command.write(kind, bytes),
      end: () => {
        if (this.#commands.delete(command)) command.end()
      },
    }
  }

  /**
   * What can be written by now: `soon` waits for more, `now` only where it floods, and `last` says that nothing follows. There
   * is more where `isHeld` is true then.
   */
  take(when: 'soon' | 'now' | 'last'): Piece[] {
    if (when === 'last') this.#end()
    const now = Date.now()
    if (this.#pieces.length === 0 || (when !== 'last' && this.#mustWait(now, when))) return []
    if (this.#bytes > this.#limits.outputBytes) this.#shorten()
    const pieces = this.#pieces
    if (this.#left > 0)
      pieces.unshift({ kind: 'log', text: `[output cut: ${this.#left} bytes are left out here]\n` })
    this.#pieces = []
    this.#left = 0
    this.#written += this.#bytes
    this.#bytes = 0
    this.#pace(now)
    return pieces
  }

  get isHeld(): boolean {
    return this.#pieces.length > 0
  }

  #mustWait(now: number, when: 'soon' | 'now'): boolean {
    if (now >= this.#nextAt) return false
    return this.#floods || (when === 'soon' && this.#bytes < PIECE_BYTES)
  }

  #pace(now: number): void {
    const perMs = this.#limits.outputBytes / REFILL_MS
    const over = this.#written - 2 * this.#limits.outputBytes - (now - this.#beganAt) * perMs
    this.#floods = over > 0
    this.#nextAt = now + Math.max(PIECE_MS, over / perMs)
  }

  #add(kind: Kind, text: string): void {
    if (text === '') return
    const last = this.#pieces.at(-1)
    if (last?.kind === kind && last.text.length < 65_536) last.text += text
    else this.#pieces.push({ kind, text })
    this.#bytes += Buffer.byteLength(text)
    if (this.#bytes > 2 * this.#limits.outputBytes) this.#shorten()
  }

  /** Drops the beginning until what is kept of a host is left, at an end of a line where there is one. */
  #shorten(): void {
    while (this.#bytes > this.#limits.outputBytes) {
      const [first] = this.#pieces
      if (!first) return
      const bytes = Buffer.from(first.text)
      const over = Math.min(this.#bytes - this.#limits.outputBytes, bytes.length)
      const end = bytes.indexOf('\n', over) + 1
      const dropped = end > 0 && end - over < PIECE_BYTES ? end : over
      if (dropped === bytes.length) this.#pieces.shift()
      else first.text = bytes.subarray(dropped).toString('utf8')
      this.#left += dropped
      this.#bytes -= dropped
    }
  }

  #end(): void {
    for (const command of this.#commands) command.end()
    this.#commands.clear()
    for (const [kind, said] of this.#said) this.#add(kind, said.rest())
  }
}

/** Text that comes in pieces, told as far as no secret can have begun in it. */
class Said {
  readonly #mask: Mask
  #held = ''

  constructor(mask: Mask) {
    this.#mask = mask
  }

  add(piece: string): string {
    const text = this.#held + piece
    const sure = this.#mask.sure(text)
    this.#held = text.slice(sure)
    return this.#mask.of(text.slice(0, sure))
  }

  rest(): string {
    const text = this.#mask.of(this.#held)
    this.#held = ''
    return text
  }
}

/** Both streams of a command: letters that come in halves are put together. */
class Command {
  readonly #told: (kind: Kind, text: string) => void
  readonly #streams: Record<'stdout' | 'stderr', { decoder: StringDecoder; said: Said }>
  #isOver = false

  constructor(mask: Mask, told: (kind: Kind, text: string) => void) {
    const stream = () => ({ decoder: new StringDecoder('utf8'), said: new Said(mask) })
    this.#told = told
    this.#streams = { stdout: stream(), stderr: stream() }
  }

  write(kind: 'stdout' | 'stderr', bytes: Buffer): void {
    if (this.#isOver) return
    const { decoder, said } = this.#streams[kind]
    this.#told(kind, said.add(decoder.write(bytes)))
  }

  end(): void {
    this.#isOver = true
    for (const kind of ['stdout', 'stderr'] as const) {
      const { decoder, said } = this.#streams[kind]
      this.#told(kind, said.add(decoder.end()) + said.rest())
    }
  }
}
