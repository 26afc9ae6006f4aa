import { type KernelDb, type KernelTx, lock } from '../db/db.ts'
import type { By } from '../journal/journal.ts'
import type { RoleHolder } from './group.ts'
import { forgetActors, type Identity } from './identity.ts'
import { problems } from './problems.ts'

/**
 * By service, its roles from the highest to the lowest: whoever has one may all that those below it may. What is in no
 * ladder stands for itself alone.
 */
export type Ladders = Map<string, readonly string[]>

/** `service:role`, or `service:role@7` for one thing of the service alone. */
const ROLE = /^([a-z]{1,30}):([a-z-]{1,40})(@[1-9]\d{0,14})?$/

export const isRole = (text: string): boolean => ROLE.test(text)

/**
 * The roles of which each holds the one that is asked for: that one itself, a higher one of its ladder, and, where it is
 * asked for one thing, the same for all things.
 */
export function rolesEnoughFor(ladders: Ladders, asked: string): string[] {
  const [, service = '', name = '', thing] = ROLE.exec(asked) ?? []
  const ladder = ladders.get(service) ?? []
  const at = ladder.indexOf(name)
  const enough = at < 0 ? [name] : ladder.slice(0, at + 1)
  return enough.flatMap((each) =>
    thing === undefined ? [`${service}:${each}`] : [`${service}:${each}`, `${service}:${each}${thing}`],
  )
}

/** Whether these roles hold the one that is asked for. */
export function holdsRole(roles: ReadonlySet<string>, ladders: Ladders, asked: string): boolean {
  return roles.has(asked) || rolesEnoughFor(ladders, asked).some((each) => roles.has(each))
}

/** Whether one of the roles is the highest of its ladder: its holder gives roles to others. */
export function managesSomething(roles: ReadonlySet<string>, ladders: Ladders): boolean {
  return [...roles].some((role) => {
    const [, service = '', name] = ROLE.exec(role) ?? []
    return name !== undefined && ladders.get(service)?.[0] === name
  })
}

/** Gives a holder one role more. False when they had it. */
export async function addRole(
  identity: Identity,
  tx: KernelTx,
  by: By,
  { holder, role }: { holder: RoleHolder; role: string },
): Promise<boolean> {
  if (!isRole(role)) throw problems.invalidRole(role)
  const { table, column, id, object } = placeOf(holder)
  await lock(tx, table, [id])
  const { numInsertedOrUpdatedRows } = await tx
    .insertInto('kernel_role')
    .values({ account_id: null, group_id: null, [column]: id, role })
    .onConflict((on) => on.columns([column, 'role']).doNothing())
    .executeTakeFirstOrThrow()
  if (!numInsertedOrUpdatedRows) return false
  forgetActors(identity, tx)
  await identity.journal.record(tx, { by, action: 'role.given', object, new: role })
  return true
}

/** Takes one role away from a holder. False when they had none such. */
export async function removeRole(
  identity: Identity,
  tx: KernelTx,
  by: By,
  { holder, role }: { holder: RoleHolder; role: string },
): Promise<boolean> {
  const { table, column, id, object } = placeOf(holder)
  await lock(tx, table, [id])
  const { numDeletedRows } = await tx
    .deleteFrom('kernel_role')
    .where(column, '=', id)
    .where('role', '=', role)
    .executeTakeFirst()
  if (numDeletedRows === 0n) return false
  forgetActors(identity, tx)
  await identity.journal.record(tx, { by, action: 'role.taken', object, old: role })
  return true
}

function placeOf(holder: RoleHolder) {
  return 'account' in holder
    ? ({
        table: 'kernel_account',
        column: 'account_id',
        id: holder.account,
        object: `account:${holder.account}`,
      } as const)
    : ({
        table: 'kernel_group',
        column: 'group_id',
        id: holder.group,
        object: `group:${holder.group}`,
      } as const)
}

/** Who holds any of these roles by themselves: accounts and groups, with their names. */
export function listHolders(db: KernelDb, roles: readonly string[], limit: number) {
  return db
    .selectFrom('kernel_role as r')
    .leftJoin('kernel_account as a', 'a.id', 'r.account_id')
    .leftJoin('kernel_group as g', 'g.id', 'r.group_id')
    .select([
      'r.id',
      'r.role',
      'r.account_id',
      'r.group_id',
      'a.name as account_name',
      'a.first_name',
      'a.last_name',
      'a.disabled_at',
      'g.name as group_name',
    ])
    .select((eb) =>
      eb
        .selectFrom('kernel_group_member as m')
        .innerJoin('kernel_account as b', 'b.id', 'm.account_id')
        .select((each) => each.fn.countAll<number>().as('n'))
        .whereRef('m.group_id', '=', 'r.group_id')
        .where('b.disabled_at', 'is', null)
        .as('members'),
    )
    .where('r.role', 'in', roles)
    .orderBy('r.id')
    .limit(limit)
    .execute()
}
