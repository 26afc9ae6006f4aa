import type { PageStream } from '../../../kernel/http/stream.ts'
import { createWatches, type Look, type Watches } from '../../../kernel/http/watches.ts'
import type { Automation } from '../automation.ts'
import {
  type AttemptItem,
  countStates,
  findAttemptItem,
  type HostItem,
  listHostItems,
} from './attempt.store.ts'
import { hostItemView } from './attempt-view.ts'
import { type HearsOutput, OutputLook } from './live-output.ts'
import { findRunItem, type RunItem } from './run-list.store.ts'
import { runView } from './run-view.ts'

/** What a host does is in the page within 300 ms, of which this is the most that is waited for here. */
const LOOK_MS = 50
/** Looked at anyway: another node may have changed it. */
const AT_LEAST_MS = 1_000
/** Hosts of one message: all of many come in several, as quickly as they are read. */
const MOST_HOSTS = 1_000

/** What a reader has, and what it wants to hear of. */
interface Hears {
  /** Up to which change of which attempt it knows the hosts. */
  attempt?: number
  seq?: number
  /** The rest of those that have changed follows, after that place. */
  rest?: { to: number; after: number } | undefined
  /** How the run stands, as it was told. */
  state?: string
  /** It does not know all hosts yet. */
  isBehind?: boolean
  outputs: HearsOutput[]
  /** Also what hosts say that is for net admins alone. */
  mayReadAll: boolean
  /** It is whole: nothing more comes. */
  isWhole?: boolean
}

/** Pages that look at runs: one look for all that show the same. */
export const createRunWatches = (automation: Automation): Watches<Hears> =>
  createWatches<Hears>(LOOK_MS, {
    open: (run, readers) => new RunLook(automation, run, readers),
    onFault: (error, run) =>
      automation.kernel.log.warn({ err: error, run }, 'A run could not be looked at for a page.'),
  })

class RunLook implements Look<Hears> {
  readonly #automation: Automation
  readonly #run: number
  readonly #readers: ReadonlyMap<PageStream, Hears>
  #pulse = -1
  #lookedAt = 0
  #hasNew = false

  constructor(automation: Automation, run: number, readers: ReadonlyMap<PageStream, Hears>) {
    this.#automation = automation
    this.#run = run
    this.#readers = readers
  }

  greet(): void {
    this.#hasNew = true
  }

  async look(): Promise<void> {
    const pulse = this.#automation.runner.pulse(this.#run)
    const isDue = performance.now() - this.#lookedAt > AT_LEAST_MS
    if (pulse === this.#pulse && !this.#hasNew && !isDue) return
    this.#pulse = pulse
    this.#hasNew = false
    this.#lookedAt = performance.now()
    const run = await findRunItem(this.#automation.db, this.#run)
    if (!run) return this.#endAll()
    const state = await this.#stateOf(run)
    const attempt =
      run.number === 0 ? undefined : await findAttemptItem(this.#automation.db, run.id, run.number)
    if (attempt) await this.#tellHosts(attempt)
    const isOver = run.status !== 'scheduled' && run.status !== 'running' && run.attempt_status !== 'running'
    await this.#tellOutput(attempt, isOver)
    this.#tellState(state, isOver)
    if (isOver) for (const [reader, { isWhole }] of this.#readers) if (isWhole) reader.end()
  }

  async #stateOf(run: RunItem): Promise<string> {
    const states = run.attempt_id === null ? null : await countStates(this.#automation.db, run.attempt_id)
    return JSON.stringify({ ...runView(run), states })
  }

  /** After all else: a page that hears that a run is over goes away. */
  #tellState(state: string, isOver: boolean): void {
    for (const [reader, hears] of this.#readers) {
      if (hears.state === state || (isOver && !hears.isWhole)) continue
      hears.state = state
      reader.send('run', JSON.parse(state))
    }
  }

  /** Those who know the same are told the same: it is read once. */
  async #tellHosts({ id, number, seq }: AttemptItem): Promise<void> {
    const told = new Map<string, HostItem[]>()
    for (const [reader, hears] of this.#readers) {
      const isNewest = hears.attempt === number
      const since = isNewest ? hears.seq : undefined
      const { to = seq, after } = (isNewest ? hears.rest : undefined) ?? {}
      hears.isBehind = since !== to || after !== undefined
      if (!hears.isBehind) continue
      if (reader.isBusy) {
        this.#hasNew = true
        continue
      }
      const key = `${since} ${after}`
      const rows =
        told.get(key) ??
        (await listHostItems(this.#automation.db, id, { since, after, limit: MOST_HOSTS + 1 }))
      told.set(key, rows)
      const items = rows.slice(0, MOST_HOSTS)
      const isLast = items.length === rows.length
      if (items.length > 0 || since === undefined)
        reader.send('hosts', {
          attempt: number,
          // Whoever comes back goes on from what it knows as a whole.
          seq: isLast ? to : (since ?? null),
          isAll: since === undefined && after === undefined,
          items: items.map(hostItemView),
        })
      // What was read may be ahead of the attempt: it is told twice then, and never left out.
      if (isLast) Object.assign(hears, { attempt: number, seq: to, rest: undefined, isBehind: false })
      else {
        Object.assign(hears, { attempt: number, seq: since, rest: { to, after: items.at(-1)?.position } })
        this.#hasNew = true
      }
    }
  }

  async #tellOutput(attempt: AttemptItem | undefined, isOver: boolean): Promise<void> {
    const look = attempt && new OutputLook(this.#automation.db, attempt)
    for (const [reader, hears] of this.#readers) {
      const isTold = !reader.isBusy && ((await look?.tell(reader, hears)) ?? true)
      // The rest of much output follows with the next look.
      if (!isTold) this.#hasNew = true
      hears.isWhole = isOver && isTold && (attempt === undefined || hears.isBehind === false)
    }
  }

  #endAll(): void {
    for (const reader of this.#readers.keys()) reader.end()
  }
}
