import { type Static, Type } from 'typebox'
import { versionOf } from '../../../kernel/api/account-view.ts'
import {
  Empty,
  Id,
  IdParams,
  MatchHeaders,
  Page,
  pageOf,
  paging,
  Query,
  RetryHeaders,
  Text,
  Time,
  Total,
} from '../../../kernel/api/shapes.ts'
import type { Scope } from '../../../kernel/http/app.ts'
import { answerOnce } from '../../../kernel/http/idempotent.ts'
import { type Automation, NETADMIN_ROLE, SUPPORT_ROLE } from '../automation.ts'
import { problems as common } from '../problems.ts'
import type { Tx } from '../tables.ts'
import { faultsOf, listZones } from './rule.ts'
import { startNow } from './run-now.ts'
import { countSchedules, findSchedule, listSchedules, type ScheduleItem } from './schedule.store.ts'
import {
  changeSchedule,
  createSchedule,
  removeSchedule,
  type ScheduleFields,
  takeOverSchedule,
} from './schedule.ts'
import { problems } from './schedule-problems.ts'
import {
  Cron,
  EverySeconds,
  Missed,
  Overlap,
  PreviewView,
  previewOf,
  ScheduleView,
  scheduleView,
} from './schedule-view.ts'

const reads = { access: { role: SUPPORT_ROLE } }
const writes = { access: { role: NETADMIN_ROLE } }

const Zone = Text(64, 1)
const When = {
  cron: Type.Union([Cron, Type.Null()]),
  everySeconds: Type.Union([EverySeconds, Type.Null()]),
  timezone: Zone,
}
const Fields = {
  name: Text(200, 1),
  presetId: Id,
  ...When,
  missed: Missed,
  overlap: Overlap,
  endsAt: Type.Union([Time, Type.Null()]),
  isEnabled: Type.Boolean(),
}
const Changes = Type.Partial(Type.Object(Fields), { additionalProperties: false })

/** Presets that run again and again. */
export function scheduleRoutes(scope: Scope, automation: Automation): void {
  const { db, kernel } = automation
  const view = (row: ScheduleItem) => scheduleView(row, kernel.clock.now())
  previewRoutes(scope, automation)

  scope.get(
    '/schedules',
    {
      config: reads,
      schema: {
        summary: 'Schedules with their next times, and how the last run of each stands',
        querystring: Query({
          ...paging,
          search: Type.Optional(Text(200)),
          preset: Type.Optional(Id),
        }),
        response: { 200: Type.Object({ ...Page(ScheduleView).properties, total: Total }) },
      },
    },
    async ({ query: { limit, ...asked } }) => {
      const [rows, total] = await Promise.all([
        listSchedules(db, { ...asked, limit: limit + 1 }),
        countSchedules(db, asked),
      ])
      return { ...pageOf(rows, limit, view), total }
    },
  )

  scope.post(
    '/schedules',
    {
      config: writes,
      schema: {
        summary: 'Run a preset again and again',
        headers: RetryHeaders,
        body: Type.Object(
          { ...Changes.properties, name: Fields.name, presetId: Fields.presetId, timezone: Fields.timezone },
          { additionalProperties: false },
        ),
        response: { 201: ScheduleView },
      },
    },
    async (request, reply) => {
      await answerOnce({ db, clock: kernel.clock, request, reply }, async (tx) => {
        const { id } = await createSchedule(automation, tx, request.by, {
          ...DEFAULTS,
          ...fieldsOf(request.body),
        })
        return { status: 201, body: view(await requireItem(tx, id)) }
      })
      return reply
    },
  )

  scope.get(
    '/schedules/:id',
    { config: reads, schema: { summary: 'One schedule', params: IdParams, response: { 200: ScheduleView } } },
    async ({ params }, reply) => {
      const row = await requireItem(db, params.id)
      return reply.header('etag', `"${row.version}"`).send(view(row))
    },
  )

  scope.patch(
    '/schedules/:id',
    {
      config: writes,
      schema: {
        summary: 'Change a schedule, pause it, or let it go on; a changed rule counts from now',
        params: IdParams,
        headers: MatchHeaders,
        body: Changes,
        response: { 200: ScheduleView },
      },
    },
    async (request, reply) => {
      const { id } = request.params
      const version = versionOf(request.headers['if-match'])
      await changeSchedule(automation, request.by, { id, version, fields: fieldsOf(request.body) })
      const row = await requireItem(db, id)
      return reply.header('etag', `"${row.version}"`).send(view(row))
    },
  )

  scope.post(
    '/schedules/:id/take-over',
    {
      config: writes,
      schema: {
        summary: 'Answer for a schedule; one that was paused because nobody did goes on from now',
        params: IdParams,
        response: { 200: ScheduleView },
      },
    },
    async ({ by, params: { id } }) => {
      await takeOverSchedule(automation, by, id)
      return view(await requireItem(db, id))
    },
  )

  scope.delete(
    '/schedules/:id',
    {
      config: writes,
      schema: {
        summary: 'Remove a schedule; runs that came of it stay',
        params: IdParams,
        response: { 204: Empty },
      },
    },
    async ({ by, params }, reply) => {
      await removeSchedule(automation, by, params.id)
      return reply.code(204).send(null)
    },
  )

  scope.post(
    '/schedules/:id/start',
    {
      config: { ...writes, refusals: [409] },
      schema: {
        summary: 'Run it now, beside its times',
        params: IdParams,
        headers: RetryHeaders,
        response: { 201: Type.Object({ runId: Id }) },
      },
    },
    async (request, reply) => {
      await answerOnce({ db, clock: kernel.clock, request, reply }, async (tx) => {
        const run = await startNow(automation, tx, request.by, request.params.id)
        return { status: 201, body: { runId: run.id } }
      })
      return reply
    },
  )
}

function previewRoutes(scope: Scope, { kernel }: Automation): void {
  scope.get(
    '/schedules/zones',
    {
      config: reads,
      schema: {
        summary: 'Time zones that a schedule can have',
        querystring: Query({}),
        response: { 200: Type.Object({ items: Type.Array(Type.String()) }) },
      },
    },
    async () => ({ items: listZones() }),
  )

  scope.get(
    '/schedules/preview',
    {
      config: reads,
      schema: {
        summary: 'A rule in words, with its next times',
        querystring: Query({
          cron: Type.Optional(Cron),
          everySeconds: Type.Optional(EverySeconds),
          timezone: Zone,
          endsAt: Type.Optional(Time),
        }),
        response: { 200: PreviewView },
      },
    },
    async ({ query: { cron = null, everySeconds = null, timezone, endsAt } }) => {
      const rule = { cron, everySeconds, timezone }
      const faults = faultsOf(rule)
      if (faults.length > 0) throw problems.badRule(faults)
      return previewOf(rule, kernel.clock.now(), endsAt === undefined ? null : Date.parse(endsAt))
    },
  )
}

const DEFAULTS = {
  ...{ cron: null, everySeconds: null, endsAt: null, isEnabled: true },
  ...({ missed: 'once', overlap: 'skip' } as const),
}

const fieldsOf = <B extends Static<typeof Changes>>({ endsAt, ...fields }: B) =>
  ({
    ...fields,
    ...(endsAt !== undefined && { endsAt: endsAt === null ? null : Date.parse(endsAt) }),
  }) as Omit<B, 'endsAt'> & Partial<Pick<ScheduleFields, 'endsAt'>>

async function requireItem(db: Automation['db'] | Tx, id: number): Promise<ScheduleItem> {
  const row = await findSchedule(db, id)
  if (!row) throw common.notFound()
  return row
}
