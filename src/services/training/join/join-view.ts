import { type Static, Type } from 'typebox'
import { Count, Id, Nullable, OptionalTime, optionalTime, Time, time } from '../../../kernel/api/shapes.ts'
import { checkInCode } from '../attendance/attendance-code.ts'
import type { Opening } from '../events/opening.ts'
import type { EventRow } from '../tables.ts'
import type { Training } from '../training.ts'
import { wayTo } from '../waiting/waiting-list.ts'
import { compareSlots, slotsOf } from '../workshops/slot.ts'
import type { WorkshopTaken } from '../workshops/workshop.ts'
import { groundOf, type JoinState, whyNot } from './join-state.ts'

const Language = Type.Union([Type.Literal('en'), Type.Literal('nl'), Type.Null()])
const Mode = Type.Union([Type.Literal('choice'), Type.Literal('wishes')])

/** What anybody may know of an event: nothing in it is about a person. */
export const JoinEvent = Type.Object({
  id: Id,
  name: Type.String(),
  installation: Type.String(),
  description: Nullable,
  place: Nullable,
  contact: Nullable,
  zone: Type.String(),
  language: Language,
  mode: Mode,
  open: Type.Boolean(),
  opensAt: OptionalTime,
  closesAt: OptionalTime,
  wishesUntil: OptionalTime,
  /** The server's clock, by which a page counts down. */
  now: Time,
})

const Rule = Type.Enum(['full', 'group', 'moment', 'inclusive', 'exclusive', 'fixed', 'closed'])

const Choosable = Type.Object({
  id: Id,
  title: Type.String(),
  description: Type.String(),
  moment: Type.String(),
  startsAt: OptionalTime,
  endsAt: OptionalTime,
  room: Nullable,
  teacher: Nullable,
  seats: Count,
  taken: Count,
  waiting: Count,
  forMyGroup: Type.Boolean(),
  /** What I would give back for a seat of it, in case it is full and I wait; null where I could not have one. */
  gives: Type.Union([Type.Array(Id), Type.Null()]),
  /** Null for what could be chosen now beside what is held. */
  whyNot: Type.Union([Type.Object({ rule: Rule, otherId: Type.Union([Id, Type.Null()]) }), Type.Null()]),
})

export const JoinMe = Type.Object({
  participant: Type.Object({ id: Id, name: Type.String(), class: Type.String(), group: Type.String() }),
  event: JoinEvent,
  waitingLists: Type.Boolean(),
  /** How long a freed seat is kept for whoever waits; 0 gives it at once. */
  offerMinutes: Count,
  wishes: Type.Object({ most: Count, least: Count }),
  moments: Type.Array(Type.Object({ moment: Type.String(), startsAt: OptionalTime, endsAt: OptionalTime })),
  workshops: Type.Array(Choosable),
  links: Type.Array(
    Type.Object({
      type: Type.Union([Type.Literal('inclusive'), Type.Literal('exclusive')]),
      workshopIds: Type.Tuple([Id, Id]),
    }),
  ),
  choice: Type.Array(
    Type.Object({
      workshopId: Id,
      chosenAt: OptionalTime,
      fixed: Type.Boolean(),
      byOrganiser: Type.Boolean(),
    }),
  ),
  line: Type.Array(Type.Object({ workshopId: Id, position: Count, offerUntil: OptionalTime })),
  ranked: Type.Array(Type.Object({ workshopId: Id, rank: Count })),
  checkInCode: Type.String(),
})

export function viewOfEvent(
  { kernel }: Training,
  event: EventRow,
  opening: Opening,
): Static<typeof JoinEvent> {
  return {
    id: event.id,
    name: event.name,
    installation: kernel.installation.name,
    description: event.description,
    place: event.place,
    contact: event.contact,
    zone: event.zone,
    language: event.language,
    mode: event.mode,
    open: opening.open,
    opensAt: optionalTime(opening.opensAt),
    closesAt: optionalTime(opening.closesAt),
    wishesUntil: optionalTime(event.wishes_until),
    now: time(kernel.clock.now()),
  }
}

/** What a participant sees of their event and of themselves. */
export function viewOfMe(training: Training, state: JoinState): Static<typeof JoinMe> {
  const { participant, event, opening, workshops, places } = state
  const reasons = whyNot(state)
  const ground = groundOf(state)
  const inLine = new Set(state.line.map((each) => each.workshop_id))
  const givesFor = ({ id, taken, seats }: WorkshopTaken) => {
    if (Number(taken) < seats && !inLine.has(id)) return []
    const { possible, drops } = wayTo(ground, id)
    return possible ? drops : null
  }
  return {
    participant: {
      id: participant.id,
      name: participant.full_name,
      class: participant.user_class,
      group: participant.target_group,
    },
    event: viewOfEvent(training, event, opening),
    waitingLists: event.waiting === 1,
    offerMinutes: event.offer_minutes,
    wishes: { most: event.wishes_most, least: event.wishes_least },
    moments: slotsOf(workshops).map(({ moment, startsAt, endsAt }) => ({
      moment,
      startsAt: optionalTime(startsAt),
      endsAt: optionalTime(endsAt),
    })),
    workshops: [...workshops].sort(compareSlots).map((row) => ({
      id: row.id,
      title: row.title,
      description: row.description,
      moment: row.moment,
      startsAt: optionalTime(row.starts_at),
      endsAt: optionalTime(row.ends_at),
      room: row.room,
      teacher: row.teacher,
      seats: row.seats,
      taken: Number(row.taken),
      waiting: state.queues.get(row.id) ?? 0,
      forMyGroup: row.target_group === participant.target_group,
      gives: givesFor(row),
      whyNot: reasons.get(row.id) ?? null,
    })),
    links: state.links.map((link) => ({
      type: link.type,
      workshopIds: [link.workshop1_id, link.workshop2_id] as [number, number],
    })),
    choice: places.map((place) => ({
      workshopId: place.workshop_id,
      chosenAt: optionalTime(place.entry_time),
      fixed: place.fixed === 1,
      byOrganiser: place.source === 'organiser',
    })),
    line: state.line.map((each) => ({
      workshopId: each.workshop_id,
      position: each.position,
      offerUntil: optionalTime(each.offer_until),
    })),
    ranked: state.wishes,
    checkInCode: checkInCode(training, participant.id),
  }
}
