import { compileOnce, contains, fold, type KernelDb, type KernelTx } from '../db/db.ts'
import type { AccountRow } from './tables.ts'

export function findAccount(db: KernelDb, id: number) {
  return db.selectFrom('kernel_account').selectAll().where('id', '=', id).executeTakeFirst()
}

/** By name, or by e-mail address: people type either. */
export async function findAccountByLogin(db: KernelDb, login: string): Promise<AccountRow | undefined> {
  // PostgreSQL refuses to look for such a text, which nobody can have.
  if (login.includes('\0')) return undefined
  return db
    .selectFrom('kernel_account')
    .innerJoin('kernel_login', 'kernel_login.account_id', 'kernel_account.id')
    .selectAll('kernel_account')
    .where('login', '=', fold(login))
    .executeTakeFirst()
}

/** Takes a name or an address for an account. False when it is another one's. */
export async function claimLogin(tx: KernelTx, accountId: number, login: string): Promise<boolean> {
  await tx
    .insertInto('kernel_login')
    .values({ login, account_id: accountId })
    .onConflict((on) => on.column('login').doNothing())
    .execute()
  const owner = await tx
    .selectFrom('kernel_login')
    .select('account_id')
    .where('login', '=', login)
    .executeTakeFirst()
  return owner?.account_id === accountId
}

export async function releaseLogin(tx: KernelTx, accountId: number, login: string): Promise<void> {
  await tx.deleteFrom('kernel_login').where('login', '=', login).where('account_id', '=', accountId).execute()
}

export interface AccountFilter {
  /** Somewhere in the name, the names or the address. */
  search?: string
  after?: number
  limit: number
}

export function listAccounts(db: KernelDb, filter: AccountFilter) {
  return db
    .selectFrom('kernel_account')
    .selectAll()
    .$if(filter.after !== undefined, (query) => query.where('id', '>', filter.after as number))
    .$if(filter.search !== undefined, (query) =>
      query.where((eb) =>
        eb.or([
          contains(db, eb.ref('name_folded'), fold(filter.search as string)),
          contains(db, eb.ref('email_folded'), fold(filter.search as string)),
        ]),
      ),
    )
    .orderBy('id')
    .limit(filter.limit)
    .execute()
}

/** Undefined when another account has the name. */
export function insertAccount(tx: KernelTx, row: Omit<AccountRow, 'id' | 'version'>) {
  return tx
    .insertInto('kernel_account')
    .values(row)
    .onConflict((on) => on.column('name_folded').doNothing())
    .returningAll()
    .executeTakeFirst()
}

/** Undefined when the account was disabled, or its password changed, while this one was looked at. */
export function noteSignIn(
  tx: KernelTx,
  account: AccountRow,
  changes: { at: number; passwordHash?: string },
) {
  return tx
    .updateTable('kernel_account')
    .set({
      last_sign_in_at: changes.at,
      ...(changes.passwordHash !== undefined && { password_hash: changes.passwordHash }),
    })
    .where('id', '=', account.id)
    .where('disabled_at', 'is', null)
    .where('password_hash', account.password_hash === null ? 'is' : '=', account.password_hash)
    .returningAll()
    .executeTakeFirst()
}

/** Undefined when the row is not there, or (with `version`) somebody else changed it meanwhile. */
export function updateAccount(
  tx: KernelTx,
  id: number,
  changes: Partial<Omit<AccountRow, 'id' | 'version'>>,
  version?: number,
) {
  return tx
    .updateTable('kernel_account')
    .set((eb) => ({ ...changes, version: eb('version', '+', 1) }))
    .where('id', '=', id)
    .$if(version !== undefined, (query) => query.where('version', '=', version as number))
    .returningAll()
    .executeTakeFirst()
}

/** Links to a new password that are out open nothing any more. Gives which were. */
export async function closeResets(tx: KernelTx, accountId: number, now: number): Promise<number[]> {
  const rows = await tx
    .updateTable('kernel_reset')
    .set({ used_at: now })
    .where('account_id', '=', accountId)
    .where('used_at', 'is', null)
    .returning('id')
    .execute()
  return rows.map((row) => row.id)
}

/** Administrators who can sign in. */
export async function listAdministratorIds(db: KernelDb): Promise<number[]> {
  const rows = await db
    .selectFrom('kernel_account')
    .select('id')
    .where('administrator', '=', 1)
    .where('disabled_at', 'is', null)
    .where('kind', '=', 'person')
    .orderBy('id')
    .execute()
  return rows.map((row) => row.id)
}

/** Roles of an account, its own and those of its groups. */
export const findRoles = compileOnce<object, { account: number }, { role: string }>((db, value) =>
  db
    .selectFrom('kernel_role')
    .select('role')
    .where('account_id', '=', value('account'))
    .union(
      db
        .selectFrom('kernel_role')
        .innerJoin('kernel_group_member', 'kernel_group_member.group_id', 'kernel_role.group_id')
        .select('role')
        .where('kernel_group_member.account_id', '=', value('account')),
    ),
)

interface Credential {
  id: number
  account_id: number
  name: string
  administrator: number
  disabled_at: number | null
  created_at: number
  /** Of a session. */
  last_seen_at: number
  /** Of a token. */
  expires_at: number | null
  revoked_at: number | null
  last_used_at: number | null
  scopes: string
}

export type SessionCredential = Pick<
  Credential,
  'id' | 'account_id' | 'name' | 'administrator' | 'disabled_at' | 'created_at' | 'last_seen_at'
>
export type TokenCredential = Omit<Credential, 'created_at' | 'last_seen_at'> & {
  parent_token: number | null
  parent_session: number | null
  /** Null when the token that it was traded for is gone. */
  parent_there: number | null
  parent_revoked_at: number | null
  parent_expires_at: number | null
  /** Null when the sign-in that it was traded for has ended. */
  session_created_at: number | null
  session_last_seen_at: number | null
}

const sessions = (db: KernelDb) =>
  db
    .selectFrom('kernel_session as s')
    .innerJoin('kernel_account as a', 'a.id', 's.account_id')
    .select([
      's.id',
      's.account_id',
      'a.name',
      'a.administrator',
      'a.disabled_at',
      's.created_at',
      's.last_seen_at',
    ])

export const findSession = compileOnce<object, { sha256: string }, SessionCredential>((db, value) =>
  sessions(db).where('s.sha256', '=', value('sha256')),
)

export const findSessionById = compileOnce<object, { id: number }, SessionCredential>((db, value) =>
  sessions(db).where('s.id', '=', value('id')),
)

const tokens = (db: KernelDb) =>
  db
    .selectFrom('kernel_token as t')
    .innerJoin('kernel_account as a', 'a.id', 't.account_id')
    .leftJoin('kernel_token as p', 'p.id', 't.parent_token')
    .leftJoin('kernel_session as s', 's.id', 't.parent_session')
    .select([
      't.id',
      't.account_id',
      'a.name',
      'a.administrator',
      'a.disabled_at',
      't.expires_at',
      't.revoked_at',
      't.last_used_at',
      't.scopes',
      't.parent_token',
      't.parent_session',
      'p.id as parent_there',
      'p.revoked_at as parent_revoked_at',
      'p.expires_at as parent_expires_at',
      's.created_at as session_created_at',
      's.last_seen_at as session_last_seen_at',
    ])

export const findToken = compileOnce<object, { sha256: string }, TokenCredential>((db, value) =>
  tokens(db).where('t.sha256', '=', value('sha256')),
)

export const findTokenById = compileOnce<object, { id: number }, TokenCredential>((db, value) =>
  tokens(db).where('t.id', '=', value('id')),
)
