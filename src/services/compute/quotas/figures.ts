import { HOUR_MS } from '../../../kernel/span.ts'

/** Core hours are kept in this part of one: five decimals, as the protocol shows them. */
export const PER_CORE_HOUR = 100_000

/** Core hours of so many cores over a time, in 1/100,000. */
export const coreHoursOf = (cpus: number, ms: number): number =>
  Math.max(0, Math.round((cpus * ms * PER_CORE_HOUR) / HOUR_MS))

/** `4` or `4.5`: with one decimal where it says something. */
export const hoursInWords = (parts: number): string =>
  (Math.round((parts * 10) / PER_CORE_HOUR) / 10).toLocaleString('en-GB')

/** `1.5 GB`; by thousands. */
export function bytesInWords(bytes: number): string {
  const units = ['bytes', 'kB', 'MB', 'GB', 'TB']
  let value = bytes
  let unit = 0
  while (value >= 1_000 && unit < units.length - 1) {
    value /= 1_000
    unit += 1
  }
  return `${value.toLocaleString('en-GB', { maximumFractionDigits: value < 10 ? 1 : 0 })} ${units[unit]}`
}

/** The calendar month of a moment, in the time of the machine: from, and up to. */
export function monthOf(at: number): { from: number; to: number } {
  const day = new Date(at)
  return {
    from: new Date(day.getFullYear(), day.getMonth(), 1).getTime(),
    to: new Date(day.getFullYear(), day.getMonth() + 1, 1).getTime(),
  }
}

/** Core hours as a number of hours, for answers. */
export const hours = (parts: number): number => parts / PER_CORE_HOUR
