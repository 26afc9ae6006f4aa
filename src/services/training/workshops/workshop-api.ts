import { type Static, Type } from 'typebox'
import { versionOf } from '../../../kernel/api/account-view.ts'
import {
  Body,
  Count,
  Empty,
  Id,
  IdParams,
  Lines,
  MatchHeaders,
  Nullable,
  OptionalTime,
  optionalTime,
  RetryHeaders,
  Text,
} from '../../../kernel/api/shapes.ts'
import type { Scope } from '../../../kernel/http/app.ts'
import { answerOnce } from '../../../kernel/http/idempotent.ts'
import { readTime } from '../events/event-view.ts'
import { requireEvent } from '../events/member.ts'
import { problems } from '../problems.ts'
import type { Training } from '../training.ts'
import { addWorkshop, changeWorkshop, removeWorkshop, viewOfRow, type WorkshopChanges } from './workshop.ts'
import { listHeld, type WorkshopHeld } from './workshop-list.ts'

const Seats = Type.Integer({ minimum: 0, maximum: 1_000_000 })

const WorkshopView = Type.Object({
  id: Id,
  title: Type.String(),
  description: Type.String(),
  moment: Type.String({ description: 'The time slot as people read it; equal texts are one slot' }),
  seats: Count,
  targetGroup: Type.String({ description: 'Only people of this group may take it' }),
  least: Type.Integer({
    minimum: 0,
    maximum: Number.MAX_SAFE_INTEGER,
    description: 'When fewer come, somebody has to decide',
  }),
  startsAt: OptionalTime,
  endsAt: OptionalTime,
  room: Nullable,
  teacher: Nullable,
  taken: Type.Integer({
    minimum: 0,
    maximum: Number.MAX_SAFE_INTEGER,
    description: 'Seats that nobody else can take: registrations, and offers that stand',
  }),
  registrations: Count,
  waits: Type.Integer({
    minimum: 0,
    maximum: Number.MAX_SAFE_INTEGER,
    description: 'People in line, without those who have an offer',
  }),
})

const changes = {
  description: Type.Optional(Lines(20_000)),
  moment: Type.Optional(Text(80, 1)),
  seats: Type.Optional(Seats),
  targetGroup: Type.Optional(Text(80)),
  least: Type.Optional(Seats),
  startsAt: Type.Optional(OptionalTime),
  endsAt: Type.Optional(OptionalTime),
  room: Type.Optional(Type.Union([Text(200), Type.Null()])),
  teacher: Type.Optional(Type.Union([Text(200), Type.Null()])),
}
const NewWorkshop = Body({ title: Text(80, 1), ...changes })
const Changes = Body({ title: Type.Optional(Text(80, 1)), ...changes })
const WorkshopParams = Type.Object({ id: Id, workshop: Id })

/** The workshops of an event; each is changed by itself. */
export function workshopRoutes(scope: Scope, training: Training): void {
  const { db, kernel } = training

  scope.get(
    '/events/:id/workshops',
    {
      config: { access: 'account' },
      schema: {
        summary: 'The workshops of an event with how full they are; its tag is that of the event',
        params: IdParams,
        response: { 200: Type.Object({ items: Type.Array(WorkshopView) }) },
      },
    },
    async (request, reply) => {
      const event = await requireEvent(training, request.actor, request.params.id, 'helper')
      const rows = await listHeld(db, event.id, kernel.clock.now())
      return reply.header('etag', `"${event.version}"`).send({ items: rows.map(workshopView) })
    },
  )

  scope.post(
    '/events/:id/workshops',
    {
      config: { access: 'account' },
      schema: {
        summary: 'Add a workshop',
        params: IdParams,
        headers: RetryHeaders,
        body: NewWorkshop,
        response: { 201: WorkshopView },
      },
    },
    async (request, reply) => {
      const { id: eventId } = await requireEvent(training, request.actor, request.params.id, 'manager')
      const wanted = changesOf(request.body)
      await answerOnce({ db, clock: kernel.clock, request, reply }, async (tx) => {
        const row = await addWorkshop(training, tx, request.by, { eventId, changes: wanted })
        return { status: 201, body: workshopView({ ...row, registrations: 0, offers: 0, waits: 0 }) }
      })
      return reply
    },
  )

  scope.patch(
    '/events/:id/workshops/:workshop',
    {
      config: { access: 'account' },
      schema: {
        summary: 'Change one workshop; whoever is in it stays in it',
        params: WorkshopParams,
        headers: MatchHeaders,
        body: Changes,
        response: { 200: WorkshopView },
      },
    },
    async (request, reply) => {
      const { workshop, ...params } = request.params
      const { id: eventId } = await requireEvent(training, request.actor, params.id, 'manager')
      const version = versionOf(request.headers['if-match'])
      await changeWorkshop(training, request.by, {
        eventId,
        id: workshop,
        changes: changesOf(request.body),
        ...(version !== undefined && { version }),
      })
      const event = await requireEvent(training, request.actor, eventId, 'manager')
      const row = (await listHeld(db, eventId, kernel.clock.now())).find(({ id }) => id === workshop)
      if (!row) throw problems.notFound()
      return reply.header('etag', `"${event.version}"`).send(workshopView(row))
    },
  )

  scope.delete(
    '/events/:id/workshops/:workshop',
    {
      config: { access: 'account' },
      schema: {
        summary: 'Remove a workshop with its registrations, its line and its links',
        params: WorkshopParams,
        headers: MatchHeaders,
        response: { 204: Empty },
      },
    },
    async (request, reply) => {
      const { id: eventId } = await requireEvent(training, request.actor, request.params.id, 'manager')
      const version = versionOf(request.headers['if-match'])
      await removeWorkshop(training, request.by, {
        eventId,
        id: request.params.workshop,
        ...(version !== undefined && { version }),
      })
      return reply.code(204).send(null)
    },
  )
}

function changesOf({ startsAt, endsAt, ...others }: Static<typeof Changes>): WorkshopChanges {
  return {
    ...others,
    ...(startsAt !== undefined && { startsAt: readTime('startsAt', startsAt) }),
    ...(endsAt !== undefined && { endsAt: readTime('endsAt', endsAt) }),
  }
}

function workshopView(row: WorkshopHeld): Static<typeof WorkshopView> {
  return {
    ...viewOfRow(row),
    startsAt: optionalTime(row.starts_at),
    endsAt: optionalTime(row.ends_at),
    taken: row.registrations + row.offers,
    registrations: row.registrations,
    waits: row.waits,
  }
}
