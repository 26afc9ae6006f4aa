import { Type } from 'typebox'
import { versionOf } from '../../../kernel/api/account-view.ts'
import {
  Empty,
  Id,
  IdParams,
  MatchHeaders,
  Page,
  pageOf,
  paging,
  Query,
  RetryHeaders,
  Text,
} from '../../../kernel/api/shapes.ts'
import { publicAddress } from '../../../kernel/config/address.ts'
import type { Scope } from '../../../kernel/http/app.ts'
import { answerOnce } from '../../../kernel/http/idempotent.ts'
import { type Automation, NETADMIN_ROLE, SUPPORT_ROLE } from '../automation.ts'
import { fireRoute } from './fire-api.ts'
import { listTriggers } from './trigger.store.ts'
import { changeTrigger, createTrigger, getTrigger, removeTrigger, renewTrigger } from './trigger.ts'
import { takeOverTrigger } from './trigger-owner.ts'
import type { KeptSecret } from './trigger-secret.ts'
import { revealedSecret } from './trigger-secret.ts'
import { NewTriggerBody, TriggerBody, TriggerView, TriggerWithSecret, triggerView } from './trigger-view.ts'

const readers = { access: { role: SUPPORT_ROLE } } as const
const runners = { access: { role: NETADMIN_ROLE } } as const

/** What starts presets from outside: monitoring, or continuous integration. */
export function triggerRoutes(scope: Scope, automation: Automation): void {
  const { db } = automation
  const origin = publicAddress(automation.kernel.config)

  scope.get(
    '/triggers',
    {
      config: readers,
      schema: {
        summary: 'Triggers with the presets that they run',
        querystring: Query({ ...paging, search: Type.Optional(Text(200)), preset: Type.Optional(Id) }),
        response: { 200: Page(TriggerView) },
      },
    },
    async ({ query: { limit, ...filter } }) => {
      const rows = await listTriggers(db, { ...filter, limit: limit + 1 })
      return pageOf(rows, limit, (row) => triggerView(row, origin))
    },
  )

  scope.get(
    '/triggers/:id',
    {
      config: readers,
      schema: { summary: 'One trigger', params: IdParams, response: { 200: TriggerView } },
    },
    async (request, reply) => {
      const trigger = await getTrigger(db, request.params.id)
      return reply.header('etag', `"${trigger.version}"`).send(triggerView(trigger, origin))
    },
  )

  scope.patch(
    '/triggers/:id',
    {
      config: runners,
      schema: {
        summary: 'Change a trigger; its runs are yours from then on',
        params: IdParams,
        headers: MatchHeaders,
        body: TriggerBody,
        response: { 200: TriggerView },
      },
    },
    async (request, reply) => {
      const trigger = await changeTrigger(automation, request.by, {
        id: request.params.id,
        version: versionOf(request.headers['if-match']),
        fields: request.body,
      })
      return reply.header('etag', `"${trigger.version}"`).send(triggerView(trigger, origin))
    },
  )

  scope.delete(
    '/triggers/:id',
    {
      config: runners,
      schema: {
        summary: 'Take a trigger away; the runs that it has started stay',
        params: IdParams,
        response: { 204: Empty },
      },
    },
    async (request, reply) => {
      await removeTrigger(automation, request.by, request.params.id)
      return reply.code(204).send(null)
    },
  )

  scope.post(
    '/triggers/:id/take-over',
    {
      config: runners,
      schema: {
        summary: 'Answer for a trigger: its runs are yours from then on',
        params: IdParams,
        response: { 200: TriggerView },
      },
    },
    async (request) => triggerView(await takeOverTrigger(automation, request.by, request.params.id), origin),
  )

  secretRoutes(scope, automation, origin)
  fireRoute(scope, automation, origin)
}

/** Those whose answer holds the secret, this once. */
function secretRoutes(scope: Scope, automation: Automation, origin: string): void {
  const { db, kernel } = automation
  const complete = (body: unknown) => {
    const { trigger, kept } = body as { trigger: unknown; kept: KeptSecret }
    return { trigger, secret: revealedSecret(kernel.secrets, kept) }
  }
  const bodyOf = ({ trigger, kept }: Awaited<ReturnType<typeof createTrigger>>) => ({
    trigger: triggerView(trigger, origin),
    kept,
  })

  scope.post(
    '/triggers',
    {
      config: { ...runners, refusals: [409] },
      schema: {
        summary: 'Make a trigger; its secret is shown this once',
        headers: RetryHeaders,
        body: NewTriggerBody,
        response: { 201: TriggerWithSecret },
      },
    },
    async (request, reply) => {
      const {
        isEnabled = true,
        variables = [],
        hostsPointer = null,
        acceptsUntimed = false,
        ...body
      } = request.body
      const fields = { ...body, isEnabled, variables, hostsPointer, acceptsUntimed }
      await answerOnce({ db, clock: kernel.clock, request, reply, complete }, async (tx) => ({
        status: 201,
        body: bodyOf(await createTrigger(automation, tx, request.by, fields)),
      }))
      return reply
    },
  )

  scope.post(
    '/triggers/:id/secret',
    {
      config: { ...runners, refusals: [409] },
      schema: {
        summary: 'Make the secret anew, which is shown this once; its runs are yours from then on',
        params: IdParams,
        headers: RetryHeaders,
        response: { 200: TriggerWithSecret },
      },
    },
    async (request, reply) => {
      await answerOnce({ db, clock: kernel.clock, request, reply, complete }, async (tx) => ({
        status: 200,
        body: bodyOf(await renewTrigger(automation, tx, request.by, request.params.id)),
      }))
      return reply
    },
  )
}
