import { fold, inTransaction, type KernelTx, lock } from '../db/db.ts'
import type { By } from '../journal/journal.ts'
import { triesOf } from './attempts.ts'
import * as store from './identity.store.ts'
import { forgetActors, type Identity } from './identity.ts'
import { tellPassword } from './notices.ts'
import { hashPassword, type PasswordRule, verifyPassword } from './password.ts'
import { problems } from './problems.ts'
import { endSessionsOf } from './session.ts'
import type { AccountRow } from './tables.ts'

const NAME = /^[\p{L}\p{N}][\p{L}\p{N}._@+-]{0,149}$/u
const EMAIL = /^[^\s\p{C}@<>",;:]{1,64}@[^\s\p{C}@<>",;:]{1,190}$/u

export interface NewAccount {
  name: string
  email?: string
  password?: string
  /** Of a protocol whose form asks for less than we do. */
  passwordRule?: PasswordRule
  firstName?: string
  lastName?: string
  administrator?: boolean
  kind?: 'person' | 'service'
}

declare const prepared: unique symbol
/** An account whose parts were checked and whose password is hashed, which takes too long for a transaction. */
export type PreparedAccount = Omit<AccountRow, 'id' | 'version'> & { readonly [prepared]: true }

export async function prepareAccount(identity: Identity, account: NewAccount): Promise<PreparedAccount> {
  if (!NAME.test(account.name)) throw problems.invalidName()
  if (account.kind === 'service' && account.password !== undefined) throw problems.noPassword()
  const email = checkedEmail(account.email)
  const now = identity.clock.now()
  const row = {
    name: account.name,
    name_folded: fold(account.name),
    ...email,
    first_name: account.firstName ?? '',
    last_name: account.lastName ?? '',
    names_folded: foldNames(account.firstName, account.lastName),
    kind: account.kind ?? 'person',
    administrator: account.administrator ? 1 : 0,
    password_hash:
      account.password === undefined ? null : await hashPassword(account.password, account.passwordRule),
    disabled_at: null,
    disabled_reason: null,
    merged_into: null,
    last_sign_in_at: null,
    created_at: now,
    updated_at: now,
  }
  return row as typeof row & { readonly [prepared]: true }
}

/** Makes an account. Its name and e-mail address belong to it alone, whatever their case. */
export async function addAccount(
  identity: Identity,
  tx: KernelTx,
  by: By,
  row: PreparedAccount,
): Promise<AccountRow> {
  const made = await store.insertAccount(tx, row)
  if (!made || !(await store.claimLogin(tx, made.id, made.name_folded))) throw problems.nameTaken(row.name)
  await claimEmail(tx, made)
  await identity.journal.record(tx, {
    by,
    action: 'account.created',
    object: `account:${made.id}`,
    new: rightsOf(made),
    personal: { new: namesOf(made) },
  })
  return made
}

/** The same in a transaction of its own. */
export async function createAccount(identity: Identity, by: By, account: NewAccount): Promise<AccountRow> {
  const row = await prepareAccount(identity, account)
  return inTransaction(identity.db, (tx) => addAccount(identity, tx, by, row))
}

export async function getAccount(identity: Identity, id: number): Promise<AccountRow> {
  const account = await store.findAccount(identity.db, id)
  if (!account) throw problems.notFound('account')
  return account
}

export async function getAccountByName(identity: Identity, name: string): Promise<AccountRow> {
  const account = await store.findAccountByLogin(identity.db, name)
  if (!account) throw problems.notFound('account')
  return account
}

export interface AccountChanges {
  email?: string | null
  firstName?: string
  lastName?: string
  administrator?: boolean
  disabled?: boolean
  /** Why; of disabling it stays with the account. */
  reason?: string
}

