import type { FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { Empty } from '../../../kernel/api/shapes.ts'
import { inTransaction } from '../../../kernel/db/db.ts'
import { getEvent } from '../events/event.store.ts'
import { createEvent, isAvailable, removeEvent, replaceEvent } from '../events/event.ts'
import { openingsOf } from '../events/openings.ts'
import type { EventRow, OpeningRow } from '../tables.ts'
import type { Training } from '../training.ts'
import { listTaken, type WorkshopItem, type WorkshopTaken } from '../workshops/workshop.ts'
import { booleanOf, type Fields, fieldsOf, listOf, numberedOf, numberOf, textOf } from './fields.ts'
import { A_MANAGER, needManager } from './visitor.ts'
import { idOf, NumberedPath, type Wire, wireProblems } from './wire.ts'

const MOST_WORKSHOPS = 2_000
const MOST_SEATS = 1_000_000
const LONGEST_TEXT = 80
const LONGEST_DESCRIPTION = 20_000
/** A whole event with long descriptions. */
const MOST_BYTES = 10_000_000
const MOST_EVENTS = 10_000

const Name = Type.String({ minLength: 1, maxLength: LONGEST_TEXT })
const Workshop = Type.Object({
  id: Type.Optional(Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER })),
  title: Type.Optional(Type.String({ maxLength: LONGEST_TEXT })),
  description: Type.Optional(Type.String({ maxLength: LONGEST_DESCRIPTION })),
  moment: Type.Optional(Type.String({ maxLength: LONGEST_TEXT })),
  limit: Type.Optional(Type.Integer({ minimum: 0, maximum: MOST_SEATS })),
  targetGroup: Type.Optional(Type.String({ maxLength: LONGEST_TEXT })),
})
const NewEvent = Type.Object({ name: Name, available: Type.Optional(Type.Boolean()) })
const WholeEvent = Type.Object({
  name: Type.Optional(Name),
  available: Type.Optional(Type.Boolean()),
  workshops: Type.Optional(Type.Array(Workshop, { maxItems: MOST_WORKSHOPS })),
})

/** Events with their workshops: all may read them, managers replace them. */
export function eventRoutes({ scope, training }: Wire): void {
  const manager = { config: { access: A_MANAGER, refusals: [404, 409] }, onRequest: needManager(training) }

  scope.get(
    '/events',
    { exposeHeadRoute: true, config: { access: 'public' }, schema: { summary: 'All events' } },
    async () => ({ events: await listEvents(training) }),
  )

  scope.post(
    '/events',
    { ...manager, schema: { summary: 'Make an event', body: NewEvent } },
    async (request) => {
      const fields = fieldsOf(request.body)
      const name = nameOf(fields)
      if (name === undefined) throw wireProblems.malformed('name is missing.')
      const available = booleanOf(fields.available, 'available')
      const event = await inTransaction(training.db, (tx) =>
        createEvent(training, tx, request.by, { name, available }),
      )
      return viewOf(training, event, { workshops: [], openings: [] })
    },
  )

  scope.get(
    '/events/:id',
    {
      exposeHeadRoute: true,
      config: { access: 'public' },
      schema: { summary: 'An event with its workshops, and how many seats are taken', params: NumberedPath },
    },
    async (request) => readEvent(training, idOf(request.params.id)),
  )

  scope.put(
    '/events/:id',
    {
      ...manager,
      bodyLimit: MOST_BYTES,
      schema: { summary: 'Replace an event with its workshops', params: NumberedPath, body: WholeEvent },
    },
    (request) => putEvent(training, request, idOf(request.params.id)),
  )

  scope.delete(
    '/events/:id',
    {
      ...manager,
      schema: {
        summary: 'Remove an event with all that is in it',
        params: NumberedPath,
        response: { 204: Empty },
      },
    },
    async (request, reply) => {
      await removeEvent(training, request.by, idOf(request.params.id))
      return reply.code(204).send(null)
    },
  )
}

