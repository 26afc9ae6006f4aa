import type { By } from '../../../kernel/journal/journal.ts'
import type { ExperimentStatus } from '../experiment-tables.ts'
import type { Pipelines } from '../pipelines.ts'
import { problems as common } from '../problems.ts'
import type { ExperimentRow, Tx } from '../tables.ts'
import { findExperiment } from './experiment.store.ts'
import { experimentProblems as problems } from './experiment-problems.ts'
import { ACTIVE, changeStatus, ENDED, type ExperimentChanges } from './status.ts'

interface Ending {
  by: By
  set?: ExperimentChanges
  text?: string
}

/**
 * Says that an experiment is completed, once all of its results are on disk and their rows are in this transaction. By the
 * protocol results may also come again, or for one that had failed.
 */
export async function completeExperiment(
  pipelines: Pipelines,
  tx: Tx,
  id: number,
  { by, set, text, from = ACTIVE }: Ending & { from?: readonly ExperimentStatus[] },
): Promise<ExperimentRow> {
  const row = await changeStatus(pipelines, tx, id, {
    from,
    to: 'completed',
    by,
    action: 'completed',
    set: { cause: 'finished', message: '', ...set },
    text,
  })
  return row ?? (await refuse(tx, id))
}

/** From wherever results may come by the protocol. */
export const RESULTS_FROM = [...ACTIVE, ...ENDED] as const

/** Says that an experiment has failed, and why. One that is completed stays so. */
export async function failExperiment(
  pipelines: Pipelines,
  tx: Tx,
  id: number,
  { by, set, text, cause, message }: Ending & { cause: string; message: string },
): Promise<ExperimentRow> {
  const row = await changeStatus(pipelines, tx, id, {
    from: ACTIVE,
    to: 'failed',
    by,
    action: 'failed',
    set: { ...set, cause, message },
    text: text ?? message,
  })
  return row ?? (await refuse(tx, id))
}

async function refuse(tx: Tx, id: number): Promise<never> {
  const row = await findExperiment(tx, id)
  throw row ? problems.isOver(row.status) : common.notFound()
}
