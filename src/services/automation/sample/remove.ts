import { inTransaction } from '../../../kernel/db/db.ts'
import { dropFolder } from '../../../kernel/files/folder.ts'
import type { By } from '../../../kernel/journal/journal.ts'
import type { Automation } from '../automation.ts'
import { removeConfig } from '../configs/remove.ts'
import { removeInventory } from '../inventories/inventories.ts'
import { findInventory } from '../inventories/inventory.store.ts'
import { removeRun } from '../runs/run.ts'
import { removeSchedule } from '../schedules/schedule.ts'
import { removeTemplate } from '../templates/template.ts'
import { FOLDER, PACKAGE } from './plan.ts'

const MOST = 10_000

/** Removes the sample network with all that was done with it. It may be run again when it was cut off. */
export async function removeSample(automation: Automation, by: By, ids: readonly number[]): Promise<void> {
  const { db, files, kernel } = automation
  for (const id of ids) {
    const runs = await idsOf(automation, 'automation_run', id)
    for (const schedule of await schedulesOf(automation, runs)) await removeSchedule(automation, by, schedule)
    await inTransaction(db, (tx) =>
      tx
        .deleteFrom('automation_trigger')
        .where('run_id', 'in', [0, ...runs])
        .execute(),
    )
    for (const run of runs) await removeRun(automation, by, run)
    for (const config of await idsOf(automation, 'automation_config', id))
      await removeConfig(automation, by, config)
    if (await findInventory(db, id)) await removeInventory(automation, by, { id })
  }
  const templates = await db
    .selectFrom('automation_template')
    .select('id')
    .where('package_path', '=', `/${PACKAGE}/`)
    .orderBy('id')
    .limit(MOST)
    .execute()
  for (const { id } of templates) await removeTemplate(automation, by, id)
  for (const folder of [FOLDER, PACKAGE]) await kernel.removals.run(() => dropFolder(files, folder))
  automation.inventories.forget()
}

async function idsOf(
  { db }: Automation,
  table: 'automation_run' | 'automation_config',
  inventory: number,
): Promise<number[]> {
  const rows = await db
    // Both have these columns.
    .selectFrom(table as 'automation_run')
    .select('id')
    .where('inventory_id', '=', inventory)
    .orderBy('id')
    .limit(MOST)
    .execute()
  return rows.map(({ id }) => id)
}

async function schedulesOf({ db }: Automation, runs: readonly number[]): Promise<number[]> {
  const rows = await db
    .selectFrom('automation_schedule')
    .select('id')
    // A list of none is no SQL.
    .where('run_id', 'in', [0, ...runs])
    .orderBy('id')
    .limit(MOST)
    .execute()
  return rows.map(({ id }) => id)
}
