import { duration } from '../../../ui/time.tsx'
import type { Event } from '../event.ts'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS

/** Wed 25 Nov 18:00, as the clocks of the event's zone show it. */
export function zoned(at: string, zone: string): string {
  const clock = new Date(at).toLocaleTimeString('en-GB', {
    hour: '2-digit',
    minute: '2-digit',
    timeZone: zone,
  })
  const { weekday, day, month } = partsOf(at, zone)
  return `${weekday} ${day} ${month} ${clock}`
}

function partsOf(at: string, zone: string) {
  const format = new Intl.DateTimeFormat('en-GB', {
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    timeZone: zone,
  })
  const parts = Object.fromEntries(format.formatToParts(new Date(at)).map(({ type, value }) => [type, value]))
  return {
    weekday: parts.weekday ?? '',
    day: parts.day ?? '',
    month: (parts.month ?? '').slice(0, 3),
  }
}

/** Wed 2 and Thu 3 Dec; Wed 2 to Fri 4 Dec; Wed 2 Dec. */
export function daysOf(startsAt: string, endsAt: string, zone: string): string {
  const [first, last] = [partsOf(startsAt, zone), partsOf(endsAt, zone)]
  const end = `${last.weekday} ${last.day} ${last.month}`
  const start = `${first.weekday} ${first.day}${first.month === last.month ? '' : ` ${first.month}`}`
  if (`${first.day} ${first.month}` === `${last.day} ${last.month}`) return end
  const isNext = Date.parse(endsAt) - Date.parse(startsAt) < 1.5 * DAY_MS
  return `${start} ${isNext ? 'and' : 'to'} ${end}`
}

/** 1 day 3 h, 4 h 20 min, 6 days: coarser the longer it is. */
function coarse(ms: number): string {
  const days = Math.floor(ms / DAY_MS)
  if (days < 1 || days > 2) return duration(ms)
  const hours = Math.floor((ms - days * DAY_MS) / HOUR_MS)
  return `${days === 1 ? '1 day' : `${days} days`}${hours > 0 ? ` ${hours} h` : ''}`
}

/** What the clock does next with registration, or did last. */
export function whenOf(event: Event, now: number): string {
  const { opensAt, closesAt, wishesUntil, mode, zone, state } = event
  const at = (time: string, word: string) =>
    Date.parse(time) > now
      ? `${word}s ${zoned(time, zone)} (${zone}), in ${coarse(Date.parse(time) - now)}.`
      : `${word}d ${zoned(time, zone)} (${zone}).`
  if (mode === 'wishes' && wishesUntil)
    return Date.parse(wishesUntil) > now
      ? `Wishes until ${zoned(wishesUntil, zone)} (${zone}), for ${coarse(Date.parse(wishesUntil) - now)} more.`
      : `Wishes ended ${zoned(wishesUntil, zone)} (${zone}).`
  if (state === 'closed' && closesAt && Date.parse(closesAt) <= now) return at(closesAt, 'Close')
  if (state === 'scheduled') return event.nextAt ? at(event.nextAt, 'Open') : ''
  if (state === 'closed') return opensAt && Date.parse(opensAt) > now ? at(opensAt, 'Open') : ''
  return closesAt ? at(closesAt, 'Close') : 'No time is set at which it closes.'
}
