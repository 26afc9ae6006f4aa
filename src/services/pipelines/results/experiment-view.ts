import { type Static, Type } from 'typebox'
import { Count, Id, Nullable, OptionalTime, optionalTime, Time, time } from '../../../kernel/api/shapes.ts'
import { type AppDefinition, type Field, fieldsOf as questionsOf } from '../apps/definition.ts'
import { flagOf } from '../apps/values.ts'
import { fieldsOf } from '../experiments/experiment.store.ts'
import { retentionOf } from '../retention/dates.ts'
import type { ExperimentRow, InputRow, OutputRow } from '../tables.ts'
import type { Access } from './access.ts'
import type { ExperimentItem, findMadeWith, listSteps } from './experiment-list.store.ts'
import { FILE_VIEWS, shownAs } from './shown-as.ts'

export const STATUSES = ['submitted', 'claimed', 'running', 'completed', 'failed', 'cancelled'] as const
const Person = Type.Union([Type.Object({ id: Id, name: Type.String() }), Type.Null()], {
  description: 'Whose it is; null once the person is erased',
})
export const StatusCounts = Type.Object({
  submitted: Count,
  claimed: Count,
  running: Count,
  completed: Count,
  failed: Count,
  cancelled: Count,
})
const NONE: Static<typeof StatusCounts> = {
  submitted: 0,
  claimed: 0,
  running: 0,
  completed: 0,
  failed: 0,
  cancelled: 0,
}
const Figure = Type.Union([Type.Number({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER }), Type.Null()])

const common = {
  id: Id,
  name: Type.String(),
  app: Type.Object({ key: Type.String(), title: Type.String(), version: Nullable }),
  person: Person,
  status: Type.Enum([...STATUSES], {
    description:
      '`submitted` waits; `claimed` gets its files, or is with a backend outside; `running` has a process',
  }),
  runner: Type.Enum(['own', 'outside']),
  host: Type.Object({ key: Type.String(), name: Type.String() }),
  message: Type.String({ description: 'What it waits for, or why it is not what was hoped for' }),
  cause: Nullable,
  exitCode: Type.Union([Type.Integer({ minimum: -2_147_483_648, maximum: 2_147_483_647 }), Type.Null()]),
  isEnding: Type.Boolean({ description: 'Its end was asked for' }),
  createdAt: Time,
  startedAt: OptionalTime,
  endedAt: OptionalTime,
  notify: Type.Boolean({ description: 'Its owner wants a message at its end' }),
  kept: Type.Boolean({ description: 'Not removed by age' }),
  inputsUntil: OptionalTime,
  outputsUntil: OptionalTime,
  daysLeft: Type.Union([Count, Type.Null()], { description: 'Until its results go' }),
}

/** An experiment as lists show it. */
export const ExperimentView = Type.Object({
  ...common,
  batch: Type.Union(
    [Type.Object({ id: Id, name: Type.String(), counts: StatusCounts, count: Count }), Type.Null()],
    {
      description: 'With how all experiments of it stand',
    },
  ),
})

const FileOf = {
  name: Type.String(),
  size: Count,
  sha256: Type.String(),
  isThere: Type.Boolean(),
  view: Type.Enum([...FILE_VIEWS]),
}

/** One experiment with all that its page shows. */
export const ExperimentDetail = Type.Object({
  ...common,
  batch: Type.Union([Type.Object({ id: Id, name: Type.String() }), Type.Null()]),
  standing: Type.Enum(['owner', 'shared', 'visitor', 'operator'], {
    description: 'As what I see it; an operator sees how it stands, and more with a reason',
  }),
  seesForm: Type.Boolean({ description: 'I may see its form, its inputs and its provenance' }),
  description: Type.String(),
  label: Nullable,
  likeId: Type.Union([Id, Type.Null()]),
  attempts: Count,
  exitText: Nullable,
  claimedAt: OptionalTime,
  cpuSeconds: Figure,
  peakBytes: Figure,
  inputsRemovedAt: OptionalTime,
  outputsRemovedAt: OptionalTime,
  version: Count,
  parameters: Type.Array(
    Type.Object({
      ...{ field: Type.String(), label: Type.String(), value: Type.String() },
      text: Type.String({ description: 'The value as the form words it' }),
    }),
  ),
  inputs: Type.Array(Type.Object({ ...FileOf, field: Type.String(), label: Type.String() })),
  outputs: Type.Array(Type.Object({ ...FileOf, label: Nullable, addedAt: Time })),
  steps: Type.Array(Type.Object({ at: Time, step: Type.String(), text: Type.String() })),
})
export type ExperimentShown = Static<typeof ExperimentDetail>

type Named = Pick<ExperimentItem, 'account_name' | 'first_name' | 'last_name'>
const personOf = (id: number | null, row: Named) =>
  id === null || row.account_name === null
    ? null
    : { id, name: `${row.first_name} ${row.last_name}`.trim() || row.account_name }

