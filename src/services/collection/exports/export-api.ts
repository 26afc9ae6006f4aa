import { Type } from 'typebox'
import { Count, Id, IdParams, Query } from '../../../kernel/api/shapes.ts'
import { attachmentHeaders } from '../../../kernel/files/download.ts'
import type { Scope } from '../../../kernel/http/app.ts'
import type { Collection } from '../collection.ts'
import { requireProject } from '../projects/member.ts'
import { EXPORT_NAMES, exportStream, listItems, MOST_COUNTED, previewExport } from './export.ts'
import { factsOf, filterFields, filterOf } from './export-filter.ts'

const access = 'account' as const

const ExportQuery = Query({
  ...filterFields,
  superseded: Type.Boolean({ default: false, description: 'Also answers that a later one has replaced' }),
  recordings: Type.Boolean({ default: true, description: 'False leaves out answers that are recordings' }),
})

/** Answers as files, for those who may read them. */
export function exportRoutes(scope: Scope, collection: Collection): void {
  scope.get(
    '/projects/:id/exports/preview',
    {
      config: { access, refusals: [422] },
      schema: {
        summary: 'What an export with this filter would hold, and what there is to choose from',
        params: IdParams,
        querystring: ExportQuery,
        response: {
          200: Type.Object({
            answers: Count,
            participants: Count,
            uploads: Count,
            recordings: Type.Object({ count: Count, bytes: Count }),
            /** Counting has stopped there. */
            over: Type.Boolean(),
            items: Type.Array(
              Type.Object({
                activity: Type.String(),
                item: Type.String(),
                answers: Count,
                recordings: Count,
              }),
            ),
          }),
        },
      },
    },
    async (request) => {
      const { id } = await requireProject(collection, request.actor, request.params.id, 'manager')
      const filter = filterOf(id, request.query)
      const [{ recordings, bytes, ...counts }, items] = await Promise.all([
        previewExport(collection, filter),
        listItems(collection, id),
      ])
      const over = counts.answers >= MOST_COUNTED
      return { ...counts, recordings: { count: recordings, bytes }, over, items }
    },
  )

  scope.get(
    '/projects/:id/exports/:name',
    {
      config: { access, refusals: [422] },
      schema: {
        summary: 'Answers as a file; a stable address for scripts with a token',
        params: Type.Object({
          id: Id,
          name: Type.Enum(EXPORT_NAMES),
        }),
        querystring: Query({
          ...ExportQuery.properties,
          bom: Type.Boolean({
            default: false,
            description: 'Begins a CSV with the mark by which spreadsheets know UTF-8',
          }),
        }),
        response: { 200: Type.Unsafe<unknown>({ type: 'string' }) },
      },
    },
    async (request, reply) => {
      const project = await requireProject(collection, request.actor, request.params.id, 'manager')
      const { bom, ...sent } = request.query
      const { stream, type, fileName } = exportStream(collection, request.by, project, {
        name: request.params.name,
        filter: filterOf(project.id, sent),
        bom,
        asked: factsOf(sent),
      })
      return reply
        .headers(attachmentHeaders(fileName, type))
        .serializer((body: unknown) => body as string)
        .send(stream)
    },
  )
}
