import type { FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { inTransaction } from '../../../kernel/db/db.ts'
import { Problem, problem } from '../../../kernel/problem.ts'
import { SUPERUSER_ROLE } from '../automation.ts'
import { checkFilters } from '../inventories/select.ts'
import { RUN_STATUSES, type RunStatus } from '../run-tables.ts'
import { abortRun } from '../runs/abort.ts'
import { changeRun, createRun, type RunFields, removeRun } from '../runs/run.ts'
import { runNow, scheduleRun } from '../runs/start.ts'
import { readBody } from './body.ts'
import { date, FieldFault, flag, json, key, objectOf, readFields, text } from './fields.ts'
import {
  countTasks,
  findTask,
  isThere,
  listTasks,
  TASK_ORDERS,
  type TaskFilter,
  type WireTask,
} from './list.store.ts'
import { orderOf, paged, pageOf, queryOf, wordsOf } from './page.ts'
import { resource, type Way } from './resource.ts'
import { Paged, Paging, Projection } from './shapes.ts'
import { TaskView, viewTasks } from './task-view.ts'
import { idOf, type Wire, wireProblems } from './wire.ts'

const Anything = Type.Unsafe<unknown>({})
const Text = Type.Optional(Type.String())
const Key = Type.Optional(
  Type.Union([Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER }), Type.Null()]),
)

const TaskBody = Type.Object({
  name: Type.String({ maxLength: 200 }),
  date_scheduled: Type.Optional(Type.Union([Type.String(), Type.Null()])),
  variables: Type.Optional(Anything),
  filters: Type.Optional(Anything),
  created_by: Key,
  template: Key,
  inventory: Key,
  is_template: Type.Optional(Type.Boolean()),
})

const TaskQuery = Type.Object({
  ...Paging,
  search: Text,
  ordering: Text,
  status: Text,
  template__name: Text,
  inventory__name: Text,
  created_by__username: Text,
  is_template: Text,
  ...Projection.properties,
})

/** The protocol's tasks: runs of ours. */
export function taskRoutes(wire: Wire): void {
  resource(wire, {
    path: '/api/tasks',
    name: 'Task List',
    right: 'run',
    ways: {
      GET: {
        summary: 'Tasks, the newest first',
        right: 'read',
        query: TaskQuery,
        answer: Paged(TaskView),
        refusals: [400],
        act: (request) => listPage(wire, request),
      },
      POST: {
        summary: 'Make a task; nothing is started',
        right: 'run',
        body: TaskBody,
        query: Projection,
        answer: TaskView,
        status: 201,
        act: async (request) => {
          const fields = await readTask(wire, request)
          const { db } = wire.automation
          const { id } = await inTransaction(db, (tx) =>
            createRun(wire.automation, tx, request.by, {
              variables: {},
              filters: {},
              ...fields,
              name: fields.name ?? '',
            }),
          )
          return viewTask(wire, request, id)
        },
      },
    },
  })
  oneTask(wire)
  actRoutes(wire)
}

function oneTask(wire: Wire): void {
  const { automation } = wire
  const write = (summary: string, partial: boolean): Way => ({
    summary,
    right: 'run',
    body: partial ? Type.Partial(TaskBody) : TaskBody,
    query: Projection,
    answer: TaskView,
    refusals: [404],
    act: async (request) => {
      const { id } = await requireTask(wire, request)
      const fields = await readTask(wire, request, { partial })
      await changeRun(automation, request.by, { id, fields })
      return viewTask(wire, request, id)
    },
  })
  resource(wire, {
    path: '/api/tasks/:id',
    name: 'Task Instance',
    right: 'run',
    ways: {
      GET: {
        summary: 'One task with its result',
        right: 'read',
        query: Projection,
        answer: TaskView,
        act: async (request) => (await viewTasks(wire, request, [await requireTask(wire, request)]))[0],
      },
      PUT: write('Change a task: what is absent stays', false),
      PATCH: write('Change a task', true),
      DELETE: {
        summary: 'Remove a task; one that is at work is stopped first',
        right: 'run',
        status: 204,
        refusals: [404, 409],
        act: async (request) => {
          const { id } = await requireTask(wire, request)
          await removeRun(automation, request.by, id)
        },
      },
    },
  })
}

