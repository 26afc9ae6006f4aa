/** Where the time comes from; tests hand in one that they move by hand. */
export interface Clock {
  /** UTC epoch milliseconds. For durations use `performance.now()`, which no clock change moves. */
  now(): number
}

export const systemClock: Clock = { now: () => Date.now() }
