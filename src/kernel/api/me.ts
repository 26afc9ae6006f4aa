import { Type } from 'typebox'
import { clientAddress } from '../http/address.ts'
import type { App, Scope } from '../http/app.ts'
import { answerOnce } from '../http/idempotent.ts'
import { changeAccount, changeOwnPassword, getAccount } from '../identity/account.ts'
import type { Actor } from '../identity/actor.ts'
import { newSecret } from '../identity/credential.ts'
import { endSession, listSessions } from '../identity/session.ts'
import { addToken, listTokens, revokeToken } from '../identity/token.ts'
import type { Secrets } from '../secrets/secrets.ts'
import { AccountView, accountView, etagOf, NameChanges, versionOf } from './account-view.ts'
import {
  Body,
  Empty,
  Id,
  IdParams,
  MatchHeaders,
  Page,
  PageQuery,
  Password,
  pageOf,
  RetryHeaders,
  Time,
  time,
} from './shapes.ts'
import {
  type KeptToken,
  NewTokenBody,
  newTokenOf,
  reveal,
  TokenView,
  tokenOf,
  tokenView,
} from './token-view.ts'

const SessionView = Type.Object({
  id: Id,
  current: Type.Boolean(),
  address: Type.Union([Type.String(), Type.Null()]),
  userAgent: Type.Union([Type.String(), Type.Null()]),
  createdAt: Time,
  lastSeenAt: Time,
})

/** What everyone may see and change about themselves. */
export function meRoutes(scope: Scope, app: App, secrets: Secrets): void {
  const { identity } = app.access
  const access = 'account' as const

  scope.get(
    '/me',
    { config: { access }, schema: { summary: 'My account', response: { 200: AccountView } } },
    async (request, reply) => {
      const account = await getAccount(identity, idOf(request))
      return reply.header('etag', etagOf(account)).send(accountView(account))
    },
  )

  scope.patch(
    '/me',
    {
      config: { access },
      schema: {
        summary: 'Change my name or address',
        headers: MatchHeaders,
        body: Body(NameChanges),
        response: { 200: AccountView },
      },
    },
    async (request, reply) => {
      const version = versionOf(request.headers['if-match'])
      const account = await changeAccount(identity, request.by, idOf(request), request.body, version)
      return reply.header('etag', etagOf(account)).send(accountView(account))
    },
  )

  scope.post(
    '/me/password',
    {
      config: { access, refusals: [409] },
      schema: {
        summary: 'Change my password; every other sign-in of mine ends',
        body: Body({ current: Password, next: Password }),
        response: { 204: Empty },
      },
    },
    async (request, reply) => {
      await changeOwnPassword(identity, request.by, {
        accountId: idOf(request),
        ...request.body,
        counted: clientAddress(request).counted,
        keepSession: sessionOf(request),
      })
      return reply.code(204).send(null)
    },
  )

  scope.get(
    '/me/sessions',
    {
      config: { access },
      schema: {
        summary: 'Where I am signed in',
        response: { 200: Type.Object({ items: Type.Array(SessionView) }) },
      },
    },
    async (request) => {
      const rows = await listSessions(identity, idOf(request))
      const items = rows.map((row) => ({
        id: row.id,
        current: row.id === sessionOf(request),
        address: row.address,
        userAgent: row.user_agent,
        createdAt: time(row.created_at),
        lastSeenAt: time(row.last_seen_at),
      }))
      return { items }
    },
  )

  scope.delete(
    '/me/sessions/:id',
    {
      config: { access },
      schema: { summary: 'End one of my sign-ins', params: IdParams, response: { 204: Empty } },
    },
    async (request, reply) => {
      await endSession(identity, request.by, idOf(request), request.params.id)
      return reply.code(204).send(null)
    },
  )

  scope.get(
    '/me/tokens',
    {
      config: { access },
      schema: { summary: 'My API tokens', querystring: PageQuery, response: { 200: Page(TokenView) } },
    },
    async (request) => {
      const { after, limit } = request.query
      return pageOf(
        await listTokens(identity, { accountId: idOf(request), after, limit: limit + 1 }),
        limit,
        tokenView,
      )
    },
  )

  scope.post(
    '/me/tokens',
    {
      config: { access },
      schema: {
        summary: 'Make an API token; its value is shown this once',
        headers: RetryHeaders,
        body: NewTokenBody,
        response: { 201: Type.Intersect([TokenView, Type.Object({ token: Type.String() })]) },
      },
    },
    async (request, reply) => {
      const actor = request.actor as Actor
      const token = newTokenOf(request.body, actor)
      const complete = (body: unknown) => reveal(secrets, body as KeptToken)
      await answerOnce({ ...identity, request, reply, complete }, async (tx) => {
        const nonce = newSecret()
        const value = tokenOf(secrets, nonce)
        const made = { ...token, accountId: actor.accountId, value }
        const row = await addToken(identity, tx, request.by, made)
        const view = tokenView({ ...row, account_name: actor.name })
        return { status: 201, body: { view, nonce, sha256: row.sha256 } satisfies KeptToken }
      })
      return reply
    },
  )

  scope.delete(
    '/me/tokens/:id',
    {
      config: { access },
      schema: { summary: 'Revoke one of my tokens', params: IdParams, response: { 204: Empty } },
    },
    async (request, reply) => {
      await revokeToken(identity, request.by, request.params.id, idOf(request))
      return reply.code(204).send(null)
    },
  )
}

const idOf = (request: { actor: Actor | undefined }): number => (request.actor as Actor).accountId

/** The session that asks, when it is one. */
function sessionOf({ actor }: { actor: Actor | undefined }): number | undefined {
  return actor?.via === 'session' ? Number(actor.credential.split(':')[1]) : undefined
}
