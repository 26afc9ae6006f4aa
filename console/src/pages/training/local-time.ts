/** Times as people type them: on the clock of the event's zone, whatever the zone of who types. */

function partsAt(zone: string, at: number): Record<string, string> {
  const format = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
  })
  return Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, value]))
}

export function isZone(zone: string): boolean {
  try {
    return partsAt(zone, 0).year !== undefined
  } catch {
    // What the browser does not know is no zone to it.
    return false
  }
}

/** 2026-12-02T09:00, as inputs of times hold it; empty for none. */
export function localOf(zone: string, iso: string | null): string {
  if (iso === null || !isZone(zone)) return ''
  const { year = '', month, day, hour, minute } = partsAt(zone, Date.parse(iso))
  return `${year.padStart(4, '0')}-${month}-${day}T${hour}:${minute}`
}

/** What such an input means in that zone; null for an empty one. */
export function isoOf(zone: string, local: string): string | null {
  if (local === '') return null
  const wanted = Date.parse(`${local}Z`)
  const shift = (at: number) => Date.parse(`${localOf(zone, new Date(at).toISOString())}Z`) - at
  // Between the two the clock may have been put forward or back.
  const first = wanted - shift(wanted)
  return new Date(wanted - shift(first)).toISOString()
}

/** Wed 2 Dec 09:00 */
export function sayTime(zone: string, iso: string): string {
  return new Intl.DateTimeFormat('en-GB', {
    ...(isZone(zone) && { timeZone: zone }),
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
  })
    .format(Date.parse(iso))
    .replace(',', '')
}

/** Wed 2 Dec, 09:00 to 12:00; what is not set is left out. */
export function saySpan(zone: string, startsAt: string | null, endsAt: string | null): string | null {
  if (startsAt === null) return null
  const start = sayTime(zone, startsAt)
  if (endsAt === null) return start
  const end = sayTime(zone, endsAt)
  const sameDay = start.slice(0, -5) === end.slice(0, -5)
  return `${start} to ${sameDay ? end.slice(-5) : end}`
}
