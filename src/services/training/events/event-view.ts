import { type Static, type TSchema, Type } from 'typebox'
import {
  Count,
  Id,
  Lines,
  Nullable,
  OptionalTime,
  optionalTime,
  Text,
  Time,
  time,
} from '../../../kernel/api/shapes.ts'
import type { Actor } from '../../../kernel/identity/actor.ts'
import type { Training } from '../training.ts'
import { EVENT_STATES, erasesAt, type ListedEvent, stateOf } from './event-list.ts'
import type { EventChanges } from './event-settings.ts'
import { joinAddress } from './join-address.ts'
import { EVENT_ROLES, eventRoleOf } from './member.ts'
import { MOST_OPENINGS, viewOfOpening } from './openings.ts'
import { problems } from './organiser-problems.ts'

const EventRoleName = Type.Enum(EVENT_ROLES)
const Mode = Type.Enum(['choice', 'wishes'])
const Language = Type.Enum(['en', 'nl'])
const whole = (minimum: number, maximum: number) => Type.Integer({ minimum, maximum })
const orNull = <T extends TSchema>(schema: T) => Type.Union([schema, Type.Null()])
const Wishes = whole(1, 20)
const OfferMinutes = whole(0, 14 * 24 * 60)
const EraseDays = whole(1, 3_650)

const Opening = Type.Object(
  { kind: Type.Enum(['class', 'group']), value: Text(80, 1), opensAt: Time },
  { additionalProperties: false },
)

export const Hand = Type.Object(
  { open: Type.Boolean(), at: Time },
  {
    additionalProperties: false,
    description: 'What was last said by hand; sent back, it takes back what was said since',
  },
)

export const EventView = Type.Object({
  id: Id,
  name: Type.String({ description: 'Part of the link that participants open' }),
  role: EventRoleName,
  joinAddress: Type.String({ description: 'Where its participants choose: letters and codes lead there' }),
  state: Type.Enum(EVENT_STATES, { description: 'partly: open for some classes or groups alone' }),
  nextAt: Type.Union([Time, Type.Null()], { description: 'When the clock changes that next' }),
  hand: Hand,
  opensAt: OptionalTime,
  closesAt: OptionalTime,
  openings: Type.Array(Opening, { description: 'Classes and groups for whom it opens at another time' }),
  zone: Type.String({ description: 'Time zone of what people read, such as Europe/Brussels' }),
  mode: Mode,
  wishesUntil: OptionalTime,
  wishesMost: Wishes,
  wishesLeast: whole(0, 20),
  waiting: Type.Boolean({ description: 'Whether people may queue for full workshops' }),
  offerMinutes: OfferMinutes,
  description: Nullable,
  place: Nullable,
  contact: Nullable,
  language: orNull(Language),
  eraseDays: orNull(EraseDays),
  erasesAt: Type.Union([Time, Type.Null()], {
    description: 'When its participants are erased by themselves',
  }),
  erasedAt: OptionalTime,
  archived: Type.Boolean(),
  startsAt: Type.Union([Time, Type.Null()], { description: 'Of the first workshop that has a time' }),
  endsAt: OptionalTime,
  workshops: Count,
  moments: Count,
  participants: Count,
  registered: Type.Integer({
    minimum: 0,
    maximum: Number.MAX_SAFE_INTEGER,
    description: 'Participants with at least one workshop',
  }),
  seats: Count,
  taken: Count,
  waits: Type.Integer({
    minimum: 0,
    maximum: Number.MAX_SAFE_INTEGER,
    description: 'Places in the lines of full workshops',
  }),
  createdAt: Time,
})

/** What can be set of an event; the zone, the texts and the times may be set when it is made too. */
export const changes = {
  opensAt: Type.Optional(OptionalTime),
  closesAt: Type.Optional(OptionalTime),
  openings: Type.Optional(Type.Array(Opening, { maxItems: MOST_OPENINGS })),
  zone: Type.Optional(Text(64, 1)),
  mode: Type.Optional(Mode),
  wishesUntil: Type.Optional(OptionalTime),
  wishesMost: Type.Optional(Wishes),
  wishesLeast: Type.Optional(whole(0, 20)),
  waiting: Type.Optional(Type.Boolean()),
  offerMinutes: Type.Optional(OfferMinutes),
  description: Type.Optional(orNull(Lines(5_000))),
  place: Type.Optional(orNull(Text(200))),
  contact: Type.Optional(orNull(Text(500))),
  language: Type.Optional(orNull(Language)),
  eraseDays: Type.Optional(orNull(EraseDays)),
}

const Changes = Type.Object(changes)

/** What is asked for, with its times as numbers. */
export function changesOf({
  opensAt,
  closesAt,
  wishesUntil,
  openings,
  ...others
}: Static<typeof Changes>): EventChanges {
  return {
    ...others,
    ...(opensAt !== undefined && { opensAt: readTime('opensAt', opensAt) }),
    ...(closesAt !== undefined && { closesAt: readTime('closesAt', closesAt) }),
    ...(wishesUntil !== undefined && { wishesUntil: readTime('wishesUntil', wishesUntil) }),
    ...(openings && {
      openings: openings.map((each) => ({ ...each, opensAt: readTime('openings', each.opensAt) as number })),
    }),
  }
}

/** Beyond it days could not be added, nor be shown in four digits of a year. */
const LAST_TIME = Date.UTC(3000, 0)

/** A time as a number; a leap second is none that a clock here can show. */
export function readTime(field: string, text: string | null): number | null {
  const at = text === null ? null : Date.parse(text)
  if (at !== null && !(at >= 0 && at < LAST_TIME)) throw problems.invalidTime(field)
  return at
}

/** An event as its team sees it. */
export function eventView(
  training: Training,
  { row, openings, counts }: ListedEvent,
  actor: Actor,
): Static<typeof EventView> {
  const { state, nextAt } = stateOf(row, openings, training.kernel.clock.now())
  const { startsAt, endsAt, ...numbers } = counts
  return {
    id: row.id,
    name: row.name,
    role: eventRoleOf(actor, row.id) ?? 'helper',
    joinAddress: joinAddress(training, row.id),
    state,
    nextAt: optionalTime(nextAt),
    hand: { open: row.available === 1, at: time(row.available_at) },
    opensAt: optionalTime(row.opens_at),
    closesAt: optionalTime(row.closes_at),
    openings: openings.map(viewOfOpening).map((each) => ({ ...each, opensAt: time(each.opensAt) })),
    zone: row.zone,
    mode: row.mode,
    wishesUntil: optionalTime(row.wishes_until),
    wishesMost: row.wishes_most,
    wishesLeast: row.wishes_least,
    waiting: row.waiting === 1,
    offerMinutes: row.offer_minutes,
    description: row.description,
    place: row.place,
    contact: row.contact,
    language: row.language,
    eraseDays: row.erase_days,
    erasesAt: optionalTime(erasesAt(row, endsAt)),
    erasedAt: optionalTime(row.erased_at),
    archived: row.archived_at !== null,
    startsAt: optionalTime(startsAt),
    endsAt: optionalTime(endsAt),
    ...numbers,
    createdAt: time(row.created_at),
  }
}

/** The entity's tag counts its changes. */
export const etagOf = ({ row }: ListedEvent): string => `"${row.version}"`
