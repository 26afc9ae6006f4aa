import { sql } from 'kysely'
import { contains, fold } from '../../../kernel/db/db.ts'
import type { Db, EventRow, ParticipantRow } from '../tables.ts'
import { type Wish, wishesOf } from './wish.ts'

/** By what somebody has wished: nothing, not enough at every moment of their group, or enough. */
export const WISHED = ['none', 'partial', 'complete'] as const
export type Wished = (typeof WISHED)[number]

/** A moment of one's group counts when it has as many wishes as are asked for, or as there are workshops. */
const missing = (least: number) => sql<number>`(select count(*) from (
  select w.moment from training_workshop w
  left join training_wish x on x.workshop_id = w.id and x.participant_id = p.id
  where w.event_id = p.event_id and w.target_group = p.target_group
  group by w.moment having count(x.id) < case when count(*) < ${least} then count(*) else ${least} end) m)`
const wishes = sql<number>`(select count(*) from training_wish x where x.participant_id = p.id)`
const wishedOf = (least: number) =>
  sql<Wished>`case when ${wishes} = 0 then 'none' when ${missing(least)} > 0 then 'partial' else 'complete' end`

export interface WishCounts {
  people: Record<Wished, number>
  classes: { name: string; people: number; wished: number }[]
  /** How often each workshop is wished first, second, and so on. */
  workshops: Map<number, number[]>
}

/** How far the wishing is: four queries, however many take part. */
export async function countWishes(db: Db, event: EventRow): Promise<WishCounts> {
  const ranks = await db
    .selectFrom('training_wish')
    .select((eb) => ['workshop_id', 'rank', eb.fn.countAll<number>().as('n')])
    .where('event_id', '=', event.id)
    .groupBy(['workshop_id', 'rank'])
    .execute()
  const states = await db
    .selectFrom(
      db
        .selectFrom('training_participant as p')
        .select(['p.user_class', wishedOf(event.wishes_least).as('wished')])
        .where('p.event_id', '=', event.id)
        .as('each'),
    )
    .select((eb) => ['user_class', 'wished', eb.fn.countAll<number>().as('n')])
    .groupBy(['user_class', 'wished'])
    .orderBy('user_class')
    .execute()
  const people = { none: 0, partial: 0, complete: 0 }
  const classes = new Map<string, { name: string; people: number; wished: number }>()
  for (const { user_class: name, wished, n } of states) {
    people[wished] += Number(n)
    const found = classes.get(name) ?? { name, people: 0, wished: 0 }
    classes.set(name, found)
    found.people += Number(n)
    if (wished !== 'none') found.wished += Number(n)
  }
  const workshops = new Map<number, number[]>()
  for (const { workshop_id, rank, n } of ranks) {
    const list = workshops.get(workshop_id) ?? []
    workshops.set(workshop_id, list)
    list[rank - 1] = Number(n)
  }
  return { people, classes: [...classes.values()], workshops }
}

export type Wisher = Pick<ParticipantRow, 'id' | 'full_name' | 'user_class' | 'target_group'> & {
  wished: Wished
  wishes: Wish[]
}

/** Participants with their wishes, in the order of their list. */
export async function listWishers(
  db: Db,
  event: EventRow,
  { search, wished, after, limit }: { search?: string; wished?: Wished; after?: number; limit: number },
): Promise<Wisher[]> {
  const state = wishedOf(event.wishes_least)
  const rows = await db
    .selectFrom('training_participant as p')
    .select(['p.id', 'p.full_name', 'p.user_class', 'p.target_group', state.as('wished')])
    .where('p.event_id', '=', event.id)
    .$if(wished !== undefined, (query) => query.where(state, '=', wished as Wished))
    .$if(search !== undefined && search !== '', (query) =>
      query.where((eb) =>
        eb.or([
          contains(db, sql.ref('p.name_folded'), fold(search as string)),
          contains(db, sql.ref('p.user_class'), search as string),
        ]),
      ),
    )
    .$if(after !== undefined, (query) => query.where('p.id', '>', after as number))
    .orderBy('p.id')
    .limit(limit)
    .execute()
  const found = await wishesOfAll(
    db,
    rows.map(({ id }) => id),
  )
  return rows.map((row) => ({ ...row, wishes: found.get(row.id) ?? [] }))
}

/** What these participants wish, by their ids. */
export async function wishesOfAll(db: Db, ids: readonly number[]): Promise<Map<number, Wish[]>> {
  if (ids.length === 0) return new Map()
  const rows = await db
    .selectFrom('training_wish')
    .select(['participant_id', 'workshop_id', 'rank'])
    .where('participant_id', 'in', ids)
    .orderBy('participant_id')
    .orderBy('rank')
    .orderBy('workshop_id')
    .execute()
  const lists = Map.groupBy(rows, (row) => row.participant_id)
  return new Map(
    [...lists].map(([id, list]) => [
      id,
      list.map((row) => ({ workshopId: row.workshop_id, rank: row.rank })),
    ]),
  )
}

/** One participant likewise. */
export async function wisherOf(db: Db, event: EventRow, who: ParticipantRow): Promise<Wisher> {
  const { id, full_name, user_class, target_group } = who
  const { wished } = await db
    .selectFrom('training_participant as p')
    .select(wishedOf(event.wishes_least).as('wished'))
    .where('p.id', '=', id)
    .executeTakeFirstOrThrow()
  return { id, full_name, user_class, target_group, wished, wishes: await wishesOf(db, id) }
}
