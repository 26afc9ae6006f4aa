import { hash } from 'node:crypto'
import type { Db, WorkshopRow } from '../tables.ts'
import { listLinks } from '../workshops/link.ts'
import { listWorkshops } from '../workshops/workshop.ts'
import type { Fill, Puzzle } from './allocation-puzzle.ts'

/** What a distribution is computed from, in the words in which a change of it is told. */
export const PARTS = ['workshops', 'links', 'participants', 'wishes', 'fixed places'] as const
export type Part = (typeof PARTS)[number]
type Hashes = Record<Part, string>

export interface Person {
  id: number
  name: string
  userClass: string
  group: string
}

/** An event as a puzzle, with what is shown beside it. */
export interface Input {
  puzzle: Puzzle
  people: Person[]
  workshops: WorkshopRow[]
  /** By participant: where an organiser has fixed them. */
  fixed: ReadonlyMap<number, readonly number[]>
  hashes: Hashes
}

/**
 * Reads all of an event that a distribution depends on, in an order that does not depend on the database. Whoever computes
 * or publishes holds the event's row, so that nothing moves in between. `base` is a draft whose held seats stay.
 */
export async function readInput(
  db: Db,
  eventId: number,
  { fill, base }: { fill: Fill; base: number | null },
): Promise<Input> {
  const workshops = await listWorkshops(db, eventId)
  const links = (await listLinks(db, eventId)).map((row) => ({
    a: row.low_id,
    b: row.high_id,
    inclusive: row.type === 'inclusive',
  }))
  const people = await listPeople(db, eventId)
  const wishes = await listWishes(db, eventId)
  const fixed = grouped(await listFixed(db, eventId))
  const held = grouped(base === null ? [] : await listHeld(db, base))
  const puzzleWorkshops = workshops.map((row) => ({
    id: row.id,
    moment: row.moment,
    group: row.target_group,
    seats: row.seats,
    least: row.least,
  }))
  links.sort((one, two) => one.a - two.a || one.b - two.b)
  const hashes: Hashes = {
    workshops: digest(puzzleWorkshops),
    links: digest(links),
    participants: digest(people.map(({ id, group }) => [id, group])),
    wishes: digest(wishes),
    'fixed places': digest([...fixed]),
  }
  const moments = new Map(workshops.map((row) => [row.id, row.moment]))
  const own = Map.groupBy(wishes, (wish) => wish.participant)
  const puzzle: Puzzle = {
    seed: Number.parseInt(digest([eventId, fill, hashes, [...held]]).slice(0, 8), 16),
    fill,
    workshops: puzzleWorkshops,
    links,
    people: people.map(({ id, group }) => ({
      id,
      group,
      wishes: own.get(id) ?? [],
      places: placesOf(fixed.get(id) ?? [], held.get(id) ?? [], moments),
    })),
  }
  return { puzzle, people, workshops, fixed, hashes }
}

const digest = (value: unknown): string => hash('sha256', JSON.stringify(value))

/** Which parts are no longer as they were when a distribution was computed. */
export function changedParts(computedFrom: string | null, { hashes }: Input): Part[] {
  const old = JSON.parse(computedFrom ?? '{}') as Partial<Hashes>
  return PARTS.filter((part) => old[part] !== hashes[part])
}

/** A fixed place goes before a held seat of the same moment. */
function placesOf(
  fixed: readonly number[],
  held: readonly number[],
  moments: ReadonlyMap<number, string>,
): number[] {
  const taken = new Set(fixed.map((id) => moments.get(id)))
  return [...fixed, ...held.filter((id) => !taken.has(moments.get(id)))].sort((a, b) => a - b)
}

function grouped(rows: readonly { participant: number; workshop: number }[]): Map<number, number[]> {
  const lists = Map.groupBy(rows, ({ participant }) => participant)
  return new Map([...lists].map(([id, list]) => [id, list.map(({ workshop }) => workshop)]))
}

async function listPeople(db: Db, eventId: number): Promise<Person[]> {
  const rows = await db
    .selectFrom('training_participant')
    .select(['id', 'full_name', 'user_class', 'target_group'])
    .where('event_id', '=', eventId)
    .orderBy('id')
    .execute()
  return rows.map((row) => ({
    id: row.id,
    name: row.full_name,
    userClass: row.user_class,
    group: row.target_group,
  }))
}

const listWishes = (db: Db, eventId: number) =>
  db
    .selectFrom('training_wish')
    .select(['participant_id as participant', 'workshop_id as workshop', 'rank'])
    .where('event_id', '=', eventId)
    .orderBy('participant_id')
    .orderBy('rank')
    .orderBy('workshop_id')
    .execute()

const listFixed = (db: Db, eventId: number) =>
  db
    .selectFrom('training_registration')
    .select(['participant_id as participant', 'workshop_id as workshop'])
    .where('event_id', '=', eventId)
    .where('fixed', '=', 1)
    .orderBy('participant_id')
    .orderBy('workshop_id')
    .execute()

const listHeld = (db: Db, allocationId: number) =>
  db
    .selectFrom('training_seat')
    .select(['participant_id as participant', 'workshop_id as workshop'])
    .where('allocation_id', '=', allocationId)
    .where('held', '=', 1)
    .orderBy('participant_id')
    .orderBy('workshop_id')
    .execute()
