import { sql } from 'kysely'
import { DAY_MS } from '../../../kernel/span.ts'
import { dateIn, startOfDay } from '../../../kernel/zone.ts'
import type { Collection } from '../collection.ts'
import { countStates } from '../participants/participant.store.ts'
import { problems } from '../problems.ts'
import { activitiesOf } from '../projects/project.ts'
import type { Db, ProjectRow } from '../tables.ts'

const ARRIVING = 12
/** More activities than these are no picture. */
const MOST_ACTIVITIES = 50
const MOST_DAYS = 400
/** Upper bounds of the histogram, in minutes; what is longer stands together. */
const BINS = [1, 2, 5, 10, 15, 20, 30, 45, 60, 90, 120]
const SOON_MS = 3 * DAY_MS
const MOST_PEOPLE = 1_000_000

export interface Asked {
  /** How many days back; all when left out. */
  days: number | undefined
  zone: string
}

/** What a team looks at first: counts alone, by a fixed number of queries. */
export async function readDashboard({ db, kernel }: Collection, project: ProjectRow, asked: Asked) {
  const now = kernel.clock.now()
  const id = project.id
  const bounds = await dayBounds(db, id, { ...asked, now })
  const [states, totals, days, steps, durations, completion, looks, soon, arriving] = await Promise.all([
    countStates(db, { projectId: id, now }, MOST_PEOPLE),
    readTotals(db, id, bounds.at(-2) ?? now),
    countDays(db, id, bounds),
    readSteps(db, id),
    readDurations(db, id),
    readCompletion(db, id),
    listLooks(db, id),
    countSoon(db, id, now),
    listArriving(db, id),
  ])
  const expected = activitiesOf(project)
  const people = Object.values(states).reduce((sum, n) => sum + n, 0)
  return {
    participants: people,
    states,
    ...totals,
    days,
    steps: orderSteps(steps.byActivity, expected),
    opened: steps.opened,
    durations,
    completion: completion.map(({ done_count, n }) => ({ activities: done_count, people: Number(n) })),
    expected: expected.length,
    looks,
    soon,
    arriving,
  }
}

/** The beginnings of the days that are shown, and the end of the last one. */
async function dayBounds(
  db: Db,
  projectId: number,
  { days, zone, now }: Asked & { now: number },
): Promise<number[]> {
  const today = dateIn(zone, now)
  const start = today && startOfDay(today, zone)
  if (!today || !start) throw problems.invalidZone()
  let back = days
  if (back === undefined) {
    const first = await db
      .selectFrom('collection_upload_set')
      .select('first_at')
      .where('project_id', '=', projectId)
      .orderBy('first_at')
      .limit(1)
      .executeTakeFirst()
    back = Math.min(MOST_DAYS, Math.ceil((start - (first?.first_at ?? start)) / DAY_MS) + 1)
  }
  const shown = Math.max(back, 7)
  return Array.from({ length: shown + 1 }, (_, at) => startOfDay(today, zone, at - shown + 1) ?? start)
}

const BROKEN = ['incomplete', 'unreadable'] as const

/** Uploads by day, those that are not whole apart; each day is a walk along an index. */
async function countDays(db: Db, projectId: number, bounds: readonly number[]) {
  const ranges = bounds.slice(0, -1).map((from, at) => ({ from, to: bounds[at + 1] as number }))
  const values = sql.join(
    ranges.map(
      ({ from, to }) => sql`select cast(${from} as bigint) as day_from, cast(${to} as bigint) as day_to`,
    ),
    sql` union all `,
  )
  const { rows } = await sql<{ day_from: number; n: number; broken: number }>`
    select d.day_from,
      (select count(*) from collection_upload_set u
        where u.project_id = ${projectId} and u.first_at >= d.day_from and u.first_at < d.day_to) as n,
      (select count(*) from collection_upload_set u
        where u.project_id = ${projectId} and u.look in (${sql.join([...BROKEN])})
          and u.first_at >= d.day_from and u.first_at < d.day_to) as broken
    from (${values}) d order by d.day_from`.execute(db as never)
  return rows.map(({ day_from, n, broken }) => ({
    at: Number(day_from),
    whole: Number(n) - Number(broken),
    incomplete: Number(broken),
  }))
}

