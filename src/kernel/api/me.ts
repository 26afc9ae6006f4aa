import { Type } from 'typebox'
import { clientAddress } from '../http/address.ts'
import type { App, Scope } from '../http/app.ts'
import { changeAccount, changeOwnPassword, getAccount } from '../identity/account.ts'
import type { Actor } from '../identity/actor.ts'
import { requireFresh } from '../identity/confirm.ts'
import { endSession, listSessions } from '../identity/session.ts'
import { listTokens, revokeToken } from '../identity/token.ts'
import type { Secrets } from '../secrets/secrets.ts'
import { AccountView, accountView, etagOf, NameChanges, versionOf } from './account-view.ts'
import { answerToken, NewToken } from './new-token.ts'
import {
  Body,
  Empty,
  IdParams,
  MatchHeaders,
  Page,
  PageQuery,
  Password,
  pageOf,
  RetryHeaders,
} from './shapes.ts'
import { SignInView, signInView } from './sign-in-view.ts'
import { NewTokenBody, TokenView, tokenView } from './token-view.ts'

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
      // Who has the mailbox has the account, by a forgotten password.
      if (request.body.email !== undefined) await requireFresh(identity, request.actor as Actor)
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
        summary: 'Change my password, or set my first one; every other sign-in of mine ends',
        body: Body({ current: Type.Optional(Password), next: Password }),
        response: { 204: Empty },
      },
    },
    async (request, reply) => {
      const { current, next } = request.body
      if (current === undefined) await requireFresh(identity, request.actor as Actor)
      await changeOwnPassword(identity, request.by, {
        accountId: idOf(request),
        current,
        next,
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
        response: { 200: Type.Object({ items: Type.Array(SignInView) }) },
      },
    },
    async (request) => {
      const rows = await listSessions(identity, idOf(request))
      return { items: rows.map((row) => signInView(row, sessionOf(request))) }
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
        response: { 201: NewToken },
      },
    },
    async (request, reply) => {
      const { accountId, name } = request.actor as Actor
      const parts = { identity, secrets, request, reply }
      return answerToken(parts, { account: { id: accountId, name }, body: request.body })
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
