import { inTransaction } from '../../../kernel/db/db.ts'
import { dropFolder } from '../../../kernel/files/folder.ts'
import { removeFile } from '../../../kernel/files/remove.ts'
import type { By } from '../../../kernel/journal/journal.ts'
import { findExperiment } from '../experiments/experiment.store.ts'
import { folderOf } from '../experiments/place.ts'
import { removeAll } from '../experiments/remove.ts'
import { isOver } from '../experiments/status.ts'
import type { Pipelines } from '../pipelines.ts'
import type { ExperimentRow, Tx } from '../tables.ts'

export const EXPERIMENT_KIND = 'pipelines.experiment'

/** Removes sample experiments with all that belongs to them. It may be run again when it was cut off. */
export async function removeSample(pipelines: Pipelines, by: By, ids: readonly number[]): Promise<void> {
  await pipelines.runner.cancel({ by, ids })
  for (const id of ids) {
    const row = await findExperiment(pipelines.db, id)
    if (!row) continue
    // The job comes again in a moment, when its processes have ended.
    if (!isOver(row.status)) throw new Error(`The experiment ${id} is still being cancelled.`)
    await inTransaction(pipelines.db, (tx) => deleteRows(pipelines, tx, by, row))
    for (const part of ['submitted', 'completed'] as const)
      await pipelines.kernel.removals.run(() => dropFolder(pipelines.files, folderOf(row, part)))
  }
}

async function deleteRows(pipelines: Pipelines, tx: Tx, by: By, row: ExperimentRow): Promise<void> {
  const { id, batch_id: batch, log_file_id: log } = row
  for (const what of ['inputs', 'outputs'] as const) await removeAll(pipelines, tx, id, what, { by })
  for (const table of ['pipelines_input', 'pipelines_output', 'pipelines_step', 'pipelines_share'] as const)
    await tx.deleteFrom(table).where('experiment_id', '=', id).execute()
  await tx.updateTable('pipelines_experiment').set({ like_id: null }).where('like_id', '=', id).execute()
  await tx.deleteFrom('pipelines_experiment').where('id', '=', id).execute()
  if (log !== null) await removeFile(tx, log)
  if (batch === null) return
  const others = await tx
    .selectFrom('pipelines_experiment')
    .select('id')
    .where('batch_id', '=', batch)
    .limit(1)
    .executeTakeFirst()
  if (others) return
  await tx.deleteFrom('pipelines_share').where('batch_id', '=', batch).execute()
  await tx.deleteFrom('pipelines_batch').where('id', '=', batch).execute()
}
