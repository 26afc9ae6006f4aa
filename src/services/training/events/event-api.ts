import { Type } from 'typebox'
import { versionOf } from '../../../kernel/api/account-view.ts'
import {
  Body,
  Count,
  Empty,
  Id,
  IdParams,
  MatchHeaders,
  Page,
  pageOf,
  Query,
  RetryHeaders,
  Text,
} from '../../../kernel/api/shapes.ts'
import { inTransaction } from '../../../kernel/db/db.ts'
import type { Scope } from '../../../kernel/http/app.ts'
import { answerOnce } from '../../../kernel/http/idempotent.ts'
import type { Actor } from '../../../kernel/identity/actor.ts'
import { countPeople } from '../participants/people-counts.ts'
import { eraseParticipants } from '../participants/people-erasure.ts'
import { problems as common } from '../problems.ts'
import type { Tx } from '../tables.ts'
import type { Training } from '../training.ts'
import { copyEvent } from './copy.ts'
import { changeEvent, createEvent, removeEvent } from './event.ts'
import { findEvent, listEvents } from './event-list.ts'
import { changes, changesOf, EventView, etagOf, eventView, Hand, readTime } from './event-view.ts'
import { addManager, eventsOf, MAKING_ROLES, requireEvent } from './member.ts'
import { problems } from './organiser-problems.ts'

const Name = Text(200)

const EventQuery = Query({
  before: Type.Optional(Id),
  limit: Type.Integer({ minimum: 1, maximum: 200, default: 50 }),
  search: Type.Optional(Text(200)),
  state: Type.Enum(['current', 'archived'], { default: 'current' }),
})

/** Events: made by whoever may, seen by their teams, run by their managers. */
export function eventRoutes(scope: Scope, training: Training): void {
  const { db, kernel } = training

  scope.get(
    '/events',
    {
      config: { access: 'account' },
      schema: {
        summary: 'My events with what they hold, newest first',
        querystring: EventQuery,
        response: { 200: Page(EventView) },
      },
    },
    async (request) => {
      const { before, limit, search, state } = request.query
      const actor = request.actor as Actor
      const now = kernel.clock.now()
      const ids = eventsOf(actor)
      const filter = { before, search, ids, archived: state === 'archived', limit: limit + 1 }
      return pageOf(await listEvents(db, now, filter), limit, (event) => eventView(training, event, actor))
    },
  )

  scope.post(
    '/events',
    {
      config: { access: { role: MAKING_ROLES } },
      schema: {
        summary: 'Make an event, and manage it; it is closed until it is opened',
        headers: RetryHeaders,
        body: Body({ name: Name, ...changes }),
        response: { 201: EventView },
      },
    },
    async (request, reply) => {
      const { name, ...others } = request.body
      const wanted = { name, ...changesOf(others) }
      await answerOnce({ db, clock: kernel.clock, request, reply }, async (tx) => {
        const { id } = await createEvent(training, tx, request.by, wanted)
        return madeBy(training, tx, request, id)
      })
      return reply
    },
  )

  scope.get(
    '/events/:id',
    {
      config: { access: 'account' },
      schema: { summary: 'One event', params: IdParams, response: { 200: EventView } },
    },
    async (request, reply) => {
      await requireEvent(training, request.actor, request.params.id, 'helper')
      const event = await getListed(training, request.params.id)
      return reply.header('etag', etagOf(event)).send(eventView(training, event, request.actor as Actor))
    },
  )

  scope.patch(
    '/events/:id',
    {
      config: { access: 'account', refusals: [409] },
      schema: {
        summary: 'Change what an event says about itself; its managers may',
        params: IdParams,
        headers: MatchHeaders,
        body: Body({
          name: Type.Optional(Name),
          ...changes,
          archived: Type.Optional(Type.Boolean()),
          hand: Type.Optional(Hand),
        }),
        response: { 200: EventView },
      },
    },
    async (request, reply) => {
      const { id } = await requireEvent(training, request.actor, request.params.id, 'manager')
      const { name, archived, hand, ...others } = request.body
      const named = {
        ...(name !== undefined && { name }),
        ...(archived !== undefined && { archived }),
        ...(hand && { hand: { open: hand.open, at: pastTime(hand.at, kernel.clock.now()) } }),
      }
      const version = versionOf(request.headers['if-match'])
      await changeEvent(training, request.by, {
        id,
        changes: { ...named, ...changesOf(others) },
        ...(version !== undefined && { version }),
      })
      const event = await getListed(training, id)
      return reply.header('etag', etagOf(event)).send(eventView(training, event, request.actor as Actor))
    },
  )

  handRoutes(scope, training)
  wholeRoutes(scope, training)
}

