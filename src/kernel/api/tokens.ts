import { Type } from 'typebox'
import type { App, Scope } from '../http/app.ts'
import { getAccount } from '../identity/account.ts'
import { problems } from '../identity/problems.ts'
import { countTokens, listTokens, revokeToken } from '../identity/token.ts'
import type { Secrets } from '../secrets/secrets.ts'
import { answerToken, NewToken } from './new-token.ts'
import { Empty, Id, IdParams, Page, pageOf, Query, RetryHeaders, Text, Total } from './shapes.ts'
import { NewTokenBody, TokenView, tokenView } from './token-view.ts'

const State = Type.Union([Type.Literal('active'), Type.Literal('expired'), Type.Literal('revoked')])

/** API tokens of everyone, and those that service accounts are given, for administrators. */
export function tokenRoutes(scope: Scope, app: App, secrets: Secrets): void {
  const { identity } = app.access
  const access = 'administrator' as const

  scope.get(
    '/tokens',
    {
      config: { access },
      schema: {
        summary: 'API tokens of everyone',
        querystring: Query({
          after: Type.Optional(Id),
          limit: Type.Integer({ minimum: 1, maximum: 200, default: 50 }),
          account: Type.Optional(Id),
          search: Type.Optional(Text(200)),
          state: Type.Optional(State),
          kind: Type.Optional(Type.Union([Type.Literal('person'), Type.Literal('service')])),
        }),
        response: { 200: Type.Object({ ...Page(TokenView).properties, total: Total }) },
      },
    },
    async (request) => {
      const { after, limit, account, ...rest } = request.query
      const query = { ...rest, accountId: account }
      const rows = await listTokens(identity, { ...query, after, limit: limit + 1 })
      return { ...pageOf(rows, limit, tokenView), total: await countTokens(identity, query) }
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

  scope.post(
    '/accounts/:id/tokens',
    {
      config: { access, refusals: [409] },
      schema: {
        summary: 'Make an API token for a service account; its value is shown this once',
        params: IdParams,
        headers: RetryHeaders,
        body: NewTokenBody,
        response: { 201: NewToken },
      },
    },
    async (request, reply) => {
      const account = await getAccount(identity, request.params.id)
      if (account.kind !== 'service') throw problems.personsToken()
      return answerToken({ identity, secrets, request, reply }, { account, body: request.body })
    },
  )
}
