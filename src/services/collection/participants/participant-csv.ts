import { Type } from 'typebox'
import { IdParams, Query } from '../../../kernel/api/shapes.ts'
import type { Cell } from '../../../kernel/csv.ts'
import type { Scope } from '../../../kernel/http/app.ts'
import { Csv, sendCsv } from '../../../kernel/http/send-csv.ts'
import type { Collection } from '../collection.ts'

import { requireProject } from '../projects/member.ts'
import { queriedSelection, selectionQuery } from '../submissions/selection.ts'
import type { ProjectRow } from '../tables.ts'
import { eachPage, type ParticipantItem } from './participant.store.ts'

const BATCH = 500

/** A route that sends a line for each participant chosen; whom `cells` gives nothing for is left out. */
export function csvRoute(
  scope: Scope,
  collection: Collection,
  file: {
    url: string
    summary: string
    /** After the name of the project. */
    name: string
    /** That somebody took it is in the journal. */
    action: string
    head: readonly string[]
    cells(project: ProjectRow, row: ParticipantItem): Cell[] | undefined
  },
): void {
  const { db, kernel } = collection
  scope.get(
    file.url,
    {
      config: { access: 'account' },
      schema: {
        summary: file.summary,
        params: IdParams,
        querystring: Query({ ...selectionQuery, bom: Type.Boolean({ default: false }) }),
        response: { 200: Csv },
      },
    },
    async (request, reply) => {
      const project = await requireProject(collection, request.actor, request.params.id, 'coordinator')
      const { bom, ...rest } = request.query
      kernel.journal.note({
        by: request.by,
        action: file.action,
        object: `collection.project:${project.id}`,
        service: 'collection',
      })
      const asked = { projectId: project.id, now: kernel.clock.now(), ...queriedSelection(rest) }
      return sendCsv(reply, `${project.name} ${file.name}`, { bom, head: file.head }, async function* () {
        for await (const rows of eachPage(db, asked, BATCH))
          yield rows.flatMap((row) => {
            const cells = file.cells(project, row)
            return cells ? [cells] : []
          })
      })
    },
  )
}
