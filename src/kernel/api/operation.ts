import { Type } from 'typebox'
import type { Scope } from '../http/app.ts'
import { operateJob } from '../jobs/operate.ts'
import type { JournalRow } from '../journal/journal.ts'
import type { Kernel } from '../kernel.ts'
import {
  BackPageQuery,
  Empty,
  Id,
  OptionalTime,
  optionalTime,
  Page,
  pageOf,
  Query,
  Text,
  Time,
  time,
} from './shapes.ts'

const Limit = Type.Integer({ minimum: 1, maximum: 500, default: 50 })
const Nullable = Type.Union([Type.String(), Type.Null()])
const JobId = Type.String({ pattern: '^[0-9]{1,15}$' })
const JobState = Type.Union([Type.Literal('waiting'), Type.Literal('running'), Type.Literal('failed')])

const EntryView = Type.Object({
  seq: Id,
  at: Time,
  action: Type.String(),
  object: Nullable,
  service: Nullable,
  account: Type.Union([Type.Object({ id: Id, name: Nullable }), Type.Null()]),
  via: Type.String(),
  credential: Nullable,
  requestId: Nullable,
  old: Type.Unknown(),
  new: Type.Unknown(),
  details: Type.Unknown(),
  personal: Type.Unknown(),
  reason: Nullable,
  count: Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER }),
})

const JobView = Type.Object({
  id: JobId,
  name: Type.String(),
  key: Nullable,
  state: JobState,
  attempts: Type.Integer({ minimum: 0, maximum: 1_000_000 }),
  maxAttempts: Type.Integer({ minimum: 0, maximum: 1_000_000 }),
  runAt: Time,
  createdAt: Time,
  lastError: Nullable,
})

const MailView = Type.Object({
  id: Id,
  to: Type.String(),
  subject: Type.String(),
  text: Type.String(),
  state: Type.String(),
  lastError: Nullable,
  createdAt: Time,
  sentAt: OptionalTime,
})

/** What operators look at: the journal, the jobs, the mails. */
export function operationRoutes(scope: Scope, kernel: Kernel): void {
  const access = 'administrator' as const

  scope.get(
    '/journal',
    {
      config: { access },
      schema: {
        summary: 'Who did what, newest first',
        querystring: Query({
          before: Type.Optional(Id),
          limit: Limit,
          action: Type.Optional(Text(100)),
          service: Type.Optional(Text(40)),
          object: Type.Optional(Text(200)),
          account: Type.Optional(Id),
        }),
        response: { 200: Page(EntryView) },
      },
    },
    async (request) => {
      const { account, limit, ...filter } = request.query
      const rows = await kernel.journal.list({ ...filter, accountId: account, limit: limit + 1 })
      const items = rows.slice(0, limit).map(entryView)
      return { items, next: rows.length > limit ? (items.at(-1)?.seq ?? null) : null }
    },
  )

  scope.get(
    '/jobs',
    {
      config: { access },
      schema: {
        summary: 'Background jobs that have not ended, newest first',
        querystring: Query({
          state: Type.Optional(JobState),
          before: Type.Optional(JobId),
          limit: Limit,
        }),
        response: {
          200: Type.Object({ items: Type.Array(JobView), next: Type.Union([JobId, Type.Null()]) }),
        },
      },
    },
    async (request) => {
      const { limit, ...filter } = request.query
      const jobs = await kernel.jobs.list({ ...filter, limit: limit + 1 })
      const items = jobs
        .slice(0, limit)
        .map((job) => ({ ...job, runAt: time(job.runAt), createdAt: time(job.createdAt) }))
      return { items, next: jobs.length > limit ? (items.at(-1)?.id ?? null) : null }
    },
  )

  for (const [verb, summary] of [
    ['retry', 'Run a job now, with all its tries'],
    ['cancel', 'Remove a job that does not run'],
  ] as const) {
    scope.post(
      `/jobs/:id/${verb}`,
      {
        config: { access },
        schema: { summary, params: Type.Object({ id: JobId }), response: { 204: Empty } },
      },
      async (request, reply) => {
        await operateJob(kernel, request.by, verb, request.params.id)
        return reply.code(204).send(null)
      },
    )
  }

  scope.get(
    '/mails',
    {
      config: { access },
      schema: {
        summary: 'Mails, newest first, with those that are kept because there is no server',
        querystring: BackPageQuery,
        response: { 200: Page(MailView) },
      },
    },
    async (request) => {
      const { before, limit } = request.query
      const rows = await kernel.mail.list({ before, limit: limit + 1 })
      return pageOf(rows, limit, (row) => ({
        id: row.id,
        to: row.to_address,
        subject: row.subject,
        text: row.text,
        state: row.state,
        lastError: row.last_error,
        createdAt: time(row.created_at),
        sentAt: optionalTime(row.sent_at),
      }))
    },
  )
}

function entryView(row: JournalRow) {
  const parsed = (text: string | null) => (text === null ? null : JSON.parse(text))
  return {
    seq: row.seq ?? 0,
    at: time(row.at),
    action: row.action,
    object: row.object,
    service: row.service,
    account: row.account_id === null ? null : { id: row.account_id, name: row.account_name },
    via: row.via,
    credential: row.credential,
    requestId: row.request_id,
    old: parsed(row.old),
    new: parsed(row.new),
    details: parsed(row.details),
    personal: parsed(row.value),
    reason: row.reason,
    count: row.count,
  }
}
