import type { ExpressionBuilder } from 'kysely'
import { contains, fold, type KernelDb } from '../db/db.ts'
import type { KernelTables } from '../tables.ts'

/** Whom people of a service can find: everybody who uses it, or those of their own groups. */
export interface Directory {
  service: string
  directory: 'everybody' | 'groups'
}

export interface Person {
  id: number
  name: string
  first_name: string
  last_name: string
  email: string | null
}

type Builder = ExpressionBuilder<KernelTables & { a: KernelTables['kernel_account'] }, 'a'>

/** An account of this name runs the installation, and is nobody to share with. */
const NOBODY = 'admin'

/** People with whom somebody can share: they use the service, are no programs, and are not closed. By id. */
export function listPeople(
  db: KernelDb,
  { service, directory }: Directory,
  { asker, search, after, limit }: { asker: number; search?: string; after?: number; limit: number },
): Promise<Person[]> {
  const folded = search ? fold(search) : undefined
  return peopleIn(db, service)
    .where('a.id', '!=', asker)
    .where('a.name', '!=', NOBODY)
    .$if(after !== undefined, (query) => query.where('a.id', '>', after as number))
    .$if(directory === 'groups', (query) => query.where((is) => sharesGroup(is, asker)))
    .$if(folded !== undefined, (query) =>
      query.where((is) =>
        is.or([
          contains(db, is.ref('a.names_folded'), folded as string),
          contains(db, is.ref('a.email_folded'), folded as string),
          contains(db, is.ref('a.name_folded'), folded as string),
        ]),
      ),
    )
    .orderBy('a.id')
    .limit(limit)
    .execute()
}

/** Those of these accounts whom somebody can find, themselves included: numbers can be counted up. */
export function findPeople(
  db: KernelDb,
  { service, directory }: Directory,
  { asker, ids }: { asker: number | null; ids: readonly number[] },
): Promise<Person[]> {
  if (ids.length === 0) return Promise.resolve([])
  return peopleIn(db, service)
    .where('a.id', 'in', ids)
    .$if(directory === 'groups', (query) =>
      query.where((is) => is.or([is('a.id', '=', asker ?? 0), sharesGroup(is, asker ?? 0)])),
    )
    .orderBy('a.id')
    .limit(ids.length)
    .execute()
}

const peopleIn = (db: KernelDb, service: string) =>
  db
    .selectFrom('kernel_account as a')
    .select(['a.id', 'a.name', 'a.first_name', 'a.last_name', 'a.email'])
    .where('a.kind', '=', 'person')
    .where('a.disabled_at', 'is', null)
    .where('a.merged_into', 'is', null)
    .where((is) => is.or([is('a.administrator', '=', 1), uses(is, service)]))

const groupsOf = (is: Builder) =>
  is.selectFrom('kernel_group_member as m').select('m.group_id').whereRef('m.account_id', '=', 'a.id')

const uses = (is: Builder, service: string) =>
  is.exists(
    is
      .selectFrom('kernel_role as r')
      .select('r.id')
      .where((any) =>
        any.or([any('r.account_id', '=', any.ref('a.id')), any('r.group_id', 'in', groupsOf(is))]),
      )
      // The letter after the colon ends the span.
      .where('r.role', '>=', `${service}:`)
      .where('r.role', '<', `${service};`),
  )

const sharesGroup = (is: Builder, asker: number) =>
  is.exists(
    is
      .selectFrom('kernel_group_member as mine')
      .select('mine.group_id')
      .where('mine.account_id', '=', asker)
      .where('mine.group_id', 'in', groupsOf(is)),
  )

/** First and last name, else the sign-in name. */
export const fullName = ({ first_name, last_name, name }: Omit<Person, 'id' | 'email'>): string =>
  `${first_name} ${last_name}`.trim() || name
