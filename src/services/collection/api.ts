import { Type } from 'typebox'
import {
  BackPageQuery,
  Body,
  Empty,
  Id,
  IdParams,
  OptionalTime,
  optionalTime,
  Page,
  PageQuery,
  pageOf,
  RetryHeaders,
  Text,
  Time,
  time,
} from '../../kernel/api/shapes.ts'
import type { App, Scope } from '../../kernel/http/app.ts'
import { renderProblem } from '../../kernel/http/errors.ts'
import { answerOnce } from '../../kernel/http/idempotent.ts'
import { mount } from '../../kernel/http/mount.ts'
import { newSecret, sha256 } from '../../kernel/identity/credential.ts'
import { problems as identityProblems } from '../../kernel/identity/problems.ts'
import type { Collection } from './collection.ts'
import { addGrant, derivedSecret, listGrants, revokeGrant } from './grant.ts'
import { ISSUING_ROLES, readMasterToken, rotateMasterToken } from './issuer.ts'
import { createProject, getProject, listProjects } from './project.ts'
import { submissionRoutes } from './submission-api.ts'
import type { GrantRow } from './tables.ts'

const Count = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER })

const ProjectView = Type.Object({
  id: Id,
  name: Type.String(),
  keepAddress: Type.Boolean(),
  submissions: Count,
  grants: Count,
  createdAt: Time,
})

const GrantView = Type.Object({
  id: Id,
  participant: Type.Union([Type.String(), Type.Null()]),
  state: Type.Union([Type.Literal('active'), Type.Literal('expired'), Type.Literal('revoked')]),
  uses: Count,
  bytes: Count,
  issuedAt: Time,
  expiresAt: Time,
  revokedAt: OptionalTime,
  lastUsedAt: OptionalTime,
})

const Secret = Type.Object({ token: Type.String() })

/** Our own API of collection. Coordinators give out links and see counts; answers are for managers. */
export function collectionApi(app: App, collection: Collection): void {
  const parts = { prefix: '/api/collection', service: 'collection', title: 'Collection' }
  mount(app, { ...parts, renderError: renderProblem }, (scope) => {
    projectRoutes(scope, collection)
    grantRoutes(scope, collection)
    issuerRoutes(scope, collection)
    submissionRoutes(scope, collection)
  })
}

function projectRoutes(scope: Scope, collection: Collection): void {
  const { db, kernel } = collection

  scope.get(
    '/projects',
    {
      config: { access: { role: ISSUING_ROLES } },
      schema: {
        summary: 'Projects with how much came in, oldest first',
        querystring: PageQuery,
        response: { 200: Page(ProjectView) },
      },
    },
    async (request) => {
      const { after, limit } = request.query
      return pageOf(await listProjects(db, { after, limit: limit + 1 }), limit, projectView)
    },
  )

  scope.post(
    '/projects',
    {
      config: { access: { role: 'collection:manager' } },
      schema: {
        summary: 'Make a project',
        headers: RetryHeaders,
        body: Body({ name: Text(64), keepAddress: Type.Optional(Type.Boolean()) }),
        response: { 201: ProjectView },
      },
    },
    async (request, reply) => {
      await answerOnce({ db, clock: kernel.clock, request, reply }, async (tx) => {
        const { name, keepAddress = false } = request.body
        const row = await createProject(collection, tx, request.by, { name, keepAddress })
        return { status: 201, body: projectView({ ...row, submissions: 0, grants: 0 }) }
      })
      return reply
    },
  )

  scope.get(
    '/projects/:id',
    {
      config: { access: { role: ISSUING_ROLES } },
      schema: { summary: 'One project', params: IdParams, response: { 200: ProjectView } },
    },
    async (request) => projectView(await getProject(collection, request.params.id)),
  )
}

interface KeptGrant {
  id: number
  nonce: string
  sha256: string
  expiresAt: string
}

type ProjectItem = Pick<
  Awaited<ReturnType<typeof listProjects>>[number],
  'id' | 'name' | 'keep_address' | 'created_at' | 'submissions' | 'grants'
>