async function readTotals(db: Db, projectId: number, today: number) {
  const row = await db
    .selectNoFrom((eb) => [
      eb
        .selectFrom('collection_upload_set')
        .select((each) => each.fn.countAll<number>().as('n'))
        .where('project_id', '=', projectId)
        .as('submissions'),
      eb
        .selectFrom('collection_upload_set')
        .select((each) => each.fn.countAll<number>().as('n'))
        .where('project_id', '=', projectId)
        .where('first_at', '>=', today)
        .as('today'),
      eb
        .selectFrom('collection_upload_set')
        .select((each) => each.fn.max('first_at').as('at'))
        .where('project_id', '=', projectId)
        .as('last_at'),
      eb
        .selectFrom('collection_grant')
        .select((each) => each.fn.sum<number | null>('bytes').as('bytes'))
        .where('project_id', '=', projectId)
        .as('bytes'),
    ])
    .executeTakeFirstOrThrow()
  return {
    submissions: Number(row.submissions ?? 0),
    today: Number(row.today ?? 0),
    lastAt: row.last_at === null ? null : Number(row.last_at),
    bytes: Number(row.bytes ?? 0),
  }
}

interface Step {
  activity: string
  people: number
  medianMs: number
}

/** How many people have answered each activity, with the time in the middle: read at its place in the index. */
async function readSteps(db: Db, projectId: number): Promise<{ opened: number; byActivity: Step[] }> {
  const counted = await db
    .selectFrom('collection_progress')
    .select((eb) => ['activity', eb.fn.countAll<number>().as('people')])
    .where('project_id', '=', projectId)
    .groupBy('activity')
    // Names that one person made up must not push out those of all others.
    .orderBy('people', 'desc')
    .orderBy('activity')
    .limit(MOST_ACTIVITIES + 1)
    .execute()
  const steps = counted.filter(({ activity }) => activity !== '')
  const opened = Number(counted.find(({ activity }) => activity === '')?.people ?? 0)
  if (steps.length === 0) return { opened, byActivity: [] }
  const middles = steps.map(
    ({ activity, people }) => sql`select cast(${activity} as text) as activity, (
      select duration_ms from collection_progress where project_id = ${projectId} and activity = ${activity}
      order by duration_ms limit 1 offset ${Math.floor(Number(people) / 2)}) as median`,
  )
  const { rows } = await sql<{ activity: string; median: number | null }>`${sql.join(
    middles,
    sql` union all `,
  )}`.execute(db as never)
  const medians = new Map(rows.map(({ activity, median }) => [activity, Number(median ?? 0)]))
  const byActivity = steps.map(({ activity, people }) => ({
    activity,
    people: Number(people),
    medianMs: medians.get(activity) ?? 0,
  }))
  return { opened, byActivity }
}

/** In the order in which the project names them; the others after them, by how many have come that far. */
function orderSteps(steps: readonly Step[], expected: readonly string[]): Step[] {
  const named = expected.map(
    (name) =>
      steps.find(({ activity }) => activity.toLowerCase() === name.toLowerCase()) ?? {
        activity: name,
        people: 0,
        medianMs: 0,
      },
  )
  const others = steps.filter((step) => !named.includes(step))
  return [...named, ...others.sort((a, b) => b.people - a.people)]
}

/** How long people took in all: by bins, and in the middle. */
async function readDurations(db: Db, projectId: number) {
  const edges = [0, ...BINS.map((minutes) => minutes * 60_000), Number.MAX_SAFE_INTEGER]
  const values = sql.join(
    edges
      .slice(0, -1)
      .map(
        (from, at) =>
          sql`select cast(${from} as bigint) as bin_from, cast(${edges[at + 1] as number} as bigint) as bin_to`,
      ),
    sql` union all `,
  )
  const { rows } = await sql<{ bin_from: number; bin_to: number; n: number }>`
    select b.bin_from, b.bin_to, (
      select count(*) from collection_progress p
      where p.project_id = ${projectId} and p.activity = '' and p.duration_ms >= b.bin_from
        and p.duration_ms < b.bin_to and p.duration_ms > 0) as n
    from (${values}) b order by b.bin_from`.execute(db as never)
  return rows.map((row) => ({
    fromMs: Number(row.bin_from),
    toMs: Number(row.bin_to) === Number.MAX_SAFE_INTEGER ? null : Number(row.bin_to),
    people: Number(row.n),
  }))
}

