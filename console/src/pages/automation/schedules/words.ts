import type { Answer } from '@atelier/client'
import type { Look } from '../../../ui/state.tsx'

export type Schedule = Answer<'/api/automation/schedules'>['items'][number]

const SCHEDULES = '/app/automation/schedules'
export const schedulePath = ({ id }: { id: number }): string => `${SCHEDULES}/${id}`
export const BACK = { label: 'All schedules', to: SCHEDULES }

/** How a schedule stands: one of the nine looks, and a word. */
export function standingOf(of: Schedule): { look: Look; word: string } {
  if (of.preset === null) return { look: 'failed', word: 'Preset gone' }
  if (of.orphanedAt !== null) return { look: 'attention', word: 'Nobody answers for it' }
  if (!of.isEnabled) return { look: 'stopped', word: 'Paused' }
  if (of.isWaiting) return { look: 'waiting', word: 'Waits' }
  if (of.nextAt === null) return { look: 'past', word: 'Ended' }
  if (of.lastStatus === 'failed') return { look: 'failed', word: 'Last run failed' }
  if (of.missedAt !== null && of.message !== '') return { look: 'attention', word: 'Missed' }
  if (of.lastStatus === 'running') return { look: 'running', word: 'Running' }
  return { look: 'open', word: 'On' }
}

const DAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday']
export const WEEKDAYS = DAYS.map((label, at) => ({ label, value: String(at + 1) }))

export const KINDS = [
  { value: 'daily', label: 'Every day' },
  { value: 'weekly', label: 'On days of the week' },
  { value: 'monthly', label: 'On a day of the month' },
  { value: 'interval', label: 'Every so often' },
  { value: 'cron', label: 'By five fields (cron)' },
] as const
export type Kind = (typeof KINDS)[number]['value']

export const UNITS = [
  { value: '60', label: 'minutes' },
  { value: '3600', label: 'hours' },
  { value: '86400', label: 'days' },
] as const

/** When, as the form asks for it. */
export interface When {
  kind: Kind
  time: string
  weekdays: string[]
  day: number
  every: number
  unit: string
  cron: string
}

export const NIGHTLY: When = {
  kind: 'daily',
  time: '02:30',
  weekdays: ['1', '2', '3', '4', '5'],
  day: 1,
  every: 1,
  unit: '3600',
  cron: '30 2 * * *',
}

/** The rule of what a form says. */
export function ruleOf({ kind, time, weekdays, day, every, unit, cron }: When) {
  if (kind === 'interval') return { cron: null, everySeconds: every * Number(unit) }
  const [hour = '0', minute = '0'] = time.split(':')
  const at = `${Number(minute)} ${Number(hour)}`
  const text = {
    daily: `${at} * * *`,
    weekly: `${at} * * ${[...weekdays].sort().join(',')}`,
    monthly: `${at} ${day} * *`,
    cron: cron.trim().replace(/\s+/g, ' '),
  }[kind]
  return { cron: text, everySeconds: null }
}

/** What the form says of a rule. */
export function whenOf({ cron, everySeconds }: Pick<Schedule, 'cron' | 'everySeconds'>): When {
  if (everySeconds !== null) {
    const unit = [...UNITS].reverse().find(({ value }) => everySeconds % Number(value) === 0) ?? UNITS[0]
    return { ...NIGHTLY, kind: 'interval', unit: unit.value, every: everySeconds / Number(unit.value) }
  }
  const text = cron ?? ''
  const [minute = '', hour = '', day = '', month = '', weekday = ''] = text.split(' ')
  const plain: When = { ...NIGHTLY, kind: 'cron', cron: text }
  if (!/^\d{1,2}$/.test(minute) || !/^\d{1,2}$/.test(hour) || month !== '*') return plain
  const timed = { ...plain, time: `${hour.padStart(2, '0')}:${minute.padStart(2, '0')}` }
  if (day === '*' && weekday === '*') return { ...timed, kind: 'daily' }
  if (day === '*' && /^[1-7](,[1-7])*$/.test(weekday))
    return { ...timed, kind: 'weekly', weekdays: weekday.split(',') }
  if (weekday === '*' && /^\d{1,2}$/.test(day)) return { ...timed, kind: 'monthly', day: Number(day) }
  return plain
}
