import type { Answer } from '@atelier/client'
import type { Look } from '../../../ui/state.tsx'
import { counted, duration } from '../../../ui/time.tsx'

export type Session = Answer<'/api/compute/sessions'>['items'][number]
export type SessionDetail = Answer<'/api/compute/sessions/{id}'>

export const workspacePath = (id: number) => `/app/compute/workspaces/${id}`
export const sessionPath = ({ id, workspace }: Pick<Session, 'id' | 'workspace'>) =>
  `${workspacePath(workspace.id)}/sessions/${id}`

/** It waits, runs or stops. */
export const isOpen = ({ status }: Pick<Session, 'status'>) =>
  status === 'pending' || status === 'running' || status === 'stopping'

/** The step from the queue to work is no entry of the journal. */
export const isPending = (session: Pick<Session, 'status'> | null) => session?.status === 'pending'

type Standing = Pick<Session, 'status' | 'isReady' | 'cause' | 'unreachableSince'>

/** How a session stands: one of the nine looks, and a word. */
export function standingOf({ status, isReady, cause, unreachableSince }: Standing): {
  look: Look
  word: string
} {
  if (unreachableSince !== null) return { look: 'unreachable', word: 'No answer' }
  if (status === 'pending') return { look: 'waiting', word: 'Waiting' }
  if (status === 'running') return { look: 'running', word: isReady ? 'Running' : 'Starting' }
  if (status === 'stopping') return { look: 'running', word: 'Stopping' }
  if (status === 'failed') return { look: 'failed', word: 'Failed' }
  return ENDS[cause ?? ''] ?? { look: 'done', word: 'Ended' }
}

const ENDS: Readonly<Record<string, { look: Look; word: string }>> = {
  stopped: { look: 'stopped', word: 'Stopped' },
  idle: { look: 'stopped', word: 'Ended, idle' },
  'timed-out': { look: 'attention', word: 'Ended, time over' },
}

/** 4 cores, 24 GB, 1 GPU, 8 h */
export function askedFor({ cpus, memoryMb, gpus, minutes }: Session): string {
  return [
    counted(cpus, 'core'),
    memoryMb > 0 && memoryInWords(memoryMb),
    gpus > 0 && counted(gpus, 'GPU'),
    minutes === null ? 'no limit of time' : minutesInWords(minutes),
  ]
    .filter(Boolean)
    .join(', ')
}

/** What schedulers count in: 1,024 of one are one of the next. */
export const memoryInWords = (megabytes: number): string =>
  megabytes < 1_024 ? `${Math.round(megabytes)} MB` : `${Math.round((megabytes / 1_024) * 10) / 10} GB`

const MB = 1_048_576

/** What is used, in the unit in which it is asked for: 1.9 GB of 2 GB */
export const memoryOfAsked = (used: number, askedMb: number): string =>
  `${memoryInWords(used / MB)} of ${memoryInWords(askedMb)}`

export const minutesInWords = (minutes: number): string => duration(minutes * 60_000)

/** 3.1 of 4 cores, 11 GB of 24 GB */
export function usedOfAsked({ used, cpus, memoryMb }: Session): string | null {
  if (!used) return null
  return [
    used.cpus !== null && `${used.cpus.toFixed(1)} of ${counted(cpus, 'core')}`,
    used.peakBytes !== null && memoryOfAsked(used.peakBytes, memoryMb),
  ]
    .filter(Boolean)
    .join(', ')
}

/** How long it has been, or was, at work. */
export function lastedMs({ startedAt, endedAt, createdAt }: Session, now = Date.now()): number {
  return Math.max(0, (endedAt ? Date.parse(endedAt) : now) - Date.parse(startedAt ?? createdAt))
}
