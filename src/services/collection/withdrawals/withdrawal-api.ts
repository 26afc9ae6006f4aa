import { Type } from 'typebox'
import {
  BackPageQuery,
  Body,
  Count,
  Id,
  IdParams,
  Nullable,
  OptionalTime,
  optionalTime,
  Page,
  pageOf,
  Query,
  RetryHeaders,
  Text,
  Time,
  time,
} from '../../../kernel/api/shapes.ts'
import type { Scope } from '../../../kernel/http/app.ts'
import { answerOnce } from '../../../kernel/http/idempotent.ts'
import type { Collection } from '../collection.ts'
import type { WithdrawalRow } from '../out-tables.ts'
import { problems } from '../problems.ts'
import { requireProject } from '../projects/member.ts'
import { reasonFor } from '../records/reason.ts'
import { findWithdrawal, listWithdrawals, WITHDRAWAL_MODES, withdraw } from './withdrawal.ts'
import { type Counts, type InBackups, previewWithdrawal } from './withdrawal-counts.ts'

const CountsView = Type.Object({
  answers: Count,
  submissions: Count,
  uploads: Count,
  files: Count,
  recordings: Count,
  bytes: Count,
  links: Count,
  mails: Count,
  zips: Count,
  shared: Count,
})
const BackupsView = Type.Object({ count: Count, until: OptionalTime, lasting: Count })
const receipt = {
  id: Id,
  mode: Type.Enum(WITHDRAWAL_MODES),
  pseudonym: Type.String(),
  reason: Nullable,
  by: Nullable,
  counts: CountsView,
  backups: BackupsView,
  createdAt: Time,
}
const ReceiptItem = Type.Object(receipt)
const ReceiptView = Type.Object({
  ...receipt,
  project: Type.Object({ id: Id, name: Type.String() }),
  proof: Type.Array(Type.Object({ sha256: Type.String(), bytes: Count })),
})

const config = { access: 'account' } as const

/** People who withdraw from a study, and the receipts of that; for owners. */
export function withdrawalRoutes(scope: Scope, collection: Collection): void {
  const { db, kernel } = collection

  scope.get(
    '/projects/:id/withdrawals/preview',
    {
      config: { ...config, refusals: [422] },
      schema: {
        summary: 'How much there is of a participant, and what backups hold',
        params: IdParams,
        querystring: Query({ participant: Text(255, 1) }),
        response: { 200: Type.Object({ counts: CountsView, backups: BackupsView }) },
      },
    },
    async (request) => {
      const project = await requireProject(collection, request.actor, request.params.id, 'owner')
      const preview = await previewWithdrawal(collection, { project, code: request.query.participant })
      return { counts: preview.counts, backups: backupsView(preview.backups) }
    },
  )

  scope.get(
    '/projects/:id/withdrawals',
    {
      config,
      schema: {
        summary: 'Receipts of withdrawals, newest first',
        params: IdParams,
        querystring: BackPageQuery,
        response: { 200: Page(ReceiptItem) },
      },
    },
    async (request) => {
      const { id: projectId } = await requireProject(collection, request.actor, request.params.id, 'owner')
      const { before, limit } = request.query
      const rows = await listWithdrawals(db, { projectId, before, limit: limit + 1 })
      return pageOf(rows, limit, receiptItem)
    },
  )

  scope.post(
    '/projects/:id/withdrawals',
    {
      config: { ...config, refusals: [409, 422] },
      schema: {
        summary: 'Erase a participant, or make them anonymous; the answer is the receipt',
        params: IdParams,
        headers: RetryHeaders,
        body: Body({
          participant: Text(255, 1),
          mode: Type.Enum(WITHDRAWAL_MODES),
          reason: Type.Optional(Text(500)),
        }),
        response: { 201: ReceiptItem },
      },
    },
    async (request, reply) => {
      const project = await requireProject(collection, request.actor, request.params.id, 'owner')
      const { participant: code, mode } = request.body
      const reason = reasonFor(project, request.body.reason)
      await answerOnce({ db, clock: kernel.clock, request, reply }, async (tx) => {
        const row = await withdraw(collection, tx, request.by, { project, code, mode, reason })
        return { status: 201, body: receiptItem(row) }
      })
      return reply
    },
  )

  scope.get(
    '/withdrawals/:id',
    {
      config,
      schema: { summary: 'The receipt of a withdrawal', params: IdParams, response: { 200: ReceiptView } },
    },
    async (request) => {
      const row = await findWithdrawal(db, request.params.id)
      if (!row) throw problems.notFound()
      const { id, name, title } = await requireProject(collection, request.actor, row.project_id, 'owner')
      return { ...receiptItem(row), project: { id, name: title ?? name }, proof: JSON.parse(row.proof) }
    },
  )
}

function receiptItem(row: WithdrawalRow) {
  const { backups, ...counts } = JSON.parse(row.counts) as Counts & { backups: InBackups }
  return {
    id: row.id,
    mode: row.mode,
    pseudonym: row.pseudonym,
    reason: row.reason,
    by: row.account_name,
    counts,
    backups: backupsView(backups),
    createdAt: time(row.created_at),
  }
}

const backupsView = ({ count, until, lasting }: InBackups) => ({
  count,
  until: optionalTime(until),
  lasting,
})
