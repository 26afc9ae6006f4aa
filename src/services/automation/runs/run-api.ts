import { Type } from 'typebox'
import { versionOf } from '../../../kernel/api/account-view.ts'
import {
  BackPageQuery,
  Count,
  Empty,
  Id,
  IdParams,
  MatchHeaders,
  Page,
  pageOf,
  Query,
  Text,
  Total,
} from '../../../kernel/api/shapes.ts'
import type { Scope } from '../../../kernel/http/app.ts'
import { type Automation, NETADMIN_ROLE, SUPPORT_ROLE } from '../automation.ts'
import { problems as common } from '../problems.ts'
import { RUN_STATUSES, type RunStatus } from '../run-tables.ts'
import type { Db } from '../tables.ts'
import { abortRun } from './abort.ts'
import { requireSound } from './check.ts'
import { confidentialOf, shownTo } from './confidential.ts'
import { makeRoutes } from './make-api.ts'
import { NO_PLACE } from './run.store.ts'
import { changeRun, removeRun, requireRun } from './run.ts'
import {
  countStatuses,
  findRunItem,
  listQueued,
  listRuns,
  listWorking,
  type RunDetailItem,
} from './run-list.store.ts'
import { problems } from './run-problems.ts'
import { RunBody, RunDetail, RunView, runDetail, runView, Start } from './run-view.ts'
import { scheduleRun } from './start.ts'

const reads = { access: { role: SUPPORT_ROLE } } as const
const writes = { access: { role: NETADMIN_ROLE } } as const

/** Runs and presets: what is to be run, what runs, and what ran. */
export function runRoutes(scope: Scope, automation: Automation): void {
  listRoute(scope, automation)
  queueRoute(scope, automation)
  detailRoutes(scope, automation)
  makeRoutes(scope, automation)
  actRoutes(scope, automation)
}

/** The run of that number with the names of what it is made of. */
async function requireItem(db: Db, id: number): Promise<RunDetailItem> {
  const row = await findRunItem(db, id)
  if (!row) throw common.notFound()
  return row
}

/** What a list shows where one of these is chosen. */
const STATES = [...RUN_STATUSES, 'open'] as const
const statusesOf = (state: (typeof STATES)[number] | undefined): readonly RunStatus[] | undefined =>
  state === undefined ? undefined : state === 'open' ? ['scheduled', 'running'] : [state]

function listRoute(scope: Scope, { db }: Automation): void {
  scope.get(
    '/runs',
    {
      config: reads,
      schema: {
        summary: 'Runs, the newest first, or presets',
        querystring: Query({
          ...BackPageQuery.properties,
          preset: Type.Boolean({ default: false }),
          status: Type.Optional(Type.Enum([...STATES], { description: 'open: scheduled or running' })),
          template: Type.Optional(Id),
          inventory: Type.Optional(Id),
          by: Type.Optional(Id),
          like: Type.Optional(Id),
          schedule: Type.Optional(Id),
          trigger: Type.Optional(Id),
          search: Type.Optional(Text(200)),
        }),
        response: {
          200: Type.Object({
            ...Page(RunView).properties,
            total: Total,
            statuses: Type.Record(Type.Enum([...RUN_STATUSES]), Count),
          }),
        },
      },
    },
    async ({ query: { before, limit, status, ...filter } }) => {
      const statuses = statusesOf(status)
      const page = {
        ...{ ...filter, ...(statuses && { statuses }) },
        ...{ ...(before !== undefined && { before }), limit: limit + 1 },
      }
      const [rows, counts] = await Promise.all([listRuns(db, page), countStatuses(db, filter)])
      const count = (statuses ?? RUN_STATUSES).reduce((sum, each) => sum + counts[each], 0)
      return { ...pageOf(rows, limit, runView), total: { count, exact: true }, statuses: counts }
    },
  )
}

