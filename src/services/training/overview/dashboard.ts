import { sql } from 'kysely'
import { HOUR_MS } from '../../../kernel/span.ts'
import { dateIn, startOfDay } from '../../../kernel/zone.ts'
import { openingAt } from '../events/opening.ts'
import type { Db, EventRow } from '../tables.ts'
import type { Training } from '../training.ts'

/** Up to so many hours the course goes by hours, then by days. */
const HOURLY = 48
/** More points are no picture; what is before them counts in the first. */
const MOST_POINTS = 120
const MOST_WORKSHOPS = 1_000
const MOST_GROUPS = 20_000

/** How an event stands, in counts: a fixed number of queries, whatever its size. */
export async function readDashboard({ db, kernel }: Training, event: EventRow) {
  const now = kernel.clock.now()
  // A distribution that is published makes seats of wishes, and the event one of choices.
  const counts = event.mode === 'wishes' ? ('training_wish' as const) : ('training_registration' as const)
  const [workshops, allocation, groups, hours] = await Promise.all([
    listFill(db, event.id, now),
    lastAllocation(db, event.id),
    countPeople(db, event.id, counts),
    countHours(db, event.id, counts),
  ])
  const slots = slotsByGroup(workshops)
  const sum = (of: (workshop: (typeof workshops)[number]) => number) =>
    workshops.reduce((total, workshop) => total + of(workshop), 0)
  return {
    counts: event.mode === 'wishes' ? ('wishes' as const) : ('registrations' as const),
    ...countAll(groups, slots),
    slots: new Set(workshops.map(({ moment }) => moment)).size,
    seats: sum(({ seats }) => seats),
    taken: sum(({ taken }) => taken),
    waiting: sum(({ waiting }) => waiting),
    waitingFor: workshops.filter(({ waiting }) => waiting > 0).length,
    offers: sum(({ offers }) => offers),
    firstOfferEnds: earliest(workshops.map(({ firstOfferEnds }) => firstOfferEnds)),
    workshops,
    classes: byClass(groups),
    course: courseOf(hours, { event, now, isOpen: openingAt(event, now).open }),
    allocation,
  }
}

/** Each workshop with its seats: those that are offered to somebody are taken. */
async function listFill(db: Db, eventId: number, now: number) {
  const count = (table: 'training_registration' | 'training_waiting' | 'training_wish', rest = sql``) =>
    sql<number>`(select count(*) from ${sql.table(table)} x where x.workshop_id = w.id ${rest})`
  const isOffered = sql`and x.offer_until > ${now}`
  const rows = await db
    .selectFrom('training_workshop as w')
    .select(['w.id', 'w.title', 'w.moment', 'w.target_group', 'w.seats', 'w.least'])
    .select(['w.starts_at', 'w.ends_at'])
    .select([
      count('training_registration').as('registered'),
      count('training_waiting', isOffered).as('offers'),
      count('training_waiting').as('queued'),
      count('training_wish', sql`and x.rank = 1`).as('first_wishes'),
      sql<number | null>`(select min(x.offer_until) from training_waiting x
        where x.workshop_id = w.id ${isOffered})`.as('first_offer_ends'),
    ])
    .where('w.event_id', '=', eventId)
    .orderBy('w.id')
    .limit(MOST_WORKSHOPS)
    .execute()
  return rows.map((row) => {
    const offers = Number(row.offers)
    return {
      id: row.id,
      title: row.title,
      moment: row.moment,
      group: row.target_group,
      startsAt: row.starts_at,
      endsAt: row.ends_at,
      seats: row.seats,
      least: row.least,
      taken: Number(row.registered) + offers,
      offers,
      waiting: Number(row.queued) - offers,
      firstWishes: Number(row.first_wishes),
      firstOfferEnds: row.first_offer_ends === null ? null : Number(row.first_offer_ends),
    }
  })
}

const earliest = (times: readonly (number | null)[]): number | null =>
  times.reduce((first, at) => (at === null || (first !== null && first < at) ? first : at), null)

/** In how many time slots somebody of a group can choose something. */
function slotsByGroup(workshops: readonly { group: string; moment: string }[]): Map<string, number> {
  const found = new Map<string, Set<string>>()
  for (const { group, moment } of workshops)
    found.set(group, (found.get(group) ?? new Set<string>()).add(moment))
  return new Map([...found].map(([group, moments]) => [group, moments.size]))
}

interface People {
  user_class: string
  target_group: string
  /** In how many time slots they have chosen. */
  slots: number
  people: number
  /** Of them, those who have never signed in. */
  strangers: number
}

