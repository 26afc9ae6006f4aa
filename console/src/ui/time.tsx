import { Tooltip } from '@mantine/core'
import { createContext, useContext } from 'react'

const DAY_MS = 86_400_000
const part = (options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat('en-GB', options)
const clockFormat = part({ hour: '2-digit', minute: '2-digit' })
const exactFormat = part({ dateStyle: 'full', timeStyle: 'long' })
const numberFormat = new Intl.NumberFormat('en-GB')

type Moment = number | string | Date
const dateOf = (at: Moment): Date => (at instanceof Date ? at : new Date(at))
const startOfDay = (date: Date): number =>
  new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime()

/** 14:02 */
export const clock = (at: Moment): string => clockFormat.format(dateOf(at))

/** today, yesterday, Thu 19 Nov; with the year when it is another. */
export function day(at: Moment, now: Moment = Date.now()): string {
  const date = dateOf(at)
  const days = Math.round((startOfDay(dateOf(now)) - startOfDay(date)) / DAY_MS)
  if (days === 0) return 'today'
  if (days === 1) return 'yesterday'
  if (days === -1) return 'tomorrow'
  const isThisYear = date.getFullYear() === dateOf(now).getFullYear()
  const weekday = part({ weekday: 'short' }).format(date)
  const month = part({ month: 'short' }).format(date).slice(0, 3)
  return isThisYear
    ? `${weekday} ${date.getDate()} ${month}`
    : `${date.getDate()} ${month} ${date.getFullYear()}`
}

/** today 14:02; older than a week: the day alone. */
export function moment(at: Moment, now: Moment = Date.now()): string {
  const isFar = Math.abs(dateOf(now).getTime() - dateOf(at).getTime()) > 7 * DAY_MS
  return isFar ? day(at, now) : `${day(at, now)} ${clock(at)}`
}

export const exact = (at: Moment): string => exactFormat.format(dateOf(at))

/** The zone of all times of a page: named once, below the list. */
export const zone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone

/** 45 s, 3 min, 3 h 12 min, 2 days */
export function duration(ms: number): string {
  const seconds = Math.round(ms / 1_000)
  if (seconds < 60) return `${seconds} s`
  const minutes = Math.round(seconds / 60)
  if (minutes < 60) return `${minutes} min`
  const hours = Math.floor(minutes / 60)
  if (hours < 24) return minutes % 60 === 0 ? `${hours} h` : `${hours} h ${minutes % 60} min`
  const days = Math.round(hours / 24)
  return days === 1 ? '1 day' : `${days} days`
}

/** 1,462 */
export const count = (n: number): string => numberFormat.format(n)

/** 1 link, 3 links */
export const counted = (n: number, one: string, many = `${one}s`): string =>
  `${count(n)} ${n === 1 ? one : many}`

const UNITS = ['B', 'kB', 'MB', 'GB', 'TB', 'PB']

/** 43.0 MB, by 1,000 */
export function bytes(size: number): string {
  let value = size
  let unit = 0
  while (value >= 999.5 && unit < UNITS.length - 1) {
    value /= 1_000
    unit += 1
  }
  const digits = unit === 0 || value >= 99.95 ? 0 : 1
  return `${value.toFixed(digits)} ${UNITS[unit]}`
}

/** True in tables and rows, where each time as a stop of the Tab key would be in the way. */
export const IsDense = createContext(false)

/** A time in words; the exact one with its zone on hover and focus. Null is a dash, or `none`. */
export function Time({
  at,
  form = 'moment',
  none = '–',
}: {
  at: Moment | null
  form?: 'moment' | 'day' | 'clock'
  none?: string
}) {
  const isDense = useContext(IsDense)
  if (at === null) return <span className="muted">{none}</span>
  const text = form === 'day' ? day(at) : form === 'clock' ? clock(at) : moment(at)
  return (
    <Tooltip label={exact(at)}>
      <time dateTime={dateOf(at).toISOString()} tabIndex={isDense ? undefined : 0}>
        {text}
      </time>
    </Tooltip>
  )
}
