import type { KernelDb, KernelTx } from '../db/db.ts'
import type { FactorRow } from './factor.tables.ts'

/** More passkeys nobody needs. */
export const MOST_PASSKEYS = 20

export function listFactors(db: KernelDb, accountId: number): Promise<FactorRow[]> {
  return db
    .selectFrom('kernel_factor')
    .selectAll()
    .where('account_id', '=', accountId)
    .orderBy('id')
    .limit(MOST_PASSKEYS + 1)
    .execute()
}

export function findPasskey(db: KernelDb, handle: string): Promise<FactorRow | undefined> {
  return db
    .selectFrom('kernel_factor')
    .selectAll()
    .where('handle', '=', handle)
    .where('kind', '=', 'passkey')
    .executeTakeFirst()
}

/** Undefined when the account has a code app already, or somebody has the passkey. */
export function insertFactor(tx: KernelTx, row: Omit<FactorRow, 'id' | 'last_used_at'>) {
  return tx
    .insertInto('kernel_factor')
    .values({ ...row, last_used_at: null })
    .onConflict((on) => on.doNothing())
    .returningAll()
    .executeTakeFirst()
}

export function deleteFactor(
  tx: KernelTx,
  of: { accountId: number; id?: number; kind: FactorRow['kind'] },
): Promise<FactorRow | undefined> {
  return tx
    .deleteFrom('kernel_factor')
    .where('account_id', '=', of.accountId)
    .where('kind', '=', of.kind)
    .$if(of.id !== undefined, (query) => query.where('id', '=', of.id as number))
    .returningAll()
    .executeTakeFirst()
}

/** False when the count has moved on meanwhile: the same code, or the same answer of a passkey, does not count twice. */
export async function moveCounter(
  tx: KernelTx,
  of: { id: number; from: number; to: number; now: number },
): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable('kernel_factor')
    .set({ counter: of.to, last_used_at: of.now })
    .where('id', '=', of.id)
    .where('counter', '=', of.from)
    .executeTakeFirst()
  return numUpdatedRows > 0n
}

export async function replaceRecoveryCodes(
  tx: KernelTx,
  accountId: number,
  hashes: readonly string[],
): Promise<void> {
  await tx.deleteFrom('kernel_recovery_code').where('account_id', '=', accountId).execute()
  for (const sha256 of hashes)
    await tx
      .insertInto('kernel_recovery_code')
      .values({ account_id: accountId, sha256, used_at: null })
      .execute()
}

export async function countRecoveryCodes(db: KernelDb, accountId: number): Promise<number> {
  const row = await db
    .selectFrom('kernel_recovery_code')
    .select((eb) => eb.fn.countAll<number>().as('n'))
    .where('account_id', '=', accountId)
    .where('used_at', 'is', null)
    .executeTakeFirstOrThrow()
  return Number(row.n)
}

export function findRecoveryCode(db: KernelDb, accountId: number, sha256: string) {
  return db
    .selectFrom('kernel_recovery_code')
    .select('id')
    .where('account_id', '=', accountId)
    .where('sha256', '=', sha256)
    .where('used_at', 'is', null)
    .executeTakeFirst()
}

/** False when it was used before. */
export async function takeRecoveryCode(tx: KernelTx, id: number, now: number): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable('kernel_recovery_code')
    .set({ used_at: now })
    .where('id', '=', id)
    .where('used_at', 'is', null)
    .executeTakeFirst()
  return numUpdatedRows > 0n
}

export async function deleteFactorsOf(tx: KernelTx, accountId: number): Promise<number> {
  await tx.deleteFrom('kernel_recovery_code').where('account_id', '=', accountId).execute()
  const { numDeletedRows } = await tx
    .deleteFrom('kernel_factor')
    .where('account_id', '=', accountId)
    .executeTakeFirst()
  return Number(numDeletedRows)
}
