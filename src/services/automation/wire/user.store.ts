import type { ExpressionBuilder } from 'kysely'
import type { KernelTables } from '../../../kernel/tables.ts'
import { AUTOMATION_ROLES, SERVICE } from '../automation.ts'
import { GROUPS } from '../people/groups.ts'
import type { AutomationTables, Db, Tx } from '../tables.ts'

type Builder = ExpressionBuilder<AutomationTables & KernelTables & { a: KernelTables['kernel_account'] }, 'a'>

export interface WireUser {
  id: number
  username: string
  groups: number[]
}

/** Which of the protocol's groups there are, by id. */
export async function groupIds(db: Db | Tx): Promise<number[]> {
  const rows = await db
    .selectFrom('kernel_group')
    .select('id')
    .where('name_folded', 'in', GROUPS)
    .orderBy('id')
    .execute()
  return rows.map(({ id }) => id)
}

/** The names of those that an account is in. */
export async function groupNamesOf(db: Db, account: number): Promise<string[]> {
  const rows = await db
    .selectFrom('kernel_group_member as m')
    .innerJoin('kernel_group as g', 'g.id', 'm.group_id')
    .select('g.name_folded as name')
    .where('m.account_id', '=', account)
    .where('g.name_folded', 'in', GROUPS)
    .orderBy('g.id')
    .execute()
  return rows.map(({ name }) => name)
}

/** Who uses automation: with one of its roles, of their own or by a group, or as an administrator. */
const users = (db: Db) =>
  db
    .selectFrom('kernel_account as a')
    .where('a.disabled_at', 'is', null)
    .where('a.merged_into', 'is', null)
    .where((eb) => eb.or([eb('a.administrator', '=', 1), hasRole(eb)]))

const ROLES = AUTOMATION_ROLES.map((role) => `${SERVICE}:${role}`)

const hasRole = (eb: Builder) =>
  eb.exists(
    eb
      .selectFrom('kernel_role as r')
      .select('r.id')
      .where('r.role', 'in', ROLES)
      .where((any) =>
        any.or([
          any('r.account_id', '=', any.ref('a.id')),
          any(
            'r.group_id',
            'in',
            any
              .selectFrom('kernel_group_member as m')
              .select('m.group_id')
              .whereRef('m.account_id', '=', 'a.id'),
          ),
        ]),
      ),
  )

export async function countUsers(db: Db): Promise<number> {
  const { n } = await users(db)
    .select((eb) => eb.fn.countAll<number>().as('n'))
    .executeTakeFirstOrThrow()
  return Number(n)
}

/** By id. */
export async function listUsers(db: Db, page: { limit: number; offset: number }): Promise<WireUser[]> {
  const rows = await users(db)
    .select(['a.id', 'a.name'])
    .orderBy('a.id')
    .limit(page.limit)
    .offset(page.offset)
    .execute()
  return withGroups(db, rows)
}

export async function findUser(db: Db, id: number): Promise<WireUser | undefined> {
  const rows = await users(db).select(['a.id', 'a.name']).where('a.id', '=', id).execute()
  return (await withGroups(db, rows))[0]
}

async function withGroups(db: Db, rows: readonly { id: number; name: string }[]): Promise<WireUser[]> {
  if (rows.length === 0) return []
  const members = await db
    .selectFrom('kernel_group_member as m')
    .innerJoin('kernel_group as g', 'g.id', 'm.group_id')
    .select(['m.account_id', 'g.id'])
    .where('g.name_folded', 'in', GROUPS)
    .where(
      'm.account_id',
      'in',
      rows.map(({ id }) => id),
    )
    .orderBy('g.id')
    .execute()
  return rows.map(({ id, name }) => ({
    id,
    username: name,
    groups: members.filter(({ account_id }) => account_id === id).map((each) => each.id),
  }))
}
