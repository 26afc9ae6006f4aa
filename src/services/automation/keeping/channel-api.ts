import { type Static, Type } from 'typebox'
import {
  Body,
  Empty,
  Id,
  IdParams,
  OptionalTime,
  optionalTime,
  Query,
  RetryHeaders,
  Text,
  Time,
  time,
} from '../../../kernel/api/shapes.ts'
import { inTransaction } from '../../../kernel/db/db.ts'
import type { Scope } from '../../../kernel/http/app.ts'
import { answerOnce } from '../../../kernel/http/idempotent.ts'
import { enqueue } from '../../../kernel/jobs/jobs.ts'
import { type Automation, SERVICE, SUPERUSER_ROLE, SUPPORT_ROLE } from '../automation.ts'
import { problems as common } from '../problems.ts'
import type { ChannelRow } from '../tables.ts'
import { checkAddress, createChannel, findChannel, listChannels, removeChannel } from './channel.ts'
import { tellChannel } from './tell-channel.ts'

const Kind = Type.Enum(['chat', 'mail'], {
  description: 'An incoming webhook of a chat that takes {"text": …}, or a mailbox',
})

const ChannelView = Type.Object({
  id: Id,
  name: Type.String(),
  kind: Kind,
  shown: Type.String({ description: 'What may be shown of its address' }),
  failure: Type.String({ description: 'Why the last message did not arrive' }),
  failedAt: OptionalTime,
  createdAt: Time,
})

const writes = { access: { role: SUPERUSER_ROLE } }

/** Chats and mailboxes that are told of the ends of runs. */
export function channelRoutes(scope: Scope, automation: Automation): void {
  const { db, kernel } = automation

  scope.get(
    '/channels',
    {
      config: { access: { role: SUPPORT_ROLE } },
      schema: {
        summary: 'Chats and mailboxes that can be told of runs',
        querystring: Query({}),
        response: { 200: Type.Object({ items: Type.Array(ChannelView) }) },
      },
    },
    async () => ({ items: (await listChannels(db)).map(channelView) }),
  )

  scope.post(
    '/channels',
    {
      config: { ...writes, refusals: [409] },
      schema: {
        summary: 'Add a chat or a mailbox; its address is never shown again',
        headers: RetryHeaders,
        body: Body({ name: Text(200, 1), kind: Kind, address: Text(2_048, 1) }),
        response: { 201: ChannelView },
      },
    },
    async (request, reply) => {
      await checkAddress(automation, request.body)
      await answerOnce({ db, clock: kernel.clock, request, reply }, async (tx) => {
        const row = await createChannel(automation, tx, request.by, request.body)
        return { status: 201, body: channelView(row) }
      })
      return reply
    },
  )

  scope.post(
    '/channels/:id/test',
    {
      config: writes,
      schema: {
        summary: 'Send a message there, to see that it arrives',
        params: IdParams,
        response: { 202: Empty },
      },
    },
    async ({ by, params: { id } }, reply) => {
      const row = await findChannel(db, id)
      if (!row) throw common.notFound()
      await inTransaction(db, async (tx) => {
        await enqueue(tx, tellChannel, { channel: id, ...TEST })
        await kernel.journal.record(tx, {
          by,
          action: 'automation.channel.tested',
          object: `automation.channel:${id}`,
          service: SERVICE,
          details: { name: row.name },
          audience: SUPPORT_ROLE,
        })
      })
      return reply.code(202).send(null)
    },
  )

  scope.delete(
    '/channels/:id',
    {
      config: writes,
      schema: { summary: 'Remove a chat or a mailbox', params: IdParams, response: { 204: Empty } },
    },
    async ({ by, params }, reply) => {
      await removeChannel(automation, by, params.id)
      return reply.code(204).send(null)
    },
  )
}

const TEST = {
  title: 'This is a test',
  text: 'Messages about runs arrive here.',
  link: '/app/automation/runs',
}

const channelView = (row: ChannelRow): Static<typeof ChannelView> => ({
  id: row.id,
  name: row.name,
  kind: row.kind,
  shown: row.shown,
  failure: row.failure,
  failedAt: optionalTime(row.failed_at),
  createdAt: time(row.created_at),
})