/** Changes what is named. With `version`, only when nobody else has changed it meanwhile (412). */
export async function changeAccount(
  identity: Identity,
  by: By,
  id: number,
  changes: AccountChanges,
  version?: number,
): Promise<AccountRow> {
  const now = identity.clock.now()
  const columns = {
    ...(changes.email !== undefined && checkedEmail(changes.email ?? undefined)),
    ...(changes.firstName !== undefined && { first_name: changes.firstName }),
    ...(changes.lastName !== undefined && { last_name: changes.lastName }),
    ...(changes.administrator !== undefined && { administrator: changes.administrator ? 1 : 0 }),
    ...(changes.disabled !== undefined && {
      disabled_at: changes.disabled ? now : null,
      disabled_reason: changes.disabled ? (changes.reason ?? null) : null,
    }),
    updated_at: now,
  }
  return inTransaction(identity.db, async (tx) => {
    // Two administrators who each take the other's right must not both get their way.
    const others = changes.administrator === false || changes.disabled
    await lock(tx, 'kernel_account', [id, ...(others ? await store.listAdministratorIds(tx) : [])])
    const old = await store.findAccount(tx, id)
    if (!old) throw problems.notFound('account')
    if (changes.disabled === false && old.merged_into !== null) throw problems.merged()
    const { firstName = old.first_name, lastName = old.last_name } = changes
    const named = { ...columns, names_folded: foldNames(firstName, lastName) }
    const changed = await store.updateAccount(tx, id, named, version)
    if (!changed) throw problems.changed()
    if (changed.email_folded !== old.email_folded) {
      if (old.email_folded !== null && old.email_folded !== old.name_folded)
        await store.releaseLogin(tx, id, old.email_folded)
      await claimEmail(tx, changed)
      // They lie in the mailbox of before.
      await store.closeResets(tx, id, now)
    }
    await keepAnAdministrator(tx, old, changed)
    if (changes.disabled) await endSessionsOf(tx, id, { now })
    forgetActors(identity, tx)
    await identity.journal.record(tx, {
      by,
      action: 'account.changed',
      object: `account:${id}`,
      old: rightsOf(old),
      new: rightsOf(changed),
      personal: { old: namesOf(old), new: namesOf(changed) },
      reason: changes.reason,
    })
    return changed
  })
}

/** Sets a password and ends every sign-in of the account but `keepSession`. */
export async function setPassword(
  identity: Identity,
  by: By,
  id: number,
  password: string,
  keepSession?: number,
): Promise<void> {
  const account = await getAccount(identity, id)
  if (account.kind === 'service') throw problems.noPassword()
  const passwordHash = await hashPassword(password)
  const now = identity.clock.now()
  await inTransaction(identity.db, async (tx) => {
    await store.updateAccount(tx, id, { password_hash: passwordHash, updated_at: now })
    await store.closeResets(tx, id, now)
    await endSessionsOf(tx, id, { now, keep: keepSession })
    forgetActors(identity, tx)
    await identity.journal.record(tx, { by, action: 'account.password-set', object: `account:${id}` })
    await tellPassword(identity, tx, id)
  })
}

/**
 * The same by the person, who must know the current one. Who has none, and signs in elsewhere, must have done so just now:
 * the caller asks for that.
 */
export async function changeOwnPassword(
  identity: Identity,
  by: By,
  change: {
    accountId: number
    current: string | undefined
    next: string
    counted?: string
    keepSession?: number
  },
): Promise<void> {
  const account = await getAccount(identity, change.accountId)
  if (account.password_hash === null && change.current === undefined)
    return setPassword(identity, by, change.accountId, change.next, change.keepSession)
  const attempt = { kind: 'password', subject: account.name_folded, address: change.counted }
  const tries = triesOf(identity.attempts, attempt)
  if (!(await verifyPassword(account.password_hash, change.current ?? '', tries)))
    throw problems.wrongPassword()
  identity.attempts.succeed(attempt)
  await setPassword(identity, by, change.accountId, change.next, change.keepSession)
}

/** What the journal and administrators see of an account: never its password. */
export const shown = (account: AccountRow) => ({ ...namesOf(account), ...rightsOf(account) })

/** What points to a person; the journal keeps it apart, where it can be erased. */
export const namesOf = (account: AccountRow) => ({
  name: account.name,
  email: account.email,
  firstName: account.first_name,
  lastName: account.last_name,
})

/** The rest of it. */
export const rightsOf = (account: AccountRow) => ({
  kind: account.kind,
  administrator: account.administrator === 1,
  disabled: account.disabled_at !== null,
})

const foldNames = (first = '', last = ''): string => fold(`${first} ${last}`.trim())

export const isEmail = (text: string): boolean => EMAIL.test(text)

export function checkedEmail(email: string | undefined): {
  email: string | null
  email_folded: string | null
} {
  if (email === undefined || email === '') return { email: null, email_folded: null }
  if (!isEmail(email)) throw problems.invalidEmail()
  return { email, email_folded: fold(email) }
}

/** Somebody who can sign in must be left who may do everything. */
export async function keepAnAdministrator(tx: KernelTx, old: AccountRow, changed: AccountRow): Promise<void> {
  const isOne = (row: AccountRow) =>
    row.administrator === 1 && row.disabled_at === null && row.kind === 'person'
  if (isOne(old) && !isOne(changed) && (await store.listAdministratorIds(tx)).length === 0)
    throw problems.lastAdministrator()
}

async function claimEmail(tx: KernelTx, row: AccountRow): Promise<void> {
  if (row.email_folded !== null && !(await store.claimLogin(tx, row.id, row.email_folded)))
    throw problems.emailTaken()
}
