import { Type } from 'typebox'
import {
  Body,
  Count,
  Empty,
  Id,
  IdParams,
  OptionalTime,
  optionalTime,
  Page,
  pageOf,
  Query,
  Text,
  Time,
  time,
} from '../../../kernel/api/shapes.ts'
import type { Scope } from '../../../kernel/http/app.ts'
import { requireEvent } from '../events/member.ts'
import type { Training } from '../training.ts'
import { giveSeat, removeFromLine } from './waiting-manage.ts'
import { type ListedInLine, listInLine, listLines } from './waiting-view.ts'

const InLine = Type.Object({
  id: Id,
  participant: Type.Object({ id: Id, name: Type.String(), class: Type.String(), hasAddress: Type.Boolean() }),
  workshop: Type.Object({ id: Id, title: Type.String(), moment: Type.String() }),
  joinedAt: Time,
  position: Type.Union([Count, Type.Null()], { description: 'Null for whom a seat is kept' }),
  offerUntil: OptionalTime,
  swap: Type.Boolean({ description: 'They have said that what is in the way may go' }),
})

const Line = Type.Object({
  workshopId: Id,
  title: Type.String(),
  moment: Type.String(),
  seats: Count,
  taken: Count,
  waits: Count,
  offers: Count,
})

const LineParams = Type.Object({ id: Id, line: Id })

/** Waiting lists of an event, for its managers. */
export function waitingRoutes(scope: Scope, training: Training): void {
  const { db, kernel } = training
  const config = { access: 'account' } as const

  scope.get(
    '/events/:id/waiting-lists',
    {
      config,
      schema: {
        summary: 'How long the waiting lists of an event are, by workshop',
        params: IdParams,
        response: { 200: Type.Object({ items: Type.Array(Line) }) },
      },
    },
    async (request) => {
      const { id } = await requireEvent(training, request.actor, request.params.id, 'manager')
      const rows = await listLines(db, id, kernel.clock.now())
      return { items: rows.map(({ id: workshopId, ...row }) => ({ workshopId, ...row })) }
    },
  )

  scope.get(
    '/events/:id/waiting',
    {
      config,
      schema: {
        summary: 'Who waits for which workshop, first come first',
        params: IdParams,
        querystring: Query({
          after: Type.Optional(Id),
          limit: Type.Integer({ minimum: 1, maximum: 200, default: 50 }),
          workshop: Type.Optional(Id),
          search: Type.Optional(Text(200)),
        }),
        response: { 200: Page(InLine) },
      },
    },
    async (request) => {
      const { id } = await requireEvent(training, request.actor, request.params.id, 'manager')
      const { limit, workshop: workshopId, ...rest } = request.query
      const now = kernel.clock.now()
      const rows = await listInLine(db, now, { eventId: id, workshopId, ...rest, limit: limit + 1 })
      return pageOf(rows, limit, (row) => viewOf(row, now))
    },
  )

  actRoutes(scope, training)
}

function actRoutes(scope: Scope, training: Training): void {
  const config = { access: 'account' } as const

  scope.post(
    '/events/:id/waiting/:line/seat',
    {
      config,
      schema: {
        summary: 'Give somebody who waits a seat, past whoever stands before them',
        params: LineParams,
        body: Body({
          reason: Text(500, 1),
          swap: Type.Optional(Type.Boolean({ description: 'What is in the way goes' })),
          over: Type.Optional(Type.Boolean({ description: 'Although all seats are taken' })),
        }),
        response: { 204: Empty },
      },
    },
    async (request, reply) => {
      const { id: eventId } = await requireEvent(training, request.actor, request.params.id, 'manager')
      await giveSeat(training, request.by, { eventId, id: request.params.line }, request.body)
      return reply.code(204).send(null)
    },
  )

  scope.delete(
    '/events/:id/waiting/:line',
    {
      config,
      schema: {
        summary: 'Take somebody out of a line; a seat that was kept for them goes to the next',
        params: LineParams,
        response: { 204: Empty },
      },
    },
    async (request, reply) => {
      const { id: eventId } = await requireEvent(training, request.actor, request.params.id, 'manager')
      await removeFromLine(training, request.by, { eventId, id: request.params.line })
      return reply.code(204).send(null)
    },
  )
}

function viewOf(row: ListedInLine, now: number) {
  const isOffered = row.offer_until !== null && row.offer_until > now
  return {
    id: row.id,
    participant: {
      id: row.participant_id,
      name: row.full_name,
      class: row.user_class,
      hasAddress: row.email !== null,
    },
    workshop: { id: row.workshop_id, title: row.title, moment: row.moment },
    joinedAt: time(row.joined_at),
    position: isOffered ? null : Number(row.position),
    offerUntil: isOffered ? optionalTime(row.offer_until) : null,
    swap: row.swap === 1,
  }
}
