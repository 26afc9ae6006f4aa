import { lastLineOf } from '../../../kernel/execution/plain-text.ts'
import type { ExecutionRow } from '../../../kernel/execution/tables.ts'
import type { AppOutput } from '../apps/definition.ts'
import type { ExperimentRow } from '../tables.ts'
import { fitsGlob } from './glob.ts'
import type { Collected } from './outputs.ts'

/** What the end of an execution means for its experiment. */
export type Outcome =
  | { is: 'finished' }
  | { is: 'failed'; cause: 'failed' | 'timed-out'; message: string }
  | { is: 'cancelled' }
  /** The machinery failed, and another try may help. */
  | { is: 'fault'; cause: 'lost' | 'refused'; message: string }

export function outcomeOf(
  { outcome, exit_code, reason, minutes }: ExecutionRow,
  { cancel_asked_at }: Pick<ExperimentRow, 'cancel_asked_at'>,
): Outcome {
  if (cancel_asked_at !== null) return { is: 'cancelled' }
  switch (outcome) {
    case 'finished':
      return { is: 'finished' }
    case 'timed-out':
      return {
        is: 'failed',
        cause: 'timed-out',
        message: `It was ended when its time was over${minutes === null ? '' : `: ${minutes} minutes`}.`,
      }
    case 'failed':
      // Without a status of its own the program never began, or its machine broke down.
      if (exit_code === null || exit_code === 0)
        return { is: 'fault', cause: 'refused', message: reason ?? 'It could not be started.' }
      return { is: 'failed', cause: 'failed', message: reason ?? `It ended with status ${exit_code}.` }
    case 'stopped':
      // A scheduler says why it took the place of a job; of one that a person ended it says nothing.
      if (reason !== null) return { is: 'fault', cause: 'lost', message: reason }
      return { is: 'failed', cause: 'failed', message: 'It was ended from outside, not by Atelier.' }
    default:
      return { is: 'fault', cause: 'lost', message: reason ?? 'Nobody saw how it ended.' }
  }
}

/** With the last thing that it said, where it said something. */
export function withLastLine(message: string, tail: string | undefined): string {
  const line = lastLineOf(tail ?? null)
  return line === undefined ? message : `${message} The last it said: ${line}`
}

/** What a program that ended well did wrong with its results, if anything. */
export function faultOfOutputs(
  outputs: readonly AppOutput[],
  { files, overflow }: Collected,
): string | undefined {
  if (overflow !== undefined) return overflow
  const missing = outputs.filter(
    ({ required, glob }) => required && !files.some(({ name }) => fitsGlob(name, glob)),
  )
  if (missing.length === 0) return undefined
  const names = missing.map(({ label, glob }) => label || glob).join(', ')
  return `It ended without a fault, but did not leave what it should: ${names}.`
}
