import { Type } from 'typebox'
import { versionOf } from '../../../kernel/api/account-view.ts'
import {
  BackPageQuery,
  Body,
  Id,
  IdParams,
  MatchHeaders,
  Page,
  Query,
  RetryHeaders,
} from '../../../kernel/api/shapes.ts'
import type { Scope } from '../../../kernel/http/app.ts'
import { answerOnce } from '../../../kernel/http/idempotent.ts'
import { ADMIN_ROLE, type Compute } from '../compute.ts'
import { Definition } from './definition.ts'
import { changeKind, createKind, getKind, listKinds, listKindVersions } from './kind.ts'
import { KindKey, KindVersionView, KindView, kindVersionView, kindView } from './kind-view.ts'

const config = { access: { role: ADMIN_ROLE } } as const

/** What can be started, as operators write it: a change makes a version, and sessions keep the one they began with. */
export function kindRoutes(scope: Scope, compute: Compute): void {
  const { db } = compute

  scope.get(
    '/kinds',
    {
      config,
      schema: {
        summary: 'All session kinds in their order',
        querystring: Query({ archived: Type.Optional(Type.Boolean({ description: 'Also those put away' })) }),
        response: { 200: Type.Object({ items: Type.Array(KindView) }) },
      },
    },
    async ({ query: { archived = false } }) => ({
      items: (await listKinds(db, { archived })).map(kindView),
    }),
  )

  scope.post(
    '/kinds',
    {
      config: { ...config, refusals: [409] },
      schema: {
        summary: 'Add a session kind; its key stays for good',
        headers: RetryHeaders,
        body: Body({ key: KindKey, definition: Definition }),
        response: { 201: KindView },
      },
    },
    async (request, reply) => {
      await answerOnce({ db, clock: compute.kernel.clock, request, reply }, async (tx) => ({
        status: 201,
        body: kindView(await createKind({ ...compute, db: tx }, request.by, request.body)),
      }))
      return reply
    },
  )

  scope.get(
    '/kinds/:id',
    {
      config,
      schema: { summary: 'One session kind', params: IdParams, response: { 200: KindView } },
    },
    async (request, reply) => {
      const kind = await getKind(db, request.params.id)
      return reply.header('etag', `"${kind.version}"`).send(kindView(kind))
    },
  )

  scope.patch(
    '/kinds/:id',
    {
      config,
      schema: {
        summary:
          'Change a session kind, move it in the list, or put it away; sessions that run stay as they are',
        params: IdParams,
        headers: MatchHeaders,
        body: Body({
          definition: Type.Optional(Definition),
          position: Type.Optional(Type.Integer({ minimum: 0, maximum: 1_000_000 })),
          isArchived: Type.Optional(Type.Boolean()),
        }),
        response: { 200: KindView },
      },
    },
    async (request, reply) => {
      const { isArchived, ...changes } = request.body
      const version = versionOf(request.headers['if-match'])
      const kind = await changeKind(compute, request.by, {
        id: request.params.id,
        ...changes,
        ...(isArchived !== undefined && { archived: isArchived }),
        ...(version !== undefined && { version }),
      })
      return reply.header('etag', `"${kind.version}"`).send(kindView(kind))
    },
  )

  versionRoutes(scope, compute)
}

function versionRoutes(scope: Scope, compute: Compute): void {
  const { db } = compute

  scope.get(
    '/kinds/:id/versions',
    {
      config,
      schema: {
        summary: 'What a session kind was, the newest first',
        params: IdParams,
        querystring: BackPageQuery,
        response: { 200: Page(KindVersionView) },
      },
    },
    async ({ params: { id }, query }) => {
      const rows = await listKindVersions(db, id, { ...query, limit: query.limit + 1 })
      const items = rows.slice(0, query.limit)
      return {
        items: items.map(kindVersionView),
        next: rows.length > query.limit ? (items.at(-1)?.version ?? null) : null,
      }
    },
  )

  scope.post(
    '/kinds/:id/versions/:version/restore',
    {
      config,
      schema: {
        summary: 'Make an earlier version the newest one again',
        params: Type.Object({ id: Id, version: Id }),
        headers: MatchHeaders,
        response: { 200: KindView },
      },
    },
    async (request, reply) => {
      const { id, version: earlier } = request.params
      const version = versionOf(request.headers['if-match'])
      const { definition } = await getKind(db, id, earlier)
      const kind = await changeKind(compute, request.by, {
        id,
        definition,
        ...(version !== undefined && { version }),
      })
      return reply.header('etag', `"${kind.version}"`).send(kindView(kind))
    },
  )
}
