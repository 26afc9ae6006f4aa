import type { Clock } from '../clock.ts'
import { problems } from './problems.ts'

const IN_A_ROW = 10
const FIRST_WAIT_MS = 60_000
const LONGEST_WAIT_MS = 15 * 60_000
const WINDOW_MS = 15 * 60_000
const PER_SUBJECT = 100
const PER_ADDRESS = 100
/** So many names and addresses are remembered; the ones longest untouched go first. */
const MOST_ENTRIES = 100_000

export interface Attempt {
  /** What is guessed at: `password`, `collection.token`, … Counts of different kinds are apart. */
  kind: string
  /** Whose: a name as it was typed, folded. Tokens that name nobody have none. */
  subject?: string
  /** A hash of what was tried: the same again is no other guess. A page that was left open sends its old token for ever. */
  guess?: string
  /** Undefined for the machine itself without a forwarding header: it has no count by address (design.md). */
  address?: string
  /** Failures from one address in 15 minutes; a school is one address, so training allows 150. */
  perAddress?: number
}

interface Count {
  failures: number
  windowStart: number
  inARow: number
  blockedUntil: number
}

/**
 * Slows guessing down (promises.md, A8): by subject and address 10 wrong in a row, then 1 minute, doubling to 15; by
 * subject and by address 100 in 15 minutes. Right tries never count, unknown names do, and nobody is locked for good.
 * It is kept in this process: a restart forgets it, and each of several nodes counts for itself.
 */
export interface Attempts {
  /** Throws a 429 Problem when this one must wait. */
  check(attempt: Attempt): void
  fail(attempt: Attempt): void
  /** Ends the row of wrong ones. */
  succeed(attempt: Attempt): void
}

/** The tries of one kind, by one subject from one address. */
export interface Tries {
  check(): void
  fail(): void
}

export const triesOf = (attempts: Attempts, attempt: Attempt): Tries => ({
  check: () => attempts.check(attempt),
  fail: () => attempts.fail(attempt),
})

export function createAttempts(clock: Clock): Attempts {
  const counts = new Map<string, Count>()

  const read = (key: string): Count => {
    const known = counts.get(key)
    const now = clock.now()
    const fresh = {
      failures: 0,
      windowStart: now,
      inARow: known?.inARow ?? 0,
      blockedUntil: known?.blockedUntil ?? 0,
    }
    // Also when the clock was put back: an absurd window must not block anybody for long.
    return known && now - known.windowStart < WINDOW_MS && now >= known.windowStart ? known : fresh
  }
  const write = (key: string, count: Count) => {
    counts.delete(key)
    counts.set(key, count)
    if (counts.size > MOST_ENTRIES) counts.delete(counts.keys().next().value as string)
  }
  const waitOf = (key: string, most: number): number => {
    const now = clock.now()
    const count = read(key)
    const blocked = Math.min(count.blockedUntil - now, LONGEST_WAIT_MS)
    return count.failures >= most ? Math.max(blocked, count.windowStart + WINDOW_MS - now) : blocked
  }

  return {
    check(attempt) {
      const wait = Math.max(...keysOf(attempt).map(({ key, most }) => waitOf(key, most)))
      if (wait > 0) throw problems.tooManyAttempts(Math.ceil(wait / 1000))
    },
    fail(attempt) {
      if (attempt.guess !== undefined) {
        const key = `${attempt.kind} guess ${attempt.address ?? 'here'} ${attempt.guess}`
        const known = read(key)
        if (known.failures > 0) return
        write(key, { ...known, failures: 1 })
      }
      for (const { key, row } of keysOf(attempt)) {
        const count = read(key)
        const inARow = count.inARow + 1
        const excess = row ? inARow - IN_A_ROW : -1
        const blockedUntil =
          excess >= 0
            ? clock.now() + Math.min(FIRST_WAIT_MS * 2 ** excess, LONGEST_WAIT_MS)
            : count.blockedUntil
        write(key, { ...count, failures: count.failures + 1, inARow, blockedUntil })
      }
    },
    succeed(attempt) {
      for (const { key, row } of keysOf(attempt)) if (row) counts.delete(key)
    },
  }
}

function keysOf({
  kind,
  subject,
  address,
  perAddress,
}: Attempt): { key: string; most: number; row: boolean }[] {
  return [
    ...(subject === undefined
      ? []
      : [
          { key: `${kind} pair ${subject} ${address ?? 'here'}`, most: Number.POSITIVE_INFINITY, row: true },
          { key: `${kind} subject ${subject}`, most: PER_SUBJECT, row: false },
        ]),
    ...(address === undefined
      ? []
      : [{ key: `${kind} address ${address}`, most: perAddress ?? PER_ADDRESS, row: false }]),
  ]
}
