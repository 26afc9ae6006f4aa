import { Type } from 'typebox'
import {
  BackPageQuery,
  Count,
  Empty,
  Id,
  IdParams,
  Nullable,
  OptionalTime,
  optionalTime,
  Page,
  pageOf,
  Query,
  Time,
  time,
} from '../api/shapes.ts'
import type { Scope } from '../http/app.ts'
import type { Actor } from '../identity/actor.ts'
import type { DeliveryRow, WebhookRow } from './tables.ts'
import * as store from './webhooks.store.ts'
import type { Webhooks } from './webhooks.ts'

const access = 'account' as const

const State = Type.Union([Type.Literal('waiting'), Type.Literal('delivered'), Type.Literal('failed')])
const deliveryItem = {
  id: Id,
  delivery: Type.String({ description: 'The same at every try, as the receiver sees it' }),
  event: Type.String(),
  state: State,
  tries: Count,
  nextAt: OptionalTime,
  createdAt: Time,
  triedAt: OptionalTime,
  durationMs: Type.Union([Count, Type.Null()]),
  status: Type.Union([Count, Type.Null()]),
  problem: Nullable,
}
const DeliveryItem = Type.Object(deliveryItem)
const DeliveryView = Type.Object({ ...deliveryItem, sent: Type.String(), answer: Nullable })

/** The thing that a request names, for whoever may see it. */
export type Of<R> = (request: { actor: Actor | undefined; params: { id: number } }) => Promise<R>

/** What was sent to a webhook, and once more. */
export function deliveryRoutes(
  scope: Scope,
  webhooks: Webhooks,
  { hookOf, deliveryOf }: { hookOf: Of<WebhookRow>; deliveryOf: Of<DeliveryRow> },
): void {
  scope.get(
    '/webhooks/:id/deliveries',
    {
      config: { access },
      schema: {
        summary: 'What was sent to it in the last 30 days, newest first',
        params: IdParams,
        querystring: Query({ ...BackPageQuery.properties, state: Type.Optional(State) }),
        response: { 200: Page(DeliveryItem) },
      },
    },
    async (request) => {
      const { id } = await hookOf(request)
      const { limit, ...filter } = request.query
      const rows = await store.listDeliveries(webhooks.parts.db, {
        webhookId: id,
        ...filter,
        limit: limit + 1,
      })
      return pageOf(rows, limit, deliveryItemView)
    },
  )

  scope.get(
    '/webhook-deliveries/:id',
    {
      config: { access },
      schema: {
        summary: 'One delivery with what was sent and the first part of the answer',
        params: IdParams,
        response: { 200: DeliveryView },
      },
    },
    async (request) => {
      const row = await deliveryOf(request)
      return { ...deliveryItemView(row), sent: row.body, answer: row.answer }
    },
  )

  scope.post(
    '/webhook-deliveries/:id/again',
    {
      config: { access },
      schema: {
        summary: 'Send it once more under the same id, with all its tries',
        params: IdParams,
        response: { 204: Empty },
      },
    },
    async (request, reply) => {
      const { id } = await deliveryOf(request)
      await webhooks.sendAgain(request.by, id)
      return reply.code(204).send(null)
    },
  )
}

function deliveryItemView(row: store.DeliveryItem) {
  return {
    id: row.id,
    delivery: row.uid,
    event: row.event,
    state: row.state,
    tries: row.tries,
    nextAt: row.state === 'waiting' ? time(row.next_at) : null,
    createdAt: time(row.created_at),
    triedAt: optionalTime(row.tried_at),
    durationMs: row.duration_ms,
    status: row.status,
    problem: row.problem,
  }
}
