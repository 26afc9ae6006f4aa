import { type ExpressionBuilder, type ExpressionWrapper, sql } from 'kysely'
import { contains, countUpTo, fold, type KernelDb } from '../db/db.ts'
import type { KernelTables } from '../tables.ts'
import type { AccountRow } from './tables.ts'

export interface AccountQuery {
  /** Somewhere in the name, the names or the address. */
  search?: string
  kind?: AccountRow['kind']
  /** `merged`: what is left of those that went into another one; they are in no other list. */
  state?: 'active' | 'disabled' | 'merged'
  /** Who may use it: by a role there, of their own or by a group, or as an administrator. */
  service?: string
  group?: number
}

export interface AccountPage extends AccountQuery {
  /** By number, by name, or those seen last first. */
  sort: 'created' | 'name' | 'seen'
  after?: number
  limit: number
}

/** An account as lists show it. */
export type ListedAccount = AccountRow & { seen: number }

type Builder = ExpressionBuilder<KernelTables & { a: KernelTables['kernel_account'] }, 'a'>

/** When somebody was last here: by a sign-in that is still open, else when they signed in; a service by its tokens. */
const seenOf = (eb: Builder) =>
  eb.fn.coalesce(
    eb
      .selectFrom('kernel_session')
      .select((each) => each.fn.max('last_seen_at').as('at'))
      .whereRef('account_id', '=', 'a.id'),
    'a.last_sign_in_at',
    eb
      .selectFrom('kernel_token')
      .select((each) => each.fn.max('last_used_at').as('at'))
      .whereRef('account_id', '=', 'a.id'),
    sql<number>`0`,
  ) as ExpressionWrapper<KernelTables, 'kernel_account', number>

function matching(db: KernelDb, eb: Builder, query: AccountQuery) {
  const { search, kind, state, service, group } = query
  const folded = search === undefined ? undefined : fold(search)
  const holds = (role: Builder) =>
    role
      .selectFrom('kernel_role as r')
      .select('r.id')
      .where((each) =>
        each.or([
          each('r.account_id', '=', each.ref('a.id')),
          each(
            'r.group_id',
            'in',
            each
              .selectFrom('kernel_group_member as m')
              .select('m.group_id')
              .whereRef('m.account_id', '=', 'a.id'),
          ),
        ]),
      )
      // The letter after the colon ends the span: an index can be used, and no wildcard is the user's.
      .where('r.role', '>=', `${service}:`)
      .where('r.role', '<', `${service};`)
  return eb.and([
    eb('a.merged_into', state === 'merged' ? 'is not' : 'is', null),
    ...(state === 'active' ? [eb('a.disabled_at', 'is', null)] : []),
    ...(state === 'disabled' ? [eb('a.disabled_at', 'is not', null)] : []),
    ...(kind === undefined ? [] : [eb('a.kind', '=', kind)]),
    ...(folded === undefined
      ? []
      : [
          eb.or([
            contains(db, eb.ref('a.name_folded'), folded),
            contains(db, eb.ref('a.email_folded'), folded),
            contains(db, eb.ref('a.names_folded'), folded),
          ]),
        ]),
    ...(group === undefined
      ? []
      : [
          eb.exists(
            eb
              .selectFrom('kernel_group_member as g')
              .select('g.account_id')
              .whereRef('g.account_id', '=', 'a.id')
              .where('g.group_id', '=', group),
          ),
        ]),
    ...(service === undefined ? [] : [eb.or([eb('a.administrator', '=', 1), eb.exists(holds(eb))])]),
  ])
}

/** A page of accounts, with when each was last seen. */
export async function searchAccounts(db: KernelDb, page: AccountPage): Promise<ListedAccount[]> {
  const all = db
    .selectFrom('kernel_account as a')
    .selectAll('a')
    .select((eb) => seenOf(eb).as('seen'))
  const { after, sort } = page
  const last =
    after === undefined ? undefined : await all.where('a.id', '=', after).limit(1).executeTakeFirst()
  // Whoever the page before ended with is gone: there is nothing to go on after.
  if (after !== undefined && !last) return []
  const rows = all.where((eb) => matching(db, eb, page)).limit(page.limit)
  if (sort === 'created')
    return rows
      .$if(last !== undefined, (query) => query.where('a.id', '>', last?.id as number))
      .orderBy('a.id')
      .execute()
  if (sort === 'name')
    return rows
      .$if(last !== undefined, (query) => query.where('a.name_folded', '>', last?.name_folded as string))
      .orderBy('a.name_folded')
      .execute()
  return rows
    .$if(last !== undefined, (query) =>
      query.where((eb) => {
        const [seen, at] = [seenOf(eb), last?.seen as number]
        return eb.or([eb(seen, '<', at), eb.and([eb(seen, '=', at), eb('a.id', '>', last?.id as number)])])
      }),
    )
    .orderBy('seen', 'desc')
    .orderBy('a.id')
    .execute()
}

/** How many match: exact up to 10,000, or else as many as there are at least. */
export function countAccounts(db: KernelDb, query: AccountQuery): Promise<{ count: number; exact: boolean }> {
  const all = db.selectFrom('kernel_account as a').select('a.id')
  return countUpTo(
    db,
    all.where((eb) => matching(db, eb, query)),
  )
}

/** Of the accounts of a page, the groups of each. */
export async function groupsOf(
  db: KernelDb,
  accounts: readonly number[],
): Promise<Map<number, { id: number; name: string }[]>> {
  const found = new Map<number, { id: number; name: string }[]>()
  if (accounts.length === 0) return found
  const rows = await db
    .selectFrom('kernel_group_member as m')
    .innerJoin('kernel_group as g', 'g.id', 'm.group_id')
    .select(['m.account_id', 'g.id', 'g.name'])
    .where('m.account_id', 'in', accounts)
    .orderBy('g.name_folded')
    .execute()
  for (const { account_id, ...group } of rows)
    found.set(account_id, [...(found.get(account_id) ?? []), group])
  return found
}

/** Of the accounts of a page, the services in which each has a role. */
export async function servicesOf(db: KernelDb, accounts: readonly number[]): Promise<Map<number, string[]>> {
  const found = new Map<number, string[]>()
  if (accounts.length === 0) return found
  const rows = await db
    .selectFrom('kernel_role')
    .select(['account_id', 'role'])
    .where('account_id', 'in', accounts)
    .union(
      db
        .selectFrom('kernel_role as r')
        .innerJoin('kernel_group_member as m', 'm.group_id', 'r.group_id')
        .select(['m.account_id', 'r.role'])
        .where('m.account_id', 'in', accounts),
    )
    .execute()
  for (const { account_id, role } of rows) {
    const service = role.split(':')[0] as string
    const known = found.get(account_id as number) ?? []
    if (!known.includes(service)) found.set(account_id as number, [...known, service].sort())
  }
  return found
}
