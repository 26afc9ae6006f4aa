import type { FastifyReply } from 'fastify'
import { Type } from 'typebox'
import { Empty, Id, IdParams, Page, PageQuery, pageOf } from '../../../kernel/api/shapes.ts'
import type { Scope } from '../../../kernel/http/app.ts'
import { httpProblems } from '../../../kernel/http/problems.ts'
import type { Actor } from '../../../kernel/identity/actor.ts'
import { type Compute, USER_ROLE } from '../compute.ts'
import { requireWorkspace } from '../workspaces/workspace.store.ts'
import { problems } from './file-problems.ts'
import { UploadView, uploadView } from './file-view.ts'
import { partsOfNew } from './path.ts'
import { listUploads } from './upload.store.ts'
import { beginUpload, continueUpload, endUpload, lookAtUpload, type Progress, sizeSoFar } from './upload.ts'

const access = { role: USER_ROLE } as const
const VERSION = '1.0.0'
const ONE = '/workspaces/:id/uploads/:upload'
const PIECES = 'application/offset+octet-stream'
const Params = Type.Object({ id: Id, upload: Id })
/** Looked at by hand: what is wrong with them has words and statuses of its own. */
const version = { 'tus-resumable': Type.Optional(Type.String({ maxLength: 20 })) }
const digits = Type.Optional(Type.String({ maxLength: 20 }))

/** Uploads that can be cut and go on: tus 1.0 with creation, expiration and termination. */
export function uploadRoutes(scope: Scope, compute: Compute): void {
  beginRoute(scope, compute)
  listRoute(scope, compute)
  lookRoute(scope, compute)
  goOnRoute(scope, compute)
  endRoute(scope, compute)
}

function beginRoute(scope: Scope, compute: Compute): void {
  scope.post(
    '/workspaces/:id/uploads',
    {
      config: { access, refusals: [409, 412, 413, 507] },
      schema: {
        summary: 'Begin an upload (tus); metadata: `path` and, to take the place of a file, `replace`',
        params: IdParams,
        headers: Type.Object({
          ...version,
          'upload-length': digits,
          'upload-metadata': Type.Optional(Type.String({ maxLength: 8_000 })),
        }),
        response: { 201: UploadView },
      },
    },
    async (request, reply) => {
      const { headers } = request
      requireVersion(headers['tus-resumable'])
      const size = wholeOf(headers['upload-length'], 'Upload-Length')
      const metadata = metadataOf(headers['upload-metadata'] ?? '')
      const path = metadata.get('path') ?? metadata.get('filename')
      if (path === undefined) throw problems.badUpload('its metadata has no path')
      const parts = partsOfNew(path)
      const workspace = await requireWorkspace(compute, request.actor, request.params.id)
      const account = (request.actor as Actor).accountId
      const replaces = metadata.has('replace')
      const wanted = { path, parts, size, replaces, account }
      const begun = await beginUpload(compute, request.by, workspace, wanted)
      const location = `/api/compute/workspaces/${workspace.id}/uploads/${begun.row.id}`
      return tell(reply.code(201).header('location', location), begun).send(
        uploadView(begun.row, begun.offset),
      )
    },
  )
}

function listRoute(scope: Scope, compute: Compute): void {
  scope.get(
    '/workspaces/:id/uploads',
    {
      config: { access },
      schema: {
        summary: 'Uploads that have not ended, oldest first',
        params: IdParams,
        querystring: PageQuery,
        response: { 200: Page(UploadView) },
      },
    },
    async (request) => {
      const { after, limit } = request.query
      const workspace = await requireWorkspace(compute, request.actor, request.params.id)
      const now = compute.kernel.clock.now()
      const rows = await listUploads(compute.db, { workspace: workspace.id, now, after, limit: limit + 1 })
      const sizes = new Map(
        await Promise.all(rows.map(async (row) => [row.id, await sizeSoFar(compute, row)] as const)),
      )
      return pageOf(rows, limit, (row) => uploadView(row, sizes.get(row.id) ?? 0))
    },
  )
}

