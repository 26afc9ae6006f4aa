import { getEvent } from '../events/event.store.ts'
import { type Opening, openingAt } from '../events/opening.ts'
import { openingsOf } from '../events/openings.ts'
import { listPlaces, type Place } from '../registrations/registration.store.ts'
import { type Breach, breachesAt, type Ground } from '../registrations/rules.ts'
import type { Db, EventRow, LinkRow, ParticipantRow } from '../tables.ts'
import type { Training } from '../training.ts'
import { type Wish, wishesOf } from '../wishes/wish.ts'
import { listLinks } from '../workshops/link.ts'
import { listTaken, type WorkshopTaken } from '../workshops/workshop.ts'

/** A place in line, or a seat that is kept for them. */
export interface InLine {
  workshop_id: number
  /** 1 is the next. */
  position: number
  offer_until: number | null
}

/** All that a participant sees of their event at one moment. */
export interface JoinState {
  participant: ParticipantRow
  event: EventRow
  opening: Opening
  workshops: WorkshopTaken[]
  links: LinkRow[]
  places: Place[]
  /** How many wait, by workshop. */
  queues: ReadonlyMap<number, number>
  line: InLine[]
  wishes: Wish[]
}

export async function readJoinState(training: Training, participant: ParticipantRow): Promise<JoinState> {
  const { db, kernel } = training
  const now = kernel.clock.now()
  const { id, event_id: eventId } = participant
  const event = await getEvent(db, eventId)
  const openings = await openingsOf(db, [eventId])
  return {
    participant,
    event,
    opening: openingFor(event, openingAt(event, now, openings, participant)),
    workshops: await listTaken(db, eventId, now),
    links: await listLinks(db, eventId),
    places: await listPlaces(db, { participant: id }),
    queues: await countQueues(db, eventId, now),
    line: await findLine(db, id, now),
    wishes: await wishesOf(db, id),
  }
}

/** An event in the archive is over, whatever its clock says. */
export function openingFor(event: EventRow, opening: Opening): Opening {
  return event.archived_at === null ? opening : { open: false, opensAt: null, closesAt: null }
}

/** How many wait for a seat of each workshop, and have not been offered one. */
export async function countQueues(
  db: Db,
  eventId: number,
  now: number,
): Promise<ReadonlyMap<number, number>> {
  const rows = await db
    .selectFrom('training_waiting')
    .select((eb) => ['workshop_id', eb.fn.countAll<number>().as('n')])
    .where('event_id', '=', eventId)
    .where((eb) => eb.or([eb('offer_until', 'is', null), eb('offer_until', '<=', now)]))
    .groupBy('workshop_id')
    .execute()
  return new Map(rows.map((row) => [row.workshop_id, Number(row.n)]))
}

/** Where somebody waits, and as which one: those before them who have no offer count. */
async function findLine(db: Db, participantId: number, now: number): Promise<InLine[]> {
  const rows = await db
    .selectFrom('training_waiting as mine')
    .select((eb) => [
      'mine.workshop_id',
      'mine.offer_until',
      eb
        .selectFrom('training_waiting as other')
        .select((each) => each.fn.countAll<number>().as('n'))
        .whereRef('other.workshop_id', '=', 'mine.workshop_id')
        .whereRef('other.id', '<=', 'mine.id')
        .where((each) =>
          each.or([each('other.offer_until', 'is', null), each('other.offer_until', '<=', now)]),
        )
        .$castTo<number>()
        .as('position'),
    ])
    .where('mine.participant_id', '=', participantId)
    .orderBy('mine.id')
    .execute()
  return rows.map((row) => ({
    workshop_id: row.workshop_id,
    position: Number(row.position),
    // One that is over is none.
    offer_until: row.offer_until !== null && row.offer_until > now ? row.offer_until : null,
  }))
}

/** The rules' ground for somebody, by what they hold. Seats that are kept for them are not taken. */
export function groundOf({ participant, workshops, links, places, line }: JoinState): Ground {
  const offered = new Set(line.flatMap((each) => (each.offer_until === null ? [] : [each.workshop_id])))
  const ruled = workshops.map((row) => ({ ...row, taken: row.taken - (offered.has(row.id) ? 1 : 0) }))
  return {
    targetGroup: participant.target_group,
    workshops: new Map(ruled.map((row) => [row.id, row])),
    links,
    held: places,
  }
}

/** Why somebody could not choose a workshop beside what they hold now; by the same rules that refuse. */
export type WhyNot = { rule: Breach['rule'] | 'closed' | 'fixed'; otherId: number | null }

/** By workshop; what can be taken is not in it. What is held in the same moment would make room, unless it is fixed. */
export function whyNot(state: JoinState): ReadonlyMap<number, WhyNot> {
  const ground = groundOf(state)
  const momentOf = new Map(state.workshops.map(({ id, moment }) => [id, moment]))
  const held = new Set(state.places.map(({ workshop_id }) => workshop_id))
  const reasons = state.workshops.flatMap(({ id, moment }): [number, WhyNot][] => {
    if (held.has(id)) return []
    const beside = state.places.filter(({ workshop_id }) => momentOf.get(workshop_id) !== moment)
    const fixed = state.places.find(
      (place) => place.fixed === 1 && momentOf.get(place.workshop_id) === moment,
    )
    if (fixed) return [[id, { rule: 'fixed', otherId: fixed.workshop_id }]]
    const choice = beside.map(({ workshop_id }) => workshop_id)
    // What has to be taken with it can still be chosen.
    const breach = breachesAt(ground, choice, id).find(({ rule }) => rule !== 'inclusive')
    if (breach) return [[id, { rule: breach.rule, otherId: otherOf(breach, id) }]]
    return state.opening.open ? [] : [[id, { rule: 'closed', otherId: null }]]
  })
  return new Map(reasons)
}

/** A breach may stand at either side. */
const otherOf = ({ workshopId, otherId }: Breach, id: number): number | null =>
  workshopId === id ? (otherId ?? null) : workshopId
