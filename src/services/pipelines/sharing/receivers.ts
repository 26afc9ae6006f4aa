import { Type } from 'typebox'
import { Id } from '../../../kernel/api/shapes.ts'
import { contains, fold } from '../../../kernel/db/db.ts'
import { fullName, listPeople } from '../../../kernel/identity/people.ts'
import { directoryOf, type Pipelines } from '../pipelines.ts'

const MOST = 20

export const ReceiversView = Type.Object({
  items: Type.Array(
    Type.Object({
      kind: Type.Enum(['account', 'group']),
      id: Id,
      name: Type.String(),
      fullName: Type.String(),
    }),
  ),
})

/** Somebody's groups and people whom they can find; for those who run pipelines all of them, 20 of each. */
export async function listReceivers(
  pipelines: Pipelines,
  { account, search }: { account: number | 'everybody'; search?: string | undefined },
) {
  const { db } = pipelines
  const isAll = account === 'everybody'
  const directory = { ...directoryOf(pipelines), ...(isAll && { directory: 'everybody' as const }) }
  const [groups, people] = await Promise.all([
    db
      .selectFrom('kernel_group as g')
      .select(['g.id', 'g.name'])
      .$if(!isAll, (query) =>
        query.where((is) =>
          is.exists(
            is
              .selectFrom('kernel_group_member as m')
              .select('m.account_id')
              .whereRef('m.group_id', '=', 'g.id')
              .where('m.account_id', '=', account as number),
          ),
        ),
      )
      .$if(search !== undefined, (query) =>
        query.where((is) => contains(db, is.ref('g.name_folded'), fold(search as string))),
      )
      .orderBy('g.id')
      .limit(MOST)
      .execute(),
    listPeople(db, directory, {
      // Nobody has this number: whoever asks is found, too.
      asker: isAll ? 0 : account,
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
