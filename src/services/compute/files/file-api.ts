import { Type } from 'typebox'
import { Body, Empty, IdParams, MatchHeaders, Query, Text } from '../../../kernel/api/shapes.ts'
import { visitRoute } from '../../../kernel/api/visit-route.ts'
import { answerWith, attachmentHeaders } from '../../../kernel/files/download.ts'
import { TEXT_BYTES } from '../../../kernel/files/preview.ts'
import type { Scope } from '../../../kernel/http/app.ts'
import { sendDownload } from '../../../kernel/http/send-download.ts'
import { ADMIN_ROLE, type Compute, USER_ROLE } from '../compute.ts'
import { folderOf } from '../workspaces/folder.ts'
import { requireWorkspace } from '../workspaces/workspace.store.ts'
import { makeFolder, moveEntry, saveText } from './edit.ts'
import type { Current } from './entries.ts'
import { problems } from './file-problems.ts'
import { FolderView, folderView, Path, PreviewView, previewView, SavedView, savedView } from './file-view.ts'
import { openFileOf, sourceOf } from './open.ts'
import { partsOfFolder, partsOfNew, partsOfPath } from './path.ts'
import { previewFile } from './preview.ts'
import { removeEntries, restoreEntries } from './trash.ts'
import { beginVisit, noteRead, requireReadable } from './visit.ts'
import { zipFolder } from './zip.ts'

const access = { role: USER_ROLE } as const
const PathQuery = Query({ path: Path })
const Paths = Type.Array(Path, { minItems: 1, maxItems: 500 })
const BYTES = Type.Unsafe<unknown>({ type: 'string', contentMediaType: 'application/octet-stream' })

/** What lies in a workspace: to look at, to take away, and to change. */
export function fileRoutes(scope: Scope, compute: Compute): void {
  readRoutes(scope, compute)
  downloadRoutes(scope, compute)
  saveRoute(scope, compute)
  changeRoutes(scope, compute)
  removeRoutes(scope, compute)
  visitRoute(
    scope,
    {
      path: '/workspaces/:id/visits',
      role: ADMIN_ROLE,
      summary: 'Look at another person’s files for an hour; that person is told why',
    },
    (visit) => beginVisit(compute, visit),
  )
}

function readRoutes(scope: Scope, compute: Compute): void {
  scope.get(
    '/workspaces/:id/files',
    {
      config: { access, refusals: [403, 409] },
      schema: {
        summary: 'What lies in a folder, folders first; the workspace itself without a path',
        params: IdParams,
        querystring: Query({
          path: Type.Optional(Type.String({ maxLength: 2_000 })),
          after: Type.Optional(Type.String({ maxLength: 300 })),
          limit: Type.Integer({ minimum: 1, maximum: 200, default: 200 }),
          search: Type.Optional(Text(200)),
          hidden: Type.Boolean({ default: false, description: 'Also names that begin with a dot' }),
        }),
        response: { 200: FolderView },
      },
    },
    async (request) => {
      const { path = '', after, limit, search, hidden } = request.query
      const parts = partsOfFolder(path)
      const place = await requireReadable(compute, request.actor, request.params.id)
      const { workspace } = place
      const root = folderOf(compute, workspace)
      const found = await compute.files.look({ kind: 'list', root, parts, after, limit, search, hidden })
      if (!found) throw problems.missing()
      noteRead(compute, request.by, place, path)
      return folderView(path, found, JSON.parse(workspace.current) as Current)
    },
  )

  scope.get(
    '/workspaces/:id/files/preview',
    {
      config: { access, refusals: [403, 409] },
      schema: {
        summary: 'What a page shows of a file: the start of a text, the cells of a notebook, or what it is',
        params: IdParams,
        querystring: PathQuery,
        response: { 200: PreviewView },
      },
    },
    async (request) => {
      const { path } = request.query
      const parts = partsOfPath(path)
      const place = await requireReadable(compute, request.actor, request.params.id)
      const { file, shown } = await previewFile(compute, place.workspace, parts)
      noteRead(compute, request.by, place, path)
      return previewView(file, shown)
    },
  )
}

