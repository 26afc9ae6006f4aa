import { contains, countUpTo, fold, inTransaction, type KernelTx, lock } from '../db/db.ts'
import { isUniqueViolation } from '../db/failures.ts'
import type { By } from '../journal/journal.ts'
import { findRoles } from './identity.store.ts'
import { forgetActors, type Identity } from './identity.ts'
import { problems } from './problems.ts'
import { isRole } from './role.ts'
import type { GroupRow } from './tables.ts'

const NAME = /^[\p{L}\p{N}][\p{L}\p{N} ._-]{0,99}$/u
/** Of a protocol that has no rule for names of groups but their length. */
export const ANY_NAME = /^[^\p{C}]{1,100}$/u

/** Makes a group. Its name is its alone, whatever its case. */
export async function addGroup(
  identity: Identity,
  tx: KernelTx,
  by: By,
  name: string,
  rule = NAME,
): Promise<GroupRow> {
  if (!rule.test(name)) throw problems.invalidGroupName()
  const made = await tx
    .insertInto('kernel_group')
    .values({ name, name_folded: fold(name), created_at: identity.clock.now() })
    .onConflict((on) => on.column('name_folded').doNothing())
    .returningAll()
    .executeTakeFirst()
  if (!made) throw problems.nameTaken(name)
  await identity.journal.record(tx, {
    by,
    action: 'group.created',
    object: `group:${made.id}`,
    new: { name },
  })
  return made
}

/** The same in a transaction of its own. */
export function createGroup(identity: Identity, by: By, name: string, rule?: RegExp): Promise<GroupRow> {
  return inTransaction(identity.db, (tx) => addGroup(identity, tx, by, name, rule))
}

/** With how many are in each. */
export function listGroups(identity: Identity, filter: { search?: string; after?: number; limit: number }) {
  return identity.db
    .selectFrom('kernel_group as g')
    .selectAll()
    .select((eb) =>
      eb
        .selectFrom('kernel_group_member')
        .select((each) => each.fn.countAll<number>().as('n'))
        .whereRef('group_id', '=', 'g.id')
        .as('members'),
    )
    .$if(filter.after !== undefined, (query) => query.where('id', '>', filter.after as number))
    .$if(filter.search !== undefined, (query) =>
      query.where((eb) => contains(identity.db, eb.ref('name_folded'), fold(filter.search as string))),
    )
    .orderBy('id')
    .limit(filter.limit)
    .execute()
}

export function countGroups({ db }: Identity): Promise<{ count: number; exact: boolean }> {
  return countUpTo(db, db.selectFrom('kernel_group').select('id'))
}

/** Of the groups of a page, the roles that each carries. */
export async function rolesOfGroups(
  { db }: Identity,
  groups: readonly number[],
): Promise<Map<number, string[]>> {
  const found = new Map<number, string[]>(groups.map((id) => [id, []]))
  if (groups.length === 0) return found
  const rows = await db
    .selectFrom('kernel_role')
    .select(['group_id', 'role'])
    .where('group_id', 'in', groups)
    .orderBy('role')
    .execute()
  for (const { group_id, role } of rows) found.get(group_id as number)?.push(role)
  return found
}

export async function getGroupByName(identity: Identity, name: string): Promise<GroupRow> {
  const group = await identity.db
    .selectFrom('kernel_group')
    .selectAll()
    .where('name_folded', '=', fold(name))
    .executeTakeFirst()
  if (!group) throw problems.notFound('group')
  return group
}

export async function getGroup(identity: Identity, id: number): Promise<GroupRow> {
  const group = await identity.db
    .selectFrom('kernel_group')
    .selectAll()
    .where('id', '=', id)
    .executeTakeFirst()
  if (!group) throw problems.notFound('group')
  return group
}

/** Puts an account into a group, or takes it out. Doing it twice changes nothing more. */
export function setMember(
  identity: Identity,
  by: By,
  groupId: number,
  accountId: number,
  isMember: boolean,
): Promise<void> {
  return inTransaction(identity.db, (tx) =>
    putMember(identity, tx, by, { group: groupId, account: accountId, isMember }),
  )
}

/** The same in the caller's transaction. */
export async function putMember(
  identity: Identity,
  tx: KernelTx,
  by: By,
  { group, account, isMember }: { group: number; account: number; isMember: boolean },
): Promise<void> {
  const changed = isMember ? await addMember(tx, group, account) : await removeMember(tx, group, account)
  if (!changed) return
  forgetActors(identity, tx)
  const action = isMember ? 'group.member-added' : 'group.member-removed'
  await identity.journal.record(tx, { by, action, object: `group:${group}`, details: { account } })
}

