import { Type } from 'typebox'
import { BackPageQuery, Id, IdParams, Page, pageOf, Query, Text, Total } from '../../../kernel/api/shapes.ts'
import type { App, Scope } from '../../../kernel/http/app.ts'
import { openStream, streamAnswer } from '../../../kernel/http/stream.ts'
import type { Actor } from '../../../kernel/identity/actor.ts'
import { AppKey, definitionIn } from '../apps/definition.ts'
import { listInputs, listOutputs } from '../experiments/experiment.store.ts'
import { ADMIN_ROLE, type Pipelines, USER_ROLE } from '../pipelines.ts'
import { problems as common } from '../problems.ts'
import { waitOf } from '../runner/waiting.ts'
import { sharedBatches } from '../sharing/rights.ts'
import { type Access, accessTo } from './access.ts'
import {
  type Asked,
  countByBatch,
  countExperiments,
  EXPERIMENT_FILTERS,
  type ExperimentItem,
  findMadeWith,
  listExperimentItems,
  listSteps,
} from './experiment-list.store.ts'
import {
  type Counts,
  ExperimentDetail,
  ExperimentView,
  experimentDetail,
  experimentView,
} from './experiment-view.ts'
import { createExperimentWatches } from './live.ts'
import { createTitles } from './titles.ts'

const config = { access: { role: USER_ROLE } } as const

/** Experiments as lists and their page show them. */
export function experimentRoutes(scope: Scope, app: App, pipelines: Pipelines): void {
  listRoute(scope, pipelines)
  detailRoute(scope, pipelines)
  liveRoute(scope, app, pipelines)
}

function listRoute(scope: Scope, pipelines: Pipelines): void {
  const { db, kernel } = pipelines
  const titles = createTitles(db)

  scope.get(
    '/experiments',
    {
      config,
      schema: {
        summary:
          'Experiments, the newest first: mine, those that others share with me, or everybody’s for administrators of pipelines',
        querystring: Query({
          ...BackPageQuery.properties,
          of: Type.Enum(['me', 'shared', 'everybody'], { default: 'me' }),
          state: Type.Optional(Type.Enum([...EXPERIMENT_FILTERS])),
          app: Type.Optional(AppKey),
          batch: Type.Optional(Id),
          search: Type.Optional(Text(200)),
          grouped: Type.Boolean({ default: false, description: 'Of each batch its newest one alone' }),
        }),
        response: { 200: Type.Object({ ...Page(ExperimentView).properties, total: Total }) },
      },
    },
    async (request) => {
      const actor = request.actor as Actor
      const { of, before, limit, ...filter } = request.query
      if (of === 'everybody' && !actor.may(ADMIN_ROLE)) throw common.notFound()
      const now = kernel.clock.now()
      const asked = { ...filter, ...whose(of, actor, now) }
      const page = { ...asked, ...(before !== undefined && { before }), limit: limit + 1 }
      const [rows, total] = await Promise.all([listExperimentItems(db, page), countExperiments(db, asked)])
      const called = await titles(rows.map(({ app_version_id }) => app_version_id))
      if (of === 'shared') await hideBatches(pipelines, { account: actor.accountId, now }, rows)
      const counts = await countsOf(pipelines, rows)
      return {
        ...pageOf(rows, limit, (row) =>
          experimentView(row, {
            title: called.get(row.app_version_id) ?? row.app,
            counts: counts.get(row.batch_id),
            now,
          }),
        ),
        total,
      }
    },
  )
}

function whose(of: 'me' | 'shared' | 'everybody', { accountId: account }: Actor, now: number): Asked {
  if (of === 'everybody') return {}
  return of === 'me' ? { account } : { sharedWith: { account, now } }
}

/** Of one experiment that is shared alone nobody learns what else there is of its batch. */
async function hideBatches(
  { db }: Pipelines,
  asked: { account: number; now: number },
  rows: readonly ExperimentItem[],
): Promise<void> {
  const ids = rows.flatMap(({ batch_id }) => batch_id ?? [])
  const shared = await sharedBatches(db, asked, [...new Set(ids)])
  for (const row of rows) if (row.batch_id !== null && !shared.has(row.batch_id)) row.batch_id = null
}

/** How the batches stand that some rows belong to. */
async function countsOf(
  { db }: Pipelines,
  rows: readonly ExperimentItem[],
): Promise<Map<number | null, Counts>> {
  const batches = [...new Set(rows.flatMap(({ batch_id }) => batch_id ?? []))]
  const counts = new Map<number | null, Counts>(batches.map((each) => [each, {}]))
  if (batches.length === 0) return counts
  for (const { batch_id, status, n } of await countByBatch(db, batches)) {
    const known = counts.get(batch_id)
    if (known) known[status] = Number(n)
  }
  return counts
}

function detailRoute(scope: Scope, pipelines: Pipelines): void {
  scope.get(
    '/experiments/:id',
    {
      config,
      schema: {
        summary: 'One experiment with its form, its files and what happened to it',
        params: IdParams,
        response: { 200: ExperimentDetail },
      },
    },
    async ({ actor, params }) => shownTo(pipelines, await accessTo(pipelines, actor, params.id)),
  )
}

/** An experiment as somebody may see it. */
export async function shownTo(pipelines: Pipelines, access: Access) {
  const { db, kernel } = pipelines
  const { id } = access.experiment
  const [made, steps, wait, inputs, outputs] = await Promise.all([
    findMadeWith(db, id),
    listSteps(db, id),
    waitOf(pipelines, access.experiment),
    access.inputs ? listInputs(db, [id]) : [],
    access.results ? listOutputs(db, [id]) : [],
  ])
  const definition = made.definition === null ? undefined : definitionIn({ definition: made.definition })
  return experimentDetail({
    ...{ access, made, definition, steps, inputs, outputs, now: kernel.clock.now() },
    ...(wait && { reason: wait.reason }),
  })
}

function liveRoute(scope: Scope, app: App, pipelines: Pipelines): void {
  const watches = createExperimentWatches(pipelines)

  scope.get(
    '/experiments/:id/live',
    {
      config: { ...config, stream: true },
      schema: {
        summary: 'An experiment as it changes, and what it prints',
        params: IdParams,
        response: streamAnswer(
          '`state`: how it stands; `log`: what it has printed since, for whoever may see results; `end`: it is over',
        ),
      },
    },
    async (request, reply) => {
      const { experiment, standing, results } = await accessTo(pipelines, request.actor, request.params.id)
      const role = standing === 'owner' || standing === 'shared' ? USER_ROLE : ADMIN_ROLE
      // A share is taken back, and a visit ends, while somebody listens.
      const stream = openStream({ app, request, reply }, async (now) => {
        const still = now.may(role) && (await accessTo(pipelines, now, experiment.id))
        return still !== false && (still.results || !results)
      })
      watches.add(experiment.id, stream, { withLog: results })
    },
  )
}
