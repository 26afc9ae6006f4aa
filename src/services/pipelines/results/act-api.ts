import { Type } from 'typebox'
import { Body, Id, IdParams, Query, Text } from '../../../kernel/api/shapes.ts'
import { visitRoute } from '../../../kernel/api/visit-route.ts'
import type { Scope } from '../../../kernel/http/app.ts'
import type { Actor } from '../../../kernel/identity/actor.ts'
import { removeInputs, removeOutputs } from '../experiments/remove.ts'
import { isOver } from '../experiments/status.ts'
import { ADMIN_ROLE, type Pipelines, USER_ROLE } from '../pipelines.ts'
import { problems as common } from '../problems.ts'
import { accessTo, requireOwn, visitExperiment } from './access.ts'
import { keepExperiment, setNotify } from './act.ts'
import { shownTo } from './experiment-api.ts'
import { listOwnRows } from './experiment-list.store.ts'
import { ExperimentDetail } from './experiment-view.ts'
import { RerunView, rerunOf } from './rerun.ts'
import { problems } from './result-problems.ts'

const config = { access: { role: USER_ROLE } } as const
const Reason = Type.Optional(
  Type.String({ ...Text(500, 1), description: 'Of an administrator; its owner reads it' }),
)

/** What people do with an experiment that is there. */
export function actRoutes(scope: Scope, pipelines: Pipelines): void {
  cancelRoutes(scope, pipelines)
  keepRoutes(scope, pipelines)
  removeRoutes(scope, pipelines)
  visitRoute(
    scope,
    {
      path: '/experiments/:id/visits',
      role: ADMIN_ROLE,
      summary: 'Look at all of another person’s experiment for an hour; that person is told why',
    },
    (visit) => visitExperiment(pipelines, visit),
  )
  rerunRoute(scope, pipelines)
}

function cancelRoutes(scope: Scope, pipelines: Pipelines): void {
  const { db, runner } = pipelines

  scope.post(
    '/experiments/:id/cancel',
    {
      config: { ...config, refusals: [409] },
      schema: {
        summary: 'End an experiment that waits or runs; administrators of pipelines may, too, and say why',
        params: IdParams,
        querystring: Query({ reason: Reason }),
        response: { 200: ExperimentDetail },
      },
    },
    async ({ actor, by, params, query: { reason } }) => {
      const access = await accessTo(pipelines, actor, params.id)
      if (access.standing === 'shared') throw common.notFound()
      if (access.standing !== 'owner' && reason === undefined) throw problems.cancelReason()
      const ids = [access.experiment.id]
      const ended = await runner.cancel({ by, ids, ...(reason !== undefined && { reason }) })
      if (ended.length === 0) throw problems.isOver()
      return shownTo(pipelines, await accessTo(pipelines, actor, params.id))
    },
  )

  scope.post(
    '/experiments/cancel',
    {
      config,
      schema: {
        summary: 'End several experiments of mine that wait or run',
        body: Body({ ids: Type.Array(Id, { minItems: 1, maxItems: 1_000, uniqueItems: true }) }),
        response: {
          200: Type.Object({ ids: Type.Array(Id, { description: 'Those that it was not too late for' }) }),
        },
      },
    },
    async ({ actor, by, body }) => {
      const rows = await listOwnRows(db, (actor as Actor).accountId, body.ids)
      // One that is not mine is not there, whatever the others are.
      if (rows.length < body.ids.length) throw common.notFound()
      return { ids: await runner.cancel({ by, ids: body.ids }) }
    },
  )
}

function keepRoutes(scope: Scope, pipelines: Pipelines): void {
  scope.post(
    '/experiments/:id/keep',
    {
      config,
      schema: {
        summary: 'Keep inputs and results whatever their age, or let them go in their time again',
        params: IdParams,
        body: Body({ kept: Type.Boolean() }),
        response: { 200: ExperimentDetail },
      },
    },
    async ({ actor, by, params, body: { kept } }) => {
      const row = await requireOwn(pipelines, actor, params.id)
      await keepExperiment(pipelines, { by, row, kept })
      return shownTo(pipelines, await accessTo(pipelines, actor, row.id))
    },
  )

  scope.post(
    '/experiments/:id/notify',
    {
      config,
      schema: {
        summary: 'Say whether I want a message at the end of an experiment',
        params: IdParams,
        body: Body({ notify: Type.Boolean() }),
        response: { 200: ExperimentDetail },
      },
    },
    async ({ actor, by, params, body: { notify } }) => {
      const row = await requireOwn(pipelines, actor, params.id)
      await setNotify(pipelines, { by, row, notify })
      return shownTo(pipelines, await accessTo(pipelines, actor, row.id))
    },
  )
}

function removeRoutes(scope: Scope, pipelines: Pipelines): void {
  for (const [side, remove] of [
    ['inputs', removeInputs],
    ['outputs', removeOutputs],
  ] as const)
    scope.delete(
      `/experiments/:id/${side}`,
      {
        config: { ...config, refusals: [409] },
        schema: {
          summary: `Remove all ${side === 'inputs' ? 'inputs' : 'results'} of an experiment that is over, for good`,
          params: IdParams,
          response: { 200: ExperimentDetail },
        },
      },
      async ({ actor, by, params }) => {
        const row = await requireOwn(pipelines, actor, params.id)
        if (!isOver(row.status)) throw problems.notOver()
        await remove(pipelines, row.id, { by, text: 'Its owner removed them.' })
        return shownTo(pipelines, await accessTo(pipelines, actor, row.id))
      },
    )
}

function rerunRoute(scope: Scope, pipelines: Pipelines): void {
  scope.get(
    '/experiments/:id/rerun',
    {
      config,
      schema: {
        summary: 'What a form begins with that is to be like an earlier experiment of mine',
        params: IdParams,
        response: { 200: RerunView },
      },
    },
    async ({ actor, params }) => rerunOf(pipelines, await requireOwn(pipelines, actor, params.id)),
  )
}
