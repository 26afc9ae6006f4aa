import { sql } from 'kysely'
import type { Coming, HomePart, Need, Recent, Running } from '../../../kernel/home/home.ts'
import type { ServiceSource } from '../../../kernel/home/services.ts'
import type { Actor } from '../../../kernel/identity/actor.ts'
import { DAY_MS } from '../../../kernel/span.ts'
import { type ListedEvent, listEvents, stateOf } from '../events/event-list.ts'
import { eventRoleOf, eventsOf } from '../events/member.ts'
import { EVENT_KIND, fillSample, removeSample } from '../sample/sample.ts'
import type { Db } from '../tables.ts'
import { SERVICE, type Training } from '../training.ts'
import { wishesAtHome } from '../wishes/home-wishes.ts'
import { eventPage, searchTraining } from './search.ts'

const MOST = 12
/** What opens, closes or begins so soon is told. */
const SOON_DAYS = 14
/** A workshop that stays under its minimum needs somebody so long before registration closes. */
const DECIDE_DAYS = 3

/** What training says about itself where all services stand together. */
export function sourceOf(training: Training): ServiceSource {
  const { kernel, db } = training
  return {
    name: SERVICE,
    home: (actor) => homeOf(training, actor),
    sample: {
      kind: EVENT_KIND,
      fill: (filling) => fillSample(training, filling),
      remove: (by, ids) => removeSample(training, by, ids),
    },
    search: (actor, words, limit) => searchTraining(db, actor, words, limit),
    async trouble() {
      const { full } = await kernel.space.state()
      return full ? 'The disk is full. Nobody can register until there is room.' : undefined
    },
  }
}

const some = (count: number, one: string, many: string): string => `${count} ${count === 1 ? one : many}`

/** An event of somebody's, and whether they run it or stand at its doors. */
interface Mine extends ListedEvent {
  isRun: boolean
}

async function homeOf({ db, kernel }: Training, actor: Actor): Promise<HomePart> {
  const ids = eventsOf(actor)
  const steps = actor.administrator ? await stepsOf(db) : []
  if (ids?.length === 0) return { steps }
  const now = kernel.clock.now()
  const listed = await listEvents(db, now, { ids, archived: false, limit: MOST })
  const mine = listed.map((each) => ({ ...each, isRun: eventRoleOf(actor, each.id) === 'manager' }))
  const run = mine.filter(({ isRun }) => isRun)
  const [used, under, wishes] = await Promise.all([
    lastUses(db, mine),
    undersubscribed(db, run, now),
    wishesAtHome(db, run, now),
  ])
  return {
    steps,
    recent: mine.map((each) => recentOf(each, { now, usedAt: used.get(each.id) })),
    needs: [...wishes.needs, ...under],
    running: [...wishes.running, ...run.flatMap((each) => openOf(each, now))],
    comingUp: mine.flatMap((each) => comingOf(each, now)),
  }
}

async function stepsOf(db: Db) {
  const any = await db.selectFrom('training_event').select('id').limit(1).executeTakeFirst()
  return [
    {
      key: 'event',
      title: 'Make the first event',
      text: 'People choose its workshops with a key, and no seat is given twice.',
      href: '/app/training/events',
      done: any !== undefined,
    },
  ]
}

const LOOKS = {
  open: { look: 'open', state: 'Open' },
  partly: { look: 'open', state: 'Open for some' },
  scheduled: { look: 'waiting', state: 'Scheduled' },
  closed: { look: 'stopped', state: 'Closed' },
} as const

/** When somebody last chose something at each of them. */
async function lastUses(db: Db, mine: readonly Mine[]): Promise<Map<number, number>> {
  if (mine.length === 0) return new Map()
  const rows = await db
    .selectFrom('training_event as e')
    .select((eb) => [
      'e.id',
      eb
        .selectFrom('training_registration as r')
        .select('r.entry_time')
        .whereRef('r.event_id', '=', 'e.id')
        .orderBy('r.id', 'desc')
        .limit(1)
        .as('at'),
    ])
    .where(
      'e.id',
      'in',
      mine.map(({ id }) => id),
    )
    .execute()
  return new Map(rows.flatMap(({ id, at }) => (at === null ? [] : [[id, Number(at)]])))
}

