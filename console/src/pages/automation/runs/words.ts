import type { Answer } from '@atelier/client'
import type { Look } from '../../../ui/state.tsx'
import { count, counted, duration, moment } from '../../../ui/time.tsx'
import { RUNS } from '../section.ts'
import type { Counts } from './host-state.ts'

export type Run = Answer<'/api/automation/runs'>['items'][number]
export type RunDetail = Answer<'/api/automation/runs/{id}'>
export type Attempt = Answer<'/api/automation/runs/{id}/attempts/{number}'>
export type HostItem = Answer<'/api/automation/runs/{id}/attempts/{number}/hosts'>['items'][number]
export type HostDetail = Answer<'/api/automation/runs/{id}/attempts/{number}/hosts/{name}'>
export type OutputLine = Answer<'/api/automation/runs/{id}/attempts/{number}/log'>['lines'][number]

export const runPath = ({ id }: { id: number }): string => `${RUNS}/${id}`
/** The wizard, filled as this run was. */
export const likePath = ({ id }: { id: number }, as?: 'preset' | 'real' | 'change'): string =>
  `${RUNS}/new?from=${id}${as ? `&${as}=yes` : ''}`

/** It waits, is at work, or is being ended. */
export const isOpen = ({ status, isEnding }: Pick<Run, 'status' | 'isEnding'>): boolean =>
  status === 'scheduled' || status === 'running' || isEnding

export interface Standing {
  look: Look
  word: string
}

const STANDINGS: Readonly<Record<Run['status'], Standing>> = {
  created: { look: 'draft', word: 'Not started' },
  scheduled: { look: 'waiting', word: 'Waiting' },
  running: { look: 'running', word: 'Running' },
  finished: { look: 'done', word: 'Finished' },
  failed: { look: 'failed', word: 'Failed' },
  aborted: { look: 'stopped', word: 'Stopped' },
}

/** How a run stands: one of the nine looks, and a word. */
export function standingOf({
  status,
  isEnding,
  dueAt,
}: Pick<Run, 'status' | 'isEnding' | 'dueAt'>): Standing {
  if (isEnding) return { look: 'running', word: 'Stopping' }
  if (status === 'scheduled' && dueAt !== null && Date.parse(dueAt) > Date.now())
    return { look: 'waiting', word: `Starts ${moment(dueAt)}` }
  return STANDINGS[status]
}

/** "59 ms", "1.9 s", "3 min": what a host takes is often less than a second. */
export function lasted(ms: number): string {
  if (ms < 1_000) return `${Math.round(ms)} ms`
  return ms < 10_000 ? `${(ms / 1_000).toFixed(1)} s` : duration(ms)
}

/** How long it was at work, or is by now. */
export function took({
  startedAt,
  finishedAt,
}: {
  startedAt: string | null
  finishedAt: string | null
}): string | undefined {
  if (startedAt === null) return undefined
  const end = finishedAt === null ? Date.now() : Date.parse(finishedAt)
  return lasted(Math.max(0, end - Date.parse(startedAt)))
}

/** "12 of 14 hosts ok, 2 failed" */
export function countsInWords(counts: Run['counts']): string {
  if (counts === null) return ''
  const { hosts, ok, failed, unreachable } = counts
  const parts = [
    `${count(ok)} of ${counted(hosts, 'host')} ok`,
    failed > 0 && `${count(failed)} failed`,
    unreachable > 0 && `${count(unreachable)} unreachable`,
  ]
  return parts.filter(Boolean).join(', ')
}

/** "43 of 64 done, 1 min 48 s, about 40 s left" */
export function courseInWords(counts: Counts, attempt: Pick<Attempt, 'startedAt' | 'finishedAt'>): string {
  const all = Object.values(counts).reduce((sum, each) => sum + each, 0)
  const open = counts.waiting + counts.running
  const done = all - open - counts.aborted - counts.skipped
  const parts = [`${count(done)} of ${count(all)} done`, took(attempt)]
  if (attempt.finishedAt === null && done >= 3 && open > 0) {
    const sofar = Date.now() - Date.parse(attempt.startedAt)
    parts.push(`about ${duration((sofar / done) * open)} left`)
  }
  return parts.filter(Boolean).join(', ')
}