function pastTime(text: string, now: number): number {
  const at = readTime('hand', text)
  if (at === null || at > now) throw problems.invalidTime('hand')
  return at
}

/** Opening and closing by hand. */
function handRoutes(scope: Scope, training: Training): void {
  for (const [act, available, summary] of [
    ['open', true, 'Open registration now, whatever the clock says'],
    ['close', false, 'Close registration now; no choice is taken after this answer'],
  ] as const) {
    scope.post(
      `/events/:id/${act}`,
      {
        config: { access: 'account', refusals: [409] },
        schema: { summary, params: IdParams, response: { 200: EventView } },
      },
      async (request, reply) => {
        const row = await requireEvent(training, request.actor, request.params.id, 'manager')
        if (row.archived_at !== null && available) throw problems.archived()
        await changeEvent(training, request.by, { id: row.id, changes: { available } })
        const event = await getListed(training, row.id)
        return reply.header('etag', etagOf(event)).send(eventView(training, event, request.actor as Actor))
      },
    )
  }
}

/** What is done with a whole event. */
function wholeRoutes(scope: Scope, training: Training): void {
  const { db, kernel } = training

  scope.post(
    '/events/:id/copy',
    {
      config: { access: 'account' },
      schema: {
        summary: 'Make an event like this one: its workshops, links and settings, without its people',
        params: IdParams,
        headers: RetryHeaders,
        body: Body({
          name: Name,
          days: Type.Optional(
            Type.Integer({
              minimum: -3_650,
              maximum: 3_650,
              description: 'All times are so many days later, at the same hour of the clock; 0 when left out',
            }),
          ),
        }),
        response: { 201: EventView },
      },
    },
    async (request, reply) => {
      const { id } = await requireEvent(training, request.actor, request.params.id, 'manager')
      if (!MAKING_ROLES.some((role) => request.actor?.may(role))) throw common.roleNeeded('training:user')
      await answerOnce({ db, clock: kernel.clock, request, reply }, async (tx) => {
        const copy = await copyEvent(training, tx, request.by, { id, days: 0, ...request.body })
        return madeBy(training, tx, request, copy.id)
      })
      return reply
    },
  )

  scope.delete(
    '/events/:id',
    {
      config: { access: 'account' },
      schema: {
        summary: 'Remove an event with its workshops, participants and registrations, for good',
        params: IdParams,
        querystring: Query({ name: Type.Optional(Text(200)) }),
        response: { 204: Empty },
      },
    },
    async (request, reply) => {
      const { id, name } = await requireEvent(training, request.actor, request.params.id, 'manager')
      if (request.query.name !== name) throw problems.nameNotTyped()
      await removeEvent(training, request.by, id)
      return reply.code(204).send(null)
    },
  )

  scope.post(
    '/events/:id/erase',
    {
      config: { access: 'account' },
      schema: {
        summary: 'Erase all participants with their keys, choices and mails, for good; the numbers stay',
        params: IdParams,
        body: Body({ name: Text(200) }),
        response: { 200: EventView },
      },
    },
    async (request) => {
      const { id, name } = await requireEvent(training, request.actor, request.params.id, 'manager')
      if (request.body.name !== name) throw problems.nameNotTyped()
      await inTransaction(db, (tx) => eraseParticipants(training, tx, request.by, id))
      return eventView(training, await getListed(training, id), request.actor as Actor)
    },
  )

  scope.get(
    '/events/:id/people-counts',
    {
      config: { access: 'account' },
      schema: {
        summary: 'Classes and groups of an event with how many are in each',
        params: IdParams,
        response: {
          200: Type.Object({
            classes: Type.Array(Type.Object({ value: Type.String(), people: Count })),
            groups: Type.Array(Type.Object({ value: Type.String(), people: Count })),
          }),
        },
      },
    },
    async (request) => {
      const { id } = await requireEvent(training, request.actor, request.params.id, 'manager')
      const [classes, groups] = await Promise.all([
        countPeople(db, id, 'user_class'),
        countPeople(db, id, 'target_group'),
      ])
      return { classes, groups }
    },
  )
}

async function getListed({ db, kernel }: Training, id: number) {
  const event = await findEvent(db, kernel.clock.now(), id)
  if (!event) throw common.notFound()
  return event
}

/** The answer to whoever has just made an event: they manage it. */
async function madeBy(
  training: Training,
  tx: Tx,
  request: { actor?: Actor; by: Parameters<typeof addManager>[2] },
  id: number,
) {
  const actor = request.actor as Actor
  await addManager(training, tx, request.by, { eventId: id, account: actor.accountId })
  const now = training.kernel.clock.now()
  const event = await findEvent(tx, now, id)
  if (!event) throw common.notFound()
  return { status: 201, body: { ...eventView(training, event, actor), role: 'manager' as const } }
}
