import type { KernelDb } from '../../kernel/db/db.ts'
import { viewOf } from '../../kernel/db/db.ts'
import type { Holding } from '../../kernel/identity/own-data.ts'
import { listHolders } from '../../kernel/identity/role.ts'
import { PROJECT_ROLES, roleIn } from './member.ts'
import type { CollectionTables } from './tables.ts'

const MOST = 1_000
const OWN_ROLE = /^collection:([a-z-]+)@(\d+)$/

/** What collection holds of people with accounts: their roles in projects. Participants have none, they are withdrawn. */
export const collectionHolding: Holding = {
  what: 'collection',
  export: async (db, accountId) => ({ projects: await rolesOf(db, accountId) }),
  async obstacles(db, accountId) {
    const found: string[] = []
    for (const { id, title, role } of await rolesOf(db, accountId)) {
      if (role !== 'owner') continue
      const owners = await listHolders(db, [roleIn(id, 'owner')], MOST)
      const others = owners.some((each) =>
        each.account_id === null
          ? Number(each.members) > 0
          : each.account_id !== accountId && each.disabled_at === null,
      )
      if (!others) found.push(`The project ${title} has no other owner. Make somebody else its owner first.`)
    }
    return found
  },
}

async function rolesOf(db: KernelDb, accountId: number) {
  const rows = await db
    .selectFrom('kernel_role')
    .select('role')
    .where('account_id', '=', accountId)
    .orderBy('id')
    .limit(MOST)
    .execute()
  const roles = rows.flatMap(({ role }) => {
    const [, name, id] = OWN_ROLE.exec(role) ?? []
    return PROJECT_ROLES.some((each) => each === name) ? [{ role: name as string, id: Number(id) }] : []
  })
  if (roles.length === 0) return []
  const ids = roles.map(({ id }) => id)
  const projects = await viewOf<CollectionTables>(db)
    .selectFrom('collection_project')
    .select(['id', 'name', 'title'])
    .where('id', 'in', ids)
    .orderBy('id')
    .execute()
  const titles = new Map(projects.map(({ id, name, title }) => [id, title ?? name]))
  return roles.map((each) => ({ ...each, title: titles.get(each.id) ?? `${each.id}` }))
}
