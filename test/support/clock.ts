import type { Clock } from '../../src/kernel/clock.ts'

/** A clock that stands still until it is moved. */
export function handClock(
  start = Date.UTC(2027, 2, 1, 10, 0, 0),
): Clock & { advance(ms: number): void; set(ms: number): void } {
  let now = start
  return {
    now: () => now,
    advance(ms) {
      now += ms
    },
    set(ms) {
      now = ms
    },
  }
}
