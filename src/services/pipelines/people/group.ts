import { inTransaction, lock } from '../../../kernel/db/db.ts'
import { ANY_NAME, createGroup, putMember, removeGroup, renameGroup } from '../../../kernel/identity/group.ts'
import type { By } from '../../../kernel/journal/journal.ts'
import { type Pipelines, USER_ROLE } from '../pipelines.ts'
import type { Db } from '../tables.ts'
import { findPerson, listGroupsOf } from './person.store.ts'
import { problems } from './person-problems.ts'

const MOST_GROUPS = 10_000

/** Who asks, and whether they may do everything here. */
export interface Changer {
  by: By
  isAdministrator: boolean
}

/** All groups, by number. */
export const listAllGroups = (db: Db) =>
  db.selectFrom('kernel_group').select(['id', 'name']).orderBy('id').limit(MOST_GROUPS).execute()

export function addGroup({ kernel }: Pipelines, { by }: Changer, name: string) {
  return createGroup(kernel.identity, by, name, ANY_NAME)
}

export async function nameGroup(
  { kernel, db }: Pipelines,
  changer: Changer,
  { id, name }: { id: number; name: string },
): Promise<void> {
  await requireGroups(db, [id], changer)
  await renameGroup(kernel.identity, changer.by, { id, name, rule: ANY_NAME })
}

export async function dropGroup({ kernel, db }: Pipelines, changer: Changer, id: number): Promise<void> {
  await requireGroups(db, [id], changer)
  await removeGroup(kernel.identity, changer.by, id)
}

/** Puts somebody into groups; with `replace` these are then the only ones. All of it, or nothing. */
export function putIntoGroups(
  { kernel, db }: Pipelines,
  changer: Changer,
  { account, groups, replace }: { account: number; groups: readonly number[]; replace: boolean },
): Promise<void> {
  return inTransaction(db, async (tx) => {
    await lock(tx, 'kernel_account', [account])
    if (!(await findPerson(tx, kernel.identity, account))) throw problems.noPerson()
    const before = (await listGroupsOf(tx, [account])).map(({ id }) => id)
    const added = groups.filter((id) => !before.includes(id))
    const removed = replace ? before.filter((id) => !groups.includes(id)) : []
    await requireGroups(tx, groups, { ...changer, isAdministrator: true })
    await requireGroups(tx, [...added, ...removed], changer)
    for (const group of added)
      await putMember(kernel.identity, tx, changer.by, { group, account, isMember: true })
    for (const group of removed)
      await putMember(kernel.identity, tx, changer.by, { group, account, isMember: false })
  })
}

/**
 * All of them are there. Groups of the kernel may carry roles of any service: who is in such a one decides about more than
 * pipelines, and is for administrators of the installation to say.
 */
async function requireGroups(db: Db, ids: readonly number[], { isAdministrator }: Changer): Promise<void> {
  if (ids.length === 0) return
  const rows = await db.selectFrom('kernel_group').select('id').where('id', 'in', ids).execute()
  if (rows.length < new Set(ids).size) throw problems.noGroup()
  if (isAdministrator) return
  const mighty = await db
    .selectFrom('kernel_role')
    .select('id')
    .where('group_id', 'in', ids)
    .where('role', '<>', USER_ROLE)
    .limit(1)
    .executeTakeFirst()
  if (mighty) throw problems.groupWithRights()
}
