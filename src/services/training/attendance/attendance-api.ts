import { Type } from 'typebox'
import {
  Body,
  Count,
  Id,
  IdParams,
  Nullable,
  OptionalTime,
  optionalTime,
  pageOf,
  Query,
  Text,
  Time,
  time,
} from '../../../kernel/api/shapes.ts'
import type { Scope } from '../../../kernel/http/app.ts'
import { readTime } from '../events/event-view.ts'
import { requireEvent } from '../events/member.ts'
import { problems } from '../problems.ts'
import type { Training } from '../training.ts'
import { listWorkshops } from '../workshops/workshop.ts'
import * as store from './attendance.store.ts'
import { checkIn, OUTCOMES } from './attendance.ts'

const Key = Type.String({ format: 'uuid', description: 'Made by the device, a new one for each check-in' })
const config = { access: 'account' } as const
const MOST_IN_BATCH = 100
/** The longest link of a letter, with room for a long name of the house. */
const LONGEST_CODE = 500

const paging = (most: number) => ({
  after: Type.Optional(Id),
  limit: Type.Integer({ minimum: 1, maximum: most, default: most }),
})

const Seen = {
  key: Key,
  workshopId: Id,
  at: Time,
  undoneAt: Type.Optional(Time),
  walkIn: Type.Optional(Type.Enum(['free', 'over'])),
}

/** Who is there: for everybody who stands at a door of the event. */
export function attendanceRoutes(scope: Scope, training: Training): void {
  listRoutes(scope, training)
  scope.post(
    '/events/:id/check-ins',
    {
      config: { ...config, refusals: [429] },
      schema: {
        summary:
          'What a door has seen: check-ins and check-ins taken back, by the keys of the device; late, twice or in another order comes to the same',
        params: IdParams,
        body: Body({
          sentAt: Type.String({
            format: 'date-time',
            description: 'By the device’s clock: times of one that is wrong are set right by it',
          }),
          items: Type.Array(
            Type.Union([
              Body({ ...Seen, participantId: Id }),
              Body({ ...Seen, code: Text(LONGEST_CODE, 1) }),
            ]),
            { minItems: 1, maxItems: MOST_IN_BATCH },
          ),
        }),
        response: {
          200: Type.Object({
            items: Type.Array(
              Type.Object({
                key: Type.String(),
                outcome: Type.Enum([...OUTCOMES]),
                participant: Type.Union([
                  Type.Object({ id: Id, name: Type.String(), userClass: Type.String() }),
                  Type.Null(),
                ]),
                at: OptionalTime,
                walkIn: Type.Boolean(),
                elsewhere: Type.Array(Type.String()),
                free: Type.Union([Type.Integer(), Type.Null()]),
              }),
            ),
          }),
        },
      },
    },
    async (request) => {
      const event = await requireEvent(training, request.actor, request.params.id, 'helper')
      const { items, sentAt } = request.body
      const judged = await checkIn(training, request.by, {
        event,
        sentAt: timeOf('sentAt', sentAt),
        items: items.map(({ at, undoneAt, ...item }) => ({
          ...item,
          at: timeOf('at', at),
          ...(undoneAt !== undefined && { undoneAt: timeOf('undoneAt', undoneAt) }),
        })),
      })
      return { items: judged.map((each) => ({ ...each, at: optionalTime(each.at) })) }
    },
  )
}

function listRoutes(scope: Scope, training: Training): void {
  const { db } = training

  scope.get(
    '/events/:id/attendance',
    {
      config,
      schema: {
        summary: 'Workshops with how many are registered and how many are in',
        params: IdParams,
        response: {
          200: Type.Object({
            name: Type.String(),
            zone: Type.String(),
            workshops: Type.Array(
              Type.Object({
                id: Id,
                title: Type.String(),
                moment: Type.String(),
                startsAt: OptionalTime,
                endsAt: OptionalTime,
                room: Nullable,
                seats: Count,
                registered: Count,
                present: Count,
                walkIns: Count,
              }),
            ),
          }),
        },
      },
    },
    async (request) => {
      const event = await requireEvent(training, request.actor, request.params.id, 'helper')
      const workshops = await listWorkshops(db, event.id)
      const counts = new Map((await store.countAttendance(db, event.id)).map((each) => [each.id, each]))
      return {
        name: event.name,
        zone: event.zone,
        workshops: workshops.map(({ id, title, moment, starts_at, ends_at, room, seats }) => ({
          ...{ id, title, moment, room, seats, registered: 0, present: 0, walkIns: 0 },
          ...counts.get(id),
          startsAt: optionalTime(starts_at),
          endsAt: optionalTime(ends_at),
        })),
      }
    },
  )

  scope.get(
    '/events/:id/attendance/people',
    {
      config,
      schema: {
        summary: 'Names and classes with the workshops that each is registered for, to be known at the door',
        params: IdParams,
        querystring: Query(paging(store.MOST_PEOPLE)),
        response: {
          200: Type.Object({
            items: Type.Array(
              Type.Object({
                id: Id,
                name: Type.String(),
                userClass: Type.String(),
                workshops: Type.Array(Id),
              }),
            ),
            next: Type.Union([Id, Type.Null()]),
          }),
        },
      },
    },
    async (request) => {
      const { id } = await requireEvent(training, request.actor, request.params.id, 'helper')
      const { after, limit } = request.query
      const rows = await store.listPeople(db, id, { after, limit: limit + 1 })
      return pageOf(rows, limit, ({ id, full_name, user_class, workshops }) => ({
        ...{ id, workshops, name: full_name, userClass: user_class },
      }))
    },
  )

  scope.get(
    '/events/:id/check-ins',
    {
      config,
      schema: {
        summary: 'Check-ins of a workshop that stand, in the order in which they came',
        params: IdParams,
        querystring: Query({ workshop: Id, ...paging(store.MOST_PEOPLE) }),
        response: {
          200: Type.Object({
            items: Type.Array(Type.Object({ id: Id, key: Type.String(), participantId: Id, at: Time })),
            next: Type.Union([Id, Type.Null()]),
          }),
        },
      },
    },
    async (request) => {
      const { id } = await requireEvent(training, request.actor, request.params.id, 'helper')
      const { after, limit, workshop } = request.query
      const workshops = await listWorkshops(db, id)
      if (!workshops.some((each) => each.id === workshop)) throw problems.notFound()
      const rows = await store.listCheckIns(db, { workshopId: workshop, after, limit: limit + 1 })
      return pageOf(rows, limit, ({ id, key, participant_id, at }) => ({
        ...{ id, key, at: time(at), participantId: participant_id },
      }))
    },
  )
}

const timeOf = (field: string, text: string): number => readTime(field, text) ?? 0
