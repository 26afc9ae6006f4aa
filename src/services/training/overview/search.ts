import { sql } from 'kysely'
import { contains, fold } from '../../../kernel/db/db.ts'
import type { Found } from '../../../kernel/home/home.ts'
import type { Actor } from '../../../kernel/identity/actor.ts'
import { eventRoleOf, eventsOf } from '../events/member.ts'
import type { Db } from '../tables.ts'
import { SERVICE } from '../training.ts'

/** An event's pages in the console. */
export const eventPage = (id: number, rest = ''): string => `/app/training/events/${id}${rest}`

/** Events and workshops by name, and participants for those who run their event. */
export async function searchTraining(db: Db, actor: Actor, words: string, limit: number): Promise<Found[]> {
  const mine = eventsOf(actor)
  if (mine?.length === 0) return []
  const isRun = (id: number) => eventRoleOf(actor, id) === 'manager'
  const run = mine?.filter(isRun)
  const text = fold(words)
  const events = await db
    .selectFrom('training_event')
    .select(['id', 'name'])
    .where(contains(db, sql.ref('name_folded'), text))
    .$if(mine !== undefined, (query) => query.where('id', 'in', mine as number[]))
    .orderBy('id', 'desc')
    .limit(limit)
    .execute()
  const workshops = await db
    .selectFrom('training_workshop as w')
    .innerJoin('training_event as e', 'e.id', 'w.event_id')
    .select(['w.id', 'w.title', 'w.moment', 'e.id as event', 'e.name'])
    .where((eb) => contains(db, sql<string>`lower(${eb.ref('w.title')})`, text))
    .$if(mine !== undefined, (query) => query.where('e.id', 'in', mine as number[]))
    .orderBy('w.id', 'desc')
    .limit(limit)
    .execute()
  const participants = await searchPeople(db, actor, { run, text, limit })
  return [
    ...events.map(({ id, name }) => ({
      kind: 'event',
      service: SERVICE,
      title: name,
      text: 'Event',
      href: eventPage(id, isRun(id) ? '' : '/attendance'),
    })),
    ...workshops.map(({ id, title, moment, event, name }) => ({
      kind: 'workshop',
      service: SERVICE,
      title,
      text: `${name}, ${moment}`,
      href: isRun(event)
        ? eventPage(event, `/workshops/${id}`)
        : eventPage(event, `/attendance?workshop=${id}`),
    })),
    ...participants,
  ]
}

async function searchPeople(
  db: Db,
  actor: Actor,
  { run, text, limit }: { run: number[] | undefined; text: string; limit: number },
): Promise<Found[]> {
  // A helper of all events runs none of them.
  if (run?.length === 0 || (run === undefined && !actor.may('training:manager'))) return []
  const rows = await db
    .selectFrom('training_participant as p')
    .innerJoin('training_event as e', 'e.id', 'p.event_id')
    .select(['p.id', 'p.full_name', 'p.user_class', 'e.id as event', 'e.name'])
    .where((eb) => contains(db, eb.ref('p.name_folded'), text))
    .$if(run !== undefined, (query) => query.where('e.id', 'in', run as number[]))
    .orderBy('p.name_folded')
    .orderBy('p.id')
    .limit(limit)
    .execute()
  return rows.map((row) => ({
    kind: 'participant',
    service: SERVICE,
    title: row.full_name,
    text: [row.user_class, row.name].filter(Boolean).join(', '),
    href: eventPage(row.event, `/participants?person=${row.id}`),
  }))
}
