import { type Static, Type } from 'typebox'
import { versionOf } from '../api/account-view.ts'
import {
  Body,
  Empty,
  Id,
  IdParams,
  MatchHeaders,
  OptionalTime,
  optionalTime,
  Page,
  PageQuery,
  pageOf,
  RetryHeaders,
  Text,
  Time,
  time,
} from '../api/shapes.ts'
import type { Scope } from '../http/app.ts'
import { answerOnce } from '../http/idempotent.ts'
import type { Actor } from '../identity/actor.ts'
import { deliveryRoutes, type Of } from './delivery-routes.ts'
import { problems } from './problems.ts'
import type { WebhookRow } from './tables.ts'
import * as store from './webhooks.store.ts'
import type { Owner, Webhooks } from './webhooks.ts'

const WebhookView = Type.Object({
  id: Id,
  address: Type.String(),
  events: Type.Array(Type.String()),
  active: Type.Boolean(),
  stopped: Type.Union([Type.Literal('by-hand'), Type.Literal('failing'), Type.Null()]),
  failingSince: OptionalTime,
  previousSecretUntil: OptionalTime,
  createdAt: Time,
})

const NoParams = Type.Object({})

const WithSecret = Type.Object({ webhook: WebhookView, secret: Type.String() })

const Wanted = {
  address: Text(2_048, 1),
  events: Type.Array(Text(100, 1), { maxItems: 50, uniqueItems: true }),
}

export interface WebhookRoutesOptions {
  /** Where the service's things are, such as `/projects`; absent where each listener belongs to an account. */
  things?: string
  /** The sort of these things, as the service has defined it. */
  type: string
  /** Refuses whoever may not run the webhooks of this thing. */
  require(actor: Actor | undefined, id: number): Promise<unknown>
}

/** Webhooks of a service's things: what there are, their secrets, and what was sent. */
export function webhookRoutes(scope: Scope, webhooks: Webhooks, options: WebhookRoutesOptions): void {
  const require = async (actor: Actor | undefined, row: { owner: string }): Promise<Owner> => {
    const owner = webhooks.ownerOf(row)
    if (owner.source.type !== options.type) throw problems.notFound()
    await options.require(actor, owner.id)
    return owner
  }
  const hookOf = async ({ actor, params }: { actor: Actor | undefined; params: { id: number } }) => {
    const row = await webhooks.get(params.id)
    await require(actor, row)
    return row
  }
  const deliveryOf = async ({ actor, params }: { actor: Actor | undefined; params: { id: number } }) => {
    const delivery = await store.findDelivery(webhooks.parts.db, params.id)
    if (!delivery) throw problems.notFound()
    await hookOf({ actor, params: { id: delivery.webhook_id } })
    return delivery
  }
  thingRoutes(scope, webhooks, { ...options, owner: require })
  hookRoutes(scope, webhooks, hookOf)
  deliveryRoutes(scope, webhooks, { hookOf, deliveryOf })
}

const access = 'account' as const

/** The webhook with the secret that is shown this once; a retry with the same key makes it again from the nonce. */
const withSecret = (webhooks: Webhooks) => (body: unknown) => {
  const { webhook, kept } = body as { webhook: unknown; kept: { nonce: string; sha256: string } }
  return { webhook, secret: webhooks.keys.revealed(kept) }
}

