import { fold, inTransaction } from '../../../kernel/db/db.ts'
import { getAccountByName } from '../../../kernel/identity/account.ts'
import { getGroupByName, setMember } from '../../../kernel/identity/group.ts'
import { addRole } from '../../../kernel/identity/role.ts'
import type { By } from '../../../kernel/journal/journal.ts'
import { problem } from '../../../kernel/problem.ts'
import { AUTOMATION_ROLES, type Automation, SERVICE } from '../automation.ts'
import type { Tx } from '../tables.ts'

/** The protocol's groups: groups of the kernel of these names, each with the role of its name. */
export const GROUPS = AUTOMATION_ROLES

/**
 * Makes the groups that are missing, each with its role. One that somebody else has made under such a name stays as it is:
 * its people get no rights that nobody meant them to have. Several nodes may do it at once.
 */
export async function ensureGroups({ db, kernel }: Pick<Automation, 'db' | 'kernel'>): Promise<void> {
  const there = await db.selectFrom('kernel_group').select('id').where('name_folded', 'in', GROUPS).execute()
  if (there.length === GROUPS.length) return
  await inTransaction(db, async (tx) => {
    for (const name of GROUPS) await ensureGroup({ kernel }, tx, name)
  })
}

async function ensureGroup({ kernel }: Pick<Automation, 'kernel'>, tx: Tx, name: string): Promise<void> {
  const { identity, journal, clock } = kernel
  const by: By = { via: 'system' }
  const made = await tx
    .insertInto('kernel_group')
    .values({ name, name_folded: fold(name), created_at: clock.now() })
    .onConflict((on) => on.column('name_folded').doNothing())
    .returning('id')
    .executeTakeFirst()
  if (!made) return
  await journal.record(tx, { by, action: 'group.created', object: `group:${made.id}`, new: { name } })
  await addRole(identity, tx, by, { holder: { group: made.id }, role: `${SERVICE}:${name}` })
}

/** Puts an account into one of the protocol's groups. Doing it twice changes nothing more. */
export async function addToGroup(
  { kernel: { identity } }: Automation,
  by: By,
  { group, name }: { group: string; name: string },
): Promise<{ group: number; account: number }> {
  if (!GROUPS.some((each) => each === group))
    throw problem('no_group', 404, `Automation has the groups ${GROUPS.join(', ')}. Name one of them.`)
  const { id: groupId } = await getGroupByName(identity, group)
  const { id: accountId } = await getAccountByName(identity, name)
  await setMember(identity, by, groupId, accountId, true)
  return { group: groupId, account: accountId }
}
