import type { FastifyReply } from 'fastify'
import { Type } from 'typebox'
import type { App, Scope } from '../http/app.ts'
import { answerOnce } from '../http/idempotent.ts'
import { addAccount, changeAccount, getAccount, prepareAccount, setPassword } from '../identity/account.ts'
import { listOwnRoles, rolesOf, setRoles } from '../identity/group.ts'
import { listAccounts } from '../identity/identity.store.ts'
import { endAllSessions } from '../identity/session.ts'
import { listTokens, revokeToken } from '../identity/token.ts'
import { AccountView, accountView, etagOf, NameChanges, versionOf } from './account-view.ts'
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
  SearchQuery,
  Text,
} from './shapes.ts'
import { TokenView, tokenView } from './token-view.ts'

export const Roles = Type.Array(Text(80), { maxItems: 100 })

/** Of a new account: nobody has changed it yet. */
const located = (reply: FastifyReply) => (body: unknown) => {
  reply.headers({ etag: '"1"', location: `/api/accounts/${(body as { id: number }).id}` })
  return body
}

/** Accounts and their tokens, for administrators. */
export function accountRoutes(scope: Scope, app: App): void {
  const { identity } = app.access
  const access = 'administrator' as const

  scope.get(
    '/accounts',
    {
      config: { access },
      schema: {
        summary: 'Accounts, oldest first',
        querystring: SearchQuery,
        response: { 200: Page(AccountView) },
      },
    },
    async (request) => {
      const { after, limit, search } = request.query
      return pageOf(await listAccounts(identity.db, { after, search, limit: limit + 1 }), limit, accountView)
    },
  )

  scope.post(
    '/accounts',
    {
      config: { access },
      schema: {
        summary: 'Make an account',
        headers: RetryHeaders,
        body: Body({
          name: Text(150),
          email: Type.Optional(Text(255)),
          password: Type.Optional(Password),
          firstName: Type.Optional(Text(150)),
          lastName: Type.Optional(Text(150)),
          administrator: Type.Optional(Type.Boolean()),
          kind: Type.Optional(Type.Union([Type.Literal('person'), Type.Literal('service')])),
        }),
        response: { 201: AccountView },
      },
    },
    async (request, reply) => {
      const row = await prepareAccount(identity, request.body)
      await answerOnce({ ...identity, request, reply, complete: located(reply) }, async (tx) => {
        const account = await addAccount(identity, tx, request.by, row)
        return { status: 201, body: accountView(account) }
      })
      return reply
    },
  )

  scope.get(
    '/accounts/:id',
    {
      config: { access },
      schema: {
        summary: 'One account, with its own roles and those that it has by groups',
        params: IdParams,
        response: { 200: Type.Intersect([AccountView, Type.Object({ ownRoles: Roles, roles: Roles })]) },
      },
    },
    async (request, reply) => {
      const account = await getAccount(identity, request.params.id)
      const ownRoles = await listOwnRoles(identity, { account: account.id })
      return reply
        .header('etag', etagOf(account))
        .send({ ...accountView(account), ownRoles, roles: await rolesOf(identity, account.id) })
    },
  )

  scope.patch(
    '/accounts/:id',
    {
      config: { access },
      schema: {
        summary: 'Change an account; a disabled one is signed out everywhere',
        params: IdParams,
        headers: MatchHeaders,
        body: Body({
          ...NameChanges,
          administrator: Type.Optional(Type.Boolean()),
          disabled: Type.Optional(Type.Boolean()),
        }),
        response: { 200: AccountView },
      },
    },
    async (request, reply) => {
      const version = versionOf(request.headers['if-match'])
      const account = await changeAccount(identity, request.by, request.params.id, request.body, version)
      return reply.header('etag', etagOf(account)).send(accountView(account))
    },
  )

  scope.put(
    '/accounts/:id/password',
    {
      config: { access, refusals: [409] },
      schema: {
        summary: 'Set a password; every sign-in of the account ends',
        params: IdParams,
        body: Body({ password: Password }),
        response: { 204: Empty },
      },
    },
    async (request, reply) => {
      await setPassword(identity, request.by, request.params.id, request.body.password)
      return reply.code(204).send(null)
    },
  )

  scope.put(
    '/accounts/:id/roles',
    {
      config: { access },
      schema: {
        summary: 'Set the own roles of an account',
        params: IdParams,
        body: Body({ roles: Roles }),
        response: { 200: Type.Object({ roles: Roles }) },
      },
    },
    async (request) => {
      const { id } = await getAccount(identity, request.params.id)
      await setRoles(identity, request.by, { account: id }, request.body.roles)
      return { roles: await listOwnRoles(identity, { account: id }) }
    },
  )

  scope.delete(
    '/accounts/:id/sessions',
    {
      config: { access },
      schema: { summary: 'Sign an account out everywhere', params: IdParams, response: { 204: Empty } },
    },
    async (request, reply) => {
      const { id } = await getAccount(identity, request.params.id)
      await endAllSessions(identity, request.by, id)
      return reply.code(204).send(null)
    },
  )

  scope.get(
    '/tokens',
    {
      config: { access },
      schema: {
        summary: 'API tokens of everyone',
        querystring: PageQuery,
        response: { 200: Page(TokenView) },
      },
    },
    async (request) => {
      const { after, limit } = request.query
      return pageOf(await listTokens(identity, { after, limit: limit + 1 }), limit, tokenView)
    },
  )

  scope.delete(
    '/tokens/:id',
    { config: { access }, schema: { summary: 'Revoke a token', params: IdParams, response: { 204: Empty } } },
    async (request, reply) => {
      await revokeToken(identity, request.by, request.params.id)
      return reply.code(204).send(null)
    },
  )
}
