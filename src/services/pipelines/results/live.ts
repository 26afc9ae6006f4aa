import type { PageStream } from '../../../kernel/http/stream.ts'
import { createWatches, type Look, type Watches } from '../../../kernel/http/watches.ts'
import { findExperiment } from '../experiments/experiment.store.ts'
import type { Pipelines } from '../pipelines.ts'
import { type LogPart, readLog } from '../runner/log.ts'
import { waitOf } from '../runner/waiting.ts'
import type { ExperimentRow } from '../tables.ts'

/** A line that is printed is in the page within 300 ms, of which this is the most that is waited for here. */
const LOOK_MS = 150
const MOST_BYTES = 65_536

interface Hears {
  withLog: boolean
  /** Where in the log the reader is. */
  next?: string
}

/** Pages that look at experiments. */
export const createExperimentWatches = (pipelines: Pipelines): Watches<Hears> =>
  createWatches<Hears>(LOOK_MS, {
    open: (experiment, readers) => new ExperimentLook(pipelines, experiment, readers),
    onFault: (error, experiment) =>
      pipelines.kernel.log.warn(
        { err: error, experiment },
        'An experiment could not be looked at for a page.',
      ),
  })

/** What a page is told of what it shows: it loads the rest when this has changed. */
const stateOf = (
  { status, message, version, attempts, ended_at, cancel_asked_at }: ExperimentRow,
  reason: string | undefined,
) => ({
  status,
  message: reason ?? message,
  version,
  attempts,
  isOver: ended_at !== null,
  isEnding: cancel_asked_at !== null && ended_at === null,
})

class ExperimentLook implements Look<Hears> {
  readonly #pipelines: Pipelines
  readonly #experiment: number
  readonly #readers: ReadonlyMap<PageStream, Hears>
  #state = ''

  constructor(pipelines: Pipelines, experiment: number, readers: ReadonlyMap<PageStream, Hears>) {
    this.#pipelines = pipelines
    this.#experiment = experiment
    this.#readers = readers
  }

  greet(reader: PageStream): void {
    if (this.#state !== '') reader.send('state', JSON.parse(this.#state))
  }

  async look(): Promise<void> {
    const row = await findExperiment(this.#pipelines.db, this.#experiment)
    if (!row) return this.#end()
    const wait = await waitOf(this.#pipelines, row)
    const state = JSON.stringify(stateOf(row, wait?.reason))
    if (state !== this.#state) {
      this.#state = state
      for (const reader of this.#readers.keys()) reader.send('state', JSON.parse(state))
    }
    const isWhole = await this.#tellLog(row)
    if (row.ended_at !== null && isWhole) this.#end()
  }

  /** Whether everybody has all of it. Those who are at the same place are read for once. */
  async #tellLog(row: ExperimentRow): Promise<boolean> {
    const parts = new Map<string | undefined, LogPart>()
    let isWhole = true
    for (const [reader, hears] of this.#readers) {
      if (!hears.withLog) continue
      const { next: from } = hears
      const part =
        parts.get(from) ??
        (await readLog(this.#pipelines, row, { bytes: MOST_BYTES, ...(from !== undefined && { from }) }))
      parts.set(from, part)
      if (part.text !== '' || part.cut)
        reader.send('log', { text: part.text, cut: part.cut, begins: from === undefined })
      hears.next = part.next
      isWhole &&= part.isOver
    }
    return isWhole
  }

  #end(): void {
    for (const reader of this.#readers.keys()) reader.end()
  }
}