function thingRoutes(
  scope: Scope,
  webhooks: Webhooks,
  {
    things,
    type,
    owner: require,
  }: WebhookRoutesOptions & { owner: (actor: Actor | undefined, row: { owner: string }) => Promise<Owner> },
): void {
  const { db, clock } = webhooks.parts
  const isOwn = things === undefined
  const url = isOwn ? '/webhooks' : `${things}/:id/webhooks`
  const params = isOwn ? NoParams : IdParams
  const nameOf = ({ actor, params: of }: { actor: Actor | undefined; params: Static<typeof params> }) => ({
    owner: `${type}:${'id' in of ? of.id : actor?.accountId}`,
  })

  scope.get(
    url,
    {
      config: { access },
      schema: {
        summary: `${isOwn ? 'My webhooks' : 'Webhooks'}, oldest first, with the events that there are`,
        params,
        querystring: PageQuery,
        response: {
          200: Type.Interface([Page(WebhookView)], {
            events: Type.Array(Type.Object({ name: Type.String(), title: Type.String() })),
          }),
        },
      },
    },
    async (request) => {
      const of = nameOf(request)
      const { source } = await require(request.actor, of)
      const { after, limit } = request.query
      const rows = await webhooks.list({ ...of, after, limit: limit + 1 })
      const events = Object.entries(source.events).map(([name, title]) => ({ name, title }))
      return { ...pageOf(rows, limit, webhookView), events }
    },
  )

  scope.post(
    url,
    {
      config: { access, refusals: [409, 422] },
      schema: {
        summary: 'Make a webhook; its secret is shown this once',
        params,
        headers: RetryHeaders,
        body: Body(Wanted),
        response: { 201: WithSecret },
      },
    },
    async (request, reply) => {
      const owner = await require(request.actor, nameOf(request))
      void reply.header('cache-control', 'no-store')
      const parts = { db, clock, request, reply, complete: withSecret(webhooks) }
      await answerOnce(parts, async (tx) => {
        const { row, kept } = await webhooks.add(tx, request.by, owner, request.body)
        return { status: 201, body: { webhook: webhookView(row), kept } }
      })
      return reply
    },
  )
}

function hookRoutes(scope: Scope, webhooks: Webhooks, hookOf: Of<WebhookRow>): void {
  const { db, clock } = webhooks.parts

  scope.get(
    '/webhooks/:id',
    {
      config: { access },
      schema: { summary: 'One webhook', params: IdParams, response: { 200: WebhookView } },
    },
    async (request, reply) => {
      const row = await hookOf(request)
      return reply.header('etag', `"${row.version}"`).send(webhookView(row))
    },
  )

  scope.patch(
    '/webhooks/:id',
    {
      config: { access, refusals: [422] },
      schema: {
        summary: 'Change a webhook, or turn it off and on',
        params: IdParams,
        headers: MatchHeaders,
        body: Body({
          address: Type.Optional(Wanted.address),
          events: Type.Optional(Wanted.events),
          active: Type.Optional(Type.Boolean()),
        }),
        response: { 200: WebhookView },
      },
    },
    async (request, reply) => {
      const { id } = await hookOf(request)
      const version = versionOf(request.headers['if-match'])
      const row = await webhooks.change(request.by, id, { ...request.body, version })
      return reply.header('etag', `"${row.version}"`).send(webhookView(row))
    },
  )

  scope.delete(
    '/webhooks/:id',
    {
      config: { access },
      schema: { summary: 'Remove a webhook and its log', params: IdParams, response: { 204: Empty } },
    },
    async (request, reply) => {
      await webhooks.remove(request.by, (await hookOf(request)).id)
      return reply.code(204).send(null)
    },
  )

  scope.post(
    '/webhooks/:id/secret',
    {
      config: { access },
      schema: {
        summary: 'Give it a new secret, shown this once; for a day the old one signs as well',
        params: IdParams,
        headers: RetryHeaders,
        response: { 200: WithSecret },
      },
    },
    async (request, reply) => {
      const { id } = await hookOf(request)
      void reply.header('cache-control', 'no-store')
      const parts = { db, clock, request, reply, complete: withSecret(webhooks) }
      await answerOnce(parts, async (tx) => {
        const { row, kept } = await webhooks.rotate(tx, request.by, id)
        return { status: 200, body: { webhook: webhookView(row), kept } }
      })
      return reply
    },
  )

  scope.post(
    '/webhooks/:id/ping',
    {
      config: { access },
      schema: {
        summary: 'Send a test; what came back is in the log',
        params: IdParams,
        response: { 202: Type.Object({ id: Id }) },
      },
    },
    async (request, reply) => {
      const { id } = await hookOf(request)
      return reply.code(202).send({ id: await webhooks.ping(request.by, id) })
    },
  )
}

function webhookView(row: WebhookRow) {
  return {
    id: row.id,
    address: row.address,
    events: JSON.parse(row.events) as string[],
    active: row.active === 1,
    stopped: row.stopped,
    failingSince: optionalTime(row.failing_since),
    previousSecretUntil: optionalTime(row.previous_until),
    createdAt: time(row.created_at),
  }
}
