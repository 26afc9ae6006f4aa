import type { Insertable, Updateable } from 'kysely'
import { contains, fold } from '../../../kernel/db/db.ts'
import type { AutomationTables, CredentialRow, CredentialUseRow, Db, Tx } from '../tables.ts'

const MOST_USES = 10_000

/** A use with the name of its inventory. */
export type NamedUse = CredentialUseRow & { inventory: string }

/** In order of number; by words of their names. */
export function listCredentials(
  db: Db,
  { search, after, inventory, limit }: { search?: string; after?: number; inventory?: number; limit: number },
): Promise<CredentialRow[]> {
  return db
    .selectFrom('automation_credential as c')
    .selectAll('c')
    .$if(after !== undefined, (query) => query.where('c.id', '>', after as number))
    .$if(!!search, (query) =>
      query.where((is) => contains(db, is.ref('c.name_folded'), fold(search as string))),
    )
    .$if(inventory !== undefined, (query) =>
      query.where('c.id', 'in', (is) =>
        is
          .selectFrom('automation_credential_use')
          .select('credential_id')
          .where('inventory_id', '=', inventory as number),
      ),
    )
    .orderBy('c.id')
    .limit(limit)
    .execute()
}

export function findCredential(db: Db, id: number): Promise<CredentialRow | undefined> {
  return db.selectFrom('automation_credential').selectAll().where('id', '=', id).executeTakeFirst()
}

export async function findCredentials(db: Db, ids: readonly number[]): Promise<CredentialRow[]> {
  const wanted = [...new Set(ids)]
  if (wanted.length === 0) return []
  return db
    .selectFrom('automation_credential')
    .selectAll()
    .where('id', 'in', wanted)
    .orderBy('id')
    .limit(wanted.length)
    .execute()
}

/** Undefined where its name is taken. */
export function insertCredential(
  tx: Tx,
  row: Insertable<AutomationTables['automation_credential']>,
): Promise<CredentialRow | undefined> {
  return tx
    .insertInto('automation_credential')
    .values(row)
    .onConflict((on) => on.column('name_folded').doNothing())
    .returningAll()
    .executeTakeFirst()
}

/** Undefined when it is gone, or is no longer of that version. */
export function updateCredential(
  tx: Tx,
  { id, version }: { id: number; version: number },
  columns: Updateable<AutomationTables['automation_credential']>,
): Promise<CredentialRow | undefined> {
  return tx
    .updateTable('automation_credential')
    .set({ ...columns, version: version + 1 })
    .where('id', '=', id)
    .where('version', '=', version)
    .returningAll()
    .executeTakeFirst()
}

/** Whether another has that name. */
export async function isNameTaken(tx: Tx, name: string, except: number): Promise<boolean> {
  const row = await tx
    .selectFrom('automation_credential')
    .select('id')
    .where('name_folded', '=', fold(name))
    .where('id', '<>', except)
    .executeTakeFirst()
  return row !== undefined
}

export async function deleteCredential(tx: Tx, id: number): Promise<CredentialRow | undefined> {
  await deleteUses(tx, id)
  return tx.deleteFrom('automation_credential').where('id', '=', id).returningAll().executeTakeFirst()
}

export async function markUsed(
  tx: Tx,
  ids: readonly number[],
  { now, before }: { now: number; before: number },
): Promise<void> {
  await tx
    .updateTable('automation_credential')
    .set({ used_at: now })
    .where('id', 'in', ids)
    .where((is) => is.or([is('used_at', 'is', null), is('used_at', '<', before)]))
    .execute()
}

/** By credential, then by place. */
export function listUses(db: Db, credentials: readonly number[]): Promise<NamedUse[]> {
  if (credentials.length === 0) return Promise.resolve([])
  return db
    .selectFrom('automation_credential_use as u')
    .innerJoin('automation_inventory as i', 'i.id', 'u.inventory_id')
    .selectAll('u')
    .select('i.name as inventory')
    .where('u.credential_id', 'in', credentials)
    .orderBy('u.credential_id')
    .orderBy('u.id')
    .limit(MOST_USES)
    .execute()
}

export function listUsesOfInventory(db: Db, inventory: number): Promise<CredentialUseRow[]> {
  return db
    .selectFrom('automation_credential_use')
    .selectAll()
    .where('inventory_id', '=', inventory)
    .orderBy('id')
    .limit(MOST_USES)
    .execute()
}

/** Whose place it is already, where it is one's. */
export function findUseAt(
  tx: Tx,
  place: Pick<CredentialUseRow, 'inventory_id' | 'group_name' | 'host_name' | 'purpose'>,
): Promise<{ name: string } | undefined> {
  return tx
    .selectFrom('automation_credential_use as u')
    .innerJoin('automation_credential as c', 'c.id', 'u.credential_id')
    .select('c.name')
    .where('u.inventory_id', '=', place.inventory_id)
    .where('u.group_name', '=', place.group_name)
    .where('u.host_name', '=', place.host_name)
    .where('u.purpose', '=', place.purpose)
    .executeTakeFirst()
}

/** False where the place is taken. */
export async function insertUse(
  tx: Tx,
  row: Insertable<AutomationTables['automation_credential_use']>,
): Promise<boolean> {
  const made = await tx
    .insertInto('automation_credential_use')
    .values(row)
    .onConflict((on) => on.columns(['inventory_id', 'group_name', 'host_name', 'purpose']).doNothing())
    .returning('id')
    .executeTakeFirst()
  return made !== undefined
}

export async function deleteUses(tx: Tx, credential: number): Promise<void> {
  await tx.deleteFrom('automation_credential_use').where('credential_id', '=', credential).execute()
}

export async function findInventoryNames(db: Db, ids: readonly number[]): Promise<Map<number, string>> {
  if (ids.length === 0) return new Map()
  const rows = await db
    .selectFrom('automation_inventory')
    .select(['id', 'name'])
    .where('id', 'in', ids)
    .orderBy('id')
    .limit(ids.length)
    .execute()
  return new Map(rows.map(({ id, name }) => [id, name]))
}
