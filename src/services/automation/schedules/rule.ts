import { Cron } from 'croner'
import type { FieldError } from '../../../kernel/problem.ts'

/** When a schedule's time comes: by five fields in a zone, or every so often. One of the two is set. */
export interface Rule {
  cron: string | null
  everySeconds: number | null
  timezone: string
}

/** Five parts of numbers, names, `*`, `,`, `-`, `/` and the marks that croner knows. */
export const CRON_PATTERN = '^[0-9A-Za-z*,/#?-]{1,40}( [0-9A-Za-z*,/#?-]{1,40}){4}$'
export const MIN_EVERY_SECONDS = 60
export const MAX_EVERY_SECONDS = 366 * 86_400
const MOST_COUNTED = 100

/**
 * The first time after a moment; undefined where none will come. In a zone whose clock is put forward, a time that it skips
 * comes right after; one that it has twice comes once. An interval goes on from the time that it had.
 */
export function nextTime(rule: Rule, after: number, from = after): number | undefined {
  if (rule.everySeconds !== null) {
    const step = rule.everySeconds * 1_000
    return from + Math.max(1, Math.floor((after - from) / step) + 1) * step
  }
  return cronOf(rule).nextRun(new Date(after))?.getTime()
}

/** How many times came from one to a moment, both with them: 100 at most. */
export function countTimes(rule: Rule, first: number, until: number): number {
  let [at, count]: [number | undefined, number] = [first, 0]
  while (at !== undefined && at <= until && count < MOST_COUNTED) {
    count += 1
    at = nextTime(rule, at, at)
  }
  return count
}

/** The next few times. */
export function nextTimes(
  rule: Rule,
  { from, count, until }: { from: number; count: number; until: number | null },
): number[] {
  const times: number[] = []
  for (let at = nextTime(rule, from); at !== undefined && times.length < count; at = nextTime(rule, at, at)) {
    if (until !== null && at > until) break
    times.push(at)
  }
  return times
}

/** What is wrong with a rule, field by field. */
export function faultsOf(rule: Rule): FieldError[] {
  if (!isZone(rule.timezone))
    return [
      {
        field: 'timezone',
        message: 'There is no such time zone. Take one of the list, such as Europe/Zurich.',
      },
    ]
  if ((rule.cron === null) === (rule.everySeconds === null))
    return [{ field: 'cron', message: 'Say either when, or every how many seconds.' }]
  if (rule.cron === null) return []
  try {
    if (cronOf(rule).nextRun()) return []
    return [{ field: 'cron', message: 'Such a day never comes. Choose another one.' }]
  } catch (error) {
    const words = (error as Error).message.replace(/^CronPattern: /, '')
    return [
      {
        field: 'cron',
        message: `It needs five fields: minute, hour, day, month, weekday. It says: ${words}`,
      },
    ]
  }
}

const cronOf = ({ cron, timezone }: Rule): Cron => new Cron(cron ?? '', { timezone, mode: '5-part' })

/** Every name of a time zone that this machine knows. */
export const listZones = (): string[] => [
  'UTC',
  ...Intl.supportedValuesOf('timeZone').filter((zone) => zone !== 'UTC'),
]

function isZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en-GB', { timeZone: name })
    // An offset is no zone: it knows no summer time.
    return /^[A-Za-z]/.test(name)
  } catch (error) {
    if (error instanceof RangeError) return false
    throw error
  }
}
