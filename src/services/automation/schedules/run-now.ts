import { lock } from '../../../kernel/db/db.ts'
import type { By } from '../../../kernel/journal/journal.ts'
import type { Automation } from '../automation.ts'
import { copyPreset } from '../runs/repeat.ts'
import type { RunRow, Tx } from '../tables.ts'
import { findPreset } from './schedule.store.ts'
import { getSchedule } from './schedule.ts'
import { problems } from './schedule-problems.ts'

/** Runs what a schedule runs, beside its times, whether it is paused or not. */
export async function startNow(automation: Automation, tx: Tx, by: By, id: number): Promise<RunRow> {
  await lock(tx, 'automation_schedule', [id])
  const row = await getSchedule(tx, id)
  const preset = await findPreset(tx, row.run_id)
  if (!preset) throw problems.presetGone()
  const over = { cause: 'run', at: null, scheduleId: id } as const
  const run = await copyPreset(automation, tx, by, { preset, over })
  await tx.updateTable('automation_schedule').set({ last_run_id: run.id }).where('id', '=', id).execute()
  return run
}
