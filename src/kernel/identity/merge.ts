import { inTransaction, type KernelDb, type KernelTx, lock } from '../db/db.ts'
import type { By } from '../journal/journal.ts'
import { keepAnAdministrator, namesOf, rightsOf } from './account.ts'
import * as store from './identity.store.ts'
import { forgetActors, type Identity } from './identity.ts'
import { problems } from './problems.ts'
import { endSessionsOf } from './session.ts'
import type { AccountRow } from './tables.ts'

/** One sort of thing that belongs to accounts and moves when two are merged. Services add theirs when they open. */
export interface Merging {
  /** Such as `tokens`. */
  what: string
  /** How many the one that goes away has. */
  count(db: KernelDb, from: number): Promise<number>
  /** Moves them; what the other one has too goes away. */
  move(tx: KernelTx, from: number, to: number): Promise<void>
}

export interface MergePreview {
  from: AccountRow
  to: AccountRow
  moves: { what: string; count: number }[]
  /** The address that the account that stays gets, when it has none. */
  email: string | null
  /** The one that goes away is an administrator, which the other does not become by this. */
  losesAdministrator: boolean
}

type Owned =
  | 'kernel_token'
  | 'kernel_account_identity'
  | 'kernel_notice'
  | 'kernel_role'
  | 'kernel_group_member'

const countIn = (table: Owned) => async (db: KernelDb, from: number) => {
  const row = await db
    .selectFrom(table)
    .select((eb) => eb.fn.countAll<number>().as('n'))
    .where('account_id', '=', from)
    .executeTakeFirstOrThrow()
  return Number(row.n)
}

/** Rows that nothing forbids to be the other one's as they are. */
const owned = (
  what: string,
  table: 'kernel_token' | 'kernel_account_identity' | 'kernel_notice',
): Merging => ({
  what,
  count: countIn(table),
  async move(tx, from, to) {
    await tx.updateTable(table).set({ account_id: to }).where('account_id', '=', from).execute()
  },
})

const roles: Merging = {
  what: 'roles',
  count: countIn('kernel_role'),
  async move(tx, from, to) {
    const rows = await tx.deleteFrom('kernel_role').where('account_id', '=', from).returning('role').execute()
    for (const { role } of rows)
      await tx
        .insertInto('kernel_role')
        .values({ account_id: to, group_id: null, role })
        .onConflict((on) => on.columns(['account_id', 'role']).doNothing())
        .execute()
  },
}

const groups: Merging = {
  what: 'groups',
  count: countIn('kernel_group_member'),
  async move(tx, from, to) {
    const rows = await tx
      .deleteFrom('kernel_group_member')
      .where('account_id', '=', from)
      .returning('group_id')
      .execute()
    for (const { group_id } of rows)
      await tx
        .insertInto('kernel_group_member')
        .values({ group_id, account_id: to })
        .onConflict((on) => on.doNothing())
        .execute()
  },
}

const everything = ({ merging }: Identity): readonly Merging[] => [
  owned('tokens', 'kernel_token'),
  owned('outside identities', 'kernel_account_identity'),
  owned('notices', 'kernel_notice'),
  roles,
  groups,
  ...merging,
]

/** What merging `from` into `to` would do. Refused for the same reasons as the merge itself. */
export async function previewMerge(
  identity: Identity,
  by: By,
  { from, to }: { from: number; to: number },
): Promise<MergePreview> {
  const pair = await pairOf(identity.db, by, from, to)
  const moves = []
  for (const each of everything(identity))
    moves.push({ what: each.what, count: await each.count(identity.db, from) })
  return { ...pair, moves: moves.filter(({ count }) => count > 0), ...inherited(pair) }
}

/**
 * Two accounts of one person become one: what belongs to `from` goes to `to`, and `from` stays behind, closed for good,
 * so that the journal's entries still have their name. Its sign-ins end; its name opens the other one.
 */
export function mergeAccounts(
  identity: Identity,
  by: By,
  { from, to, reason }: { from: number; to: number; reason?: string },
): Promise<AccountRow> {
  return inTransaction(identity.db, async (tx) => {
    await lock(tx, 'kernel_account', [from, to, ...(await store.listAdministratorIds(tx))])
    const pair = await pairOf(tx, by, from, to)
    const { email } = inherited(pair)
    const moved: Record<string, number> = {}
    for (const each of everything(identity)) {
      moved[each.what] = await each.count(tx, from)
      await each.move(tx, from, to)
    }
    await close(identity, tx, pair.from, to)
    await keepAnAdministrator(tx, pair.from, { ...pair.from, disabled_at: identity.clock.now() })
    const kept = await store.updateAccount(tx, to, {
      ...(email !== null && { email, email_folded: pair.from.email_folded }),
      updated_at: identity.clock.now(),
    })
    if (!kept) throw problems.notFound('account')
    forgetActors(identity, tx)
    await identity.journal.record(tx, {
      by,
      action: 'account.merged',
      object: `account:${to}`,
      old: { from, ...rightsOf(pair.from) },
      new: rightsOf(kept),
      details: { moved },
      personal: { old: namesOf(pair.from), new: namesOf(kept) },
      reason,
    })
    return kept
  })
}

async function pairOf(db: KernelDb, by: By, from: number, to: number) {
  if (from === to) throw problems.mergeSelf()
  if (by.account === from) throw problems.mergeOwn()
  const [gone, kept] = [await store.findAccount(db, from), await store.findAccount(db, to)]
  if (!gone || !kept) throw problems.notFound('account')
  if (gone.merged_into !== null || kept.merged_into !== null) throw problems.merged()
  if (gone.kind !== kept.kind) throw problems.mergeKinds()
  return { from: gone, to: kept }
}

const inherited = ({ from, to }: { from: AccountRow; to: AccountRow }) => ({
  email: to.email === null ? from.email : null,
  losesAdministrator: from.administrator === 1 && to.administrator === 0,
})

/** Nothing opens it any more; what was typed to sign in with it opens the other one. */
async function close(identity: Identity, tx: KernelTx, from: AccountRow, to: number): Promise<void> {
  const now = identity.clock.now()
  await tx.updateTable('kernel_login').set({ account_id: to }).where('account_id', '=', from.id).execute()
  await tx.deleteFrom('kernel_factor').where('account_id', '=', from.id).execute()
  await tx.deleteFrom('kernel_recovery_code').where('account_id', '=', from.id).execute()
  await tx.deleteFrom('kernel_reset').where('account_id', '=', from.id).execute()
  await endSessionsOf(tx, from.id, { now })
  await store.updateAccount(tx, from.id, {
    email: null,
    email_folded: null,
    password_hash: null,
    administrator: 0,
    disabled_at: from.disabled_at ?? now,
    merged_into: to,
    updated_at: now,
  })
}
