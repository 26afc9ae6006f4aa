import { Type } from 'typebox'
import {
  Body,
  Empty,
  Id,
  IdParams,
  OptionalTime,
  optionalTime,
  Query,
  RetryHeaders,
  Text,
  Time,
  time,
} from '../../../kernel/api/shapes.ts'
import { actorOf } from '../../../kernel/http/access.ts'
import { clientAddress } from '../../../kernel/http/address.ts'
import type { App, Scope } from '../../../kernel/http/app.ts'
import { answerOnce } from '../../../kernel/http/idempotent.ts'
import type { Actor } from '../../../kernel/identity/actor.ts'
import { triesOf } from '../../../kernel/identity/attempts.ts'
import { Problem } from '../../../kernel/problem.ts'
import { type Compute, USER_ROLE } from '../compute.ts'
import { requireSession } from '../sessions/session.ts'
import { originOf } from './address.ts'
import { addLink, type LinkRow, listLinks, revokeLink, useLink } from './link.ts'
import { openSession } from './open.ts'
import { closePort, listPorts, openPort, type PortRow } from './port.ts'

const access = { role: USER_ROLE }
const Port = Type.Integer({ minimum: 1_024, maximum: 65_535 })
const May = Type.Enum(['view', 'use'])
const Address = Type.String({ description: 'Where a browser goes: it lets one in, once, within a minute' })

const LinkView = Type.Object({
  id: Id,
  may: May,
  madeAt: Time,
  endsAt: Time,
  revokedAt: OptionalTime,
  usedAt: Type.Union([Time, Type.Null()], { description: 'When somebody last came in by it' }),
})
const PortView = Type.Object({ port: Port, name: Type.String(), addedAt: Time })

/** Ways into running sessions: for their owners, for whom they give a link, and for administrators who say why. */
export function doorRoutes(scope: Scope, app: App, compute: Compute): void {
  openRoute(scope, compute)
  linkRoutes(scope, compute)
  enterRoute(scope, app, compute)
  portRoutes(scope, compute)
}

function openRoute(scope: Scope, compute: Compute): void {
  scope.post(
    '/sessions/:id/open',
    {
      config: { access, refusals: [409, 422] },
      schema: {
        summary:
          'An address that opens a running session; one of somebody else only with a reason, which they read',
        params: IdParams,
        body: Body({
          door: Type.Optional(
            Type.Union([Type.Enum(['main', 'terminal']), Port], {
              description: 'Its own server, its terminal (a WebSocket), or an open port of it',
            }),
          ),
          page: Type.Optional(
            Type.String({
              maxLength: 1_000,
              pattern: '^(?!/)[\\x21-\\x22\\x24-\\x7e]*$',
              description: 'Below its address; its start page by default',
            }),
          ),
          reason: Type.Optional(Text(500)),
        }),
        response: { 200: Type.Object({ address: Address }) },
      },
    },
    async (request) => {
      const { params, body, actor, by } = request
      const session = await requireSession(compute, actor, params.id, { all: true })
      const { door = 'main', page, reason } = body
      const opening = {
        origin: originOf(compute, request),
        door: typeof door === 'number' ? (`port ${door}` as const) : door,
        page,
        reason: reason?.trim(),
      }
      return { address: await openSession(compute, { actor: actor as Actor, by }, session, opening) }
    },
  )
}

