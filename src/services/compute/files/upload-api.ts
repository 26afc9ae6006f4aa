import { Type } from 'typebox'
import { Id, IdParams, Page, PageQuery, pageOf } from '../../../kernel/api/shapes.ts'
import { fileProblems } from '../../../kernel/files/failures.ts'
import type { Scope } from '../../../kernel/http/app.ts'
import { tusProblems, tusRoutes } from '../../../kernel/http/tus.ts'
import type { Actor } from '../../../kernel/identity/actor.ts'
import { type Compute, USER_ROLE } from '../compute.ts'
import { requireWorkspace } from '../workspaces/workspace.store.ts'
import { UploadView, uploadView } from './file-view.ts'
import { partsOfNew } from './path.ts'
import { listUploads } from './upload.store.ts'
import { beginUpload, continueUpload, endUpload, lookAtUpload, type Progress } from './upload.ts'

/** Uploads into a workspace that can be cut and go on. */
export function uploadRoutes(scope: Scope, compute: Compute): void {
  listRoute(scope, compute)
  const workspaceOf = ({ actor, params }: { actor: Actor | undefined; params: { id: number } }) =>
    requireWorkspace(compute, actor, params.id)
  tusRoutes(scope, {
    url: '/workspaces/:id/uploads',
    role: USER_ROLE,
    metadata: '`path` and, to take the place of a file, `replace`',
    forgets: 'what came of it',
    beginParams: IdParams,
    params: Type.Object({ id: Id, upload: Id }),
    view: UploadView,
    async begin(request, { size, metadata }) {
      const path = metadata.get('path') ?? metadata.get('filename')
      if (path === undefined) throw tusProblems.badUpload('its metadata has no path')
      const parts = partsOfNew(path)
      const workspace = await workspaceOf(request)
      const account = (request.actor as Actor).accountId
      const replaces = metadata.has('replace')
      const wanted = { path, parts, size, replaces, account }
      const begun = await beginUpload(compute, request.by, workspace, wanted)
      const location = `/api/compute/workspaces/${workspace.id}/uploads/${begun.row.id}`
      return { location, ...shown(begun) }
    },
    async look(request) {
      const workspace = await workspaceOf(request)
      return shown(await lookAtUpload(compute, request.by, workspace, request.params.upload))
    },
    async goOn(request, { offset, source }) {
      const workspace = await workspaceOf(request)
      const { row } = await lookAtUpload(compute, request.by, workspace, request.params.upload)
      if (row.done_at !== null) throw fileProblems.wrongOffset(row.size)
      return shown(await continueUpload(compute, request.by, workspace, { row, offset, source }))
    },
    async end(request) {
      await endUpload(compute, await workspaceOf(request), request.params.upload)
    },
  })
}

const shown = ({ row, offset }: Progress) => ({
  view: uploadView(row, offset),
  size: row.size,
  offset,
  expiresAt: row.expires_at,
})

function listRoute(scope: Scope, compute: Compute): void {
  scope.get(
    '/workspaces/:id/uploads',
    {
      config: { access: { role: USER_ROLE } },
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
        await Promise.all(
          rows.map(async (row) => [row.id, await compute.files.arrivals.size(row.id)] as const),
        ),
      )
      return pageOf(rows, limit, (row) => uploadView(row, sizes.get(row.id) ?? 0))
    },
  )
}
