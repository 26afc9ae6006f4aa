import { sql } from 'kysely'
import { contains, fold } from '../../../kernel/db/db.ts'
import { DAY_MS } from '../../../kernel/span.ts'
import type { Kept } from '../participants/people-erasure.ts'
import type { Db, EventRow, OpeningRow } from '../tables.ts'
import { openingAt } from './opening.ts'
import { openingsOf } from './openings.ts'

/** How registration stands; `partly` is open for some classes or groups alone, `scheduled` is planned to open. */
export const EVENT_STATES = ['open', 'partly', 'scheduled', 'closed'] as const
export type EventState = (typeof EVENT_STATES)[number]

const NONE = {
  workshops: 0,
  moments: 0,
  seats: 0,
  startsAt: null,
  endsAt: null,
  participants: 0,
  registered: 0,
  taken: 0,
  waits: 0,
}

/** What an event holds. */
export type EventCounts = { [K in keyof typeof NONE]: (typeof NONE)[K] extends null ? number | null : number }

/** An event with what it holds and for whom it opens when. */
export interface ListedEvent {
  id: number
  row: EventRow
  openings: OpeningRow[]
  counts: EventCounts
}

export interface EventFilter {
  before?: number
  /** Undefined for all. */
  ids?: readonly number[]
  archived?: boolean
  /** Only those whose participants go by themselves. */
  erasing?: boolean
  search?: string
  limit: number
}

/** Events with their counts, newest first; a fixed number of queries, however many there are. */
export async function listEvents(db: Db, now: number, filter: EventFilter): Promise<ListedEvent[]> {
  const { ids, before, archived, erasing, search } = filter
  if (ids?.length === 0) return []
  const rows = await db
    .selectFrom('training_event')
    .selectAll()
    .$if(ids !== undefined, (query) => query.where('id', 'in', ids as number[]))
    .$if(before !== undefined, (query) => query.where('id', '<', before as number))
    .$if(archived !== undefined, (query) => query.where('archived_at', archived ? 'is not' : 'is', null))
    .$if(erasing === true, (query) =>
      query.where('erase_days', 'is not', null).where('erased_at', 'is', null),
    )
    .$if(search !== undefined && search !== '', (query) =>
      query.where(contains(db, sql.ref('name_folded'), fold(search as string))),
    )
    .orderBy('id', 'desc')
    .limit(filter.limit)
    .execute()
  return withCounts(db, now, rows)
}

async function withCounts(db: Db, now: number, rows: readonly EventRow[]): Promise<ListedEvent[]> {
  if (rows.length === 0) return []
  const ids = rows.map(({ id }) => id)
  const [openings, counts] = await Promise.all([openingsOf(db, ids), countsOf(db, now, ids)])
  return rows.map((row) => ({
    id: row.id,
    row,
    openings: openings.filter((each) => each.event_id === row.id),
    counts: { ...NONE, ...counts.get(row.id), ...keptOf(row, counts.get(row.id)) },
  }))
}

/** Of people who are erased, the numbers stay. */
function keptOf({ kept }: EventRow, counts: Partial<EventCounts> = {}): Partial<EventCounts> {
  return kept === null || counts.participants ? {} : (JSON.parse(kept) as Kept)
}

async function countsOf(
  db: Db,
  now: number,
  ids: readonly number[],
): Promise<Map<number, Partial<EventCounts>>> {
  const [workshops, participants, registrations, waiting] = await Promise.all([
    db
      .selectFrom('training_workshop')
      .select((eb) => [
        'event_id as id',
        eb.fn.countAll<number>().as('workshops'),
        eb.fn.count<number>('moment').distinct().as('moments'),
        eb.fn.sum<number>('seats').as('seats'),
        eb.fn.sum<number>('kept').as('kept'),
        eb.fn.min('starts_at').as('startsAt'),
        eb.fn.max('ends_at').as('endsAt'),
      ])
      .where('event_id', 'in', ids)
      .groupBy('event_id')
      .execute(),
    db
      .selectFrom('training_participant')
      .select((eb) => ['event_id as id', eb.fn.countAll<number>().as('participants')])
      .where('event_id', 'in', ids)
      .groupBy('event_id')
      .execute(),
    db
      .selectFrom('training_registration')
      .select((eb) => [
        'event_id as id',
        eb.fn.countAll<number>().as('taken'),
        eb.fn.count<number>('participant_id').distinct().as('registered'),
      ])
      .where('event_id', 'in', ids)
      .groupBy('event_id')
      .execute(),
    db
      .selectFrom('training_waiting')
      .select((eb) => [
        'event_id as id',
        eb.fn.countAll<number>().as('waits'),
        eb.fn.sum<number>(eb.case().when('offer_until', '>', now).then(1).else(0).end()).as('offers'),
      ])
      .where('event_id', 'in', ids)
      .groupBy('event_id')
      .execute(),
  ])
  const counts = new Map<number, Partial<EventCounts>>()
  const add = (id: number, more: Partial<EventCounts>) => counts.set(id, { ...counts.get(id), ...more })
  for (const { id, workshops: n, moments, seats, kept, startsAt, endsAt } of workshops)
    add(id, {
      workshops: Number(n),
      moments: Number(moments),
      seats: Number(seats),
      taken: Number(kept ?? 0),
      startsAt,
      endsAt,
    })
  for (const { id, participants: n } of participants) add(id, { participants: Number(n) })
  for (const { id, taken, registered } of registrations)
    add(id, { taken: Number(taken), registered: Number(registered) })
  for (const { id, waits, offers } of waiting) {
    const held = Number(offers ?? 0)
    // A seat that is kept for somebody is taken, and they wait no more.
    add(id, { waits: Number(waits) - held, taken: (counts.get(id)?.taken ?? 0) + held })
  }
  return counts
}

/** How registration stands for all whom it concerns, and when the clock changes that next. */
export function stateOf(
  event: EventRow,
  openings: readonly OpeningRow[],
  now: number,
): { state: EventState; nextAt: number | null } {
  const nobody = { user_class: '', target_group: '' }
  // Where only classes or groups have a time, there may be nobody left for whom the event itself would open.
  const isStaggered = openings.length > 0 && event.opens_at === null && event.available === 0
  const all = [
    ...(isStaggered ? [] : [openingAt(event, now)]),
    ...openings.map((each) =>
      openingAt(event, now, [each], {
        ...nobody,
        [each.kind === 'class' ? 'user_class' : 'target_group']: each.value,
      }),
    ),
  ]
  const times = all.flatMap(({ opensAt, closesAt }) => [opensAt, closesAt]).filter((at) => at !== null)
  const nextAt = times.length === 0 ? null : Math.min(...times)
  const open = all.filter((each) => each.open).length
  if (open === all.length) return { state: 'open', nextAt }
  if (open > 0) return { state: 'partly', nextAt }
  return { state: all.some(({ opensAt }) => opensAt !== null) ? 'scheduled' : 'closed', nextAt }
}

/** When the participants are erased by themselves: so many days after the last workshop ends, else after it closes. */
export function erasesAt(event: EventRow, endsAt: number | null): number | null {
  const end = endsAt ?? event.closes_at
  if (event.erase_days === null || event.erased_at !== null || end === null) return null
  // Never before its managers have had their week.
  return Math.max(end + event.erase_days * DAY_MS, event.erase_after ?? 0)
}

/** One event with its counts; undefined when there is none. */
export async function findEvent(db: Db, now: number, id: number): Promise<ListedEvent | undefined> {
  const [found] = await listEvents(db, now, { ids: [id], limit: 1 })
  return found
}