function recentOf(
  { row, openings, counts, isRun }: Mine,
  { now, usedAt = row.available_at }: { now: number; usedAt?: number },
): Recent {
  const { state } = stateOf(row, openings, now)
  const isEmpty = counts.workshops === 0 || counts.participants === 0
  return {
    key: `event:${row.id}`,
    kind: 'event',
    service: SERVICE,
    title: row.name,
    href: eventPage(row.id, isRun ? '' : '/attendance'),
    ...(isEmpty && state === 'closed' ? ({ look: 'draft', state: 'Draft' } as const) : LOOKS[state]),
    text: isEmpty
      ? `${some(counts.workshops, 'workshop', 'workshops')}, ${some(counts.participants, 'participant', 'participants')}`
      : chosenIn(row, counts),
    at: usedAt,
  }
}

const chosenIn = ({ mode }: Mine['row'], { participants, registered }: Mine['counts']): string =>
  mode === 'wishes' ? `wishes of ${participants} people` : `${registered} of ${participants} registered`

function openOf({ row, openings, counts }: Mine, now: number): Running[] {
  const { state } = stateOf(row, openings, now)
  if (state !== 'open' && state !== 'partly') return []
  const isWished = row.mode === 'wishes'
  const people = some(counts.participants, 'participant', 'participants')
  return [
    {
      key: `event:${row.id}`,
      service: SERVICE,
      title: row.name,
      text: isWished
        ? `${people} rank their wishes`
        : `${counts.registered} of ${people}, ${counts.taken} of ${some(counts.seats, 'seat', 'seats')}`,
      ...LOOKS[state],
      done:
        isWished || counts.participants === 0 ? null : Math.min(1, counts.registered / counts.participants),
      since: Math.max(row.available === 1 ? row.available_at : 0, Math.min(row.opens_at ?? 0, now)),
      href: eventPage(row.id),
    },
  ]
}

function comingOf({ row, openings, counts }: Mine, now: number): Coming[] {
  const about = { service: SERVICE, href: eventPage(row.id) }
  const times = [
    { key: 'opens', title: 'Registration opens', at: row.opens_at },
    ...openings.map((each) => ({
      key: `opens:${each.id}`,
      title: `Registration opens for ${each.value}`,
      at: each.opens_at,
    })),
    { key: 'wishes', title: 'Wishes end', at: row.mode === 'wishes' ? row.wishes_until : null },
    { key: 'closes', title: 'Registration closes', at: row.closes_at },
    { key: 'starts', title: 'Workshops begin', at: counts.startsAt },
  ]
  return times.flatMap(({ key, title, at }) =>
    at !== null && at > now && at < now + SOON_DAYS * DAY_MS
      ? [{ ...about, key: `${key}:${row.id}`, title: `${title}: ${row.name}`, at: Number(at) }]
      : [],
  )
}

/** Workshops that too few have chosen while registration closes, or has closed before their day. */
async function undersubscribed(db: Db, run: readonly Mine[], now: number): Promise<Need[]> {
  const due = run.filter(
    ({ row, counts }) =>
      row.mode === 'choice' &&
      row.closes_at !== null &&
      row.closes_at < now + DECIDE_DAYS * DAY_MS &&
      (counts.endsAt === null ? row.closes_at > now : counts.endsAt > now),
  )
  if (due.length === 0) return []
  const registered = sql<number>`(select count(*) from training_registration r where r.workshop_id = w.id)`
  const rows = await db
    .selectFrom('training_workshop as w')
    .select((eb) => ['w.event_id', eb.fn.countAll<number>().as('n'), eb.fn.min('w.title').as('title')])
    .where(
      'w.event_id',
      'in',
      due.map(({ id }) => id),
    )
    .where('w.least', '>', 0)
    .where(sql<boolean>`${registered} < w.least`)
    .groupBy('w.event_id')
    .orderBy('w.event_id', 'desc')
    .execute()
  return rows.map(({ event_id, n, title }) => {
    const name = due.find(({ id }) => id === event_id)?.row.name ?? ''
    const count = Number(n)
    return {
      key: `least:${event_id}`,
      service: SERVICE,
      title:
        count === 1
          ? `Too few people in “${title}”`
          : `${some(count, 'workshop has', 'workshops have')} too few people`,
      text: `${name}: run it all the same, or take it away before people count on it.`,
      look: 'attention',
      act: 'Decide',
      href: eventPage(event_id),
    }
  })
}