/** Gives a group another name; the roles that it carries stay. */
export function renameGroup(
  identity: Identity,
  by: By,
  { id, name, rule = NAME }: { id: number; name: string; rule?: RegExp },
): Promise<GroupRow> {
  if (!rule.test(name)) throw problems.invalidGroupName()
  return inTransaction(identity.db, async (tx) => {
    await lock(tx, 'kernel_group', [id])
    const old = await tx.selectFrom('kernel_group').selectAll().where('id', '=', id).executeTakeFirst()
    if (!old) throw problems.notFound('group')
    const changed = await tx
      .updateTable('kernel_group')
      .set({ name, name_folded: fold(name) })
      .where('id', '=', id)
      .returningAll()
      .executeTakeFirstOrThrow()
    await identity.journal.record(tx, {
      by,
      action: 'group.renamed',
      object: `group:${id}`,
      old: { name: old.name },
      new: { name },
    })
    return changed
  }).catch((error) => {
    throw isUniqueViolation(error) ? problems.nameTaken(name) : error
  })
}

/** Removes a group with the roles that it carries; its people keep what is their own. */
export function removeGroup(identity: Identity, by: By, id: number): Promise<void> {
  return inTransaction(identity.db, async (tx) => {
    await lock(tx, 'kernel_group', [id])
    await tx.deleteFrom('kernel_invitation_group').where('group_id', '=', id).execute()
    const roles = await tx.deleteFrom('kernel_role').where('group_id', '=', id).returning('role').execute()
    const { numDeletedRows: members } = await tx
      .deleteFrom('kernel_group_member')
      .where('group_id', '=', id)
      .executeTakeFirst()
    const gone = await tx.deleteFrom('kernel_group').where('id', '=', id).returning('name').executeTakeFirst()
    if (!gone) throw problems.notFound('group')
    forgetActors(identity, tx)
    await identity.journal.record(tx, {
      by,
      action: 'group.removed',
      object: `group:${id}`,
      old: { name: gone.name, roles: roles.map(({ role }) => role).sort(), members: Number(members) },
    })
  })
}

async function addMember(tx: KernelTx, groupId: number, accountId: number): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await tx
    .insertInto('kernel_group_member')
    .values({ group_id: groupId, account_id: accountId })
    .onConflict((on) => on.doNothing())
    .executeTakeFirstOrThrow()
  return (numInsertedOrUpdatedRows ?? 0n) > 0n
}

async function removeMember(tx: KernelTx, groupId: number, accountId: number): Promise<boolean> {
  const { numDeletedRows } = await tx
    .deleteFrom('kernel_group_member')
    .where('group_id', '=', groupId)
    .where('account_id', '=', accountId)
    .executeTakeFirst()
  return numDeletedRows > 0n
}

export type RoleHolder = { account: number } | { group: number }

/** The holder's own roles become these, no more and no fewer. */
export function setRoles(
  identity: Identity,
  by: By,
  holder: RoleHolder,
  roles: readonly string[],
): Promise<void> {
  for (const role of roles) if (!isRole(role)) throw problems.invalidRole(role)
  const [column, id] =
    'account' in holder ? (['account_id', holder.account] as const) : (['group_id', holder.group] as const)
  return inTransaction(identity.db, async (tx) => {
    // Two lists that are set at once must not mix.
    await lock(tx, 'account' in holder ? 'kernel_account' : 'kernel_group', [id])
    const old = await tx.deleteFrom('kernel_role').where(column, '=', id).returning('role').execute()
    const wanted = [...new Set(roles)].sort()
    for (const role of wanted) {
      await tx
        .insertInto('kernel_role')
        .values({ account_id: null, group_id: null, [column]: id, role })
        .execute()
    }
    forgetActors(identity, tx)
    await identity.journal.record(tx, {
      by,
      action: 'roles.set',
      object: `${'account' in holder ? 'account' : 'group'}:${id}`,
      old: old.map((row) => row.role).sort(),
      new: wanted,
    })
  })
}

/** The holder's own roles, without those that come from groups. */
export async function listOwnRoles(identity: Identity, holder: RoleHolder): Promise<string[]> {
  const [column, id] =
    'account' in holder ? (['account_id', holder.account] as const) : (['group_id', holder.group] as const)
  const rows = await identity.db
    .selectFrom('kernel_role')
    .select('role')
    .where(column, '=', id)
    .orderBy('role')
    .execute()
  return rows.map((row) => row.role)
}

/** All roles of an account, with those of its groups. */
export async function rolesOf(identity: Identity, accountId: number): Promise<string[]> {
  return (await findRoles(identity.db, { account: accountId })).map((row) => row.role).sort()
}
