import type { JoinTexts } from '../text/join.ts'

const DAY_MS = 86_400_000

/** Times in the zone of an event and the words of a language. */
export interface When {
  /** 13:30 */
  clock(at: string): string
  /** Wednesday 2 Dec */
  day(at: string): string
  /** today 18:00, tomorrow 18:00, Wednesday 2 Dec 18:00 */
  moment(at: string, now: number): string
  /** 1 day 3 h, 3 h 12 min, 12 min, 45 s */
  span(ms: number): string
}

export function whenIn(zone: string, t: JoinTexts): When {
  const format = (options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat(t.locale, { ...options, timeZone: zone })
  const clockFormat = format({ hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })
  const dayFormat = format({ weekday: 'long', day: 'numeric', month: 'short' })
  const dateFormat = new Intl.DateTimeFormat('en-CA', { timeZone: zone })
  const clock = (at: string) => clockFormat.format(Date.parse(at))
  const day = (at: string) => dayFormat.format(Date.parse(at)).replace(',', '')
  const dateOf = (at: number) => dateFormat.format(at)
  return {
    clock,
    day,
    moment(at, now) {
      const date = dateOf(Date.parse(at))
      const word = date === dateOf(now) ? t.today : date === dateOf(now + DAY_MS) ? t.tomorrow : day(at)
      return `${word} ${clock(at)}`
    },
    span(ms) {
      const seconds = Math.max(0, Math.ceil(ms / 1_000))
      if (seconds < 90) return t.seconds(seconds)
      const minutes = Math.floor(seconds / 60)
      if (minutes < 60) return t.minutes(minutes)
      const [hours, days] = [Math.floor(minutes / 60), Math.floor(minutes / 1_440)]
      if (days === 0)
        return minutes % 60 === 0 ? t.hours(hours) : `${t.hours(hours)} ${t.minutes(minutes % 60)}`
      return hours % 24 === 0 ? t.days(days) : `${t.days(days)} ${t.hours(hours % 24)}`
    },
  }
}
