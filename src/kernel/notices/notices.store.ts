import { type KernelDb, type KernelTx, lock } from '../db/db.ts'
import type { NoticeRow } from './tables.ts'

/** Of one role, more are never told. */
const MOST_PEOPLE = 1_000

/** People of these accounts who can sign in, with what they want to hear of a kind. */
export function findReaders(tx: KernelTx, kind: string, accounts: readonly number[]) {
  return tx
    .selectFrom('kernel_account as a')
    .leftJoin('kernel_notice_choice as c', (join) =>
      join.onRef('c.account_id', '=', 'a.id').on('c.kind', '=', kind),
    )
    .leftJoin('kernel_notice_language as l', 'l.account_id', 'a.id')
    .select(['a.id', 'a.email', 'c.console', 'c.mail', 'l.language'])
    .where('a.id', 'in', accounts)
    .where('a.kind', '=', 'person')
    .where('a.disabled_at', 'is', null)
    .orderBy('a.id')
    .execute()
}

/** Accounts that have one of the roles, of their own or by a group. */
export async function findHolders(tx: KernelTx, roles: readonly string[]): Promise<number[]> {
  const rows = await tx
    .selectFrom('kernel_role')
    .select('account_id as id')
    .where('role', 'in', roles)
    .where('account_id', 'is not', null)
    .union(
      tx
        .selectFrom('kernel_role as r')
        .innerJoin('kernel_group_member as m', 'm.group_id', 'r.group_id')
        .select('m.account_id as id')
        .where('r.role', 'in', roles),
    )
    .orderBy('id')
    .limit(MOST_PEOPLE)
    .execute()
  return rows.flatMap((row) => (row.id === null ? [] : [row.id]))
}

export async function insertNotice(tx: KernelTx, row: Omit<NoticeRow, 'id' | 'read_at'>): Promise<number> {
  const made = await tx
    .insertInto('kernel_notice')
    .values({ ...row, read_at: null })
    .returning('id')
    .executeTakeFirstOrThrow()
  return made.id
}

export function listNotices(
  db: KernelDb,
  filter: { accountId: number; unread: boolean; before?: number; limit: number },
): Promise<NoticeRow[]> {
  return db
    .selectFrom('kernel_notice')
    .selectAll()
    .where('account_id', '=', filter.accountId)
    .where('shown', '=', 1)
    .$if(filter.unread, (query) => query.where('read_at', 'is', null))
    .$if(filter.before !== undefined, (query) => query.where('id', '<', filter.before as number))
    .orderBy('id', 'desc')
    .limit(filter.limit)
    .execute()
}

export async function countUnread(db: KernelDb, accountId: number): Promise<number> {
  const row = await db
    .selectFrom('kernel_notice')
    .select((eb) => eb.fn.countAll<number>().as('n'))
    .where('account_id', '=', accountId)
    .where('shown', '=', 1)
    .where('read_at', 'is', null)
    .executeTakeFirstOrThrow()
  return Number(row.n)
}

/** Marks one, or all up to one, as read. Returns how many were not before. */
export async function markRead(
  tx: KernelTx,
  of: { accountId: number; now: number; id?: number; upTo?: number },
): Promise<number> {
  const { numUpdatedRows } = await tx
    .updateTable('kernel_notice')
    .set({ read_at: of.now })
    .where('account_id', '=', of.accountId)
    .where('shown', '=', 1)
    .where('read_at', 'is', null)
    .$if(of.id !== undefined, (query) => query.where('id', '=', of.id as number))
    .$if(of.upTo !== undefined, (query) => query.where('id', '<=', of.upTo as number))
    .executeTakeFirst()
  return Number(numUpdatedRows)
}

export function findNotice(db: KernelDb, id: number, accountId: number) {
  return db
    .selectFrom('kernel_notice')
    .select('id')
    .where('id', '=', id)
    .where('account_id', '=', accountId)
    .where('shown', '=', 1)
    .executeTakeFirst()
}

/** A notice whose mail is due, with where that goes. */
export function findDue(db: KernelDb, id: number) {
  return db
    .selectFrom('kernel_notice as n')
    .innerJoin('kernel_account as a', 'a.id', 'n.account_id')
    .leftJoin('kernel_notice_language as l', 'l.account_id', 'a.id')
    .select(['n.title', 'n.text', 'n.link', 'a.name', 'a.email', 'l.language'])
    .where('n.id', '=', id)
    .where('n.mail', '=', 'due')
    .where('a.disabled_at', 'is', null)
    .executeTakeFirst()
}

/** False when another run has done so. */
export async function takeDue(tx: KernelTx, id: number): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable('kernel_notice')
    .set({ mail: 'handed' })
    .where('id', '=', id)
    .where('mail', '=', 'due')
    .executeTakeFirst()
  return numUpdatedRows > 0n
}

export function listChoices(db: KernelDb, accountId: number) {
  return db
    .selectFrom('kernel_notice_choice')
    .select(['kind', 'console', 'mail'])
    .where('account_id', '=', accountId)
    .orderBy('kind')
    .limit(500)
    .execute()
}

export async function findLanguage(db: KernelDb, accountId: number): Promise<string | undefined> {
  const row = await db
    .selectFrom('kernel_notice_language')
    .select('language')
    .where('account_id', '=', accountId)
    .executeTakeFirst()
  return row?.language
}

export async function saveSettings(
  tx: KernelTx,
  accountId: number,
  settings: { language: string; choices: readonly { kind: string; console: number; mail: number }[] },
): Promise<void> {
  // Two lists that are set at once must not mix.
  await lock(tx, 'kernel_account', [accountId])
  await tx
    .insertInto('kernel_notice_language')
    .values({ account_id: accountId, language: settings.language })
    .onConflict((on) => on.column('account_id').doUpdateSet({ language: settings.language }))
    .execute()
  await tx.deleteFrom('kernel_notice_choice').where('account_id', '=', accountId).execute()
  for (const choice of settings.choices)
    await tx
      .insertInto('kernel_notice_choice')
      .values({ account_id: accountId, ...choice })
      .execute()
}

/** All that this room holds of a person. */
export async function deleteOf(tx: KernelTx, accountId: number): Promise<void> {
  await tx.deleteFrom('kernel_notice').where('account_id', '=', accountId).execute()
  await tx.deleteFrom('kernel_notice_choice').where('account_id', '=', accountId).execute()
  await tx.deleteFrom('kernel_notice_language').where('account_id', '=', accountId).execute()
}

export async function deleteOlderThan(tx: KernelTx, at: number): Promise<void> {
  await tx.deleteFrom('kernel_notice').where('created_at', '<', at).execute()
}