/** Bodies of these are ignored: the front-end sends none, as JSON. */
function actRoutes(wire: Wire): void {
  const { automation } = wire
  const act = (
    method: 'POST' | 'PUT',
    verb: string,
    way: Omit<Way, 'right' | 'act'> & { run(request: FastifyRequest, id: number): Promise<unknown> },
  ) => {
    const { run, ...rest } = way
    resource(wire, {
      path: `/api/tasks/:id/${verb}`,
      name: `${verb[0]?.toUpperCase()}${verb.slice(1).replace('_', ' ')}`,
      right: 'run',
      ways: {
        [method]: {
          ...rest,
          right: 'run',
          refusals: [404, 409],
          act: async (request: FastifyRequest) => {
            const { id } = await requireTask(wire, request)
            return inWords(run(request, id))
          },
        },
      },
    })
  }
  act('POST', 'run', {
    summary: 'Run a task now, and answer once it is over',
    query: Projection,
    answer: TaskView,
    run: async (request, id) => {
      await runNow(automation, request.by, id)
      return viewTask(wire, request, id)
    },
  })
  act('POST', 'run_async', {
    summary: 'Put a task into the queue, at its date where that lies ahead',
    status: 202,
    run: async (request, id) => {
      await scheduleRun(automation, request.by, id, { cause: 'protocol' })
    },
  })
  act('PUT', 'abort', {
    summary: 'Take a task out of the queue, or stop it',
    query: Projection,
    answer: TaskView,
    run: async (request, id) => {
      await abortRun(automation, request.by, id)
      return viewTask(wire, request, id)
    },
  })
}

/** What our own pages say with a conflict is a mistake of the client here, and the other way round. */
async function inWords<T>(act: Promise<T>): Promise<T> {
  try {
    return await act
  } catch (error) {
    if (error instanceof Problem && error.code === 'is_running')
      throw problem('is_running', 409, 'Task is already running.', { cause: error })
    if (error instanceof Problem && ['not_runnable', 'no_template'].includes(error.code))
      throw problem('not_runnable', 400, error.message, { cause: error })
    throw error
  }
}

async function requireTask({ automation }: Wire, { params }: FastifyRequest): Promise<WireTask> {
  const row = await findTask(automation.db, idOf((params as { id: string }).id))
  if (!row) throw wireProblems.notFound()
  return row
}

async function viewTask(wire: Wire, request: FastifyRequest, id: number): Promise<object | undefined> {
  const row = await findTask(wire.automation.db, id)
  if (!row) throw wireProblems.notFound()
  return (await viewTasks(wire, request, [row]))[0]
}

async function listPage(wire: Wire, request: FastifyRequest) {
  const { db } = wire.automation
  const filter = filterOf(request)
  const page = pageOf(request)
  const rows = await listTasks(db, { filter, orders: orderOf(request, TASK_ORDERS), page })
  return paged(wire, request, {
    path: '/api/tasks/',
    count: await countTasks(db, filter),
    page,
    results: await viewTasks(wire, request, rows),
  })
}

function filterOf(request: FastifyRequest): TaskFilter {
  const isPreset = queryOf(request, 'is_template')?.toLowerCase()
  return {
    words: wordsOf(request),
    status: statusOf(queryOf(request, 'status')),
    template: queryOf(request, 'template__name'),
    inventory: queryOf(request, 'inventory__name'),
    creator: queryOf(request, 'created_by__username'),
    isPreset: isPreset === 'true' || (isPreset === 'false' ? false : undefined),
  }
}

function statusOf(asked: string | undefined): RunStatus | undefined {
  if (asked === undefined) return undefined
  const status = /^[0-5]$/.test(asked) ? RUN_STATUSES[Number(asked)] : undefined
  if (!status)
    throw wireProblems.invalid({
      status: [`Select a valid choice. ${asked.slice(0, 100)} is not one of the available choices.`],
    })
  return status
}

/** What a client may write of a task; who made it only superusers may say. */
async function readTask(
  wire: Wire,
  request: FastifyRequest,
  { partial = false } = {},
): Promise<Partial<RunFields>> {
  const { db } = wire.automation
  const { name, date_scheduled, variables, filters, created_by, template, inventory, is_template } =
    await readFields(
      await readBody(wire, request),
      {
        name: text({ max: 200, required: true }),
        date_scheduled: date(),
        variables: json(objectOf),
        filters: json(filtersOf),
        created_by: key((id) => isThere(db, 'kernel_account', id)),
        template: key((id) => isThere(db, 'automation_template', id)),
        inventory: key((id) => isThere(db, 'automation_inventory', id)),
        is_template: flag(),
      },
      partial,
    )
  const mayName = request.actor?.may(SUPERUSER_ROLE) === true
  return {
    ...(name !== undefined && { name }),
    ...(date_scheduled !== undefined && { scheduledAt: date_scheduled }),
    ...(variables !== undefined && { variables }),
    ...(filters !== undefined && { filters }),
    ...(created_by !== undefined && mayName && { createdBy: created_by }),
    ...(template !== undefined && { templateId: template }),
    ...(inventory !== undefined && { inventoryId: inventory }),
    ...(is_template !== undefined && { isPreset: is_template }),
  }
}

function filtersOf(value: unknown): Record<string, unknown> {
  const filters = objectOf(value)
  const fault = checkFilters(filters)
  if (fault) throw new FieldFault(fault.message)
  return filters
}