/** How many participants have done how many activities. */
function readCompletion(db: Db, projectId: number) {
  return db
    .selectFrom('collection_participant')
    .select((eb) => ['done_count', eb.fn.countAll<number>().as('n')])
    .where('project_id', '=', projectId)
    .where('withdrawn_at', 'is', null)
    .groupBy('done_count')
    .orderBy('done_count')
    .limit(200)
    .execute()
}

const LOOKS = ['incomplete', 'unreadable', 'other'] as const

/** What somebody should look at, by kind: how many, the newest ones by name. */
async function listLooks(db: Db, projectId: number) {
  const rows = await db
    .selectFrom('collection_upload_set')
    .select(['look', 'participant', 'first_at'])
    .where('project_id', '=', projectId)
    .where('needs_look', '=', 1)
    .orderBy('first_at', 'desc')
    .orderBy('id', 'desc')
    .limit(1_000)
    .execute()
  const kindOf = (look: string) => (look === 'incomplete' || look === 'unreadable' ? look : 'other')
  return LOOKS.flatMap((kind) => {
    const mine = rows.filter(({ look }) => kindOf(look) === kind)
    const last = mine.at(0)?.first_at
    if (last === undefined) return []
    const names = [...new Set(mine.flatMap(({ participant }) => participant ?? []))]
    return [{ kind, count: mine.length, participants: names.slice(0, 3), lastAt: Number(last) }]
  })
}

/** Links that are not answered and end soon. */
async function countSoon(db: Db, projectId: number, now: number) {
  const row = await db
    .selectFrom('collection_participant as p')
    .innerJoin('collection_grant as g', 'g.id', 'p.grant_id')
    .select((eb) => [
      eb.fn.countAll<number>().as('links'),
      eb.fn.min('g.expires_at').as('first'),
      sql<number | null>`sum(case when p.progress = 'unused' then 1 else 0 end)`.as('unused'),
    ])
    .where('p.project_id', '=', projectId)
    .where('p.progress', '!=', 'complete')
    .where('p.withdrawn_at', 'is', null)
    .where('g.revoked_at', 'is', null)
    .where('g.expires_at', '>', now)
    .where('g.expires_at', '<=', now + SOON_MS)
    .executeTakeFirstOrThrow()
  const links = Number(row.links)
  if (links === 0 || row.first === null) return null
  return { links, unused: Number(row.unused ?? 0), firstAt: Number(row.first) }
}

async function listArriving(db: Db, projectId: number) {
  const rows = await db
    .selectFrom('collection_upload_set as u')
    .select(['u.id', 'u.participant', 'u.kind', 'u.look', 'u.last_slice', 'u.bytes'])
    .select(['u.answers', 'u.last_at'])
    .select((eb) => [
      eb
        .selectFrom('collection_upload_activity as a')
        .select((each) => each.fn.countAll<number>().as('n'))
        .whereRef('a.upload_set_id', '=', 'u.id')
        .as('activities'),
      eb
        .selectFrom('collection_upload_activity as a')
        .select((each) => each.fn.min('a.activity').as('name'))
        .whereRef('a.upload_set_id', '=', 'u.id')
        .as('activity'),
    ])
    .where('u.project_id', '=', projectId)
    .orderBy('u.first_at', 'desc')
    .orderBy('u.id', 'desc')
    .limit(ARRIVING)
    .execute()
  return rows.map((row) => ({
    id: row.id,
    participant: row.participant,
    kind: row.kind,
    look: row.look,
    slices: row.last_slice === null ? null : row.last_slice + 1,
    bytes: row.bytes,
    answers: row.answers,
    activities: Number(row.activities ?? 0),
    activity: row.activity,
    at: row.last_at,
  }))
}