function downloadRoutes(scope: Scope, compute: Compute): void {
  scope.get(
    '/workspaces/:id/files/content',
    {
      config: { access, refusals: [403, 409] },
      schema: {
        summary: 'A file as it lies there; a download that was cut goes on where it was',
        params: IdParams,
        querystring: PathQuery,
        response: { 200: BYTES },
      },
    },
    async (request, reply) => {
      const { path } = request.query
      const parts = partsOfPath(path)
      const place = await requireReadable(compute, request.actor, request.params.id)
      const file = await openFileOf(compute, place.workspace, parts)
      noteRead(compute, request.by, place, path)
      const answer = await answerWith(sourceOf(file), request.headers)
      if (!answer.stream) await file.handle.close()
      return sendDownload(reply, answer)
    },
  )

  scope.get(
    '/workspaces/:id/files/zip',
    {
      config: { access, refusals: [403, 413] },
      schema: {
        summary: 'A folder as a zip; links are left out',
        params: IdParams,
        querystring: Query({ path: Type.Optional(Type.String({ maxLength: 2_000 })) }),
        response: { 200: BYTES },
      },
    },
    async (request, reply) => {
      const { path = '' } = request.query
      const parts = partsOfFolder(path)
      const place = await requireReadable(compute, request.actor, request.params.id)
      const stream = await zipFolder(compute, place.workspace, parts)
      noteRead(compute, request.by, place, path)
      const name = parts.at(-1) ?? place.workspace.name
      const headers = attachmentHeaders(`${name || 'workspace'}.zip`, 'application/zip')
      return sendDownload(reply, { status: 200, headers, stream })
    },
  )
}

function saveRoute(scope: Scope, compute: Compute): void {
  scope.put(
    '/workspaces/:id/files/content',
    {
      config: { access, refusals: [409, 412, 413, 507] },
      schema: {
        summary: 'Save a text: over the file of that tag, or as a new one without a tag',
        params: IdParams,
        querystring: PathQuery,
        headers: MatchHeaders,
        body: Body({ text: Type.String({ maxLength: TEXT_BYTES }) }),
        response: { 200: SavedView },
      },
    },
    async (request) => {
      const { path } = request.query
      const { text } = request.body
      if (!text.isWellFormed()) throw problems.badText()
      if (Buffer.byteLength(text) > TEXT_BYTES) throw problems.textTooLarge(TEXT_BYTES)
      const match = request.headers['if-match']?.replace(/^"|"$/g, '')
      const parts = match === undefined ? partsOfNew(path) : partsOfPath(path)
      const workspace = await requireWorkspace(compute, request.actor, request.params.id)
      return savedView(await saveText(compute, request.by, workspace, { path, parts, text, match }))
    },
  )
}

function changeRoutes(scope: Scope, compute: Compute): void {
  scope.post(
    '/workspaces/:id/folders',
    {
      config: { access, refusals: [409, 507] },
      schema: {
        summary: 'Make a folder',
        params: IdParams,
        body: Body({ path: Path }),
        response: { 201: Body({ path: Type.String() }) },
      },
    },
    async (request, reply) => {
      const { path } = request.body
      const parts = partsOfNew(path)
      const workspace = await requireWorkspace(compute, request.actor, request.params.id)
      await makeFolder(compute, request.by, workspace, { path, parts })
      return reply.code(201).send({ path })
    },
  )

  scope.post(
    '/workspaces/:id/files/move',
    {
      config: { access, refusals: [409, 507] },
      schema: {
        summary: 'Give a file, a link or a folder another name or place; nothing is overwritten',
        params: IdParams,
        body: Body({ from: Path, to: Path }),
        response: { 204: Empty },
      },
    },
    async (request, reply) => {
      const from = partsOfPath(request.body.from)
      const to = partsOfNew(request.body.to)
      const workspace = await requireWorkspace(compute, request.actor, request.params.id)
      await moveEntry(compute, request.by, workspace, { from, to })
      return reply.code(204).send(null)
    },
  )
}

const RemovalView = Type.Object({
  id: Type.Union([Type.String(), Type.Null()], {
    description: 'To put it back; null when it is gone for good',
  }),
  paths: Type.Array(Type.String()),
})

function removeRoutes(scope: Scope, compute: Compute): void {
  scope.post(
    '/workspaces/:id/files/remove',
    {
      config: { access, refusals: [409] },
      schema: {
        summary:
          'Move files, links and folders into the trash of their workspace; from there they go for good',
        params: IdParams,
        body: Body({ paths: Paths }),
        response: { 200: RemovalView },
      },
    },
    async (request) => {
      const wanted = request.body.paths.map(partsOfPath)
      const workspace = await requireWorkspace(compute, request.actor, request.params.id)
      return removeEntries(compute, request.by, workspace, wanted)
    },
  )

  scope.post(
    '/workspaces/:id/files/restore',
    {
      config: { access, refusals: [409] },
      schema: {
        summary: 'Put back what was moved into the trash',
        params: IdParams,
        body: Body({ id: Type.String({ pattern: '^[0-9]{1,16}-[0-9a-f]{12}$' }), paths: Paths }),
        response: { 200: Type.Object({ paths: Type.Array(Type.String()) }) },
      },
    },
    async (request) => {
      const { id, paths } = request.body
      const wanted = paths.map(partsOfPath)
      const workspace = await requireWorkspace(compute, request.actor, request.params.id)
      return { paths: await restoreEntries(compute, request.by, workspace, { id, wanted }) }
    },
  )
}
