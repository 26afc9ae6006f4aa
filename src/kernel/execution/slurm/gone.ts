import type { Clock } from '../../clock.ts'
import { MINUTE_MS } from '../../span.ts'
import type { Known, Sight } from '../execution.ts'
import type { Driver, Job } from './driver.ts'
import { readNote } from './note.ts'
import { sightOf } from './state.ts'

/** Of a job whose limit nobody knows. */
const LONGEST_MINUTES = 1_440

interface Missing {
  execution: Known
  handle: { job: number; uid?: number; submittedAt: number }
}

/** Jobs that the scheduler has forgotten, which it does some minutes after their end. */
export class Gone {
  readonly #parts: { driver: Driver; clock: Clock }
  /** By execution: until when its job may still run at the latest, and how often the scheduler did not know it. */
  readonly #until = new Map<number, number>()
  readonly #times = new Map<number, number>()

  constructor(parts: { driver: Driver; clock: Clock }) {
    this.#parts = parts
  }

  /** The scheduler knows it. */
  seen(id: number, { startedAt, endedAt, limitMinutes = LONGEST_MINUTES }: Job): void {
    this.#times.delete(id)
    const until = endedAt ?? (startedAt ?? this.#parts.clock.now()) + limitMinutes * MINUTE_MS
    this.#until.set(id, until)
  }

  /** How they ended, as their own notes say, or the cluster's accounts. Of others nothing, until their time is surely over. */
  async look(missing: readonly Missing[]): Promise<Map<number, Sight>> {
    const sights = new Map<number, Sight>()
    const open: Missing[] = []
    for (const each of missing) {
      const note = await readNote(each.execution, each.handle.uid)
      if (note) sights.set(each.execution.id, note)
      else open.push(each)
    }
    if (open.length === 0) return this.#done(sights)
    const past = await this.#parts.driver.past(open.map(({ handle }) => handle.job))
    const byId = new Map(past.map((job) => [job.id, job]))
    for (const { execution, handle } of open) {
      const job = byId.get(handle.job)
      const sight = job ? sightOf(job) : this.#lost(execution, handle.submittedAt)
      if (sight) sights.set(execution.id, sight)
    }
    return this.#done(sights)
  }

  #lost({ id, order }: Known, submittedAt: number): Sight | undefined {
    const times = (this.#times.get(id) ?? 0) + 1
    this.#times.set(id, times)
    const minutes = order.limits.minutes ?? LONGEST_MINUTES
    const until = this.#until.get(id) ?? submittedAt + minutes * MINUTE_MS
    if (times < 2 || this.#parts.clock.now() <= until) return undefined
    return {
      state: 'ended',
      outcome: 'lost',
      reason: 'It was lost by the scheduler: nobody knows how it ended.',
    }
  }

  #done(sights: Map<number, Sight>): Map<number, Sight> {
    for (const [id, { state }] of sights) {
      if (state !== 'ended') continue
      this.#times.delete(id)
      this.#until.delete(id)
    }
    return sights
  }
}
