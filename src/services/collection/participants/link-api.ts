import { Type } from 'typebox'
import {
  Body,
  Count,
  Id,
  IdParams,
  Nullable,
  OptionalTime,
  optionalTime,
  Query,
  RetryHeaders,
  Time,
  time,
} from '../../../kernel/api/shapes.ts'
import type { Scope } from '../../../kernel/http/app.ts'
import { answerOnce } from '../../../kernel/http/idempotent.ts'
import type { Collection } from '../collection.ts'
import { requireProject } from '../projects/member.ts'
import {
  queriedSelection,
  StateName,
  selection,
  selectionOf,
  selectionQuery,
} from '../submissions/selection.ts'
import type { ProjectRow } from '../tables.ts'
import {
  type Act,
  expiryOf,
  extendLinks,
  insertLinks,
  linkOf,
  prepareLinks,
  revokeLinks,
  tokenOf,
} from './link.ts'
import { type MailKind, mailLinks } from './link-mail.ts'
import { listParticipants, type ParticipantItem } from './participant.store.ts'
import { csvRoute } from './participant-csv.ts'

const Days = Type.Optional(Type.Integer({ minimum: 1, maximum: 3_650 }))
const Mailed = Type.Object({ mailed: Count, withoutAddress: Count, withoutLink: Count, today: Count })

/** Personal links of participants: given out, shown for letters, mailed, ended. */
export function linkRoutes(scope: Scope, collection: Collection): void {
  issueRoutes(scope, collection)
  changeRoutes(scope, collection)
  mailRoutes(scope, collection)
  shownRoutes(scope, collection)
}

function issueRoutes(scope: Scope, collection: Collection): void {
  const { db, kernel } = collection
  scope.post(
    '/projects/:id/links',
    {
      config: { access: 'account' },
      schema: {
        summary: 'Give links to those chosen who have none that works; with `replace` to the others, too',
        params: IdParams,
        headers: RetryHeaders,
        body: Body({
          ...selection,
          days: Days,
          replace: Type.Optional(Type.Boolean({ description: 'The old link ends' })),
        }),
        response: { 201: Type.Object({ issued: Count, expiresAt: Time }) },
      },
    },
    async (request, reply) => {
      const project = await requireProject(collection, request.actor, request.params.id, 'coordinator')
      const { days, replace = false } = request.body
      const act: Act = { by: request.by, project, selection: selectionOf(request.body) }
      const expiresAt = expiryOf(collection, project, days)
      const links = await prepareLinks(collection, act, { replace })
      await answerOnce({ db, clock: kernel.clock, request, reply }, async (tx) => {
        const issued = await insertLinks(collection, tx, act, { links, expiresAt })
        return { status: 201, body: { issued, expiresAt: time(expiresAt) } }
      })
      return reply
    },
  )
}

function changeRoutes(scope: Scope, collection: Collection): void {
  const config = { access: 'account' } as const
  const response = { 200: Type.Object({ changed: Count }) }

  scope.post(
    '/projects/:id/links/revoke',
    {
      config,
      schema: {
        summary: 'End the links of those chosen; what came with them stays',
        params: IdParams,
        body: Body(selection),
        response,
      },
    },
    async (request) => {
      const project = await requireProject(collection, request.actor, request.params.id, 'coordinator')
      const act: Act = { by: request.by, project, selection: selectionOf(request.body) }
      return { changed: await revokeLinks(collection, act) }
    },
  )

  scope.post(
    '/projects/:id/links/extend',
    {
      config,
      schema: {
        summary: 'Let links that still work last so many days from now',
        params: IdParams,
        body: Body({ ...selection, days: Days }),
        response,
      },
    },
    async (request) => {
      const project = await requireProject(collection, request.actor, request.params.id, 'coordinator')
      const act: Act = { by: request.by, project, selection: selectionOf(request.body) }
      return { changed: await extendLinks(collection, act, request.body.days) }
    },
  )
}

function mailRoutes(scope: Scope, collection: Collection): void {
  for (const [url, kind, summary] of [
    ['/projects/:id/links/mail', 'link', 'Mail their links to those chosen who have an address'],
    [
      '/projects/:id/reminders',
      'reminder',
      'Remind those chosen who have not answered all; nobody twice within a day',
    ],
  ] as const satisfies readonly (readonly [string, MailKind, string])[]) {
    scope.post(
      url,
      {
        config: { access: 'account' },
        schema: { summary, params: IdParams, body: Body(selection), response: { 200: Mailed } },
      },
      async (request) => {
        const project = await requireProject(collection, request.actor, request.params.id, 'coordinator')
        const act: Act = { by: request.by, project, selection: selectionOf(request.body) }
        return mailLinks(collection, act, kind)
      },
    )
  }
}

function shownRoutes(scope: Scope, collection: Collection): void {
  const { db, kernel } = collection
  const config = { access: 'account' } as const

  scope.get(
    '/projects/:id/links',
    {
      config,
      schema: {
        summary: 'Links of participants as they are sent, for letters and codes to scan',
        params: IdParams,
        querystring: Query({
          ...selectionQuery,
          after: Type.Optional(Id),
          limit: Type.Integer({ minimum: 1, maximum: 200, default: 50 }),
        }),
        response: {
          200: Type.Object({
            items: Type.Array(
              Type.Object({
                id: Id,
                code: Type.String(),
                language: Nullable,
                state: StateName,
                link: Nullable,
                expiresAt: OptionalTime,
              }),
            ),
            next: Type.Union([Id, Type.Null()]),
          }),
        },
      },
    },
    async (request, reply) => {
      const project = await requireProject(collection, request.actor, request.params.id, 'coordinator')
      const { after, limit, ...rest } = request.query
      const asked = { projectId: project.id, now: kernel.clock.now(), ...queriedSelection(rest) }
      const rows = await listParticipants(db, { ...asked, after, limit: limit + 1 })
      kernel.journal.note({
        by: request.by,
        action: 'collection.links.shown',
        object: `collection.project:${project.id}`,
        service: 'collection',
        details: { participants: rows.slice(0, limit).map((row) => row.id) },
      })
      const items = rows.slice(0, limit).map((row) => ({
        id: row.id,
        code: row.code,
        language: row.language,
        state: row.state,
        link: shownLink(collection, project, row)?.link ?? null,
        expiresAt: row.revoked_at === null ? optionalTime(row.expires_at) : null,
      }))
      const next = rows.length > limit ? (items.at(-1)?.id ?? null) : null
      return reply.header('cache-control', 'no-store').send({ items, next })
    },
  )

  csvRoute(scope, collection, {
    url: '/projects/:id/links.csv',
    summary: 'Links that work, as CSV',
    name: 'links',
    action: 'collection.links.exported',
    head: ['code', 'link', 'auth_token', 'expires', 'email', 'language'],
    cells(project, row) {
      const shown = shownLink(collection, project, row)
      if (!shown) return undefined
      return [row.code, shown.link, shown.token, optionalTime(row.expires_at), row.email, row.language]
    },
  })
}

/** Undefined for whoever has no link that works. */
function shownLink(collection: Collection, project: ProjectRow, row: ParticipantItem) {
  const token = tokenOf(collection, row)
  if (token === undefined) return undefined
  const { code, language } = row
  return { token, link: linkOf(project, { token, expiresAt: row.expires_at ?? 0, code, language }) }
}
