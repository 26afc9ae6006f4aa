import { Type } from 'typebox'
import {
  BackPageQuery,
  Body,
  Count,
  Empty,
  Id,
  IdParams,
  OptionalTime,
  optionalTime,
  Page,
  pageOf,
  Time,
  time,
} from '../../../kernel/api/shapes.ts'
import { download } from '../../../kernel/files/download.ts'
import { findFile } from '../../../kernel/files/file.store.ts'
import type { Scope } from '../../../kernel/http/app.ts'
import { sendDownload } from '../../../kernel/http/send-download.ts'
import type { Actor } from '../../../kernel/identity/actor.ts'
import type { Collection } from '../collection.ts'
import { type FilterBody, filterFields } from '../exports/export-filter.ts'
import { outProblems } from '../exports/out-problems.ts'
import type { MediaZipRow } from '../out-tables.ts'
import { problems } from '../problems.ts'
import { requireProject, roleIn } from '../projects/member.ts'
import { askForMediaZip, findMediaZip, listMediaZips, removeMediaZip } from './media-zip.ts'

const State = Type.Enum(['running', 'ready', 'failed', 'cancelled', 'expired'])

const MediaZipView = Type.Object({
  id: Id,
  state: State,
  filter: Type.Object(filterFields),
  recordings: Type.Object({ done: Count, all: Count }),
  bytes: Type.Object({ done: Count, all: Count }),
  problem: Type.Union([Type.String(), Type.Null()]),
  createdAt: Time,
  endedAt: OptionalTime,
  expiresAt: OptionalTime,
})

const config = { access: 'account', refusals: [409, 422, 507] } as const

/** Recordings as zips that are made in the background. */
export function mediaZipRoutes(scope: Scope, collection: Collection): void {
  const { db } = collection
  const zipOf = async ({ actor, params }: { actor: Actor | undefined; params: { id: number } }) => {
    const row = await findMediaZip(db, params.id)
    if (!row) throw problems.notFound()
    await requireProject(collection, actor, row.project_id, 'manager')
    return row
  }

  scope.get(
    '/projects/:id/recordings-zips',
    {
      config: { access: 'account' },
      schema: {
        summary: 'Zips of recordings: being made, ready, failed and expired, newest first',
        params: IdParams,
        querystring: BackPageQuery,
        response: { 200: Page(MediaZipView) },
      },
    },
    async (request) => {
      const { id } = await requireProject(collection, request.actor, request.params.id, 'manager')
      const { before, limit } = request.query
      const rows = await listMediaZips(db, { projectId: id, before, limit: limit + 1 })
      return pageOf(rows, limit, mediaZipView)
    },
  )

  scope.post(
    '/projects/:id/recordings-zips',
    {
      config,
      schema: {
        summary: 'Make a zip of recordings; the same one while that is being made',
        params: IdParams,
        body: Body(filterFields),
        response: { 202: MediaZipView },
      },
    },
    async (request, reply) => {
      const { id } = await requireProject(collection, request.actor, request.params.id, 'manager')
      const row = await askForMediaZip(collection, request.by, { projectId: id, filter: request.body })
      return reply.code(202).send(mediaZipView(row))
    },
  )

  scope.get(
    '/recordings-zips/:id',
    {
      config: { access: 'account' },
      schema: { summary: 'One zip of recordings', params: IdParams, response: { 200: MediaZipView } },
    },
    async (request) => mediaZipView(await zipOf(request)),
  )

  scope.get(
    '/recordings-zips/:id/file',
    {
      config: { access: 'account', refusals: [409] },
      schema: {
        summary: 'The zip itself; a download that was cut goes on where it was',
        params: IdParams,
        response: { 200: Type.Unsafe<unknown>({ type: 'string', contentMediaType: 'application/zip' }) },
      },
    },
    async (request, reply) => {
      const row = await zipOf(request)
      const file = row.file_id === null ? undefined : await findFile(db, row.file_id)
      if (!file) throw outProblems.notReady()
      collection.kernel.journal.note({
        by: request.by,
        action: 'collection.recordings-zip.downloaded',
        object: `collection.recordings-zip:${row.id}`,
        service: 'collection',
        details: { project: row.project_id, recordings: row.recordings },
        audience: roleIn(row.project_id, 'manager'),
      })
      const { headers } = request
      const options = { headers, type: 'application/zip', fileName: `recordings-${row.id}.zip` }
      return sendDownload(reply, await download(collection.area, file, options))
    },
  )

  scope.delete(
    '/recordings-zips/:id',
    {
      config: { access: 'account' },
      schema: { summary: 'Stop it, or remove it', params: IdParams, response: { 204: Empty } },
    },
    async (request, reply) => {
      await removeMediaZip(collection, request.by, (await zipOf(request)).id)
      return reply.code(204).send(null)
    },
  )
}

function mediaZipView(row: MediaZipRow) {
  return {
    id: row.id,
    state: row.state,
    filter: JSON.parse(row.filter) as FilterBody,
    recordings: { done: row.recordings_done, all: row.recordings },
    bytes: { done: row.bytes_done, all: row.bytes },
    problem: row.problem,
    createdAt: time(row.created_at),
    endedAt: optionalTime(row.ended_at),
    expiresAt: optionalTime(row.expires_at),
  }
}
