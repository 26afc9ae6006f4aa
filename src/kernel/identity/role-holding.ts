import type { KernelDb } from '../db/db.ts'
import type { Holding } from './own-data.ts'
import { listHolders } from './role.ts'

const MOST = 1_000

/** Roles of a service that are held at one thing, such as `collection:owner@7`. */
export interface RolesAtThings {
  service: string
  /** From the highest; without a holder of the first nobody runs the thing. */
  roles: readonly string[]
  /** The name of the list in an export, such as `projects`. */
  list: string
  titles(db: KernelDb, ids: readonly number[]): Promise<{ id: number; title: string }[]>
  /** Says that this thing has nobody else to run it, and what to do. */
  alone(title: string): string
}

/** What a service holds of people with accounts by its roles at things; nobody goes who alone runs one. */
export function holdingOfRoles(of: RolesAtThings): Holding {
  const [highest = ''] = of.roles
  return {
    what: of.service,
    export: async (db, accountId) => ({ [of.list]: await rolesHeld(db, of, accountId) }),
    async obstacles(db, accountId) {
      const found: string[] = []
      for (const { id, title, role } of await rolesHeld(db, of, accountId)) {
        if (role !== highest) continue
        const holders = await listHolders(db, [`${of.service}:${highest}@${id}`], MOST)
        const others = holders.some((each) =>
          each.account_id === null
            ? Number(each.members) > 0
            : each.account_id !== accountId && each.disabled_at === null,
        )
        if (!others) found.push(of.alone(title))
      }
      return found
    },
  }
}

async function rolesHeld(db: KernelDb, of: RolesAtThings, accountId: number) {
  const rows = await db
    .selectFrom('kernel_role')
    .select('role')
    .where('account_id', '=', accountId)
    .orderBy('id')
    .limit(MOST)
    .execute()
  const held = rows.flatMap(({ role }) => {
    const [, service, name = '', id] = /^([a-z]+):([a-z-]+)@(\d+)$/.exec(role) ?? []
    return service === of.service && of.roles.includes(name) ? [{ role: name, id: Number(id) }] : []
  })
  if (held.length === 0) return []
  const titled = await of.titles(
    db,
    held.map(({ id }) => id),
  )
  const titles = new Map(titled.map(({ id, title }) => [id, title]))
  return held.map((each) => ({ ...each, title: titles.get(each.id) ?? `${each.id}` }))
}
