import type { FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import {
  Id,
  IdParams,
  OptionalTime,
  optionalTime,
  Query,
  Text,
  Time,
  time,
} from '../../../kernel/api/shapes.ts'
import type { Scope } from '../../../kernel/http/app.ts'
import { sendDownload } from '../../../kernel/http/send-download.ts'
import type { Collection } from '../collection.ts'
import { downloadMedia } from '../media/media.ts'
import { problems } from '../problems.ts'
import { requireProject } from '../projects/member.ts'
import { Binary } from '../submissions/submission-api.ts'
import type { ResponseRow } from '../upload-tables.ts'
import { Count, CountedPage, MOST_COUNTED, OptionalText } from '../uploads/upload-view.ts'
import { findResponse } from './response.store.ts'
import * as list from './response-list.store.ts'

const config = { access: 'account' } as const

const ResponseView = Type.Object({
  id: Id,
  upload: Id,
  submission: Id,
  participant: OptionalText,
  session: OptionalText,
  protocol: OptionalText,
  activity: Type.String(),
  item: Type.String(),
  itemUrl: OptionalText,
  /** JSON, as it was answered. */
  value: OptionalText,
  unit: OptionalText,
  missing: Type.Union([Type.Literal('skipped'), Type.Literal('dontknow'), Type.Null()]),
  file: Type.Union([Type.Object({ name: Type.String(), size: Count, type: Type.String() }), Type.Null()]),
  startedAt: OptionalTime,
  endedAt: OptionalTime,
  durationMs: Type.Union([Count, Type.Null()]),
  language: OptionalText,
  receivedAt: Time,
  superseded: Type.Boolean(),
  supersededBy: Type.Union([Id, Type.Null()]),
})

/** The answers themselves, for managers; that somebody looked is in the journal. */
export function responseRoutes(scope: Scope, collection: Collection): void {
  const { db } = collection

  scope.get(
    '/projects/:id/responses',
    {
      config,
      schema: {
        summary: 'Answers of a project, newest first; superseded ones when they are asked for',
        params: IdParams,
        querystring: Query({
          activity: Type.Optional(Text(255)),
          item: Type.Optional(Text(255)),
          participant: Type.Optional(Text(255)),
          upload: Type.Optional(Id),
          from: Type.Optional(Time),
          to: Type.Optional(Time),
          superseded: Type.Union([Type.Literal('show'), Type.Literal('hide')], { default: 'hide' }),
          before: Type.Optional(Id),
          limit: Type.Integer({ minimum: 1, maximum: 200, default: 50 }),
        }),
        response: { 200: CountedPage(ResponseView) },
      },
    },
    async (request) => {
      const { id } = await requireProject(collection, request.actor, request.params.id, 'manager')
      const { before = Number.MAX_SAFE_INTEGER, limit, from, to, superseded, ...rest } = request.query
      const filter = {
        ...rest,
        projectId: id,
        from: from === undefined ? undefined : Date.parse(from),
        to: to === undefined ? undefined : Date.parse(to),
        superseded: superseded === 'show',
      }
      noteRead(collection, request, `collection.project:${id}`)
      const rows = await list.listResponses(db, { ...filter, before, limit: limit + 1 })
      const items = rows.slice(0, limit).map(responseView)
      return {
        items,
        next: rows.length > limit ? (items.at(-1)?.id ?? null) : null,
        total: await list.countResponses(db, filter, MOST_COUNTED),
      }
    },
  )

  scope.get(
    '/responses/:id/media',
    {
      config,
      schema: {
        summary: 'The recording or document of an answer',
        params: IdParams,
        response: { 200: Binary },
      },
    },
    async (request, reply) => {
      const row = await findResponse(db, request.params.id)
      if (!row) throw problems.notFound()
      await requireProject(collection, request.actor, row.project_id, 'manager')
      const media = await downloadMedia(collection, row, request.headers)
      noteRead(collection, request, `collection.response:${row.id}`)
      return sendDownload(reply, media)
    },
  )
}

function noteRead({ kernel }: Collection, request: FastifyRequest, object: string): void {
  kernel.journal.note({ by: request.by, action: 'collection.responses.read', object, service: 'collection' })
}

function responseView(row: ResponseRow) {
  return {
    id: row.id,
    upload: row.upload_set_id,
    submission: row.submission_id,
    participant: row.participant,
    session: row.session,
    protocol: row.protocol,
    activity: row.activity,
    item: row.item,
    itemUrl: row.item_url,
    value: row.value,
    unit: row.unit,
    missing: row.missing,
    file:
      row.file_name === null
        ? null
        : {
            name: row.file_name,
            size: row.file_size ?? 0,
            type: row.file_type ?? 'application/octet-stream',
          },
    startedAt: optionalTime(row.started_at),
    endedAt: optionalTime(row.ended_at),
    durationMs: row.duration_ms,
    language: row.language,
    receivedAt: time(row.received_at),
    superseded: row.superseded === 1,
    supersededBy: row.superseded_by,
  }
}
