import type { Clock } from '../../../kernel/clock.ts'

interface ThrottleOptions {
  most: number
  withinMs: number
}

/** So many are remembered; the ones longest untouched go first. */
const MOST_ENTRIES = 100_000

/** Lets so many of one sort by within a time. It is kept in this process: a restart forgets it. */
export class Throttle {
  readonly #clock: Clock
  readonly #options: ThrottleOptions
  readonly #seen = new Map<string, number[]>()

  constructor(clock: Clock, options: ThrottleOptions) {
    this.#clock = clock
    this.#options = options
  }

  /** Counts one; or, when there were too many, counts none and gives how long to wait. */
  take(key: string): number | undefined {
    const { most, withinMs } = this.#options
    const now = this.#clock.now()
    const times = (this.#seen.get(key) ?? []).filter((at) => at <= now && now - at < withinMs)
    if (times.length >= most) return (times[0] ?? now) + withinMs - now
    this.#seen.delete(key)
    this.#seen.set(key, [...times, now])
    if (this.#seen.size > MOST_ENTRIES) this.#seen.delete(this.#seen.keys().next().value as string)
    return undefined
  }
}