function queueRoute(scope: Scope, { db, kernel, settings }: Automation): void {
  scope.get(
    '/queue',
    {
      config: reads,
      schema: {
        summary: 'Runs at work, and those that wait in the order in which they begin, each with why it waits',
        response: {
          200: Type.Object({ places: Count, working: Type.Array(RunView), waiting: Type.Array(RunView) }),
        },
      },
    },
    async () => {
      const [working, waiting] = await Promise.all([listWorking(db), listQueued(db)])
      const isFull = working.length >= settings.runs
      const now = kernel.clock.now()
      return {
        places: settings.runs,
        working: working.map(runView),
        waiting: waiting.map((row) => {
          const isDue = row.due_at !== null && row.due_at <= now
          const isForPlace = isDue && isFull && (row.waits_for ?? NO_PLACE) === NO_PLACE
          return { ...runView(row), waitsFor: isForPlace ? forPlace(working.length) : row.waits_for }
        }),
      }
    },
  )
}

const forPlace = (n: number): string =>
  `Waits for a free place: ${n === 1 ? 'one run is' : `${n} runs are`} at work.`

function detailRoutes(scope: Scope, automation: Automation): void {
  const { db } = automation

  scope.get(
    '/runs/:id',
    {
      config: reads,
      schema: {
        summary: 'One run or preset',
        params: IdParams,
        response: { 200: RunDetail },
      },
    },
    async ({ actor, params }, reply) => {
      const row = await requireItem(db, params.id)
      const shown = shownTo(actor, runDetail(row), confidentialOf(row))
      return reply.header('etag', `"${row.version}"`).send(shown)
    },
  )

  scope.patch(
    '/runs/:id',
    {
      config: writes,
      schema: {
        summary: 'Change a run or preset; an attempt that is at work goes on as it began',
        params: IdParams,
        headers: MatchHeaders,
        body: RunBody,
        response: { 200: RunDetail },
      },
    },
    async (request, reply) => {
      const { isDryRun, scheduledAt, ...fields } = request.body
      const { id } = request.params
      await requireSound(automation, fields, await requireRun(db, id))
      const version = versionOf(request.headers['if-match'])
      await changeRun(automation, request.by, {
        id,
        version,
        fields: {
          ...fields,
          ...(isDryRun !== undefined && { dryRun: isDryRun }),
          ...(scheduledAt !== undefined && {
            scheduledAt: scheduledAt === null ? null : Date.parse(scheduledAt),
          }),
        },
      })
      const row = await requireItem(db, id)
      return reply.header('etag', `"${row.version}"`).send(runDetail(row))
    },
  )

  scope.delete(
    '/runs/:id',
    {
      config: { ...writes, refusals: [409] },
      schema: {
        summary: 'Remove a run or preset with its history; one that is at work is stopped first',
        params: IdParams,
        response: { 204: Empty },
      },
    },
    async ({ by, params }, reply) => {
      await removeRun(automation, by, params.id)
      return reply.code(204).send(null)
    },
  )
}

function actRoutes(scope: Scope, automation: Automation): void {
  const { db } = automation

  scope.post(
    '/runs/:id/start',
    {
      config: { ...writes, refusals: [409] },
      schema: {
        summary: 'Start a run now or at a time; one that waits already is timed anew',
        params: IdParams,
        body: Start,
        response: { 200: RunDetail },
      },
    },
    async ({ by, params: { id }, body: { at = null } }) => {
      const run = await requireRun(db, id)
      if (run.is_preset === 1) throw problems.isPreset()
      await scheduleRun(automation, by, id, { at: at === null ? null : Date.parse(at), cause: 'run' })
      return runDetail(await requireItem(db, id))
    },
  )

  scope.post(
    '/runs/:id/abort',
    {
      config: writes,
      schema: {
        summary: 'Stop a run, or take it out of the queue; one that is over stays as it is',
        params: IdParams,
        response: { 200: RunDetail },
      },
    },
    async ({ by, params: { id } }) => {
      await abortRun(automation, by, id)
      return runDetail(await requireItem(db, id))
    },
  )
}
