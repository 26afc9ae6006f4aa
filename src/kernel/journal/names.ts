import type { KernelDb } from '../db/db.ts'
import type { JournalRow } from './journal.store.ts'

/** What accounts and groups are called today, by `account:7` and `group:3`. */
export type Names = ReadonlyMap<string, string>

const OBJECT = /^(account|group):(\d{1,15})$/

/** The names of all accounts and groups of a page: two looks, however long it is. */
export async function findNames(
  db: KernelDb,
  rows: readonly Pick<JournalRow, 'object' | 'account_id'>[],
): Promise<Names> {
  const ids = { account: new Set<number>(), group: new Set<number>() }
  for (const { object, account_id } of rows) {
    if (account_id !== null) ids.account.add(account_id)
    const [, what, id] = OBJECT.exec(object ?? '') ?? []
    if (what === 'account' || what === 'group') ids[what].add(Number(id))
  }
  const names = new Map<string, string>()
  for (const row of await accountsOf(db, [...ids.account]))
    names.set(`account:${row.id}`, `${row.first_name} ${row.last_name}`.trim() || row.name)
  for (const row of await groupsOf(db, [...ids.group])) names.set(`group:${row.id}`, row.name)
  return names
}

async function accountsOf(db: KernelDb, ids: readonly number[]) {
  if (ids.length === 0) return []
  return db
    .selectFrom('kernel_account')
    .select(['id', 'name', 'first_name', 'last_name'])
    .where('id', 'in', ids)
    .execute()
}

async function groupsOf(db: KernelDb, ids: readonly number[]) {
  if (ids.length === 0) return []
  return db.selectFrom('kernel_group').select(['id', 'name']).where('id', 'in', ids).execute()
}
