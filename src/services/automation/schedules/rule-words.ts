import type { Rule } from './rule.ts'

const DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday']
const SHORT = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat']
const UNITS = [
  [86_400, 'day'],
  [3_600, 'hour'],
  [60, 'minute'],
  [1, 'second'],
] as const

/** A rule as a sentence: `Monday to Friday at 06:30, Europe/Zurich`. */
export function ruleInWords({ cron, everySeconds, timezone }: Rule): string {
  if (everySeconds !== null) return everyInWords(everySeconds)
  const said = cronInWords(cron ?? '')
  return `${said ?? `At the times of ${cron}`}, ${timezone}`
}

/** `Friday 27 November 2026 at 06:30 CET`. */
export function momentInWords(at: number, timezone: string): string {
  const parts = new Intl.DateTimeFormat('en-GB', {
    timeZone: timezone,
    ...{ weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' },
    ...{ hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZoneName: 'short' },
  }).formatToParts(at)
  const of = (type: string) => parts.find((part) => part.type === type)?.value ?? ''
  const date = `${of('weekday')} ${of('day')} ${of('month')} ${of('year')}`
  return `${date} at ${of('hour')}:${of('minute')} ${of('timeZoneName')}`
}

function everyInWords(seconds: number): string {
  const [size, unit] = UNITS.find(([each]) => seconds % each === 0) ?? [1, 'second']
  const count = seconds / size
  return count === 1 ? `Every ${unit}` : `Every ${count} ${unit}s`
}

/** Undefined for what is told better by its fields. */
function cronInWords(cron: string): string | undefined {
  const [minute = '', hour = '', day = '', month = '', weekday = ''] = cron.split(' ')
  if (month !== '*') return undefined
  if (day === '*' && weekday === '*' && hour === '*') return withinTheHour(minute)
  if (!isNumber(minute) || !isNumber(hour)) return undefined
  const at = `at ${hour.padStart(2, '0')}:${minute.padStart(2, '0')}`
  if (day === '*' && weekday === '*') return `Every day ${at}`
  if (day === '*') return daysInWords(weekday, at)
  return isNumber(day) && weekday === '*' ? `On day ${Number(day)} of every month ${at}` : undefined
}

function withinTheHour(minute: string): string | undefined {
  const step = /^\*\/(\d+)$/.exec(minute)?.[1]
  if (minute === '*') return 'Every minute'
  if (step !== undefined && 60 % Number(step) === 0) return `Every ${Number(step)} minutes`
  if (minute === '0') return 'Every full hour'
  return isNumber(minute) ? `Every hour, ${Number(minute)} minutes past` : undefined
}

function daysInWords(weekday: string, at: string): string | undefined {
  const [from, to, more] = weekday.split('-').map(dayOf)
  if (weekday.includes('-')) return from && to && !more ? `${from} to ${to} ${at}` : undefined
  const days = weekday.split(',').map(dayOf)
  if (days.some((day) => day === undefined)) return undefined
  if (days.length === 1) return `Every ${days[0]} ${at}`
  return `Every ${days.slice(0, -1).join(', ')} and ${days.at(-1)} ${at}`
}

function dayOf(text: string): string | undefined {
  if (/^[0-7]$/.test(text)) return DAYS[Number(text) % 7]
  const at = SHORT.indexOf(text.toLowerCase())
  return at === -1 ? undefined : DAYS[at]
}

const isNumber = (text: string): boolean => /^\d{1,2}$/.test(text)