function lookRoute(scope: Scope, compute: Compute): void {
  for (const method of ['GET', 'HEAD'] as const)
    scope.route({
      method,
      url: ONE,
      config: { access, refusals: [412] },
      schema: {
        summary: 'Where an upload stands; tus asks the same by HEAD',
        // The document would name one operation twice.
        hide: method === 'HEAD',
        params: Params,
        headers: Type.Object(version),
        response: { 200: UploadView },
      },
      handler: async (request, reply) => {
        const { id, upload } = request.params
        if (method === 'HEAD') requireVersion(request.headers['tus-resumable'])
        const workspace = await requireWorkspace(compute, request.actor, id)
        const progress = await lookAtUpload(compute, request.by, workspace, upload)
        const { row, offset } = progress
        return tell(reply.header('upload-length', row.size), progress).send(uploadView(row, offset))
      },
    })
}

function goOnRoute(scope: Scope, compute: Compute): void {
  // The bytes are not gathered: they go to the disk as they come.
  scope.addContentTypeParser(PIECES, (request, _payload, done) => {
    if (request.routeOptions.url?.endsWith(ONE)) done(null, undefined)
    else done(httpProblems.mediaType())
  })
  scope.patch(
    ONE,
    {
      config: { access, refusals: [409, 412, 413, 415, 423, 507] },
      schema: {
        summary: `The next bytes of an upload (tus), as ${PIECES}`,
        params: Params,
        headers: Type.Object({ ...version, 'upload-offset': digits }),
        response: { 204: Empty },
      },
    },
    async (request, reply) => {
      requireVersion(request.headers['tus-resumable'])
      const offset = wholeOf(request.headers['upload-offset'], 'Upload-Offset')
      if (request.headers['content-type'] !== PIECES) throw problems.notPieces(PIECES)
      const workspace = await requireWorkspace(compute, request.actor, request.params.id)
      const { row } = await lookAtUpload(compute, request.by, workspace, request.params.upload)
      if (row.done_at !== null) throw problems.wrongOffset(row.size)
      const coming = { row, offset, source: request.raw }
      const progress = await continueUpload(compute, request.by, workspace, coming)
      return tell(reply.code(204), progress).send(null)
    },
  )
}

function endRoute(scope: Scope, compute: Compute): void {
  scope.delete(
    ONE,
    {
      config: { access, refusals: [412, 423] },
      schema: {
        summary: 'Forget an upload, and what came of it (tus)',
        params: Params,
        headers: Type.Object(version),
        response: { 204: Empty },
      },
    },
    async (request, reply) => {
      requireVersion(request.headers['tus-resumable'])
      const workspace = await requireWorkspace(compute, request.actor, request.params.id)
      await endUpload(compute, workspace, request.params.upload)
      return reply.code(204).header('tus-resumable', VERSION).send(null)
    },
  )
}

function requireVersion(sent: string | undefined): void {
  if (sent !== VERSION) throw problems.notTus()
}

function wholeOf(text: string | undefined, header: string): number {
  const value = /^\d{1,15}$/.test(text ?? '') ? Number(text) : undefined
  if (value === undefined) throw problems.badUpload(`the header ${header} must be a whole number`)
  return value
}

/** `key base64,key base64`, as tus writes it. */
function metadataOf(header: string): Map<string, string> {
  const metadata = new Map<string, string>()
  for (const pair of header.split(',')) {
    const [key = '', value = ''] = pair.trim().split(' ', 2)
    if (key === '') continue
    const bytes = Buffer.from(value, 'base64')
    const text = bytes.toString('utf8')
    if (!bytes.equals(Buffer.from(text))) throw problems.badUpload(`the metadata ${key} is not valid Unicode`)
    metadata.set(key, text)
  }
  return metadata
}

function tell<R extends FastifyReply>(reply: R, { row, offset }: Progress): R {
  return reply
    .header('tus-resumable', VERSION)
    .header('upload-offset', offset)
    .header('upload-expires', new Date(row.expires_at).toUTCString())
    .header('cache-control', 'no-store') as R
}
