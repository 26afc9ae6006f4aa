import type { KernelDb, KernelTx } from '../db/db.ts'
import type { SecretColumn, Secrets } from '../secrets/secrets.ts'

/** Counts the changes of all of them together. */
const VERSION = 'version'

export const SETTING_SECRET: SecretColumn = { table: 'kernel_setting', row: 'name', column: 'cipher' }

export interface Stored {
  version: number
  values: Record<string, string>
}

/** What is stored, with what is secret opened. */
export async function readStored(db: KernelDb, secrets: Secrets): Promise<Stored> {
  const rows = await db.selectFrom('kernel_setting').selectAll().orderBy('name').limit(100).execute()
  const values: Record<string, string> = {}
  for (const { name, value, cipher } of rows) {
    if (cipher !== null) values[name] = secrets.decrypt(cipher, placeOf(name))
    else if (value !== null) values[name] = value
  }
  return { version: Number(values[VERSION] ?? 1), values }
}

/** Counts one up. False when it is another version than the one that was seen. */
export async function countVersion(
  tx: KernelTx,
  { seen, now }: { seen?: number; now: number },
): Promise<boolean> {
  await tx
    .insertInto('kernel_setting')
    .values({ name: VERSION, value: '1', cipher: null, updated_at: now })
    .onConflict((on) => on.column('name').doNothing())
    .execute()
  const row = await tx
    .updateTable('kernel_setting')
    .set({ updated_at: now })
    .where('name', '=', VERSION)
    .returning('value')
    .executeTakeFirstOrThrow()
  if (seen !== undefined && Number(row.value) !== seen) return false
  await tx
    .updateTable('kernel_setting')
    .set({ value: String(Number(row.value) + 1) })
    .where('name', '=', VERSION)
    .execute()
  return true
}

/** Sets a value, or takes it away. */
export async function putSetting(
  tx: KernelTx,
  { name, value, sealed, now }: { name: string; value: string | null; sealed?: Secrets; now: number },
): Promise<void> {
  if (value === null) {
    await tx.deleteFrom('kernel_setting').where('name', '=', name).execute()
    return
  }
  const columns = {
    value: sealed ? null : value,
    cipher: sealed ? sealed.encrypt(value, placeOf(name)) : null,
    updated_at: now,
  }
  await tx
    .insertInto('kernel_setting')
    .values({ name, ...columns })
    .onConflict((on) => on.column('name').doUpdateSet(columns))
    .execute()
}

const placeOf = (name: string) => ({ table: SETTING_SECRET.table, row: name, column: SETTING_SECRET.column })
