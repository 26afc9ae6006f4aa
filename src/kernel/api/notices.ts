import { Type } from 'typebox'
import type { Scope } from '../http/app.ts'
import type { Actor } from '../identity/actor.ts'
import type { Kernel } from '../kernel.ts'
import type { NoticeKind } from '../notices/notices.ts'
import type { NoticeRow } from '../notices/tables.ts'
import {
  Body,
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
} from './shapes.ts'

const NoticeView = Type.Object({
  id: Id,
  kind: Type.String(),
  title: Type.String(),
  text: Type.String(),
  link: Type.Union([Type.String(), Type.Null()]),
  createdAt: Time,
  readAt: OptionalTime,
})
const Language = Type.Union([Type.Literal('en'), Type.Literal('nl')])
const Choice = { kind: Text(100, 1), console: Type.Boolean(), mail: Type.Boolean() }
const Settings = Type.Object({
  language: Language,
  kinds: Type.Array(Type.Object({ ...Choice, service: Type.String(), title: Type.String() })),
})

const noticeView = (row: NoticeRow) => ({
  id: row.id,
  kind: row.kind,
  title: row.title,
  text: row.text,
  link: row.link,
  createdAt: time(row.created_at),
  readAt: optionalTime(row.read_at),
})

/** What a person is told, and how they want to be. */
export function noticeRoutes(scope: Scope, { notices }: Kernel): void {
  const access = 'account' as const
  const idOf = (request: { actor: Actor | undefined }) => (request.actor as Actor).accountId

  scope.get(
    '/me/notices',
    {
      config: { access },
      schema: {
        summary: 'What I was told, newest first, and how much of it I have not read',
        querystring: Query({
          unread: Type.Optional(Type.Boolean()),
          before: Type.Optional(Id),
          limit: Type.Integer({ minimum: 1, maximum: 200, default: 50 }),
        }),
        response: {
          200: Type.Intersect([
            Page(NoticeView),
            Type.Object({ unread: Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER }) }),
          ]),
        },
      },
    },
    async (request) => {
      const { unread = false, before, limit } = request.query
      const accountId = idOf(request)
      const rows = await notices.list({ accountId, unread, before, limit: limit + 1 })
      return { ...pageOf(rows, limit, noticeView), unread: await notices.countUnread(accountId) }
    },
  )

  scope.post(
    '/me/notices/:id/read',
    {
      config: { access },
      schema: { summary: 'I have read this one', params: IdParams, response: { 204: Empty } },
    },
    async (request, reply) => {
      await notices.markRead(request.by, idOf(request), { id: request.params.id })
      return reply.code(204).send(null)
    },
  )

  scope.post(
    '/me/notices/read',
    {
      config: { access },
      schema: {
        summary: 'I have read all, or all up to one',
        body: Body({ upTo: Type.Optional(Id) }),
        response: { 204: Empty },
      },
    },
    async (request, reply) => {
      await notices.markRead(request.by, idOf(request), request.body)
      return reply.code(204).send(null)
    },
  )

  const settingsOf = async (actor: Actor) => {
    const { language, kinds } = await notices.settings(actor.accountId)
    const asked = new Map(
      notices
        .kinds()
        .filter((kind) => isFor(kind, actor))
        .map((kind) => [kind.kind, kind]),
    )
    const shown = kinds.flatMap((each) => {
      const kind = asked.get(each.kind)
      return kind ? [{ ...each, service: kind.service, title: kind.title }] : []
    })
    return { language, kinds: shown }
  }

  scope.get(
    '/me/notice-settings',
    {
      config: { access },
      schema: { summary: 'Of what I want to hear, and how', response: { 200: Settings } },
    },
    async (request) => settingsOf(request.actor as Actor),
  )

  scope.put(
    '/me/notice-settings',
    {
      config: { access },
      schema: {
        summary: 'Say of what I want to hear, and how; what is not named is as it comes',
        body: Body({ language: Language, kinds: Type.Array(Body(Choice), { maxItems: 200 }) }),
        response: { 200: Settings },
      },
    },
    async (request) => {
      await notices.saveSettings(request.by, idOf(request), request.body)
      return settingsOf(request.actor as Actor)
    },
  )
}

/** Nobody is asked about a service that they do not use. */
const isFor = ({ service }: NoticeKind, actor: Actor): boolean =>
  service === 'kernel' ||
  actor.administrator ||
  [...actor.roles].some((role) => role.startsWith(`${service}:`))
