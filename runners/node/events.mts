import { openSync, writeSync } from 'node:fs'
import type { RunnerEvent } from '../../src/services/automation/runs/protocol.ts'
import { type Kind, type Limits, type Live, NO_LIMITS, Output } from './output.mts'

/** What waits is written together: a file and a follower that see one piece instead of hundreds. */
const BATCH_MS = 15
/** Until what is held of an output is looked at again. */
const HELD_MS = 100

/** Writes down what happens, whole lines at once. */
export class EventLog {
  readonly #file: number
  readonly #told: () => void
  #lines: string[] = []
  #rest: Buffer = Buffer.alloc(0)
  #timer: NodeJS.Timeout | undefined
  #heldTimer: NodeJS.Timeout | undefined
  #news = false
  /** By host; that of the run has no name. */
  readonly #outputs = new Map<string, Output>()
  #limits = NO_LIMITS

  constructor(path: string, told: () => void) {
    this.#file = openSync(path, 'a', 0o600)
    this.#told = told
  }

  limit(limits: Limits): void {
    for (const host of [...this.#outputs.keys()]) this.#finish(host)
    this.#limits = limits
  }

  /** Anything but output; what the host has printed before stands before it. */
  write(event: Exclude<RunnerEvent, { event: 'output' }>): void {
    if (event.event === 'done') this.#finish(event.host)
    if (event.event === 'end') for (const host of [...this.#outputs.keys()]) this.#finish(host)
    this.#lines.push(JSON.stringify(event))
    this.#soon()
  }

  /** Without a host: of the run. */
  output(host: string | undefined, kind: Kind, said: string): void {
    this.#outputOf(host ?? '').say(kind, said)
    this.#soon()
  }

  /** For a command on a host, whose output is written down while it is at work. */
  live(host: string): Live {
    return this.#outputOf(host).open(() => this.#soon())
  }

  /** Writes what waits, now, and tells of it. */
  flush(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    this.#writeDown('soon')
    if (this.#news) this.#told()
    this.#news = false
  }

  /** Writes what waits, before a template gets the thread and may never give it back. */
  settle(): void {
    this.#writeDown('now')
  }

  /** Whether everything stands in the file. */
  get isWritten(): boolean {
    return this.#lines.length === 0 && this.#rest.length === 0
  }

  #writeDown(when: 'soon' | 'now'): void {
    for (const [host, output] of this.#outputs) this.#take(host, output, when)
    if (this.isWritten) return
    const lines = this.#lines.length === 0 ? '' : `${this.#lines.join('\n')}\n`
    this.#lines = []
    this.#rest = Buffer.concat([this.#rest, Buffer.from(lines)])
    this.#news = true
    try {
      while (this.#rest.length > 0) this.#rest = this.#rest.subarray(writeSync(this.#file, this.#rest))
    } catch (error) {
      if (!isFull(error)) throw error
      // A full disk is waited for: what happened is not lost, and the work goes on.
      this.#soon()
    }
  }

  #outputOf(key: string): Output {
    const output = this.#outputs.get(key) ?? new Output(this.#limits)
    this.#outputs.set(key, output)
    return output
  }

  #finish(key: string): void {
    const output = this.#outputs.get(key)
    if (output) this.#take(key, output, 'last')
    this.#outputs.delete(key)
  }

  #take(key: string, output: Output, when: 'soon' | 'now' | 'last'): void {
    const at = Date.now()
    const host = key === '' ? {} : { host: key }
    for (const piece of output.take(when))
      this.#lines.push(JSON.stringify({ event: 'output', at, ...host, ...piece }))
    if (!output.isHeld) return
    this.#heldTimer ??= setTimeout(() => {
      this.#heldTimer = undefined
      this.flush()
    }, HELD_MS)
  }

  #soon(): void {
    this.#timer ??= setTimeout(() => this.flush(), BATCH_MS)
  }
}

const isFull = (error: unknown): boolean =>
  ['ENOSPC', 'EDQUOT', 'EAGAIN'].includes((error as NodeJS.ErrnoException).code ?? '')
