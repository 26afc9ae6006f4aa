const FORM =
  /^(\d{4})-(\d{1,2})-(\d{1,2})[T ](\d{1,2}):(\d{1,2})(?::(\d{1,2})(?:[.,](\d{1,6})\d{0,6})?)?\s*(Z|[+-]\d{2}(?::?\d{2})?)?$/

/** UTC epoch milliseconds of a date as the protocol writes it; without a zone it is UTC. Undefined for what is none. */
export function readDate(text: string): number | undefined {
  const found = FORM.exec(text)
  if (!found) return undefined
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = found
    .slice(1, 7)
    .map((part) => Number(part ?? 0))
  const [, , , , , , , fraction = '', zone = 'Z'] = found
  const last = new Date(Date.UTC(2000, 0, 1))
  last.setUTCFullYear(year, month, 0)
  if (year < 1 || month < 1 || month > 12 || day < 1 || day > last.getUTCDate()) return undefined
  if (hour > 23 || minute > 59 || second > 59) return undefined
  const [offset, isOffset] = offsetOf(zone)
  if (!isOffset) return undefined
  const at = new Date(0)
  at.setUTCFullYear(year, month - 1, day)
  at.setUTCHours(hour, minute, second, Number(fraction.padEnd(6, '0').slice(0, 3)))
  at.setTime(at.getTime() - offset * 60_000)
  return at.getUTCFullYear() < 1 || at.getUTCFullYear() > 9999 ? undefined : at.getTime()
}

/** In minutes. */
function offsetOf(zone: string): [minutes: number, isOne: boolean] {
  if (zone === 'Z') return [0, true]
  const digits = zone.slice(1).replace(':', '')
  const [hours, minutes] = [Number(digits.slice(0, 2)), Number(digits.slice(2) || 0)]
  const offset = (hours * 60 + minutes) * (zone.startsWith('-') ? -1 : 1)
  return [offset, hours < 24 && minutes < 60]
}

/** A time as the protocol writes it: microseconds where there is a fraction. */
export function writeDate(at: number | null): string | null {
  if (at === null) return null
  const text = new Date(at).toISOString()
  return text.endsWith('.000Z') ? `${text.slice(0, -5)}Z` : `${text.slice(0, -1)}000Z`
}
