import type { FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { problem } from '../../../kernel/problem.ts'
import { RUN_STATUSES } from '../run-tables.ts'
import { confidentialOf, shownTo } from '../runs/confidential.ts'
import { resultOf } from '../runs/result.ts'
import { maySeeResults } from '../runs/withheld.ts'
import type { AttemptRow } from '../tables.ts'
import { writeDate } from './date.ts'
import { sizeOfResults, type WireTask } from './list.store.ts'
import { linkTo, projected, projection } from './page.ts'
import type { Wire } from './wire.ts'

const Id = Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER })
const OptionalId = Type.Union([Id, Type.Null()])
const Time = Type.Union([Type.String(), Type.Null()])
const Anything = Type.Unsafe<unknown>({})

/** Every field may be left out by `fields` and `omit`; names of what is not there are absent. */
export const TaskView = Type.Partial(
  Type.Object({
    id: Id,
    detail: Type.String(),
    name: Type.String(),
    status: Type.Integer({ minimum: 0, maximum: 5 }),
    date_scheduled: Time,
    date_started: Time,
    date_finished: Time,
    variables: Anything,
    filters: Anything,
    result: Anything,
    created_by: OptionalId,
    created_name: Type.String(),
    template: OptionalId,
    template_name: Type.String(),
    inventory: OptionalId,
    inventory_name: Type.String(),
    is_template: Type.Boolean(),
  }),
)

/** The results of one answer are whole in memory. */
const MOST_RESULT_BYTES = 64_000_000

const tooLong = () =>
  problem(
    'too_long',
    400,
    'These results are more than are listed at once. Ask with omit=result, or a smaller limit.',
  )

/** Tasks as the protocol has them, with the fields that are asked for. */
export async function viewTasks(
  wire: Wire,
  request: FastifyRequest,
  rows: readonly WireTask[],
): Promise<object[]> {
  const { automation } = wire
  const isWanted = projection(request)
  const withResult = isWanted('result')
  if (withResult && rows.length > 1) {
    const attempts = rows.flatMap(({ attempt_id }) => (attempt_id === null ? [] : [attempt_id]))
    if ((await sizeOfResults(automation.db, attempts)) > MOST_RESULT_BYTES) throw tooLong()
  }
  const maySee = (attempt: AttemptRow) => maySeeResults(automation.db, request.actor, attempt)
  const views: object[] = []
  for (const row of rows) {
    const result = withResult ? await resultOf(automation, row.attempt_id, maySee) : {}
    const detail = linkTo(wire, request, `/api/tasks/${row.id}/`)
    // What is marked so is beyond the original: there it is in no task that a client of it knows.
    const view = shownTo(request.actor, viewOf(row), confidentialOf(row))
    views.push(projected({ ...view, detail, result }, isWanted))
  }
  return views
}

const said = (text: string | null): unknown => (text === null ? null : JSON.parse(text))

/** The order of the keys is the original's; `detail` and `result` get their values elsewhere. */
const viewOf = (row: WireTask) => ({
  id: row.id,
  detail: '',
  name: row.name,
  status: RUN_STATUSES.indexOf(row.status),
  date_scheduled: writeDate(row.scheduled_at),
  date_started: writeDate(row.started_at),
  date_finished: writeDate(row.finished_at),
  variables: said(row.variables),
  filters: said(row.filters),
  result: {},
  created_by: row.created_by,
  ...(row.created_name !== null && { created_name: row.created_name }),
  template: row.template_id,
  ...(row.template_name !== null && { template_name: row.template_name }),
  inventory: row.inventory_id,
  ...(row.inventory_name !== null && { inventory_name: row.inventory_name }),
  is_template: row.is_preset === 1,
})
