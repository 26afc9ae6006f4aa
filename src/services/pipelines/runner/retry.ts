import { inTransaction, lock } from '../../../kernel/db/db.ts'
import type { ExperimentStatus } from '../experiment-tables.ts'
import { findExperiment } from '../experiments/experiment.store.ts'
import { changeStatus } from '../experiments/status.ts'
import type { Pipelines } from '../pipelines.ts'
import type { ExperimentRow, Tx } from '../tables.ts'

const SECOND_MS = 1_000
/** After the first attempt, the second one … */
const PAUSES_MS = [10 * SECOND_MS, 60 * SECOND_MS, 300 * SECOND_MS, 900 * SECOND_MS] as const

export interface Fault {
  /** Why it did not work: a sentence for its owner. */
  message: string
  /** The word for it when it was the last attempt. */
  cause: 'lost' | 'refused'
  /** False where it is nobody's attempt: the server was ended, or its disk is full. */
  counted: boolean
  /** How long it waits where it is not counted; at once when left out. */
  pauseMs?: number
}

type Attempt = Pick<ExperimentRow, 'id' | 'attempts' | 'claimed_by'>

/** The row, where it is still this attempt in one of these states; nobody else changes it before the transaction ends. */
export async function findAttempt(
  tx: Tx,
  { id, attempts, claimed_by }: Attempt,
  from: readonly ExperimentStatus[],
): Promise<ExperimentRow | undefined> {
  await lock(tx, 'pipelines_experiment', [id])
  const row = await findExperiment(tx, id)
  const isSame = row && row.attempts === attempts && row.claimed_by === claimed_by
  return isSame && from.includes(row.status) ? row : undefined
}

/** The machinery failed, not the program: it waits for its next attempt, or has failed where that was the last one. */
export function retryOrFail(pipelines: Pipelines, attempt: Attempt, fault: Fault): Promise<boolean> {
  return inTransaction(pipelines.db, async (tx) => {
    const row = await findAttempt(tx, attempt, ['claimed', 'running'])
    if (!row) return false
    const isLast = fault.counted && row.attempts >= pipelines.settings.attempts
    await (isLast ? giveUp(pipelines, tx, row, fault) : waitAgain(pipelines, tx, row, fault))
    return true
  })
}

async function waitAgain(
  pipelines: Pipelines,
  tx: Tx,
  row: ExperimentRow,
  { message, counted, pauseMs = 0 }: Fault,
): Promise<void> {
  const pause = counted ? (PAUSES_MS[row.attempts - 1] ?? PAUSES_MS[PAUSES_MS.length - 1]) : pauseMs
  await changeStatus(pipelines, tx, row.id, {
    from: ['claimed', 'running'],
    to: 'submitted',
    by: { via: 'system' },
    action: 'requeued',
    set: {
      ...RELEASED,
      message,
      attempts: counted ? row.attempts : row.attempts - 1,
      due_at: pause === 0 ? null : pipelines.kernel.clock.now() + (pause as number),
    },
    step: 'retry',
    text: message,
  })
}

/** Of a row that nobody is at. */
export const RELEASED = {
  claimed_at: null,
  lease_until: null,
  claimed_by: null,
  host_key: null,
  started_at: null,
  execution_id: null,
} as const

async function giveUp(
  pipelines: Pipelines,
  tx: Tx,
  row: ExperimentRow,
  { message, cause }: Fault,
): Promise<void> {
  await changeStatus(pipelines, tx, row.id, {
    from: ['claimed', 'running'],
    to: 'failed',
    by: { via: 'system' },
    action: 'failed',
    set: { cause, message: row.attempts > 1 ? `${message} That was attempt ${row.attempts}.` : message },
    text: message,
  })
}
