import type { Insertable, Updateable } from 'kysely'
import { sql } from 'kysely'
import { contains, fold } from '../../../kernel/db/db.ts'
import type { AutomationTables, Db, RunRow, TemplateRow, TriggerRow, Tx } from '../tables.ts'

const listed = (db: Db | Tx) =>
  db
    .selectFrom('automation_trigger as t')
    .innerJoin('automation_run as p', 'p.id', 't.run_id')
    .leftJoin('kernel_account as a', 'a.id', 't.created_by')
    .selectAll('t')
    .select(['p.name as preset', 'a.name as maker'])
    .select((is) =>
      is
        .selectFrom('automation_run as r')
        .select(sql<number | null>`max(r.id)`.as('id'))
        .whereRef('r.trigger_id', '=', 't.id')
        .as('last_run_id'),
    )

export type ListedTrigger = Awaited<ReturnType<ReturnType<typeof listed>['executeTakeFirstOrThrow']>>

/** In order of number; by words of their names, or those of one preset. */
export function listTriggers(
  db: Db,
  { search, preset, after, limit }: { search?: string; preset?: number; after?: number; limit: number },
): Promise<ListedTrigger[]> {
  return listed(db)
    .$if(after !== undefined, (query) => query.where('t.id', '>', after as number))
    .$if(preset !== undefined, (query) => query.where('t.run_id', '=', preset as number))
    .$if(!!search, (query) =>
      query.where((is) => contains(db, is.ref('t.words_folded'), fold(search as string))),
    )
    .orderBy('t.id')
    .limit(limit)
    .execute()
}

export const findListed = (db: Db | Tx, id: number): Promise<ListedTrigger | undefined> =>
  listed(db).where('t.id', '=', id).executeTakeFirst()

export const findTrigger = (db: Db | Tx, id: number): Promise<TriggerRow | undefined> =>
  db.selectFrom('automation_trigger').selectAll().where('id', '=', id).executeTakeFirst()

export const insertTrigger = (
  tx: Tx,
  row: Insertable<AutomationTables['automation_trigger']>,
): Promise<TriggerRow> =>
  tx.insertInto('automation_trigger').values(row).returningAll().executeTakeFirstOrThrow()

/** Undefined when it is gone, or is no longer of that version. */
export const updateTrigger = (
  tx: Tx,
  { id, version }: { id: number; version: number },
  columns: Updateable<AutomationTables['automation_trigger']>,
): Promise<TriggerRow | undefined> =>
  tx
    .updateTable('automation_trigger')
    .set({ ...columns, version: version + 1 })
    .where('id', '=', id)
    .where('version', '=', version)
    .returningAll()
    .executeTakeFirst()

export async function markUsed(tx: Tx, id: number, now: number): Promise<void> {
  await tx
    .updateTable('automation_trigger')
    .set({ used_at: now, orphaned_at: null })
    .where('id', '=', id)
    .execute()
}

/** False where it was noted before. */
export async function markOrphaned(tx: Tx, id: number, now: number): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable('automation_trigger')
    .set({ orphaned_at: now })
    .where('id', '=', id)
    .where('orphaned_at', 'is', null)
    .executeTakeFirst()
  return numUpdatedRows === 1n
}

export async function deleteTrigger(tx: Tx, id: number): Promise<TriggerRow | undefined> {
  await tx.updateTable('automation_run').set({ trigger_id: null }).where('trigger_id', '=', id).execute()
  return tx.deleteFrom('automation_trigger').where('id', '=', id).returningAll().executeTakeFirst()
}

/** The preset with its template, as far as that is there. */
export async function findPreset(
  db: Db | Tx,
  id: number,
): Promise<{ preset: RunRow; template: TemplateRow | undefined } | undefined> {
  const preset = await db
    .selectFrom('automation_run')
    .selectAll()
    .where('id', '=', id)
    .where('is_preset', '=', 1)
    .executeTakeFirst()
  if (!preset) return undefined
  const template =
    preset.template_id === null
      ? undefined
      : await db
          .selectFrom('automation_template')
          .selectAll()
          .where('id', '=', preset.template_id)
          .executeTakeFirst()
  return { preset, template }
}

export async function countWaiting(tx: Tx, id: number): Promise<number> {
  const { n } = await tx
    .selectFrom('automation_run')
    .select((is) => is.fn.countAll<number>().as('n'))
    .where('trigger_id', '=', id)
    .where('status', '=', 'scheduled')
    .executeTakeFirstOrThrow()
  return Number(n)
}
