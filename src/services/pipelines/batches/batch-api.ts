import { Type } from 'typebox'
import { Id, IdParams, Page, pageOf, Query, RetryHeaders, Text, Total } from '../../../kernel/api/shapes.ts'
import { attachmentHeaders } from '../../../kernel/files/download.ts'
import type { Scope } from '../../../kernel/http/app.ts'
import { sendDownload } from '../../../kernel/http/send-download.ts'
import type { Actor } from '../../../kernel/identity/actor.ts'
import { findApp } from '../apps/apps.ts'
import { type Pipelines, USER_ROLE } from '../pipelines.ts'
import { fileNameOf, zipOfMany } from '../results/archive.ts'
import { countByBatch } from '../results/experiment-list.store.ts'
import type { Counts } from '../results/experiment-view.ts'
import { BYTES } from '../results/file-api.ts'
import type { BatchRow } from '../tables.ts'
import { countBatches, listBatches, listOfBatch } from './batch.store.ts'
import { cancelBatch, requireBatch, requireReadableBatch, rerunFailed } from './batch.ts'
import { BatchView, batchView, MadeView } from './batch-view.ts'
import { onceIn, sendMade } from './make-api.ts'

const access = { role: USER_ROLE } as const
const OVER = ['completed', 'failed', 'cancelled'] as const

/** Experiments that were made with one form: each batch is its owner's, and others see it where it is shared. */
export function batchRoutes(scope: Scope, pipelines: Pipelines): void {
  readRoutes(scope, pipelines)
  actRoutes(scope, pipelines)
}

async function viewsOf(pipelines: Pipelines, { accountId: reader }: Actor, rows: readonly BatchRow[]) {
  const titles = new Map<string, string>()
  for (const key of new Set(rows.map(({ app }) => app)))
    titles.set(key, (await findApp(pipelines, key))?.definition.label ?? (key || 'No app'))
  const counts = new Map<number | null, Counts>()
  const ids = rows.map(({ id }) => id)
  for (const { batch_id, status, n } of ids.length > 0 ? await countByBatch(pipelines.db, ids) : [])
    counts.set(batch_id, { ...counts.get(batch_id), [status]: Number(n) })
  return (row: BatchRow) =>
    batchView(row, { title: titles.get(row.app) ?? row.app, counts: counts.get(row.id), reader })
}

const viewOf = async (pipelines: Pipelines, actor: Actor, row: BatchRow) =>
  (await viewsOf(pipelines, actor, [row]))(row)

function readRoutes(scope: Scope, pipelines: Pipelines): void {
  scope.get(
    '/batches',
    {
      config: { access },
      schema: {
        summary: 'My batches, newest first',
        querystring: Query({
          before: Type.Optional(Id),
          limit: Type.Integer({ minimum: 1, maximum: 200, default: 50 }),
          search: Type.Optional(Text(200)),
        }),
        response: { 200: Type.Object({ ...Page(BatchView).properties, total: Total }) },
      },
    },
    async (request) => {
      const { before, limit, search } = request.query
      const asked = { account: (request.actor as Actor).accountId, search }
      const [rows, total] = await Promise.all([
        listBatches(pipelines.db, { ...asked, before, limit: limit + 1 }),
        countBatches(pipelines.db, asked),
      ])
      return { ...pageOf(rows, limit, await viewsOf(pipelines, request.actor as Actor, rows)), total }
    },
  )

  scope.get(
    '/batches/:id/zip',
    {
      config: { access, refusals: [409, 413] },
      schema: {
        summary: 'All results of a batch as a zip, a folder for each experiment',
        params: IdParams,
        response: { 200: BYTES },
      },
    },
    async ({ actor, params }, reply) => {
      const { id, name, app } = await requireBatch(pipelines, actor as Actor, params.id)
      const stream = await zipOfMany(pipelines, await listOfBatch(pipelines.db, id, OVER))
      const headers = attachmentHeaders(`batch-${fileNameOf({ id, name, app })}.zip`, 'application/zip')
      return sendDownload(reply, { status: 200, headers, stream })
    },
  )

  scope.get(
    '/batches/:id',
    {
      config: { access },
      schema: {
        summary: 'A batch of mine, or one that is shared with me',
        params: IdParams,
        response: { 200: BatchView },
      },
    },
    async ({ actor, params }) =>
      viewOf(pipelines, actor as Actor, await requireReadableBatch(pipelines, actor as Actor, params.id)),
  )
}

function actRoutes(scope: Scope, pipelines: Pipelines): void {
  scope.post(
    '/batches/:id/cancel',
    {
      config: { access },
      schema: {
        summary: 'End all experiments of a batch that wait or run',
        params: IdParams,
        response: {
          200: Type.Object({
            ids: Type.Array(Id, { description: 'Those that it was not too late for' }),
            batch: BatchView,
          }),
        },
      },
    },
    async ({ actor, by, params }) => {
      const row = await requireBatch(pipelines, actor as Actor, params.id)
      const ids = await cancelBatch(pipelines, by, row)
      return { ids, batch: await viewOf(pipelines, actor as Actor, row) }
    },
  )

  scope.post(
    '/batches/:id/rerun-failed',
    {
      config: { access, refusals: [400, 403, 409, 507] },
      schema: {
        summary: 'Hand in once more what failed, as a batch of its own',
        headers: RetryHeaders,
        params: IdParams,
        response: { 201: MadeView },
      },
    },
    async (request, reply) => {
      const actor = request.actor as Actor
      const batch = await requireBatch(pipelines, actor, request.params.id)
      const once = onceIn(request as never)
      return sendMade(reply as never, await rerunFailed(pipelines, { actor, by: request.by, once, batch }))
    },
  )
}
