import { afterCommit, inTransaction, lock } from '../../../kernel/db/db.ts'
import type { By } from '../../../kernel/journal/journal.ts'
import { findExperiment } from '../experiments/experiment.store.ts'
import { addStep, audienceOf, changeStatus, tellChange } from '../experiments/status.ts'
import { type Pipelines, SERVICE } from '../pipelines.ts'
import type { ExperimentRow, Tx } from '../tables.ts'

const AT_ONCE = 50

export interface Cancelling {
  by: By
  ids: readonly number[]
  /** Shown to its owner where somebody else does it. */
  reason?: string
}

/**
 * Ends what waits, and asks for the end of what is at work. Gives those that it was not too late for. `told` hears of each after
 * the commit.
 */
export async function cancelExperiments(
  pipelines: Pipelines,
  { ids, ...how }: Cancelling,
  told: (id: number) => void,
): Promise<number[]> {
  const cancelled: number[] = []
  const sorted = [...new Set(ids)].sort((a, b) => a - b)
  for (let from = 0; from < sorted.length; from += AT_ONCE) {
    const some = sorted.slice(from, from + AT_ONCE)
    const done = await inTransaction(pipelines.db, async (tx) => {
      await lock(tx, 'pipelines_experiment', some)
      const those: number[] = []
      for (const id of some) if (await cancelOne(pipelines, tx, { id, ...how })) those.push(id)
      afterCommit(tx, () => those.forEach(told))
      return those
    })
    cancelled.push(...done)
  }
  return cancelled
}

/** What it says of one that was ended without a reason: by whose it is. */
export const CANCELLED = 'It was cancelled.'

type One = Omit<Cancelling, 'ids'> & { id: number }

async function cancelOne(pipelines: Pipelines, tx: Tx, { id, by, reason }: One): Promise<boolean> {
  const row = await findExperiment(tx, id)
  if (!row) return false
  const message = reason === undefined ? CANCELLED : `It was cancelled: ${reason}`
  if (row.status === 'running') return askForEnd(pipelines, tx, row, { by, reason, message })
  const done = await changeStatus(pipelines, tx, id, {
    from: ['submitted', 'claimed'],
    to: 'cancelled',
    by,
    action: 'cancelled',
    set: { cause: 'cancelled', message, cancel_asked_at: pipelines.kernel.clock.now() },
    text: message,
    reason,
  })
  return done !== undefined
}

/** Its state follows when its processes have ended. Asked again, it is being cancelled already. */
async function askForEnd(
  pipelines: Pipelines,
  tx: Tx,
  { id, execution_id }: ExperimentRow,
  { by, reason, message }: { by: By; reason: string | undefined; message: string },
): Promise<boolean> {
  const { kernel, executions } = pipelines
  const row = await tx
    .updateTable('pipelines_experiment')
    .set((is) => ({ cancel_asked_at: kernel.clock.now(), message, version: is('version', '+', 1) }))
    .where('id', '=', id)
    .where('status', '=', 'running')
    .where('cancel_asked_at', 'is', null)
    .returningAll()
    .executeTakeFirst()
  if (!row) return true
  await addStep(pipelines, tx, id, 'cancelling', message)
  await kernel.journal.record(tx, {
    by,
    action: 'pipelines.experiment.cancelled',
    object: `pipelines.experiment:${id}`,
    service: SERVICE,
    details: { app: row.app, asked: true },
    reason,
    audience: audienceOf(row),
  })
  if (execution_id !== null) await executions.stop(tx, execution_id)
  tellChange(pipelines, tx, row)
  return true
}
