import { sql } from 'kysely'
import { type Static, Type } from 'typebox'
import { Count, Query } from '../../../kernel/api/shapes.ts'
import type { Scope } from '../../../kernel/http/app.ts'
import { DAY_MS } from '../../../kernel/span.ts'
import { findApp } from '../apps/apps.ts'
import { ADMIN_ROLE, type Pipelines } from '../pipelines.ts'

const MOST = 1_000
const Days = Type.Union([Count, Type.Null()], { description: 'Null is what the settings say' })

const RetentionOverview = Type.Object({
  defaults: Type.Object({ inputDays: Count, outputDays: Count, warnDays: Count }),
  apps: Type.Array(
    Type.Object({
      app: Type.String({ description: 'Empty is an experiment that names none' }),
      title: Type.String(),
      inputDays: Days,
      outputDays: Days,
      experiments: Type.Object({
        held: Type.Integer({ minimum: 0, description: 'With results that are still there' }),
        kept: Count,
        leaving: Type.Integer({ minimum: 0, description: 'Within the days in which their owners are told' }),
      }),
    }),
  ),
})

/** How long what is kept, for those who run pipelines; what an app says for itself is in its policy. */
export function retentionRoutes(scope: Scope, pipelines: Pipelines): void {
  const { db, kernel, settings } = pipelines
  scope.get(
    '/retention',
    {
      config: { access: { role: ADMIN_ROLE } },
      schema: {
        summary: 'How long inputs and results are kept, app by app, and what goes soon',
        querystring: Query({}),
        response: { 200: RetentionOverview },
      },
    },
    async (): Promise<Static<typeof RetentionOverview>> => {
      const { inputDays, outputDays, warnDays } = settings
      const soon = kernel.clock.now() + warnDays * DAY_MS
      const rows = await db
        .selectFrom('pipelines_experiment as e')
        .leftJoin('pipelines_app as a', 'a.key', 'e.app')
        .leftJoin('pipelines_policy as p', 'p.app_id', 'a.id')
        .select((is) => [
          'e.app',
          'p.input_days',
          'p.output_days',
          is.fn.countAll<number>().as('held'),
          is.fn.sum<number>('e.kept').as('kept'),
          is.fn
            .sum<number>(sql<number>`case when e.outputs_until <= ${soon} then 1 else 0 end`)
            .as('leaving'),
        ])
        .where('e.ended_at', 'is not', null)
        .where('e.outputs_removed_at', 'is', null)
        .groupBy(['e.app', 'p.input_days', 'p.output_days'])
        .orderBy('e.app')
        .limit(MOST)
        .execute()
      const titles = new Map<string, string>()
      for (const { app } of rows) titles.set(app, (await findApp(pipelines, app))?.definition.label ?? app)
      return {
        defaults: { inputDays, outputDays, warnDays },
        apps: rows.map(({ app, input_days, output_days, held, kept, leaving }) => ({
          ...{ app, title: titles.get(app) ?? app },
          inputDays: input_days,
          outputDays: output_days,
          experiments: { held: Number(held), kept: Number(kept), leaving: Number(leaving) },
        })),
      }
    },
  )
}
