import { type Static, Type } from 'typebox'
import { versionOf as versionAsked } from '../../../kernel/api/account-view.ts'
import {
  Body,
  Count,
  Id,
  IdParams,
  Lines,
  MatchHeaders,
  Nullable,
  OptionalTime,
  optionalTime,
  Page,
  pageOf,
  RetryHeaders,
  SearchQuery,
  Text,
  Time,
  time,
} from '../../../kernel/api/shapes.ts'
import type { Scope } from '../../../kernel/http/app.ts'
import { answerOnce } from '../../../kernel/http/idempotent.ts'
import type { Actor } from '../../../kernel/identity/actor.ts'
import type { Collection } from '../collection.ts'
import { readProjectSecret, rotateProjectSecret } from '../grants/issuer.ts'
import { addOwner, MAKING_ROLES, PROJECT_ROLES, projectRoleOf, projectsOf, requireProject } from './member.ts'
import { changeProject, createProject, getProject, listProjects, settingsOf, versionOf } from './project.ts'

const RoleName = Type.Enum(PROJECT_ROLES)

const ProjectView = Type.Object({
  id: Id,
  name: Type.String({ description: 'The name of its folder, which stays' }),
  title: Type.String(),
  description: Nullable,
  closed: Type.Boolean(),
  refuseWhenClosed: Type.Boolean({ description: 'Whether a closed one takes no submissions either' }),
  protocolUrl: Nullable,
  webAppUrl: Nullable,
  linkDays: Type.Integer({ minimum: 1, maximum: 3_650 }),
  activities: Type.Array(Type.String()),
  retention: Nullable,
  contact: Nullable,
  keepAddress: Type.Boolean(),
  reasonForChange: Type.Boolean({ description: 'Whether changes of collected data need a reason' }),
  role: RoleName,
  submissions: Count,
  uploads: Type.Integer({
    minimum: 0,
    maximum: Number.MAX_SAFE_INTEGER,
    description: 'What the submissions come to: slices of one file are one, and so is what was sent twice',
  }),
  grants: Count,
  participants: Count,
  complete: Count,
  lastAt: OptionalTime,
  createdAt: Time,
})

const OptionalText = (most: number) => Type.Optional(Type.Union([Text(most), Type.Null()]))
/** Several lines. */
const OptionalLines = (most: number) => Type.Optional(Type.Union([Lines(most), Type.Null()]))

const changes = {
  title: Type.Optional(Text(200, 1)),
  description: OptionalLines(2_000),
  protocolUrl: OptionalText(2_000),
  webAppUrl: OptionalText(2_000),
  linkDays: Type.Optional(Type.Integer({ minimum: 1, maximum: 3_650 })),
  activities: Type.Optional(Type.Array(Text(200, 1), { maxItems: 200 })),
  retention: OptionalLines(2_000),
  contact: OptionalLines(500),
  keepAddress: Type.Optional(Type.Boolean()),
  reasonForChange: Type.Optional(Type.Boolean()),
}

const Secret = Type.Object({ token: Nullable })

/** Projects: made by whoever may, seen by their teams, run by their owners. */
export function projectRoutes(scope: Scope, collection: Collection): void {
  const { db, kernel } = collection

  scope.get(
    '/projects',
    {
      config: { access: 'account' },
      schema: {
        summary: 'My projects with how much came in, oldest first',
        querystring: SearchQuery,
        response: { 200: Page(ProjectView) },
      },
    },
    async (request) => {
      const { after, limit, search } = request.query
      const actor = request.actor as Actor
      const rows = await listProjects(db, { after, search, ids: projectsOf(actor), limit: limit + 1 })
      return pageOf(rows, limit, (row) => projectView(row, actor))
    },
  )

  scope.post(
    '/projects',
    {
      config: { access: { role: MAKING_ROLES } },
      schema: {
        summary: 'Make a project, and own it',
        headers: RetryHeaders,
        body: Body({ name: Text(64), ...changes }),
        response: { 201: ProjectView },
      },
    },
    async (request, reply) => {
      const actor = request.actor as Actor
      await answerOnce({ db, clock: kernel.clock, request, reply }, async (tx) => {
        const row = await createProject(collection, tx, request.by, request.body)
        await addOwner(collection, tx, request.by, { projectId: row.id, account: actor.accountId })
        const counts = { submissions: 0, uploads: 0, grants: 0, participants: 0, complete: 0, last_at: null }
        return { status: 201, body: { ...projectView({ ...row, ...counts }, actor), role: 'owner' as const } }
      })
      return reply
    },
  )

  scope.get(
    '/projects/:id',
    {
      config: { access: 'account' },
      schema: { summary: 'One project', params: IdParams, response: { 200: ProjectView } },
    },
    async (request, reply) => {
      await requireProject(collection, request.actor, request.params.id, 'coordinator')
      const row = await getProject(collection, request.params.id)
      return reply.header('etag', etagOf(row)).send(projectView(row, request.actor as Actor))
    },
  )

  scope.patch(
    '/projects/:id',
    {
      config: { access: 'account' },
      schema: {
        summary: 'Change what a project says about itself; its owners may',
        params: IdParams,
        headers: MatchHeaders,
        body: Body({
          ...changes,
          closed: Type.Optional(Type.Boolean()),
          refuseWhenClosed: Type.Optional(Type.Boolean()),
        }),
        response: { 200: ProjectView },
      },
    },
    async (request, reply) => {
      const { id } = await requireProject(collection, request.actor, request.params.id, 'owner')
      const version = versionAsked(request.headers['if-match'])
      await changeProject(collection, request.by, { id, changes: request.body, version })
      const row = await getProject(collection, id)
      return reply.header('etag', etagOf(row)).send(projectView(row, request.actor as Actor))
    },
  )

  secretRoutes(scope, collection)
}

function secretRoutes(scope: Scope, collection: Collection): void {
  for (const [method, url, summary, act] of [
    [
      'GET',
      '/projects/:id/issuer',
      'The secret that issues links of this project; null when there is none',
      readProjectSecret,
    ],
    [
      'POST',
      '/projects/:id/issuer/rotate',
      'Make a new secret of this project, and end the one before',
      rotateProjectSecret,
    ],
  ] as const) {
    scope.route({
      method,
      url,
      config: { access: 'account' },
      schema: { summary, params: IdParams, response: { 200: Secret } },
      handler: async (request, reply) => {
        const { id } = await requireProject(collection, request.actor, request.params.id, 'owner')
        const token = await act(collection, request.by, id)
        return reply.header('cache-control', 'no-store').send({ token: token ?? null })
      },
    })
  }
}

type ProjectItem = Awaited<ReturnType<typeof getProject>>

const etagOf = (row: ProjectItem): string => `"${versionOf(row)}"`

function projectView(row: ProjectItem, actor: Actor): Static<typeof ProjectView> {
  return {
    id: row.id,
    name: row.name,
    ...settingsOf(row),
    role: projectRoleOf(actor, row.id) ?? 'coordinator',
    submissions: Number(row.submissions ?? 0),
    uploads: Number(row.uploads ?? 0),
    grants: Number(row.grants ?? 0),
    participants: Number(row.participants ?? 0),
    complete: Number(row.complete ?? 0),
    lastAt: optionalTime(row.last_at),
    createdAt: time(row.created_at),
  }
}
