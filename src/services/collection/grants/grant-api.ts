import { Type } from 'typebox'
import {
  BackPageQuery,
  Body,
  Count,
  Empty,
  Id,
  IdParams,
  OptionalTime,
  optionalTime,
  Page,
  pageOf,
  RetryHeaders,
  Text,
  Time,
  time,
} from '../../../kernel/api/shapes.ts'
import type { Scope } from '../../../kernel/http/app.ts'
import { answerOnce } from '../../../kernel/http/idempotent.ts'
import { newSecret, sha256 } from '../../../kernel/identity/credential.ts'
import { problems as identityProblems } from '../../../kernel/identity/problems.ts'
import type { Collection } from '../collection.ts'
import { requireProject } from '../projects/member.ts'
import type { GrantRow } from '../tables.ts'
import { addGrant, derivedSecret, listGrants, revokeGrant } from './grant.ts'

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

interface KeptGrant {
  id: number
  nonce: string
  sha256: string
  expiresAt: string
}

/** Links one by one: what scripts of a team use. */
export function grantRoutes(scope: Scope, collection: Collection): void {
  const { db, kernel } = collection
  const config = { access: 'account' } as const

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
      const { id } = await requireProject(collection, request.actor, request.params.id, 'coordinator')
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
      const project = await requireProject(collection, request.actor, request.params.id, 'coordinator')
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
      await revokeGrant(collection, request.actor, { by: request.by, id: request.params.id })
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
