import { Type } from 'typebox'
import {
  BackPageQuery,
  Body,
  IdParams,
  Page,
  pageOf,
  Query,
  RetryHeaders,
  Text,
  Total,
} from '../../../kernel/api/shapes.ts'
import type { App, Scope } from '../../../kernel/http/app.ts'
import { answerOnce } from '../../../kernel/http/idempotent.ts'
import type { Actor } from '../../../kernel/identity/actor.ts'
import { ADMIN_ROLE, type Compute, USER_ROLE } from '../compute.ts'
import { KindKey } from '../kinds/kind-view.ts'
import { problems as common } from '../problems.ts'
import type { SessionRow } from '../tables.ts'
import { requireWorkspace } from '../workspaces/workspace.store.ts'
import { liveRoutes } from './live-api.ts'
import { requireSession } from './session.ts'
import { extendSession } from './session-extend.ts'
import {
  countSessions,
  findSessionItem,
  listSessionItems,
  listSteps,
  SESSION_FILTERS,
} from './session-list.store.ts'
import { insertStart, prepareStart, type StartWanted } from './session-start.ts'
import { stopSession } from './session-stop.ts'
import {
  EXTEND_MINUTES,
  SessionDetail,
  SessionView,
  sessionDetail,
  sessionView,
  Values,
} from './session-view.ts'

const config = { access: { role: USER_ROLE } } as const

/** Sessions of one's own, for administrators of compute all: started, watched, extended and stopped. */
export function sessionRoutes(scope: Scope, app: App, compute: Compute): void {
  startRoute(scope, compute)
  listRoutes(scope, compute)
  actRoutes(scope, compute)
  liveRoutes(scope, app, compute)
}

const StartBody = Body({
  kind: Type.Optional(KindKey),
  resource: Type.Optional(Type.Union([Text(64, 1), Type.Null()])),
  options: Type.Optional(Values),
  fields: Type.Optional(Values),
  like: Type.Optional(
    Type.Integer({
      minimum: 1,
      maximum: Number.MAX_SAFE_INTEGER,
      description: 'A session of mine: what the body leaves out is as it was there',
    }),
  ),
})

function startRoute(scope: Scope, compute: Compute): void {
  const { db, kernel } = compute

  scope.post(
    '/workspaces/:id/sessions',
    {
      config: { ...config, refusals: [400, 403, 409, 422, 429] },
      schema: {
        summary: 'Start a session in a workspace; the answer says that it is asked for, not that it is ready',
        params: IdParams,
        headers: RetryHeaders,
        body: StartBody,
        response: { 201: SessionDetail },
      },
    },
    async (request, reply) => {
      const { like, ...given } = request.body
      const workspace = await requireWorkspace(compute, request.actor, request.params.id)
      const before = like === undefined ? undefined : await requireSession(compute, request.actor, like)
      const prepared = await prepareStart(compute, {
        workspace,
        ...(before && likeOf(before)),
        ...wishOf(given),
      })
      await answerOnce({ db, clock: kernel.clock, request, reply }, async (tx) => {
        const { id } = await insertStart(compute, tx, request.by, prepared)
        const row = await findSessionItem(tx, id)
        if (!row) throw common.notFound()
        return { status: 201, body: sessionDetail(compute, row, await listSteps(tx, id)) }
      })
      return reply
    },
  )
}

function likeOf({ id, kind_key, resource_key, options, fields, details }: SessionRow) {
  return {
    like: id,
    kind: kind_key,
    resource: resource_key,
    options: JSON.parse(options),
    fields: JSON.parse(fields),
    details: JSON.parse(details),
  }
}

function wishOf({
  resource,
  ...rest
}: Omit<StartWanted, 'workspace' | 'resource'> & { resource?: string | null }) {
  return { ...rest, ...(resource && { resource }) }
}

function listRoutes(scope: Scope, compute: Compute): void {
  const { db } = compute

  scope.get(
    '/sessions',
    {
      config,
      schema: {
        summary: 'Sessions, the newest first: mine, or with `of` everybody’s for administrators of compute',
        querystring: Query({
          ...BackPageQuery.properties,
          of: Type.Enum(['me', 'everybody'], { default: 'me' }),
          workspace: Type.Optional(IdParams.properties.id),
          person: Type.Optional(IdParams.properties.id),
          state: Type.Optional(Type.Enum([...SESSION_FILTERS])),
          kind: Type.Optional(KindKey),
          resource: Type.Optional(Text(64, 1)),
          search: Type.Optional(Text(200)),
        }),
        response: { 200: Type.Object({ ...Page(SessionView).properties, total: Total }) },
      },
    },
    async (request) => {
      const actor = request.actor as Actor
      const { of, person, before, limit, ...filter } = request.query
      if (of === 'everybody' && !actor.may(ADMIN_ROLE)) throw common.notFound()
      const account = of === 'me' ? actor.accountId : person
      const asked = { ...filter, ...(account !== undefined && { account }) }
      const rows = await listSessionItems(db, {
        ...asked,
        ...(before !== undefined && { before }),
        limit: limit + 1,
      })
      return { ...pageOf(rows, limit, sessionView), total: await countSessions(db, asked) }
    },
  )

  scope.get(
    '/sessions/:id',
    {
      config,
      schema: { summary: 'One session with its steps', params: IdParams, response: { 200: SessionDetail } },
    },
    async ({ actor, params }) => {
      const { id } = await requireSession(compute, actor, params.id, { all: true })
      return shownOf(compute, id)
    },
  )
}

async function shownOf(compute: Compute, id: number) {
  const { db } = compute
  const row = await findSessionItem(db, id)
  if (!row) throw common.notFound()
  return sessionDetail(compute, row, await listSteps(db, id))
}

function actRoutes(scope: Scope, compute: Compute): void {
  scope.post(
    '/sessions/:id/stop',
    {
      config: { ...config, refusals: [400] },
      schema: {
        summary:
          'Stop a session: what runs in it is told, and ended 10 s later; administrators of compute may, too',
        params: IdParams,
        querystring: Query({
          reason: Type.Optional(
            Type.String({ ...Text(500, 1), description: 'Of an administrator; its owner reads it' }),
          ),
        }),
        response: { 200: SessionDetail },
      },
    },
    async ({ actor, by, params, query: { reason } }) => {
      const session = await requireSession(compute, actor, params.id, { all: true })
      await stopSession(compute, by, session, { ...(reason !== undefined && { reason }) })
      return shownOf(compute, session.id)
    },
  )

  scope.post(
    '/sessions/:id/extend',
    {
      config: { ...config, refusals: [403, 409] },
      schema: {
        summary: 'Give a session more time, an hour without a number, up to what its kind allows',
        params: IdParams,
        body: Body({ minutes: Type.Optional(Type.Integer({ minimum: 1, maximum: 525_600 })) }),
        response: { 200: SessionDetail },
      },
    },
    async ({ actor, by, params, body }) => {
      const session = await requireSession(compute, actor, params.id)
      await extendSession(compute, by, session, body.minutes ?? EXTEND_MINUTES)
      return shownOf(compute, session.id)
    },
  )
}
