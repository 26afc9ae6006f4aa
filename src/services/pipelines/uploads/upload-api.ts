import { Type } from 'typebox'
import { Id, Page, pageOf, Query, Text } from '../../../kernel/api/shapes.ts'
import { fileProblems } from '../../../kernel/files/failures.ts'
import type { Scope } from '../../../kernel/http/app.ts'
import { tusProblems, tusRoutes } from '../../../kernel/http/tus.ts'
import type { Actor } from '../../../kernel/identity/actor.ts'
import { type Pipelines, USER_ROLE } from '../pipelines.ts'
import { listUploads } from './upload.store.ts'
import { beginUpload, continueUpload, lookAtUpload, type Progress, removeUpload } from './upload.ts'
import { UploadView, uploadView } from './upload-view.ts'

const accountOf = (request: { actor: Actor | undefined }): number => (request.actor as Actor).accountId

/** Files that are brought here before an experiment is made of them; each is its owner's alone. */
export function uploadRoutes(scope: Scope, pipelines: Pipelines): void {
  listRoute(scope, pipelines)
  tusRoutes(scope, {
    url: '/uploads',
    role: USER_ROLE,
    metadata: '`path`, a name or where it lay in a folder',
    forgets: 'its bytes',
    beginParams: Type.Object({}),
    params: Type.Object({ upload: Id }),
    view: UploadView,
    async begin(request, { size, metadata }) {
      const path = metadata.get('path') ?? metadata.get('filename')
      if (path === undefined) throw tusProblems.badUpload('its metadata has no path')
      const begun = await beginUpload(pipelines, request.by, { account: accountOf(request), path, size })
      return { location: `/api/pipelines/uploads/${begun.row.id}`, ...shown(begun) }
    },
    async look(request) {
      const which = { account: accountOf(request), id: request.params.upload }
      return shown(await lookAtUpload(pipelines, request.by, which))
    },
    async goOn(request, { offset, source }) {
      const which = { account: accountOf(request), id: request.params.upload }
      const { row } = await lookAtUpload(pipelines, request.by, which)
      if (row.done_at !== null) throw fileProblems.wrongOffset(row.size)
      return shown(await continueUpload(pipelines, request.by, { row, offset, source }))
    },
    async end(request) {
      await removeUpload(pipelines, request.by, { account: accountOf(request), id: request.params.upload })
    },
  })
}

const shown = ({ row, offset }: Progress) => ({
  view: uploadView(row, offset),
  size: row.size,
  offset,
  expiresAt: row.ends_at,
})

function listRoute(scope: Scope, pipelines: Pipelines): void {
  scope.get(
    '/uploads',
    {
      config: { access: { role: USER_ROLE } },
      schema: {
        summary: 'My files that no experiment was made of yet, newest first; those on their way too',
        querystring: Query({
          before: Type.Optional(Id),
          limit: Type.Integer({ minimum: 1, maximum: 200, default: 50 }),
          search: Type.Optional(Text(200)),
          whole: Type.Optional(Type.Boolean()),
        }),
        response: { 200: Page(UploadView) },
      },
    },
    async (request) => {
      const { limit, ...asked } = request.query
      const account = accountOf(request)
      const now = pipelines.kernel.clock.now()
      const rows = await listUploads(pipelines.db, { account, now, ...asked, limit: limit + 1 })
      const sizes = new Map(
        await Promise.all(
          rows.map(async ({ id, size, done_at }) => {
            return [id, done_at === null ? await pipelines.uploads.arrivals.size(id) : size] as const
          }),
        ),
      )
      return pageOf(rows, limit, (row) => uploadView(row, sizes.get(row.id) ?? 0))
    },
  )
}
