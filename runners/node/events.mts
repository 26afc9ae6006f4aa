import { openSync, writeSync } from 'node:fs'
import type { RunnerEvent } from '../../src/services/automation/runs/protocol.ts'

type Kind = Extract<RunnerEvent, { event: 'output' }>['kind']

/** What waits is written together: a file and a follower that see one piece instead of hundreds. */
const BATCH_MS = 15
/** Between two looks of a host that has printed more than is kept of it; it doubles with the time. */
const FLOOD_MS = 1_000

/** What a host has printed and what is not written yet. */
interface Waiting {
  pieces: { kind: Kind; text: string }[]
  bytes: number
  left: number
  written: number
  firstAt: number
  nextAt: number
}

/**
 * Writes down what happens, whole lines at once. What a host prints is held back to its newest `outputBytes` once it floods,
 * so that neither memory nor the disk fills.
 */
export class EventLog {
  readonly #file: number
  readonly #told: () => void
  #lines: string[] = []
  #rest: Buffer = Buffer.alloc(0)
  #timer: NodeJS.Timeout | undefined
  #floodTimer: NodeJS.Timeout | undefined
  #news = false
  readonly #waiting = new Map<string, Waiting>()
  #outputBytes = 65_536
  #mask = (text: string): string => text

  constructor(path: string, told: () => void) {
    this.#file = openSync(path, 'a', 0o600)
    this.#told = told
  }

  /** How much is kept of a host's output, and what nothing that is written may hold. */
  limit(outputBytes: number, mask: (text: string) => string): void {
    this.#outputBytes = outputBytes
    this.#mask = mask
  }

  /** Anything but output; what the host has printed before stands before it. */
  write(event: Exclude<RunnerEvent, { event: 'output' }>): void {
    if (event.event === 'done') this.#take(event.host, { isLast: true })
    if (event.event === 'end') for (const host of this.#waiting.keys()) this.#take(host, { isLast: true })
    this.#lines.push(JSON.stringify(event))
    this.#soon()
  }

  /** Without a host: of the run. */
  output(host: string | undefined, kind: Kind, said: string): void {
    if (said === '') return
    // Before anything is cut off, and again below, where pieces have become one.
    const text = this.#mask(said)
    const key = host ?? ''
    const waiting = this.#waiting.get(key) ?? this.#begin(key)
    const last = waiting.pieces.at(-1)
    if (last?.kind === kind && last.text.length < 65_536) last.text += text
    else waiting.pieces.push({ kind, text })
    waiting.bytes += Buffer.byteLength(text)
    if (waiting.bytes > 2 * this.#outputBytes) this.#shorten(waiting)
    this.#soon()
  }

  /** Writes what waits, now, and tells of it. */
  flush(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    this.settle()
    if (this.#news) this.#told()
    this.#news = false
  }

  /** Writes what waits, before a template gets the thread and may never give it back. */
  settle(): void {
    for (const key of this.#waiting.keys()) this.#take(key, { isLast: false })
    if (this.#lines.length === 0 && this.#rest.length === 0) return
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

  /** Whether everything stands in the file. */
  get isWritten(): boolean {
    return this.#lines.length === 0 && this.#rest.length === 0
  }

  #begin(key: string): Waiting {
    const waiting: Waiting = { pieces: [], bytes: 0, left: 0, written: 0, firstAt: Date.now(), nextAt: 0 }
    this.#waiting.set(key, waiting)
    return waiting
  }

  /** Drops the beginning until what is kept of a host is left. */
  #shorten(waiting: Waiting): void {
    while (waiting.bytes > this.#outputBytes) {
      const [first] = waiting.pieces
      if (!first) return
      const bytes = Buffer.from(first.text)
      const over = waiting.bytes - this.#outputBytes
      const dropped = Math.min(over, bytes.length)
      if (dropped === bytes.length) waiting.pieces.shift()
      else first.text = bytes.subarray(dropped).toString('utf8')
      waiting.left += dropped
      waiting.bytes -= dropped
    }
  }

  #take(key: string, { isLast }: { isLast: boolean }): void {
    const waiting = this.#waiting.get(key)
    if (!waiting || waiting.pieces.length === 0) return
    const now = Date.now()
    if (!isLast && now < waiting.nextAt) {
      this.#floodTimer ??= setTimeout(() => {
        this.#floodTimer = undefined
        this.flush()
      }, waiting.nextAt - now)
      return
    }
    if (waiting.bytes > this.#outputBytes) this.#shorten(waiting)
    const host = key === '' ? {} : { host: key }
    if (waiting.left > 0) {
      const text = `[${waiting.left} bytes are left out here]\n`
      this.#lines.push(JSON.stringify({ event: 'output', at: now, ...host, kind: 'log', text }))
      waiting.left = 0
    }
    for (const { kind, text } of waiting.pieces) {
      this.#lines.push(JSON.stringify({ event: 'output', at: now, ...host, kind, text: this.#mask(text) }))
    }
    waiting.written += waiting.bytes
    waiting.pieces = []
    waiting.bytes = 0
    if (waiting.written > 2 * this.#outputBytes) {
      waiting.nextAt = now + Math.max(FLOOD_MS, now - waiting.firstAt)
    }
  }

  #soon(): void {
    this.#timer ??= setTimeout(() => this.flush(), BATCH_MS)
  }
}

const isFull = (error: unknown): boolean =>
  ['ENOSPC', 'EDQUOT', 'EAGAIN'].includes((error as NodeJS.ErrnoException).code ?? '')
