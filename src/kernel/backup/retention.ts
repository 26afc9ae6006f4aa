import { DAY_MS } from '../span.ts'
import type { BackupRow } from './tables.ts'

export interface Keep {
  daily: number
  weekly: number
  monthly: number
  timezone: string
}

type Kept = Pick<BackupRow, 'id' | 'origin' | 'state' | 'started_at'>

/**
 * Which scheduled backups have served: all but the last of each of so many days, weeks and months. The last good one
 * stays whatever the numbers say, and nothing goes while something newer is not known to be good.
 */
export function outlived(backups: readonly Kept[], keep: Keep): number[] {
  const newestFirst = [...backups].sort((a, b) => b.started_at - a.started_at || b.id - a.id)
  const [newest] = newestFirst
  if (!newest || !isGood(newest)) return []
  const scheduled = newestFirst.filter((each) => each.origin === 'scheduled')
  const good = scheduled.filter(isGood)
  const kept = new Set<number>([newest.id])
  for (const [count, periodOf] of [
    [keep.daily, dayOf],
    [keep.weekly, weekOf],
    [keep.monthly, monthOf],
  ] as const) {
    const seen = new Set<string>()
    for (const { id, started_at } of good) {
      const period = periodOf(localDate(started_at, keep.timezone))
      if (seen.has(period)) continue
      if (seen.size === count) break
      seen.add(period)
      kept.add(id)
    }
  }
  return scheduled
    .filter((each) => !kept.has(each.id) && (isGood(each) || each.state === 'damaged'))
    .map(({ id }) => id)
}

/** It can be restored; of an incomplete one what was missing is missing in the original too. */
export const isGood = ({ state }: Pick<BackupRow, 'state'>): boolean =>
  state === 'good' || state === 'incomplete'

/** The day in its zone, as midnight UTC. */
function localDate(at: number, timeZone: string): Date {
  const parts = new Intl.DateTimeFormat('en-CA', { timeZone, dateStyle: 'short' }).format(at)
  return new Date(`${parts}T00:00:00Z`)
}

const dayOf = (date: Date): string => date.toISOString().slice(0, 10)
const monthOf = (date: Date): string => date.toISOString().slice(0, 7)
/** The Monday that begins it. */
const weekOf = (date: Date): string => dayOf(new Date(date.getTime() - ((date.getUTCDay() + 6) % 7) * DAY_MS))
