import { hash } from 'node:crypto'
import { Readable } from 'node:stream'
import type { FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import {
  BackPageQuery,
  Id,
  IdParams,
  Nullable,
  Page,
  pageOf,
  Time,
  time,
} from '../../../kernel/api/shapes.ts'
import { answerWith, type Download, download } from '../../../kernel/files/download.ts'
import type { Scope } from '../../../kernel/http/app.ts'
import { sendDownload } from '../../../kernel/http/send-download.ts'
import type { Actor } from '../../../kernel/identity/actor.ts'
import type { Collection } from '../collection.ts'
import { problems } from '../problems.ts'
import { requireProject } from '../projects/member.ts'
import * as store from './submission.store.ts'

const Size = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER })

const SubmissionView = {
  id: Id,
  grant: Id,
  receivedAt: Time,
  stamp: Type.String(),
  size: Size,
  files: Size,
}

const FileView = Type.Object({
  id: Id,
  field: Type.String(),
  name: Type.String(),
  size: Size,
  sha256: Type.String(),
  kind: Type.String(),
  duplicateOf: Type.Union([Id, Type.Null()]),
  conflicts: Type.Boolean(),
})

export const Binary = Type.Unsafe<unknown>({ type: 'string', contentMediaType: 'application/octet-stream' })

/** What came in, for those who may see answers; that somebody looked is in the journal. */
export function submissionRoutes(scope: Scope, collection: Collection): void {
  const { db } = collection
  const config = { access: 'account' } as const

  scope.get(
    '/projects/:id/submissions',
    {
      config,
      schema: {
        summary: 'Submissions of a project, newest first, without their answers',
        params: IdParams,
        querystring: BackPageQuery,
        response: { 200: Page(Type.Object(SubmissionView)) },
      },
    },
    async (request) => {
      const { before = Number.MAX_SAFE_INTEGER, limit } = request.query
      const { id: projectId } = await requireProject(collection, request.actor, request.params.id, 'manager')
      const rows = await store.listSubmissions(db, { projectId, before, limit: limit + 1 })
      return pageOf(rows, limit, submissionView)
    },
  )

  scope.get(
    '/submissions/:id',
    {
      config,
      schema: {
        summary: 'One submission with its files',
        params: IdParams,
        response: {
          200: Type.Object({
            ...SubmissionView,
            origin: Nullable,
            address: Nullable,
            project: Type.Object({ id: Id, name: Type.String() }),
            hasResponses: Type.Boolean(),
            items: Type.Array(FileView),
          }),
        },
      },
    },
    async (request) => {
      const row = await getSubmission(collection, request)
      noteRead(collection, request, row.id)
      const files = await store.listFilesOf(db, row.id)
      return {
        ...submissionView(row),
        origin: row.origin,
        address: row.address,
        project: { id: row.project_id, name: row.project_name },
        hasResponses: row.responses !== null,
        items: files.map(fileView),
      }
    },
  )

  scope.get(
    '/submissions/:id/responses',
    {
      config,
      schema: { summary: 'The responses as they were sent', params: IdParams, response: { 200: Binary } },
    },
    async (request, reply) => {
      const row = await getSubmission(collection, request)
      if (row.responses === null) throw problems.notFound()
      noteRead(collection, request, row.id)
      return sendDownload(reply, await downloadText(request, row.responses, row))
    },
  )

  scope.get(
    '/files/:id',
    {
      config,
      schema: { summary: 'A file as it was sent', params: IdParams, response: { 200: Binary } },
    },
    async (request, reply) => {
      const file = await store.findStoredFile(db, request.params.id)
      if (!file) throw problems.notFound()
      await requireProject(collection, request.actor, file.project_id, 'manager')
      noteRead(collection, request, file.submission_id, file.id)
      const { headers } = request
      return sendDownload(
        reply,
        await download(collection.area, file, { headers, fileName: file.original_name }),
      )
    },
  )
}

async function getSubmission(
  collection: Collection,
  { actor, params }: { actor: Actor | undefined; params: { id: number } },
) {
  const row = await store.findSubmission(collection.db, params.id)
  if (!row) throw problems.notFound()
  await requireProject(collection, actor, row.project_id, 'manager')
  return row
}

function noteRead({ kernel }: Collection, request: FastifyRequest, id: number, file?: number): void {
  kernel.journal.note({
    by: request.by,
    action: 'collection.submission.read',
    // Each thing by its own name: readings of one are folded, those of different ones are not.
    object: file === undefined ? `collection.submission:${id}` : `collection.file:${file}`,
    service: 'collection',
    details: { submission: id },
  })
}

/** The text of a row by ranges, like a file. */
function downloadText(
  request: FastifyRequest,
  text: string,
  { stamp, received_at }: { stamp: string; received_at: number },
): Promise<Download> {
  const bytes = Buffer.from(text)
  const source = {
    size: bytes.length,
    tag: hash('sha256', bytes),
    modifiedAt: received_at,
    fileName: `${stamp}-messages.json`,
    type: 'application/json',
    whole: async () => Readable.from([bytes]),
    part: async ({ start, end }: { start: number; end: number }) =>
      Readable.from([bytes.subarray(start, end + 1)]),
  }
  return answerWith(source, request.headers)
}

function submissionView(row: store.SubmissionItem) {
  return {
    id: row.id,
    grant: row.grant_id,
    receivedAt: time(row.received_at),
    stamp: row.stamp,
    size: row.size,
    files: row.files,
  }
}

function fileView(row: Awaited<ReturnType<typeof store.listFilesOf>>[number]) {
  return {
    id: row.id,
    field: row.field,
    name: row.original_name,
    size: row.size,
    sha256: row.sha256,
    kind: row.kind,
    duplicateOf: row.duplicate_of,
    conflicts: row.conflicts === 1,
  }
}
