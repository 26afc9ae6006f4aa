import { type Static, Type } from 'typebox'
import { Count, Id, Query } from '../../../kernel/api/shapes.ts'
import type { Scope } from '../../../kernel/http/app.ts'
import type { Actor } from '../../../kernel/identity/actor.ts'
import { fullName } from '../../../kernel/identity/people.ts'
import { ADMIN_ROLE, type Pipelines, USER_ROLE } from '../pipelines.ts'
import { createTitles } from '../results/titles.ts'
import { RetentionView, retentionView } from '../retention/retention-view.ts'
import { listLargest, listPeopleByUse, readUse } from './usage.ts'

const Held = { files: Count, bytes: Count }
const Use = Type.Object({ used: Count, limit: Count })

const UsageView = Type.Object({
  files: Use,
  bytes: Type.Object({ used: Count, limit: Type.Union([Count, Type.Null()]) }),
  running: Use,
  waiting: Count,
  uploads: Type.Object({ count: Count, bytes: Count }, { description: 'Not in an experiment yet' }),
  experiments: Type.Array(
    Type.Object({
      id: Id,
      name: Type.String(),
      app: Type.Object({ key: Type.String(), title: Type.String() }),
      status: Type.String(),
      inputs: Type.Object(Held),
      outputs: Type.Object(Held),
      retention: RetentionView,
    }),
    { description: 'The 200 that hold most' },
  ),
})

const PeopleView = Type.Object({
  items: Type.Array(
    Type.Object({
      account: Id,
      name: Type.String(),
      experiments: Count,
      waiting: Count,
      running: Count,
      cpuSeconds: Count,
      inputs: Type.Object(Held),
      outputs: Type.Object(Held),
    }),
  ),
})

/** What is stored and at work: of oneself, and for those who run pipelines of everybody. */
export function usageRoutes(scope: Scope, pipelines: Pipelines): void {
  const { db, kernel } = pipelines
  const titles = createTitles(db)

  scope.get(
    '/usage',
    {
      config: { access: { role: USER_ROLE } },
      schema: {
        summary: 'What I use and may use, with the experiments that hold most',
        querystring: Query({}),
        response: { 200: UsageView },
      },
    },
    async (request) => {
      const { accountId } = request.actor as Actor
      const [use, largest] = await Promise.all([readUse(pipelines, accountId), listLargest(db, accountId)])
      const now = kernel.clock.now()
      const called = await titles(largest.map(({ app_version_id }) => app_version_id))
      return {
        ...use,
        experiments: largest.map((row) => ({
          ...{ id: row.id, name: row.name, status: row.status },
          app: { key: row.app, title: called.get(row.app_version_id) ?? (row.app || 'No app') },
          ...heldBy(row),
          retention: retentionView(row, now),
        })),
      }
    },
  )

  scope.get(
    '/usage/people',
    {
      config: { access: { role: ADMIN_ROLE } },
      schema: {
        summary: 'What everybody stores and has at work; who stores most first, 1,000 at most',
        querystring: Query({}),
        response: { 200: PeopleView },
      },
    },
    async (): Promise<Static<typeof PeopleView>> => {
      const people = await listPeopleByUse(db)
      return {
        items: people.map((row) => ({
          account: row.id,
          name: fullName(row),
          experiments: Number(row.experiments),
          waiting: Number(row.waiting),
          running: Number(row.running),
          cpuSeconds: Number(row.cpu_seconds ?? 0),
          ...heldBy(row),
        })),
      }
    },
  )
}

type Figure = number | null

const heldBy = (row: {
  input_files: Figure
  input_bytes: Figure
  output_files: Figure
  output_bytes: Figure
}) => ({
  inputs: { files: Number(row.input_files ?? 0), bytes: Number(row.input_bytes ?? 0) },
  outputs: { files: Number(row.output_files ?? 0), bytes: Number(row.output_bytes ?? 0) },
})
