import { type AnyDb, type AnyTx, lock, viewOf } from '../db/db.ts'
import { fileProblems } from './failures.ts'

export type QuotaOwner = { accountId: number } | { groupId: number }

/** Sets how much an account, or each member of a group, may store; undefined takes the limit away. */
export async function setQuota(tx: AnyTx, owner: QuotaOwner, bytes: number | undefined): Promise<void> {
  const db = viewOf(tx)
  const [column, id] =
    'accountId' in owner ? (['account_id', owner.accountId] as const) : (['group_id', owner.groupId] as const)
  if (bytes === undefined) {
    await db.deleteFrom('kernel_quota').where(column, '=', id).execute()
    return
  }
  await db
    .insertInto('kernel_quota')
    .values({ account_id: null, group_id: null, [column]: id, bytes })
    .onConflict((on) => on.column(column).doUpdateSet({ bytes }))
    .execute()
}

/** What an account may store: its own limit, else the largest of its groups', else undefined, which is no limit. */
export async function findQuota(db: AnyDb, accountId: number): Promise<number | undefined> {
  const own = await viewOf(db)
    .selectFrom('kernel_quota')
    .select('bytes')
    .where('account_id', '=', accountId)
    .executeTakeFirst()
  if (own) return own.bytes
  const groups = await viewOf(db)
    .selectFrom('kernel_quota')
    .innerJoin('kernel_group_member', 'kernel_group_member.group_id', 'kernel_quota.group_id')
    .select((select) => select.fn.max('kernel_quota.bytes').as('bytes'))
    .where('kernel_group_member.account_id', '=', accountId)
    .executeTakeFirst()
  return groups?.bytes ?? undefined
}

/** How much an account stores, from its rows of kernel_file. */
export async function usedBytes(db: AnyDb, accountId: number): Promise<number> {
  const row = await viewOf(db)
    .selectFrom('kernel_file')
    .select((select) => select.fn.sum<number | null>('size').as('bytes'))
    .where('account_id', '=', accountId)
    .executeTakeFirst()
  return row?.bytes ?? 0
}

/**
 * Refuses `bytes` more than the account may store: 413 when they could never fit, 507 when something must go first. In
 * the transaction that inserts the file's row, so that two uploads at once cannot both take the last room.
 */
export async function requireQuota(tx: AnyTx, want: { accountId: number; bytes: number }): Promise<void> {
  await lock(tx, 'kernel_account', [want.accountId])
  const limit = await findQuota(tx, want.accountId)
  if (limit === undefined) return
  if (want.bytes > limit) throw fileProblems.quotaExceeded(413, limit, 0)
  const used = await usedBytes(tx, want.accountId)
  if (used + want.bytes > limit) throw fileProblems.quotaExceeded(507, limit, used)
}