/** What lists and pages say alike. */
const commonView = (
  row: ExperimentItem | (ExperimentRow & Named & { app_label: string | null }),
  { title, hostName, now }: { title: string; hostName?: string | null; now: number },
) => {
  const host = row.host_key ?? row.host
  const { inputsUntil, outputsUntil, daysLeft } = retentionOf(row as ExperimentRow, now)
  return {
    id: row.id,
    name: row.name || title || `Experiment ${row.id}`,
    app: { key: row.app, title: title || row.app || 'No app', version: row.app_label || null },
    person: personOf(row.account_id, row),
    status: row.status,
    runner: row.runner,
    host: { key: host, name: hostName || host },
    message: row.message,
    cause: row.cause,
    exitCode: row.exit_code,
    isEnding: row.cancel_asked_at !== null && row.ended_at === null,
    createdAt: time(row.created_at),
    startedAt: optionalTime(row.started_at),
    endedAt: optionalTime(row.ended_at),
    notify: row.notify === 1,
    kept: row.kept === 1,
    inputsUntil: optionalTime(inputsUntil),
    outputsUntil: optionalTime(outputsUntil),
    daysLeft,
  }
}

export type Counts = Partial<Record<(typeof STATUSES)[number], number>>

/** How many there are of each, and in all. */
export const countsView = (counts: Counts = {}) => ({
  counts: { ...NONE, ...counts },
  count: Object.values(counts).reduce((sum, each) => sum + each, 0),
})

export const experimentView = (
  row: ExperimentItem,
  { title, counts, now }: { title: string; counts: Counts | undefined; now: number },
): Static<typeof ExperimentView> => ({
  ...commonView(row, { title, now }),
  batch:
    row.batch_id === null
      ? null
      : {
          id: row.batch_id,
          name: row.batch_name ?? '',
          ...countsView(counts),
        },
})

export interface Around {
  access: Access
  made: Awaited<ReturnType<typeof findMadeWith>>
  definition: AppDefinition | undefined
  steps: Awaited<ReturnType<typeof listSteps>>
  inputs: readonly InputRow[]
  outputs: readonly OutputRow[]
  now: number
  /** Why it waits, while it does. */
  reason?: string
}

/** Of what somebody may not see there is nothing in it. */
export function experimentDetail({
  access,
  made,
  definition,
  steps,
  inputs,
  outputs,
  now,
  reason,
}: Around): ExperimentShown {
  const { experiment: row, standing } = access
  const questions = new Map(definition ? questionsOf(definition).map((each) => [each.name, each]) : [])
  const labelOf = (field: string) => questions.get(field)?.label ?? field
  return {
    ...commonView(
      { ...row, ...made, ...(reason !== undefined && { message: reason }) },
      { title: definition?.label ?? '', hostName: made.host_name, now },
    ),
    batch: row.batch_id === null || !access.batch ? null : { id: row.batch_id, name: made.batch_name ?? '' },
    standing,
    seesForm: access.inputs,
    description: access.results ? row.description : '',
    label: access.results ? row.label : null,
    likeId: standing === 'owner' ? row.like_id : null,
    attempts: row.attempts,
    exitText: row.exit_text,
    claimedAt: optionalTime(row.claimed_at),
    cpuSeconds: row.cpu_seconds,
    peakBytes: row.peak_bytes,
    inputsRemovedAt: optionalTime(row.inputs_removed_at),
    outputsRemovedAt: optionalTime(row.outputs_removed_at),
    version: row.version,
    parameters: access.inputs
      ? fieldsOf(row).map(({ name, value }) => ({
          ...{ field: name, label: labelOf(name), value },
          text: wordOf(questions.get(name), value),
        }))
      : [],
    inputs: access.inputs
      ? inputs.map((each) => ({
          ...fileView(each),
          view: shownAs(each.name).view,
          field: each.field,
          label: labelOf(each.field),
        }))
      : [],
    outputs: access.results
      ? outputs.map((each) => ({
          ...fileView(each),
          ...shownAs(each.name, definition),
          addedAt: time(each.added_at),
        }))
      : [],
    steps: steps.map(({ at, step, text }) => ({ at: time(at), step, text })),
  }
}

/** A choice by its label, a number with its unit, a switch as yes or no. */
function wordOf(question: Field | undefined, value: string): string {
  const { type, choices, unit } = question ?? {}
  const choice = choices?.find((each) => each.value === value)
  if (choice) return choice.label
  if (type === 'flag') return flagOf(value) ? 'yes' : 'no'
  return unit && value !== '' ? `${value} ${unit}` : value
}

const fileView = ({ name, size, sha256, file_id }: InputRow | OutputRow) => ({
  name,
  size,
  sha256,
  isThere: file_id !== null,
})
