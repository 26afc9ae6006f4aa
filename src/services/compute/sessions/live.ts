import { Unreachable } from '../../../kernel/execution/execution.ts'
import type { PageStream } from '../../../kernel/http/stream.ts'
import type { Log } from '../../../kernel/log.ts'
import type { Compute } from '../compute.ts'
import type { SessionRow } from '../tables.ts'
import { lastLines } from './log.ts'
import { isOpen } from './session.ts'
import { findSessionItem, listSteps } from './session-list.store.ts'
import { sessionDetail } from './session-view.ts'

const LOOK_MS = 1_000
const METER_MS = 5_000
const MOST_METERS = 60
const LINES = 20

/** Pages that look at one session: one look for all of them, and none while nobody does. */
export interface Watches {
  add(session: number, reader: PageStream, { withLog }: { withLog: boolean }): void
}

export function createWatches(compute: Compute): Watches {
  const watches = new Map<number, Watch>()
  return {
    add(session, reader, { withLog }) {
      if (!reader.isOpen) return
      const watch = watches.get(session) ?? new Watch(compute, session, () => watches.delete(session))
      watches.set(session, watch)
      watch.add(reader, withLog)
    },
  }
}

interface Measured {
  at: string
  cpus: number
  memoryBytes: number
}

class Watch {
  readonly #compute: Compute
  readonly #session: number
  readonly #over: () => void
  readonly #log: Log
  readonly #readers = new Map<PageStream, { withLog: boolean }>()
  readonly #meters: Measured[] = []
  #state = ''
  #lines = ''
  #measuredAt = 0
  /** Said once, not each second. */
  #hasFailed = false
  #timer: NodeJS.Timeout | undefined
  #looking: Promise<void> | undefined

  constructor(compute: Compute, session: number, over: () => void) {
    this.#compute = compute
    this.#session = session
    this.#over = over
    this.#log = compute.kernel.log
  }

  /** A reader hears all that is known, and then what changes. */
  add(reader: PageStream, withLog: boolean): void {
    this.#readers.set(reader, { withLog })
    if (this.#state !== '') reader.send('session', JSON.parse(this.#state))
    if (this.#lines !== '' && withLog) reader.send('log', JSON.parse(this.#lines))
    if (this.#meters.length > 0) reader.send('meters', { items: this.#meters })
    reader.onClose(() => {
      this.#readers.delete(reader)
      if (this.#readers.size > 0) return
      clearInterval(this.#timer)
      this.#over()
    })
    this.#timer ??= setInterval(() => this.#look(), LOOK_MS).unref()
    this.#look()
  }

  /** One at a time; a backend that hangs holds nobody else up. */
  #look(): void {
    this.#looking ??= this.#read()
      .catch((error) => {
        // What was last known stands; the page says since when.
        if (error instanceof Unreachable || this.#hasFailed) return
        this.#hasFailed = true
        this.#log.warn({ err: error, session: this.#session }, 'A session could not be looked at for a page.')
      })
      .finally(() => {
        this.#looking = undefined
      })
  }

  async #read(): Promise<void> {
    const { db } = this.#compute
    const row = await findSessionItem(db, this.#session)
    if (!row) return this.#end()
    const state = JSON.stringify(sessionDetail(this.#compute, row, await listSteps(db, row.id)))
    if (state !== this.#state) {
      this.#state = state
      this.#tellAll('session', JSON.parse(state))
    }
    if (!isOpen(row)) return this.#end()
    if (row.ready_at === null) await this.#readLog(row)
    if (row.status === 'running') await this.#measure(row)
  }

  async #readLog(row: SessionRow): Promise<void> {
    if (![...this.#readers.values()].some(({ withLog }) => withLog)) return
    const lines = JSON.stringify({ lines: await lastLines(this.#compute, row, LINES) })
    if (lines === this.#lines) return
    this.#lines = lines
    this.#tellAll('log', JSON.parse(lines))
  }

  async #measure({ execution_id: execution }: SessionRow): Promise<void> {
    const { executions, kernel } = this.#compute
    const now = kernel.clock.now()
    if (execution === null || now - this.#measuredAt < METER_MS) return
    const meter = await executions.meter(execution)
    if (!meter) return
    this.#measuredAt = now
    const { at, cpus, memoryBytes } = meter
    const measured = { at: new Date(at).toISOString(), cpus, memoryBytes }
    this.#meters.push(measured)
    if (this.#meters.length > MOST_METERS) this.#meters.shift()
    this.#tellAll('meters', { items: [measured] })
  }

  #end(): void {
    for (const reader of this.#readers.keys()) reader.end()
  }

  #tellAll(event: 'session' | 'log' | 'meters', data: unknown): void {
    for (const [reader, { withLog }] of this.#readers)
      if (event !== 'log' || withLog) reader.send(event, data)
  }
}
