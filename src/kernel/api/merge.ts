import { Type } from 'typebox'
import type { App, Scope } from '../http/app.ts'
import { mergeAccounts, previewMerge } from '../identity/merge.ts'
import { AccountView, accountView, etagOf } from './account-view.ts'
import { Body, Id, IdParams, Query, Text } from './shapes.ts'

const Preview = Type.Object({
  from: AccountView,
  to: AccountView,
  moves: Type.Array(
    Type.Object({
      what: Type.String(),
      count: Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER }),
    }),
  ),
  email: Type.Union([Type.String(), Type.Null()], {
    description: 'The address that the account that stays gets, when it has none',
  }),
  losesAdministrator: Type.Boolean(),
})

/** Two accounts of one person become one, for administrators. */
export function mergeRoutes(scope: Scope, app: App): void {
  const { identity } = app.access
  const config = { access: 'administrator', refusals: [409] } as const

  scope.get(
    '/accounts/:id/merge',
    {
      config,
      schema: {
        summary: 'What merging another account into this one would do',
        params: IdParams,
        querystring: Query({ from: Id }),
        response: { 200: Preview },
      },
    },
    async (request) => {
      const pair = { from: request.query.from, to: request.params.id }
      const { from, to, ...preview } = await previewMerge(identity, request.by, pair)
      return { from: accountView(from), to: accountView(to), ...preview }
    },
  )

  scope.post(
    '/accounts/:id/merge',
    {
      config,
      schema: {
        summary: 'Merge another account into this one; the other one stays behind, closed for good',
        params: IdParams,
        body: Body({ from: Id, reason: Type.Optional(Text(500)) }),
        response: { 200: AccountView },
      },
    },
    async (request, reply) => {
      const { from, reason } = request.body
      const kept = await mergeAccounts(identity, request.by, { from, to: request.params.id, reason })
      return reply.header('etag', etagOf(kept)).send(accountView(kept))
    },
  )
}
