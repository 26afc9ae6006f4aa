import { inTransaction, lock } from '../../../kernel/db/db.ts'
import { removeFile } from '../../../kernel/files/remove.ts'
import type { By } from '../../../kernel/journal/journal.ts'
import { type Pipelines, SERVICE } from '../pipelines.ts'
import type { ExperimentRow, Tx } from '../tables.ts'
import * as store from './experiment.store.ts'
import { addStep, audienceOf, tellChange } from './status.ts'

type What = 'inputs' | 'outputs'

/** Says why something goes, in the journal and in the experiment's history. */
interface Removal {
  by: By
  text?: string
  reason?: string
}

/** Removes all inputs of an experiment, with what lies beside them. False when they were gone already. */
export const removeInputs = (pipelines: Pipelines, id: number, removal: Removal): Promise<boolean> =>
  inTransaction(pipelines.db, (tx) => removeAll(pipelines, tx, id, 'inputs', removal))

/** Removes all results of an experiment. False when they were gone already. */
export const removeOutputs = (pipelines: Pipelines, id: number, removal: Removal): Promise<boolean> =>
  inTransaction(pipelines.db, (tx) => removeAll(pipelines, tx, id, 'outputs', removal))

/** The same in a transaction of the caller's. The folder itself goes soon after the commit. */
export async function removeAll(
  pipelines: Pipelines,
  tx: Tx,
  id: number,
  what: What,
  { by, text, reason }: Removal,
): Promise<boolean> {
  const { kernel } = pipelines
  await lock(tx, 'pipelines_experiment', [id])
  const column = `${what}_removed_at` as const
  const row = await tx
    .updateTable('pipelines_experiment')
    .set((eb) => ({
      [column]: kernel.clock.now(),
      [`${what}_until`]: null,
      note_due: 1,
      version: eb('version', '+', 1),
    }))
    .where('id', '=', id)
    .where(column, 'is', null)
    .returningAll()
    .executeTakeFirst()
  if (!row) return false
  const table = what === 'inputs' ? 'pipelines_input' : 'pipelines_output'
  const files = await (what === 'inputs' ? store.listInputs : store.listOutputs)(tx, [id], { there: true })
  for (const { file_id } of files) if (file_id !== null) await removeFile(tx, file_id)
  await tx.updateTable(table).set({ file_id: null }).where('experiment_id', '=', id).execute()
  await addStep(pipelines, tx, id, `${what}-removed`, text)
  await noteRemoval(pipelines, tx, row, what, { by, reason, details: { files: files.length } })
  tellChange(pipelines, tx, row)
  return true
}

/** Removes one input of an experiment; the others stay. False when it was gone already. */
export function removeInput(
  pipelines: Pipelines,
  id: number,
  name: string,
  removal: Removal,
): Promise<boolean> {
  return inTransaction(pipelines.db, async (tx) => {
    await lock(tx, 'pipelines_experiment', [id])
    const inputs = await store.listInputs(tx, [id], { there: true })
    const input = inputs.find((each) => each.name === name)
    if (!input || input.file_id === null) return false
    if (inputs.length === 1) return removeAll(pipelines, tx, id, 'inputs', removal)
    await removeFile(tx, input.file_id)
    await tx.updateTable('pipelines_input').set({ file_id: null }).where('id', '=', input.id).execute()
    const row = (await store.findExperiment(tx, id)) as ExperimentRow
    const details = { files: 1 }
    await noteRemoval(pipelines, tx, row, 'inputs', { ...removal, details, personal: { name } })
    tellChange(pipelines, tx, row)
    return true
  })
}

function noteRemoval(
  { kernel }: Pick<Pipelines, 'kernel'>,
  tx: Tx,
  row: ExperimentRow,
  what: What,
  more: { by: By; reason?: string | undefined; details: { files: number }; personal?: { name: string } },
): Promise<void> {
  return kernel.journal.record(tx, {
    ...more,
    action: what === 'inputs' ? 'pipelines.input.removed' : 'pipelines.output.removed',
    object: `pipelines.experiment:${row.id}`,
    service: SERVICE,
    audience: audienceOf(row),
  })
}
