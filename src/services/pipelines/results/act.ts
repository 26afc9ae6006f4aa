import { inTransaction } from '../../../kernel/db/db.ts'
import type { By, Json } from '../../../kernel/journal/journal.ts'
import { audienceOf, isOver, tellChange } from '../experiments/status.ts'
import { type Pipelines, SERVICE } from '../pipelines.ts'
import { datesAgain, daysOf } from '../retention/dates.ts'
import type { ExperimentRow, Tx } from '../tables.ts'
import { objectOf } from './access.ts'

/** Keeps what age would remove, or lets it go again: not sooner than its owner can be told before. */
export function keepExperiment(
  pipelines: Pipelines,
  { by, row: { id }, kept }: { by: By; row: ExperimentRow; kept: boolean },
): Promise<void> {
  const { db, kernel, settings } = pipelines
  return inTransaction(db, async (tx) => {
    const row = await tx
      .updateTable('pipelines_experiment')
      .set((is) => ({ kept: kept ? 1 : 0, version: is('version', '+', 1) }))
      .where('id', '=', id)
      .where('kept', '=', kept ? 0 : 1)
      .returningAll()
      .executeTakeFirst()
    if (!row) return
    if (isOver(row.status)) {
      const dates = datesAgain(row, await daysOf(tx, settings, row.app), {
        now: kernel.clock.now(),
        warnDays: settings.warnDays,
      })
      await tx
        .updateTable('pipelines_experiment')
        .set({ ...dates, warned_at: null })
        .where('id', '=', id)
        .execute()
    }
    await recordAct(pipelines, tx, row, { by, action: 'kept', details: { kept } })
    tellChange(pipelines, tx, row)
  })
}

/** Says whether its owner wants a message at its end. */
export function setNotify(
  pipelines: Pipelines,
  { by, row: { id }, notify }: { by: By; row: ExperimentRow; notify: boolean },
): Promise<void> {
  return inTransaction(pipelines.db, async (tx) => {
    const row = await tx
      .updateTable('pipelines_experiment')
      .set((is) => ({ notify: notify ? 1 : 0, version: is('version', '+', 1) }))
      .where('id', '=', id)
      .where('notify', '=', notify ? 0 : 1)
      .returningAll()
      .executeTakeFirst()
    if (!row) return
    await recordAct(pipelines, tx, row, { by, action: 'notify', details: { notify } })
    tellChange(pipelines, tx, row)
  })
}

/** An entry of the journal on an experiment that changed. */
const recordAct = (
  { kernel }: Pipelines,
  tx: Tx,
  row: ExperimentRow,
  { by, action, details }: { by: By; action: string; details?: Json },
): Promise<void> =>
  kernel.journal.record(tx, {
    by,
    action: `pipelines.experiment.${action}`,
    object: objectOf(row.id),
    service: SERVICE,
    details: { app: row.app, ...(details as object) },
    audience: audienceOf(row),
  })
