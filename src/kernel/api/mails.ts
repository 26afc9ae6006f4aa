import { Type } from 'typebox'
import { publicAddress } from '../config/address.ts'
import type { Scope } from '../http/app.ts'
import type { Kernel } from '../kernel.ts'
import {
  countMails,
  discardMail,
  listMails,
  type MailState,
  readMail,
  retryMail,
  retryMails,
  sendTestMail,
} from '../mail/outbox.ts'
import {
  Body,
  Count,
  Empty,
  Id,
  IdParams,
  OptionalTime,
  optionalTime,
  Page,
  pageOf,
  Query,
  Text,
  Time,
  time,
} from './shapes.ts'

const State = Type.Union([
  Type.Literal('queued', { description: 'On its way' }),
  Type.Literal('sent'),
  Type.Literal('kept', { description: 'There is no mail server; it can be read here' }),
  Type.Literal('failed'),
])

const MailView = Type.Object({
  id: Id,
  to: Type.String(),
  subject: Type.String(),
  template: Type.String(),
  state: State,
  attempts: Count,
  lastError: Type.Union([Type.String(), Type.Null()]),
  createdAt: Time,
  sentAt: OptionalTime,
})

type Listed = Awaited<ReturnType<typeof listMails>>[number]

/** The outbox: mails that went, that wait, that are kept because there is no server, and that could not be sent. */
export function mailRoutes(scope: Scope, kernel: Kernel): void {
  const access = 'administrator' as const
  const { db } = kernel

  scope.get(
    '/mails',
    {
      config: { access },
      schema: {
        summary: 'Mails, newest first, without their texts',
        querystring: Query({
          before: Type.Optional(Id),
          limit: Type.Integer({ minimum: 1, maximum: 200, default: 50 }),
          state: Type.Optional(State),
          search: Type.Optional(Text(200)),
        }),
        response: {
          200: Type.Object({
            ...Page(MailView).properties,
            counts: Type.Object({ queued: Count, sent: Count, kept: Count, failed: Count }),
            server: Type.Boolean({ description: 'Whether a mail server is set' }),
          }),
        },
      },
    },
    async (request) => {
      const { limit, ...filter } = request.query
      const rows = await listMails(db, { ...filter, limit: limit + 1 })
      const counts = await countMails(db)
      return { ...pageOf(rows, limit, mailView), counts, server: kernel.mail.hasServer }
    },
  )

  scope.get(
    '/mails/:id',
    {
      config: { access },
      schema: {
        summary: 'A mail with its text; that somebody read it is in the journal',
        params: IdParams,
        response: {
          200: Type.Object({
            ...MailView.properties,
            text: Type.String(),
            attachment: Type.Union([
              Type.Object({ name: Type.String(), type: Type.String(), text: Type.String() }),
              Type.Null(),
            ]),
          }),
        },
      },
    },
    async (request) => {
      const row = await readMail(kernel, request.by, request.params.id)
      const { attachment_name: name, attachment_type: type, attachment_text: text } = row
      const attachment = name === null ? null : { name, type: type ?? 'text/plain', text: text ?? '' }
      return { ...mailView(row), text: row.text, attachment }
    },
  )

  scope.post(
    '/mails/test',
    {
      config: { access, refusals: [409] },
      schema: {
        summary: 'Send a test mail to oneself',
        response: { 202: Type.Object({ id: Id, to: Type.String(), state: State }) },
      },
    },
    async (request, reply) => {
      const account = request.actor?.accountId as number
      const to = {
        account,
        address: publicAddress(kernel.config),
        language: await kernel.notices.languageOf(account),
      }
      return reply.code(202).send(await sendTestMail(kernel, request.by, to))
    },
  )

  scope.post(
    '/mails/retry',
    {
      config: { access, refusals: [409] },
      schema: {
        summary: 'Try all failed mails again, or all that were kept',
        body: Body({ state: Type.Union([Type.Literal('failed'), Type.Literal('kept')]) }),
        response: { 200: Type.Object({ retried: Count }) },
      },
    },
    async (request) => ({ retried: await retryMails(kernel, request.by, request.body.state) }),
  )

  for (const [method, path, summary, act] of [
    ['POST', '/mails/:id/retry', 'Try a failed or kept mail again', retryMail],
    ['DELETE', '/mails/:id', 'Throw away a mail that was not sent', discardMail],
  ] as const) {
    scope.route({
      method,
      url: path,
      config: { access, refusals: [409] },
      schema: { summary, params: IdParams, response: { 204: Empty } },
      handler: async (request, reply) => {
        await act(kernel, request.by, request.params.id)
        return reply.code(204).send(null)
      },
    })
  }
}

function mailView(row: Listed) {
  return {
    id: row.id,
    to: row.to_address,
    subject: row.subject,
    template: row.template,
    state: row.state as MailState,
    attempts: row.attempts,
    lastError: row.last_error,
    createdAt: time(row.created_at),
    sentAt: optionalTime(row.sent_at),
  }
}
