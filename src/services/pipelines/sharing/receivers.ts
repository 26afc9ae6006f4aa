import { contains, fold } from '../../../kernel/db/db.ts'
import { fullName, listPeople } from '../../../kernel/identity/people.ts'
import { directoryOf, type Pipelines } from '../pipelines.ts'

const MOST = 20

/** Somebody's groups, and people whom they can find. */
export async function listReceivers(pipelines: Pipelines, account: number, search?: string) {
  const { db } = pipelines
  const [groups, people] = await Promise.all([
    db
      .selectFrom('kernel_group as g')
      .innerJoin('kernel_group_member as m', 'm.group_id', 'g.id')
      .select(['g.id', 'g.name'])
      .where('m.account_id', '=', account)
      .$if(search !== undefined, (query) =>
        query.where((is) => contains(db, is.ref('g.name_folded'), fold(search as string))),
      )
      .orderBy('g.id')
      .limit(MOST)
      .execute(),
    listPeople(db, directoryOf(pipelines), {
      asker: account,
      limit: MOST,
      ...(search !== undefined && { search }),
    }),
  ])
  return [
    ...groups.map(({ id, name }) => ({ kind: 'group' as const, id, name, fullName: '' })),
    ...people.map(({ id, ...person }) => ({
      kind: 'account' as const,
      id,
      name: person.name,
      fullName: fullName(person),
    })),
  ]
}
