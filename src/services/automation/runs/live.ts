import type { PageStream } from '../../../kernel/http/stream.ts'
import { createWatches, type Look, type Watches } from '../../../kernel/http/watches.ts'
import type { Automation } from '../automation.ts'
import { countStates, findAttemptItem, type HostItem, listHostItems } from './attempt.store.ts'
import { findHost } from './attempt-host.store.ts'
import { hostItemView, lineView } from './attempt-view.ts'
import { OF_RUN, type OutputPart, readOutput } from './output.ts'
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
  /** It does not know all hosts yet. */
  isBehind?: boolean
  /** Of a host; of the run itself without one. */
  output?: { of: string | null; after: number; isTold?: boolean }
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
  #state = ''
  #hasNew = false

  constructor(automation: Automation, run: number, readers: ReadonlyMap<PageStream, Hears>) {
    this.#automation = automation
    this.#run = run
    this.#readers = readers
  }

  greet(reader: PageStream): void {
    this.#hasNew = true
    if (this.#state !== '') reader.send('run', JSON.parse(this.#state))
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
    await this.#tellState(run)
    await this.#tellHosts(run)
    const isOver = run.status !== 'scheduled' && run.status !== 'running' && run.attempt_status !== 'running'
    await this.#tellOutput(run, isOver)
    if (isOver) for (const [reader, { isWhole }] of this.#readers) if (isWhole) reader.end()
  }

  async #tellState(run: RunItem): Promise<void> {
    const states = run.attempt_id === null ? null : await countStates(this.#automation.db, run.attempt_id)
    const state = JSON.stringify({ ...runView(run), states })
    if (state === this.#state) return
    this.#state = state
    for (const reader of this.#readers.keys()) reader.send('run', JSON.parse(state))
  }

  /** Those who know the same are told the same: it is read once. */
  async #tellHosts(run: RunItem): Promise<void> {
    const attempt =
      run.number === 0 ? undefined : await findAttemptItem(this.#automation.db, run.id, run.number)
    if (!attempt) return
    const { id, number, seq } = attempt
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

  async #tellOutput(run: RunItem, isOver: boolean): Promise<void> {
    const parts = new Map<string, OutputPart>()
    for (const [reader, hears] of this.#readers) {
      const { output } = hears
      if (reader.isBusy) {
        this.#hasNew = true
        hears.isWhole = false
        continue
      }
      const part =
        output && run.attempt_id !== null ? await this.#partOf(run.attempt_id, output, parts) : undefined
      // That there is none yet is told once.
      if (output && part && (part.lines.length > 0 || !output.isTold)) {
        const { of: host, after } = output
        Object.assign(output, { after: part.next, isTold: true })
        reader.send('output', { host, after, lines: part.lines.map(lineView), next: part.next })
        // The rest of much output follows with the next look.
        if (!part.isLast) this.#hasNew = true
      }
      hears.isWhole = isOver && !hears.isBehind && (part?.isLast ?? true)
    }
  }

  async #partOf(
    attempt: number,
    { of, after }: NonNullable<Hears['output']>,
    parts: Map<string, OutputPart>,
  ): Promise<OutputPart | undefined> {
    const { db } = this.#automation
    const key = JSON.stringify([of, after])
    const known = parts.get(key)
    if (known) return known
    const host = of === null ? OF_RUN : (await findHost(db, attempt, of))?.id
    if (host === undefined) return undefined
    const part = await readOutput(db, { attempt, host, after })
    parts.set(key, part)
    return part
  }

  #endAll(): void {
    for (const reader of this.#readers.keys()) reader.end()
  }
}
