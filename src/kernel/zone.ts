import { DAY_MS } from './span.ts'

const DATE = /^(\d{4})-(\d{2})-(\d{2})$/

/** When a day begins in a time zone, `days` later; undefined for what is no date or no zone. */
export function startOfDay(date: string, zone: string, days = 0): number | undefined {
  const [, year, month, day] = DATE.exec(date)?.map(Number) ?? []
  if (year === undefined || month === undefined || day === undefined) return undefined
  const utc = Date.UTC(year, month - 1, day)
  if (Number.isNaN(utc) || new Date(utc).toISOString().slice(0, 10) !== date) return undefined
  const wanted = utc + days * DAY_MS
  const format = formatOf(zone)
  if (!format) return undefined
  const first = wanted - offsetAt(format, wanted)
  // Between the two the clock may have been put forward or back.
  return wanted - offsetAt(format, first)
}

function formatOf(zone: string): Intl.DateTimeFormat | undefined {
  try {
    return new Intl.DateTimeFormat('en-GB', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    })
  } catch (error) {
    if (error instanceof RangeError) return undefined
    throw error
  }
}

/** How far the clocks of the zone are before UTC. */
function offsetAt(format: Intl.DateTimeFormat, at: number): number {
  const parts = Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, Number(value)]))
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts
  return Date.UTC(year, month - 1, day, hour, minute, second) - at
}

/** The date of a moment as a calendar of the zone has it, such as 2026-11-24; undefined for what is no zone. */
export function dateIn(zone: string, at: number): string | undefined {
  const format = formatOf(zone)
  if (!format) return undefined
  return new Date(at + offsetAt(format, at)).toISOString().slice(0, 10)
}

/** The same hour of the zone's clock so many days later, also when the clocks have changed in between. */
export function daysLater(zone: string, at: number, days: number): number {
  const moved = at + days * DAY_MS
  const format = formatOf(zone)
  if (!format) return moved
  const wanted = at + offsetAt(format, at) + days * DAY_MS
  return wanted - offsetAt(format, wanted - offsetAt(format, moved))
}
