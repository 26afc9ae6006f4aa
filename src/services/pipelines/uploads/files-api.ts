import { sql } from 'kysely'
import { Type } from 'typebox'
import { Count, Id, Page, pageOf, Query, Text, Time, time } from '../../../kernel/api/shapes.ts'
import { contains, fold } from '../../../kernel/db/db.ts'
import type { Scope } from '../../../kernel/http/app.ts'
import type { Actor } from '../../../kernel/identity/actor.ts'
import { type Pipelines, USER_ROLE } from '../pipelines.ts'
import type { Db } from '../tables.ts'

const FileView = Type.Object({
  id: Id,
  name: Type.String(),
  size: Count,
  addedAt: Time,
  experiment: Type.Object({ id: Id, name: Type.String(), app: Type.String() }),
})

/** Results and inputs of experiments that an experiment can be made of. */
export function fileListRoute(scope: Scope, { db }: Pipelines): void {
  scope.get(
    '/files',
    {
      config: { access: { role: USER_ROLE } },
      schema: {
        summary: 'Files of my experiments that are still here, newest first',
        querystring: Query({
          of: Type.Enum(['outputs', 'inputs'], { default: 'outputs' }),
          before: Type.Optional(Id),
          limit: Type.Integer({ minimum: 1, maximum: 200, default: 50 }),
          search: Type.Optional(Text(200)),
          experiment: Type.Optional(Id),
        }),
        response: { 200: Page(FileView) },
      },
    },
    async (request) => {
      const { limit, ...asked } = request.query
      const account = (request.actor as Actor).accountId
      const rows = await listFiles(db, { account, ...asked, limit: limit + 1 })
      return pageOf(rows, limit, (row) => ({
        id: row.id,
        name: row.name,
        size: row.size,
        addedAt: time(row.created_at),
        experiment: {
          id: row.experiment_id,
          name: row.experiment || `Experiment ${row.experiment_id}`,
          app: row.app,
        },
      }))
    },
  )
}

const TABLES = { outputs: 'pipelines_output', inputs: 'pipelines_input' } as const

function listFiles(
  db: Db,
  asked: {
    account: number
    of: keyof typeof TABLES
    before?: number
    limit: number
    search?: string
    experiment?: number
  },
) {
  const { account, of, before, limit, search, experiment } = asked
  // What is read here both tables have.
  const table = TABLES[of] as 'pipelines_output'
  return db
    .selectFrom(`${table} as f`)
    .innerJoin('pipelines_experiment as e', 'e.id', 'f.experiment_id')
    .innerJoin('kernel_file as k', 'k.id', 'f.file_id')
    .select(['f.id', 'f.name', 'f.size', 'f.experiment_id', 'e.name as experiment', 'e.app', 'k.created_at'])
    .where('e.account_id', '=', account)
    .$if(before !== undefined, (query) => query.where('f.id', '<', before as number))
    .$if(experiment !== undefined, (query) => query.where('e.id', '=', experiment as number))
    .$if(!!search, (query) =>
      query.where((is) =>
        is.or([
          contains(db, sql<string>`lower(${is.ref('f.name')})`, fold(search as string)),
          contains(db, is.ref('e.words_folded'), fold(search as string)),
        ]),
      ),
    )
    .orderBy('f.id', 'desc')
    .limit(limit)
    .execute()
}