function linkRoutes(scope: Scope, compute: Compute): void {
  const { db, kernel } = compute
  const config = { access }

  scope.get(
    '/sessions/:id/links',
    {
      config,
      schema: {
        summary: 'Links into one of my sessions, newest first',
        params: IdParams,
        querystring: Query({}),
        response: { 200: Type.Object({ items: Type.Array(LinkView) }) },
      },
    },
    async ({ params, actor }) => {
      const { id } = await requireSession(compute, actor, params.id)
      return { items: (await listLinks(db, id)).map(linkView) }
    },
  )

  scope.post(
    '/sessions/:id/links',
    {
      config: { ...config, refusals: [409] },
      schema: {
        summary:
          'Make a link that lets others into a session of mine, without an account; it is shown this once',
        params: IdParams,
        headers: RetryHeaders,
        body: Body({
          may: May,
          minutes: Type.Integer({ minimum: 5, maximum: 43_200, description: 'How long it is good' }),
        }),
        response: {
          201: Type.Object({
            ...LinkView.properties,
            address: Type.String({ description: 'What to give away' }),
          }),
        },
      },
    },
    async (request, reply) => {
      const session = await requireSession(compute, request.actor, request.params.id)
      await answerOnce({ db, clock: kernel.clock, request, reply }, async (tx) => {
        const { row, text } = await addLink(compute, tx, request.by, { session, ...request.body })
        // Behind the #: no log of a proxy or server sees it.
        const address = `${originOf(compute, request)}/app/compute/enter#${text}`
        return { status: 201, body: { ...linkView(row), address } }
      })
      return reply
    },
  )

  scope.delete(
    '/sessions/:id/links/:link',
    {
      config,
      schema: {
        summary: 'Revoke a link; whoever came in by it is out within five seconds',
        params: Type.Object({ id: Id, link: Id }),
        response: { 204: Empty },
      },
    },
    async ({ params, actor, by }, reply) => {
      const session = await requireSession(compute, actor, params.id)
      await revokeLink(compute, by, session, params.link)
      return reply.code(204).send(null)
    },
  )
}

const linkView = ({ id, may, made_at, ends_at, revoked_at, used_at }: LinkRow) => ({
  id,
  may,
  madeAt: time(made_at),
  endsAt: time(ends_at),
  revokedAt: optionalTime(revoked_at),
  usedAt: optionalTime(used_at),
})

function enterRoute(scope: Scope, app: App, compute: Compute): void {
  scope.post(
    '/session-links/enter',
    {
      config: { access: 'public', refusals: [404, 429] },
      schema: {
        summary: 'Come into a session by a link that somebody gave; its owner is told who came',
        body: Body({ link: Text(100, 20), name: Type.Optional(Text(60)) }),
        response: { 200: Type.Object({ address: Address, may: May }) },
      },
    },
    async (request) => {
      const address = clientAddress(request).counted
      const tries = triesOf(compute.kernel.identity.attempts, { kind: 'compute.link', address })
      tries.check()
      // Whoever is signed in here is told of by their name.
      request.actor = await actorOf(request, app.access)
      const { link, name = '' } = request.body
      return useLink(compute, request.by, {
        text: link,
        name: name.trim(),
        origin: originOf(compute, request),
      }).catch((error) => {
        if (error instanceof Problem && error.status === 404) tries.fail()
        throw error
      })
    },
  )
}

function portRoutes(scope: Scope, compute: Compute): void {
  const config = { access }
  const params = Type.Object({ id: Id, port: Port })

  scope.get(
    '/sessions/:id/ports',
    {
      config,
      schema: {
        summary: 'Further ports of one of my sessions that can be opened in a browser',
        params: IdParams,
        querystring: Query({}),
        response: { 200: Type.Object({ items: Type.Array(PortView) }) },
      },
    },
    async (request) => {
      const { id } = await requireSession(compute, request.actor, request.params.id)
      return { items: (await listPorts(compute.db, id)).map(portView) }
    },
  )

  scope.put(
    '/sessions/:id/ports/:port',
    {
      config: { ...config, refusals: [409] },
      schema: {
        summary: 'Open a way to what listens on a port beside the session’s own server',
        params,
        body: Body({ name: Type.Optional(Text(60)) }),
        response: { 200: PortView },
      },
    },
    async (request) => {
      const session = await requireSession(compute, request.actor, request.params.id)
      const { port } = request.params
      return portView(await openPort(compute, request.by, session, { port, name: request.body.name ?? '' }))
    },
  )

  scope.delete(
    '/sessions/:id/ports/:port',
    {
      config,
      schema: { summary: 'Close a port; whoever uses it is cut off', params, response: { 204: Empty } },
    },
    async (request, reply) => {
      const session = await requireSession(compute, request.actor, request.params.id)
      await closePort(compute, request.by, session, request.params.port)
      return reply.code(204).send(null)
    },
  )
}

const portView = ({ port, name, added_at }: PortRow) => ({ port, name, addedAt: time(added_at) })
