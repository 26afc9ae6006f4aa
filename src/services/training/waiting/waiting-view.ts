import { sql } from 'kysely'
import { contains, fold } from '../../../kernel/db/db.ts'
import type { Db } from '../tables.ts'
import { compareSlots } from '../workshops/slot.ts'

export interface LineFilter {
  eventId: number
  workshopId?: number
  search?: string
  after?: number
  limit: number
}

/** Who waits at an event, by workshop and in the order of their lines; those with an offer have no position. */
export async function listInLine(db: Db, now: number, filter: LineFilter) {
  const { eventId, workshopId, search, after, limit } = filter
  return db
    .selectFrom('training_waiting as q')
    .innerJoin('training_participant as p', 'p.id', 'q.participant_id')
    .innerJoin('training_workshop as w', 'w.id', 'q.workshop_id')
    .select(['q.id', 'q.joined_at', 'q.swap', 'q.offer_until', 'q.workshop_id', 'q.participant_id'])
    .select(['p.full_name', 'p.user_class', 'p.email', 'w.title', 'w.moment'])
    .select((eb) =>
      eb
        .selectFrom('training_waiting as o')
        .select((each) => each.fn.countAll<number>().as('n'))
        .whereRef('o.workshop_id', '=', 'q.workshop_id')
        .whereRef('o.id', '<=', 'q.id')
        .where((each) => each.or([each('o.offer_until', 'is', null), each('o.offer_until', '<=', now)]))
        .$castTo<number>()
        .as('position'),
    )
    .where('q.event_id', '=', eventId)
    .$if(workshopId !== undefined, (query) => query.where('q.workshop_id', '=', workshopId as number))
    .$if(after !== undefined, (query) => query.where('q.id', '>', after as number))
    .$if(search !== undefined && search !== '', (query) =>
      query.where(contains(db, sql.ref('p.name_folded'), fold(search as string))),
    )
    .orderBy('q.id')
    .limit(limit)
    .execute()
}

export type ListedInLine = Awaited<ReturnType<typeof listInLine>>[number]

/** How long the lines of an event are, by workshop; those without one are not in it. */
export async function listLines(db: Db, eventId: number, now: number) {
  const rows = await db
    .selectFrom('training_waiting as q')
    .innerJoin('training_workshop as w', 'w.id', 'q.workshop_id')
    .select((eb) => [
      'w.id',
      'w.title',
      'w.moment',
      'w.starts_at',
      'w.seats',
      eb.fn.countAll<number>().as('all'),
      eb.fn.sum<number>(eb.case().when('q.offer_until', '>', now).then(1).else(0).end()).as('offers'),
      eb
        .selectFrom('training_registration as r')
        .select((each) => each.fn.countAll<number>().as('n'))
        .whereRef('r.workshop_id', '=', 'w.id')
        .$castTo<number>()
        .as('registered'),
    ])
    .where('q.event_id', '=', eventId)
    .groupBy(['w.id', 'w.title', 'w.moment', 'w.starts_at', 'w.seats'])
    .orderBy('w.id')
    .execute()
  return rows.sort(compareSlots).map(({ all, offers, registered, ...row }) => {
    const held = Number(offers)
    return { ...row, waits: Number(all) - held, offers: held, taken: Number(registered) + held }
  })
}
