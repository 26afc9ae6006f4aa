import type { Insertable } from 'kysely'
import { contains, countUpTo, fold } from '../../../kernel/db/db.ts'
import type { AutomationTables, Db, InventoryRow, Tx } from '../tables.ts'

export const findInventory = (db: Db, id: number): Promise<InventoryRow | undefined> =>
  db.selectFrom('automation_inventory').selectAll().where('id', '=', id).executeTakeFirst()

export const insertInventory = (
  tx: Tx,
  row: Insertable<AutomationTables['automation_inventory']>,
): Promise<InventoryRow> =>
  tx.insertInto('automation_inventory').values(row).returningAll().executeTakeFirstOrThrow()

/** Undefined where it is not in this version any more. */
export const updateInventory = (
  tx: Tx,
  { id, version }: Pick<InventoryRow, 'id' | 'version'>,
  values: Partial<Omit<InventoryRow, 'id' | 'version'>>,
): Promise<InventoryRow | undefined> =>
  tx
    .updateTable('automation_inventory')
    .set({ ...values, version: version + 1 })
    .where('id', '=', id)
    .where('version', '=', version)
    .returningAll()
    .executeTakeFirst()

/** Takes it away, and from what names it; false where somebody else has done so. */
export async function deleteInventory(tx: Tx, id: number): Promise<boolean> {
  await tx.deleteFrom('automation_credential_use').where('inventory_id', '=', id).execute()
  await tx.updateTable('automation_run').set({ inventory_id: null }).where('inventory_id', '=', id).execute()
  const { numDeletedRows } = await tx
    .deleteFrom('automation_inventory')
    .where('id', '=', id)
    .executeTakeFirst()
  return Number(numDeletedRows) === 1
}

/** With the name of who made it. */
export type InventoryItem = InventoryRow & { made_by: string | null }

const matching = (db: Db, search?: string) =>
  db
    .selectFrom('automation_inventory as i')
    .leftJoin('kernel_account as a', 'a.id', 'i.created_by')
    .$if(search !== undefined, (query) =>
      query.where((is) => contains(db, is.ref('i.words_folded'), fold(search as string))),
    )

export const findItem = (db: Db, id: number): Promise<InventoryItem | undefined> =>
  matching(db).selectAll('i').select('a.name as made_by').where('i.id', '=', id).executeTakeFirst()

/** In the order in which they were made. */
export const listInventories = (
  db: Db,
  { search, after, limit }: { search?: string | undefined; after?: number | undefined; limit: number },
): Promise<InventoryItem[]> =>
  matching(db, search)
    .selectAll('i')
    .select('a.name as made_by')
    .$if(after !== undefined, (query) => query.where('i.id', '>', after as number))
    .orderBy('i.id')
    .limit(limit)
    .execute()

export const countInventories = (db: Db, search?: string) =>
  countUpTo(db, matching(db, search).select('i.id') as never)
