import type { Answer } from '@atelier/client'
import { duration } from '../../../ui/time.tsx'
import { APPS } from '../section.ts'

export type App = Answer<'/api/pipelines/apps'>['items'][number]
export type AppDetail = Answer<'/api/pipelines/apps/{key}'>

export const appPath = ({ key }: { key: string }): string => `${APPS}/${encodeURIComponent(key)}`
export const newPath = (app: { key: string }): string => `${appPath(app)}/new`

/** "5 to 8 min". */
export function usualTime(usual: App['usual']): string {
  if (!usual) return 'not known yet'
  const [from, to] = [duration(usual.from), duration(usual.to)]
  if (from === to) return from
  const unit = / \D+$/.exec(to)?.[0] ?? ''
  // The unit is said once.
  return unit !== '' && from.endsWith(unit) && !from.slice(0, -unit.length).includes(' ')
    ? `${from.slice(0, -unit.length)} to ${to}`
    : `${from} to ${to}`
}

export const daysInWords = (days: number): string =>
  days === 0 ? 'for good' : days === 1 ? '1 day after the end' : `${days} days after the end`
