import { Type } from 'typebox'
import {
  Body,
  Empty,
  Id,
  IdParams,
  Nullable,
  Page,
  pageOf,
  Query,
  RetryHeaders,
  Text,
} from '../../../kernel/api/shapes.ts'
import type { Scope } from '../../../kernel/http/app.ts'
import { answerOnce } from '../../../kernel/http/idempotent.ts'
import type { Actor } from '../../../kernel/identity/actor.ts'
import { listPeople } from '../../../kernel/identity/people.ts'
import { type Compute, directoryOf, USER_ROLE } from '../compute.ts'
import { requireWorkspace } from '../workspaces/workspace.store.ts'
import { acceptShare, dropShare, findShare, shareWorkspaceIn } from './share.ts'
import { listShares } from './share-list.store.ts'
import { problems } from './share-problems.ts'
import { ShareView, shareView } from './share-view.ts'

const access = { role: USER_ROLE }
const MOST_PEOPLE = 50
const limit = Type.Integer({ minimum: 1, maximum: 200, default: 50 })
const Shares = Page(ShareView)

/** Copies that people give each other, and whom they can give them to. */
export function shareRoutes(scope: Scope, compute: Compute): void {
  const { db, kernel } = compute

  scope.get(
    '/workspaces/:id/shares',
    {
      config: { access },
      schema: {
        summary: 'To whom copies of one of my workspaces were given, newest first',
        params: IdParams,
        querystring: Query({ before: Type.Optional(Id), limit }),
        response: { 200: Shares },
      },
    },
    async (request) => {
      const { accountId: account } = request.actor as Actor
      const { id: original } = await requireWorkspace(compute, request.actor, request.params.id)
      const { before, limit } = request.query
      const items = await listShares(db, { account, side: 'sent', original, before, limit: limit + 1 })
      return pageOf(items, limit, shareView)
    },
  )

  scope.post(
    '/workspaces/:id/shares',
    {
      config: { access, refusals: [409] },
      schema: {
        summary: 'Offer each of these people a copy of their own of one of my workspaces, as it is now',
        params: IdParams,
        headers: RetryHeaders,
        body: Body({ people: Type.Array(Id, { minItems: 1, maxItems: MOST_PEOPLE }) }),
        response: { 201: Type.Object({ items: Type.Array(ShareView) }) },
      },
    },
    async (request, reply) => {
      const { accountId: account } = request.actor as Actor
      const workspace = await requireWorkspace(compute, request.actor, request.params.id)
      await answerOnce({ db, clock: kernel.clock, request, reply }, async (tx) => {
        const to = request.body.people
        const ids = await shareWorkspaceIn(compute, tx, request.by, { workspace, to })
        const items = await listShares(tx, {
          account,
          side: 'sent',
          original: workspace.id,
          limit: ids.length,
        })
        return { status: 201, body: { items: items.reverse().map(shareView) } }
      })
      return reply
    },
  )

  scope.get(
    '/shares',
    {
      config: { access },
      schema: {
        summary: 'Copies that I was offered, or that I gave to others, newest first',
        querystring: Query({
          side: Type.Enum(['received', 'sent'], { default: 'received' }),
          state: Type.Optional(Type.Enum(['pending', 'accepted'])),
          before: Type.Optional(Id),
          limit,
        }),
        response: { 200: Shares },
      },
    },
    async (request) => {
      const { side, state, before, limit } = request.query
      const { accountId: account } = request.actor as Actor
      const accepted = state === undefined ? undefined : state === 'accepted'
      const items = await listShares(db, { account, side, accepted, before, limit: limit + 1 })
      return pageOf(items, limit, shareView)
    },
  )

  scope.post(
    '/shares/:id/accept',
    {
      config: { access, refusals: [403, 409] },
      schema: {
        summary: 'Take a copy that I was offered: it is then a workspace of mine',
        params: IdParams,
        response: { 204: Empty },
      },
    },
    async (request, reply) => {
      const { accountId: account } = request.actor as Actor
      await acceptShare(compute, request.by, { account, id: request.params.id })
      return reply.code(204).send(null)
    },
  )

  scope.delete(
    '/shares/:id',
    {
      config: { access },
      schema: {
        summary: 'Decline a copy that I was offered, or cancel one that I offered; not once it is accepted',
        params: IdParams,
        response: { 204: Empty },
      },
    },
    async (request, reply) => {
      const { accountId: account } = request.actor as Actor
      const { id } = request.params
      const share = await findShare(db, id)
      // Whoever has no part in it learns nothing of it.
      if (share?.from_account !== account && share?.to_account !== account) throw problems.missing(id)
      await dropShare(compute, request.by, { account, id })
      return reply.code(204).send(null)
    },
  )

  scope.get(
    '/people',
    {
      config: { access },
      schema: {
        summary: 'People with whom I can share, by number',
        querystring: Query({ search: Type.Optional(Text(200)), after: Type.Optional(Id), limit }),
        response: {
          200: Page(
            Type.Object({
              id: Id,
              name: Type.String(),
              firstName: Type.String(),
              lastName: Type.String(),
              email: Nullable,
            }),
          ),
        },
      },
    },
    async (request) => {
      const { search, after, limit } = request.query
      const { accountId } = request.actor as Actor
      const people = await listPeople(db, directoryOf(compute), {
        asker: accountId,
        ...{ search, after, limit: limit + 1 },
      })
      return pageOf(people, limit, ({ first_name, last_name, ...person }) => ({
        ...person,
        firstName: first_name,
        lastName: last_name,
      }))
    },
  )
}