function projectView(row: ProjectItem) {
  return {
    id: row.id,
    name: row.name,
    keepAddress: row.keep_address === 1,
    submissions: row.submissions ?? 0,
    grants: row.grants ?? 0,
    createdAt: time(row.created_at),
  }
}

function grantRoutes(scope: Scope, collection: Collection): void {
  const { db, kernel } = collection
  const config = { access: { role: ISSUING_ROLES } }

  scope.get(
    '/projects/:id/grants',
    {
      config,
      schema: {
        summary: 'Grants of a project, newest first; their tokens are not shown again',
        params: IdParams,
        querystring: BackPageQuery,
        response: { 200: Page(GrantView) },
      },
    },
    async (request) => {
      const { id } = await getProject(collection, request.params.id)
      const { before, limit } = request.query
      const rows = await listGrants(db, { projectId: id, before, limit: limit + 1 })
      return pageOf(rows, limit, (row) => grantView(row, kernel.clock.now()))
    },
  )

  scope.post(
    '/projects/:id/grants',
    {
      config,
      schema: {
        summary: 'Issue a grant; its token is shown this once',
        params: IdParams,
        headers: RetryHeaders,
        body: Body({
          minutes: Type.Optional(Type.Integer({ minimum: 0, maximum: 5_256_000 })),
          participant: Type.Optional(Text(255)),
        }),
        response: { 201: Type.Object({ id: Id, token: Type.String(), expiresAt: Time }) },
      },
    },
    async (request, reply) => {
      const project = await getProject(collection, request.params.id)
      const { minutes, participant } = request.body
      const wanted = {
        project: project.name,
        expiryMinutes: minutes?.toString(),
        participant,
        issuer: { id: undefined, projectId: project.id, by: request.by },
      }
      // The kept answer has no token in it: that is made again from the nonce and the key of the installation.
      const complete = (body: unknown) => {
        const { nonce, sha256: expected, ...kept } = body as KeptGrant
        const token = `${project.name}-${derivedSecret(collection, nonce)}`
        // The key of the installation was changed meanwhile.
        if (sha256(token) !== expected) throw identityProblems.tokenNotShown()
        return { ...kept, token }
      }
      void reply.header('cache-control', 'no-store')
      await answerOnce({ db, clock: kernel.clock, request, reply, complete }, async (tx) => {
        const nonce = newSecret()
        const { id, token, expiresAt } = await addGrant(
          collection,
          tx,
          wanted,
          derivedSecret(collection, nonce),
        )
        const body: KeptGrant = { id, nonce, sha256: sha256(token), expiresAt: time(expiresAt) }
        return { status: 201, body }
      })
      return reply
    },
  )

  scope.delete(
    '/grants/:id',
    { config, schema: { summary: 'Withdraw a grant', params: IdParams, response: { 204: Empty } } },
    async (request, reply) => {
      await revokeGrant(collection, request.by, request.params.id)
      return reply.code(204).send(null)
    },
  )
}

function grantView(row: GrantRow, now: number) {
  const isOver = row.expires_at <= now ? ('expired' as const) : ('active' as const)
  return {
    id: row.id,
    participant: row.participant,
    state: row.revoked_at === null ? isOver : ('revoked' as const),
    uses: row.uses,
    bytes: row.bytes,
    issuedAt: time(row.issued_at),
    expiresAt: time(row.expires_at),
    revokedAt: optionalTime(row.revoked_at),
    lastUsedAt: optionalTime(row.last_used_at),
  }
}

function issuerRoutes(scope: Scope, collection: Collection): void {
  for (const [method, url, summary, act] of [
    ['GET', '/issuer', 'The master TOKEN, which issues grants for every project', readMasterToken],
    ['POST', '/issuer/rotate', 'End the master TOKEN and make a new one', rotateMasterToken],
  ] as const) {
    scope.route({
      method,
      url,
      config: { access: 'administrator' },
      schema: { summary, response: { 200: Secret } },
      handler: async (request, reply) =>
        reply.header('cache-control', 'no-store').send({ token: await act(collection, request.by) }),
    })
  }
}
