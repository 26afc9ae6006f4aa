import type { Answer } from '@atelier/client'
import type { Look } from '../../../ui/state.tsx'
import { day, duration } from '../../../ui/time.tsx'
import { EXPERIMENTS } from '../section.ts'

export type Experiment = Answer<'/api/pipelines/experiments'>['items'][number]
export type ExperimentDetail = Answer<'/api/pipelines/experiments/{id}'>
export type Output = ExperimentDetail['outputs'][number]
export type Input = ExperimentDetail['inputs'][number]
export type Preview = Answer<'/api/pipelines/experiments/{id}/files/preview'>
type Batch = NonNullable<Experiment['batch']>

export const experimentPath = ({ id }: { id: number }): string => `${EXPERIMENTS}/${id}`
export const batchPath = ({ id }: { id: number }): string => `/app/pipelines/batches/${id}`
/** A form that begins as this experiment was. */
export const rerunPath = ({ id, app }: { id: number; app: { key: string } }): string =>
  `/app/pipelines/apps/${encodeURIComponent(app.key)}/new?from=${id}`

/** It waits, or is at work. */
export const isOpen = ({ status }: Pick<Experiment, 'status'>): boolean =>
  status === 'submitted' || status === 'claimed' || status === 'running'

export interface Standing {
  look: Look
  word: string
}

/** How an experiment stands: one of the nine looks, and a word. */
export function standingOf({
  status,
  runner,
  isEnding,
}: Pick<Experiment, 'status' | 'runner' | 'isEnding'>): Standing {
  if (isEnding) return { look: 'running', word: 'Stopping' }
  if (status === 'claimed' && runner === 'outside') return { look: 'running', word: 'At a backend' }
  return STANDINGS[status]
}

const STANDINGS: Readonly<Record<Experiment['status'], Standing>> = {
  submitted: { look: 'waiting', word: 'Waiting' },
  claimed: { look: 'running', word: 'Starting' },
  running: { look: 'running', word: 'Running' },
  completed: { look: 'done', word: 'Finished' },
  failed: { look: 'failed', word: 'Failed' },
  cancelled: { look: 'stopped', word: 'Cancelled' },
}

/** How all experiments of a batch stand together. */
export function standingOfBatch({ counts, count }: Pick<Batch, 'counts' | 'count'>): Standing {
  const { submitted, claimed, running, completed, failed, cancelled } = counts
  if (claimed + running > 0)
    return { look: 'running', word: `${completed + failed + cancelled} of ${count} over` }
  if (submitted > 0) return { look: 'waiting', word: `${submitted} of ${count} wait` }
  if (failed > 0) return { look: 'failed', word: `${failed} of ${count} failed` }
  if (cancelled > 0) return { look: 'stopped', word: `${cancelled} of ${count} cancelled` }
  return { look: 'done', word: `All ${count} finished` }
}

/** How long it was at work, or is by now. */
export function took({ startedAt, endedAt }: Pick<Experiment, 'startedAt' | 'endedAt'>): string | undefined {
  if (startedAt === null) return undefined
  const end = endedAt === null ? Date.now() : Date.parse(endedAt)
  return duration(Math.max(0, end - Date.parse(startedAt)))
}

/** "kept until 24 Dec", "kept", or nothing. */
export function keptUntil({
  kept,
  outputsUntil,
}: Pick<Experiment, 'kept' | 'outputsUntil'>): string | undefined {
  if (kept) return 'kept until you let it go'
  return outputsUntil === null ? undefined : `kept until ${day(outputsUntil)}`
}

/** Why it ended as it did, where that is more than its state. */
export function exitOf({
  exitCode,
  exitText,
}: Pick<ExperimentDetail, 'exitCode' | 'exitText'>): string | undefined {
  if (exitCode !== null) return `Exit code ${exitCode}`
  return exitText === null || exitText === '' ? undefined : `The backend said: ${exitText}`
}

const STEPS: Readonly<Record<string, string>> = {
  submitted: 'Handed in',
  claimed: 'Taken from the queue',
  staged: 'Its files are in place',
  running: 'Started',
  collecting: 'Results are collected',
  retry: 'Tried again',
  completed: 'Finished',
  failed: 'Failed',
  cancelled: 'Cancelled',
  requeued: 'Back in the queue',
  'inputs-removed': 'Inputs removed',
  'outputs-removed': 'Results removed',
}

export const stepWord = (step: string): string => STEPS[step] ?? step