async function countPeople(
  db: Db,
  eventId: number,
  counts: 'training_registration' | 'training_wish',
): Promise<People[]> {
  const { rows } = await sql<People>`
    select p.user_class, p.target_group, coalesce(c.slots, 0) as slots, count(*) as people,
      sum(case when p.signed_in_at is null then 1 else 0 end) as strangers
    from training_participant p
    left join (
      select x.participant_id, count(distinct w.moment) as slots
      from ${sql.table(counts)} x join training_workshop w on w.id = x.workshop_id
      where x.event_id = ${eventId} group by x.participant_id
    ) c on c.participant_id = p.id
    where p.event_id = ${eventId}
    group by p.user_class, p.target_group, c.slots
    order by p.user_class, p.target_group, c.slots
    limit ${MOST_GROUPS}`.execute(db as never)
  return rows.map((row) => ({
    ...row,
    slots: Number(row.slots),
    people: Number(row.people),
    strangers: Number(row.strangers),
  }))
}

function countAll(groups: readonly People[], slots: ReadonlyMap<string, number>) {
  const all = { participants: 0, chosen: 0, complete: 0, neverSignedIn: 0 }
  for (const group of groups) {
    all.participants += group.people
    if (group.slots === 0) all.neverSignedIn += group.strangers
    else all.chosen += group.people
    if (group.slots > 0 && group.slots >= (slots.get(group.target_group) ?? 0)) all.complete += group.people
  }
  return all
}

/** Who is missing, by class; the class with the most of them first. */
function byClass(groups: readonly People[]) {
  const classes = new Map<string, { people: number; missing: number }>()
  for (const { user_class, slots, people } of groups) {
    const found = classes.get(user_class) ?? { people: 0, missing: 0 }
    found.people += people
    if (slots === 0) found.missing += people
    classes.set(user_class, found)
  }
  return [...classes]
    .map(([name, found]) => ({ name, ...found }))
    .sort((a, b) => b.missing - a.missing || (a.name < b.name ? -1 : 1))
}

interface Hour {
  hour: number
  people: number
}

/** How many have chosen for the first time in each hour since 1970: the course of an event. */
async function countHours(
  db: Db,
  eventId: number,
  counts: 'training_registration' | 'training_wish',
): Promise<Hour[]> {
  const at = sql.ref(counts === 'training_wish' ? 'at' : 'entry_time')
  const hour = sql`(x.first_at / ${sql.lit(HOUR_MS)})`
  const { rows } = await sql<Hour>`
    select ${hour} as hour, count(*) as people
    from (
      select participant_id, min(${at}) as first_at from ${sql.table(counts)}
      where event_id = ${eventId} and ${at} is not null group by participant_id
    ) x group by ${hour} order by ${hour} limit ${MOST_GROUPS}`.execute(db as never)
  return rows.map((row) => ({ hour: Number(row.hour), people: Number(row.people) }))
}

/** How many people had chosen at the end of each hour or day since it opened, in the time zone of the event. */
function courseOf(
  hours: readonly Hour[],
  { event, now, isOpen }: { event: EventRow; now: number; isOpen: boolean },
): { by: 'hour' | 'day'; points: { at: number; people: number }[] } {
  const [first, last] = [hours.at(0), hours.at(-1)]
  if (!first || !last) return { by: 'day', points: [] }
  const opened = isOpen && event.available === 1 ? event.available_at : event.opens_at
  const from = Math.min(first.hour * HOUR_MS, opened ?? now)
  const to = isOpen ? now : Math.min(now, last.hour * HOUR_MS)
  const isHourly = to - from <= HOURLY * HOUR_MS
  const starts = isHourly
    ? stepsOf(Math.floor(from / HOUR_MS), Math.floor(to / HOUR_MS)).map((hour) => hour * HOUR_MS)
    : daysOf(event.zone, from, to)
  let people = 0
  let next = 0
  const points = starts.map((at, index) => {
    const end = starts[index + 1] ?? Number.POSITIVE_INFINITY
    for (; next < hours.length && (hours[next] as Hour).hour * HOUR_MS < end; next += 1)
      people += (hours[next] as Hour).people
    return { at, people }
  })
  return { by: isHourly ? 'hour' : 'day', points: points.slice(-MOST_POINTS) }
}

const stepsOf = (from: number, to: number): number[] =>
  Array.from({ length: to - from + 1 }, (_, step) => from + step)

function daysOf(zone: string, from: number, to: number): number[] {
  const date = dateIn(zone, from) ?? new Date(from).toISOString().slice(0, 10)
  const days: number[] = []
  // A day is never shorter than 20 hours, whatever the clocks do.
  for (let at = from, day = 0; at <= to && day <= (to - from) / (20 * HOUR_MS) + 1; day += 1) {
    at = startOfDay(date, zone, day) ?? Number.POSITIVE_INFINITY
    if (at <= to) days.push(at)
  }
  return days
}

/** The newest distribution of wishes that is neither published nor thrown away. */
async function lastAllocation(db: Db, eventId: number) {
  const row = await db
    .selectFrom('training_allocation')
    .select(['id', 'state'])
    .where('event_id', '=', eventId)
    .where('state', 'not in', ['published', 'discarded'])
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row ?? null
}
