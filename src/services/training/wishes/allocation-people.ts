import { type RawBuilder, type SqlBool, sql } from 'kysely'
import { contains, fold } from '../../../kernel/db/db.ts'
import type { AllocationRow, Db } from '../tables.ts'
import type { Wish } from './wish.ts'
import { wishesOfAll } from './wish-counts.ts'

/**
 * What somebody may have got: a wish of that rank; `other`, not what they wished; `none`, nothing where they wished;
 * `without`, none of their wishes at all; `held`, what an organiser holds.
 */
export const GOTS = ['1', '2', '3', 'later', 'other', 'none', 'without', 'held'] as const
export type Got = (typeof GOTS)[number]

/** What somebody has of a distribution. */
export interface AllocationPerson {
  id: number
  name: string
  userClass: string
  group: string
  wishes: Wish[]
  seats: { workshopId: number; rank: number | null; held: boolean; fixed: boolean }[]
}

/** People of a distribution with their seats, in the order of their list. */
export async function listAllocationPeople(
  db: Db,
  row: AllocationRow,
  asked: { search?: string; userClass?: string; got?: Got; after?: number; limit: number },
): Promise<AllocationPerson[]> {
  const { search, userClass, got, after, limit } = asked
  const people = await db
    .selectFrom('training_participant as p')
    .select(['p.id', 'p.full_name', 'p.user_class', 'p.target_group'])
    .where('p.event_id', '=', row.event_id)
    .$if(userClass !== undefined, (query) => query.where('p.user_class', '=', userClass as string))
    .$if(search !== undefined && search !== '', (query) =>
      query.where((eb) => contains(db, eb.ref('p.name_folded'), fold(search as string))),
    )
    .$if(got !== undefined, (query) => query.where(gotBy(row.id, got as Got)))
    .$if(after !== undefined, (query) => query.where('p.id', '>', after as number))
    .orderBy('p.id')
    .limit(limit)
    .execute()
  const ids = people.map(({ id }) => id)
  const [seats, wishes] = [await seatsOf(db, row.id, ids), await wishesOfAll(db, ids)]
  return people.map((each) => ({
    id: each.id,
    name: each.full_name,
    userClass: each.user_class,
    group: each.target_group,
    wishes: wishes.get(each.id) ?? [],
    seats: seats.get(each.id) ?? [],
  }))
}

function gotBy(allocation: number, got: Got): RawBuilder<SqlBool> {
  const seat = sql`from training_seat s join training_workshop w on w.id = s.workshop_id
    where s.allocation_id = ${allocation} and s.participant_id = p.id`
  const wish = sql`from training_wish x join training_workshop v on v.id = x.workshop_id where x.participant_id = p.id`
  switch (got) {
    case 'later':
      return sql`exists (select 1 ${seat} and s.rank > 3)`
    case 'other':
      return sql`exists (select 1 ${seat} and s.rank is null and exists (select 1 ${wish} and v.moment = w.moment))`
    case 'none':
      return sql`exists (select 1 ${wish} and not exists (select 1 ${seat} and w.moment = v.moment))`
    case 'without':
      return sql`exists (select 1 ${wish}) and not exists (select 1 ${seat} and s.rank is not null)`
    case 'held':
      return sql`exists (select 1 ${seat} and s.held = 1)`
    default:
      return sql`exists (select 1 ${seat} and s.rank = ${Number(got)})`
  }
}

async function seatsOf(
  db: Db,
  allocation: number,
  ids: readonly number[],
): Promise<Map<number, AllocationPerson['seats']>> {
  if (ids.length === 0) return new Map()
  const rows = await db
    .selectFrom('training_seat as s')
    .leftJoin('training_registration as r', (join) =>
      join
        .onRef('r.participant_id', '=', 's.participant_id')
        .onRef('r.workshop_id', '=', 's.workshop_id')
        .on('r.fixed', '=', 1),
    )
    .select(['s.participant_id', 's.workshop_id', 's.rank', 's.held', 'r.id as fixed'])
    .where('s.allocation_id', '=', allocation)
    .where('s.participant_id', 'in', [...ids])
    .orderBy('s.participant_id')
    .orderBy('s.workshop_id')
    .execute()
  const lists = Map.groupBy(rows, (row) => row.participant_id)
  return new Map(
    [...lists].map(([id, list]) => [
      id,
      list.map((row) => ({
        workshopId: row.workshop_id,
        rank: row.rank,
        held: row.held === 1,
        fixed: row.fixed !== null,
      })),
    ]),
  )
}

/** How two distributions of an event differ: for how many people which is the better one, and who has something else. */
export async function compareAllocations(
  db: Db,
  one: AllocationRow,
  other: AllocationRow,
): Promise<{ better: number; worse: number; equal: number; same: number }> {
  const cost = sql<number>`case when rank is null then 1000000 else (rank - 1) * (rank - 1) end`
  const sums = async ({ id }: AllocationRow) => {
    const rows = await db
      .selectFrom('training_seat')
      .select(['participant_id', 'workshop_id', cost.as('cost')])
      .where('allocation_id', '=', id)
      .orderBy('participant_id')
      .orderBy('workshop_id')
      .execute()
    return Map.groupBy(rows, (row) => row.participant_id)
  }
  const [mine, theirs] = await Promise.all([sums(one), sums(other)])
  const counts = { better: 0, worse: 0, equal: 0, same: 0 }
  for (const id of new Set([...mine.keys(), ...theirs.keys()])) {
    const [left, right] = [mine.get(id) ?? [], theirs.get(id) ?? []]
    const names = (list: typeof left) => list.map((row) => row.workshop_id).join(' ')
    const sum = (list: typeof left) =>
      list.reduce((all, row) => all + Number(row.cost), 10_000_000 * -list.length)
    if (names(left) === names(right)) counts.same += 1
    else if (sum(left) < sum(right)) counts.better += 1
    else counts[sum(left) > sum(right) ? 'worse' : 'equal'] += 1
  }
  return counts
}
