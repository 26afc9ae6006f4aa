/** `20270301T090005.123456Z0000`: arrival in UTC to the microsecond, with the original's literal end. */
function stampOf(micros: number): string {
  const [date, time] = new Date(Math.floor(micros / 1000)).toISOString().split('T') as [string, string]
  const fraction = String(micros % 1_000_000).padStart(6, '0')
  return `${date.replaceAll('-', '')}T${time.slice(0, 8).replaceAll(':', '')}.${fraction}Z0000`
}

/** Compact UTC time, as the protocol's clients read it: `20270301T101500Z`. */
export function compactTime(at: number): string {
  return new Date(at)
    .toISOString()
    .replace(/[-:]/g, '')
    .replace(/\.\d{3}/, '')
}

/** Gives ever new stamps, also within one microsecond and when the clock is put back. */
export function createStamps(now: () => number): () => string {
  let last = 0
  return () => {
    last = Math.max(last + 1, now() * 1000)
    return stampOf(last)
  }
}
