import type { PageStream } from '../../../kernel/http/stream.ts'
import { createWatches, type Look, type Watches } from '../../../kernel/http/watches.ts'
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

interface Hears {
  withLog: boolean
}

/** Pages that look at sessions. */
export const createSessionWatches = (compute: Compute): Watches<Hears> =>
  createWatches<Hears>(LOOK_MS, {
    open: (session, readers) => new SessionLook(compute, session, readers),
    onFault: (error, session) =>
      compute.kernel.log.warn({ err: error, session }, 'A session could not be looked at for a page.'),
  })

interface Measured {
  at: string
  cpus: number
  memoryBytes: number
}

class SessionLook implements Look<Hears> {
  readonly #compute: Compute
  readonly #session: number
  readonly #readers: ReadonlyMap<PageStream, Hears>
  readonly #meters: Measured[] = []
  #state = ''
  #lines = ''
  #measuredAt = 0

  constructor(compute: Compute, session: number, readers: ReadonlyMap<PageStream, Hears>) {
    this.#compute = compute
    this.#session = session
    this.#readers = readers
  }

  /** A reader hears all that is known, and then what changes. */
  greet(reader: PageStream, { withLog }: Hears): void {
    if (this.#state !== '') reader.send('session', JSON.parse(this.#state))
    if (this.#lines !== '' && withLog) reader.send('log', JSON.parse(this.#lines))
    if (this.#meters.length > 0) reader.send('meters', { items: this.#meters })
  }

  async look(): Promise<void> {
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
