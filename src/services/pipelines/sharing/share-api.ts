import { type Static, Type } from 'typebox'
import {
  Body,
  Empty,
  Id,
  IdParams,
  Page,
  pageOf,
  Query,
  RetryHeaders,
  Text,
} from '../../../kernel/api/shapes.ts'
import { publicAddress } from '../../../kernel/config/address.ts'
import type { Scope } from '../../../kernel/http/app.ts'
import { answerOnce } from '../../../kernel/http/idempotent.ts'
import type { Actor } from '../../../kernel/identity/actor.ts'
import { newSecret, secretOf } from '../../../kernel/identity/credential.ts'
import { DAY_MS } from '../../../kernel/span.ts'
import { requireExperiment } from '../experiments/require.ts'
import { nameOf } from '../notices/notices.ts'
import { type Pipelines, USER_ROLE } from '../pipelines.ts'
import { problems as common } from '../problems.ts'
import { listReceivers, ReceiversView } from './receivers.ts'
import { findShare, listSharesOf, listSharesWith, type Thing } from './share.store.ts'
import { revokeShare, shareThing } from './share.ts'
import { ReceivedView, receivedView, ShareView, shareView } from './share-view.ts'

/** Of a link, which anybody can pass on. */
const LINK_DAYS = 14

const config = { access: { role: USER_ROLE } } as const

const NewShare = Body({
  account: Type.Optional(Id),
  group: Type.Optional(Id),
  link: Type.Optional(Type.Literal(true, { description: 'For whoever has the link, without an account' })),
  inputs: Type.Optional(Type.Boolean({ description: 'The form and its files too' })),
  days: Type.Optional(
    Type.Integer({
      minimum: 1,
      maximum: 365,
      description: 'How long; a link 14 days, all else without an end',
    }),
  ),
})

const Shared = Type.Object({
  share: ShareView,
  address: Type.Union([Type.String(), Type.Null()], {
    description: 'Of a link: what to give away. It is shown this once',
  }),
})

interface Kept {
  share: Static<typeof ShareView>
  nonce: string | null
}

/** What people show each other of their experiments and batches. */
export function shareRoutes(scope: Scope, pipelines: Pipelines): void {
  thingRoutes(scope, pipelines, 'experiment')
  thingRoutes(scope, pipelines, 'batch')
  receivedRoutes(scope, pipelines)
}

function thingRoutes(scope: Scope, pipelines: Pipelines, kind: Thing['kind']): void {
  const { db, kernel } = pipelines
  const path = kind === 'experiment' ? '/experiments/:id/shares' : '/batches/:id/shares'
  const what = kind === 'experiment' ? 'an experiment' : 'all experiments of a batch'

  scope.get(
    path,
    {
      config,
      schema: {
        summary: `With whom I share ${what}, newest first`,
        params: IdParams,
        querystring: Query({}),
        response: { 200: Type.Object({ items: Type.Array(ShareView) }) },
      },
    },
    async ({ actor, params }) => {
      await requireOwnThing(pipelines, actor as Actor, { kind, id: params.id })
      const rows = await listSharesOf(db, { kind, id: params.id }, kernel.clock.now())
      return { items: rows.map(shareView) }
    },
  )

  scope.post(
    path,
    {
      config: { ...config, refusals: [409, 422] },
      schema: {
        summary: `Share ${what} of mine with a person, a group of mine, or by a link; shared again it is changed`,
        params: IdParams,
        headers: RetryHeaders,
        body: NewShare,
        response: { 201: Shared },
      },
    },
    async (request, reply) => {
      const { accountId: owner } = request.actor as Actor
      const thing = { kind, id: request.params.id }
      const name = await requireOwnThing(pipelines, request.actor as Actor, thing)
      const { account, group, link, inputs = false, days = link ? LINK_DAYS : undefined } = request.body
      const now = kernel.clock.now()
      const linkOf = (nonce: string) => secretOf(kernel.secrets.derive('pipelines.share'), nonce)
      const complete = (kept: unknown) => {
        const { share, nonce } = kept as Kept
        // Behind the #: no log of a proxy or server sees it.
        const address = nonce === null ? null : `${publicAddress(kernel.config)}/app/shared#${linkOf(nonce)}`
        return { share, address }
      }
      await answerOnce({ db, clock: kernel.clock, request, reply, complete }, async (tx) => {
        const nonce = link ? newSecret() : null
        const id = await shareThing(
          pipelines,
          tx,
          { by: request.by, owner, thing, name },
          {
            ...(account !== undefined && { account }),
            ...(group !== undefined && { group }),
            ...(nonce !== null && { link: linkOf(nonce) }),
            inputs,
            endsAt: days === undefined ? null : now + days * DAY_MS,
          },
        )
        const row = await findShare(tx, id, now)
        if (!row) throw common.notFound()
        return { status: 201, body: { share: shareView(row), nonce } satisfies Kept }
      })
      return reply
    },
  )
}

/** Only who owns it decides who else sees it. Gives what it is called. */
async function requireOwnThing(pipelines: Pipelines, actor: Actor, { kind, id }: Thing): Promise<string> {
  if (kind === 'experiment') return nameOf(await requireExperiment(pipelines, actor, id, 'own'))
  const batch = await pipelines.db
    .selectFrom('pipelines_batch')
    .selectAll()
    .where('id', '=', id)
    .where('account_id', '=', actor.accountId)
    .executeTakeFirst()
  if (!batch) throw common.notFound()
  return batch.name || `Batch ${id}`
}

function receivedRoutes(scope: Scope, pipelines: Pipelines): void {
  const { db, kernel } = pipelines

  scope.delete(
    '/shares/:id',
    {
      config,
      schema: {
        summary: 'Take a share back, or a link: whoever saw something by it sees it no longer',
        params: IdParams,
        response: { 204: Empty },
      },
    },
    async (request, reply) => {
      await revokeShare(pipelines, request.by, (request.actor as Actor).accountId, request.params.id)
      return reply.code(204).send(null)
    },
  )

  scope.get(
    '/shared',
    {
      config,
      schema: {
        summary: 'What others share with me, newest first',
        querystring: Query({
          before: Type.Optional(Id),
          limit: Type.Integer({ minimum: 1, maximum: 200, default: 50 }),
        }),
        response: { 200: Page(ReceivedView) },
      },
    },
    async (request) => {
      const { before, limit } = request.query
      const { accountId } = request.actor as Actor
      const now = kernel.clock.now()
      const asked = { now, limit: limit + 1, ...(before !== undefined && { before }) }
      return pageOf(await listSharesWith(db, accountId, asked), limit, receivedView)
    },
  )

  scope.get(
    '/receivers',
    {
      config,
      schema: {
        summary: 'With whom I can share: my groups, and people whom I can find, 20 of each',
        querystring: Query({ search: Type.Optional(Text(200)) }),
        response: { 200: ReceiversView },
      },
    },
    async (request) => {
      const { search } = request.query
      return {
        items: await listReceivers(pipelines, { account: (request.actor as Actor).accountId, search }),
      }
    },
  )
}