async function listEvents({ kernel, db }: Training) {
  const now = kernel.clock.now()
  const rows = await db.selectFrom('training_event').selectAll().orderBy('id').limit(MOST_EVENTS).execute()
  const ids = rows.map(({ id }) => id)
  const openings = Map.groupBy(ids.length > 0 ? await openingsOf(db, ids) : [], (each) => each.event_id)
  return rows.map((row) => ({ ...headOf(row, now, openings.get(row.id)), workshops: null }))
}

/** Three queries, however many workshops there are. */
async function readEvent(training: Training, id: number) {
  const event = await getEvent(training.db, id)
  const openings = await openingsOf(training.db, [id])
  return viewOf(training, event, {
    openings,
    workshops: await listTaken(training.db, id, training.kernel.clock.now()),
  })
}

async function putEvent(training: Training, request: FastifyRequest, id: number) {
  const fields = fieldsOf(request.body)
  const name = nameOf(fields)
  const available = booleanOf(fields.available, 'available')
  const workshops = workshopsOf(fields.workshops)
  const event = await getEvent(training.db, id)
  const openings = await openingsOf(training.db, [id])
  // It may be open for one class alone, or closed because people wish: what was read can be sent back, and changes nothing.
  const isAsRead = available === isAvailable(event, training.kernel.clock.now(), openings)
  await replaceEvent(training, request.by, {
    id,
    changes: {
      ...(name !== undefined && { name }),
      ...(available !== undefined && !isAsRead && { available }),
    },
    workshops,
  })
  return readEvent(training, id)
}

function headOf(event: EventRow, now: number, openings: readonly OpeningRow[] = []) {
  return { id: event.id, name: event.name, available: isAvailable(event, now, openings) }
}

function viewOf(
  { kernel }: Training,
  event: EventRow,
  { workshops, openings }: { workshops: readonly WorkshopTaken[]; openings: readonly OpeningRow[] },
) {
  return {
    ...headOf(event, kernel.clock.now(), openings),
    workshops: workshops.map((row) => ({
      id: row.id,
      title: row.title,
      description: row.description,
      moment: row.moment,
      limit: row.seats,
      targetGroup: row.target_group,
      event: row.event_id,
      registrations: null,
      _registrationCount: row.taken,
    })),
  }
}

/** How long it may be is the event's own rule. */
const nameOf = ({ name }: Fields): string | undefined => {
  if (name === null) throw wireProblems.malformed('name is missing.')
  return textOf(name, 'name', 10_000)
}

/** Those of a whole event; absent ones stay, as `null` does: lists of events are read with that. */
function workshopsOf(value: unknown): WorkshopItem[] | undefined {
  if (value === undefined || value === null) return undefined
  return listOf(value, 'workshops', MOST_WORKSHOPS).map((item, at) => itemOf(item, at + 1))
}

function itemOf(item: unknown, at: number): WorkshopItem {
  const fields = fieldsOf(item, `Workshop ${at}`)
  const where =
    typeof fields.title === 'string'
      ? `Workshop ${at} (${fields.title.slice(0, LONGEST_TEXT)})`
      : `Workshop ${at}`
  const id = numberedOf(fields.id, `${where}: id`)
  const text = (name: string, most = LONGEST_TEXT) => textOf(fields[name], `${where}: ${name}`, most)
  const description = fields.description === null ? '' : text('description', LONGEST_DESCRIPTION)
  return withoutAbsent({
    id,
    title: text('title'),
    description,
    moment: text('moment'),
    seats: numberOf(fields.limit, `${where}: limit`, [0, MOST_SEATS]),
    targetGroup: text('targetGroup'),
  })
}

const withoutAbsent = <T extends object>(item: T): { [K in keyof T]: Exclude<T[K], undefined> } =>
  Object.fromEntries(Object.entries(item).filter(([, value]) => value !== undefined)) as never
