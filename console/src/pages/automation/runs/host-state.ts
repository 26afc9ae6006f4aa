import type { Look } from '../../../ui/state.tsx'

export type HostState =
  | 'waiting'
  | 'running'
  | 'ok'
  | 'failed'
  | 'unreachable'
  | 'timed-out'
  | 'aborted'
  | 'skipped'

/** A host of a run, as the grid shows it. */
export interface HostCell {
  name: string
  group: string | null
  state: HostState
  changed: boolean
}

const STATES: Readonly<Record<HostState, { look: Look; word: string }>> = {
  waiting: { look: 'waiting', word: 'Waiting' },
  running: { look: 'running', word: 'Running' },
  ok: { look: 'done', word: 'OK' },
  failed: { look: 'failed', word: 'Failed' },
  unreachable: { look: 'unreachable', word: 'Unreachable' },
  'timed-out': { look: 'failed', word: 'Timed out' },
  aborted: { look: 'stopped', word: 'Stopped' },
  skipped: { look: 'draft', word: 'Not started' },
}

export const lookOf = (state: HostState): Look => STATES[state].look
export const wordOf = (state: HostState): string => STATES[state].word

/** The order of the counters and of the bar: what is done, then what is not. */
export const TALLIES = [
  { key: 'ok', states: ['ok'], look: 'done', word: 'ok' },
  { key: 'failed', states: ['failed', 'timed-out'], look: 'failed', word: 'failed' },
  { key: 'unreachable', states: ['unreachable'], look: 'unreachable', word: 'unreachable' },
  { key: 'stopped', states: ['aborted'], look: 'stopped', word: 'stopped at work' },
  { key: 'skipped', states: ['skipped'], look: 'draft', word: 'not started' },
  { key: 'running', states: ['running'], look: 'running', word: 'running' },
  { key: 'waiting', states: ['waiting'], look: 'waiting', word: 'waiting' },
] as const satisfies readonly { key: string; states: readonly HostState[]; look: Look; word: string }[]

export type Counts = Readonly<Record<HostState, number>>

export function countsOf(hosts: Iterable<Pick<HostCell, 'state'>>): Counts {
  const counts: Record<HostState, number> = {
    waiting: 0,
    running: 0,
    ok: 0,
    failed: 0,
    unreachable: 0,
    'timed-out': 0,
    aborted: 0,
    skipped: 0,
  }
  for (const { state } of hosts) counts[state] += 1
  return counts
}

/** It was at work to its end, well or not. */
export const isDone = (state: HostState): boolean =>
  isOver(state) && state !== 'aborted' && state !== 'skipped'

export const isOver = (state: HostState): boolean => state !== 'waiting' && state !== 'running'
