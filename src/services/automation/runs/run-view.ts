import { type Static, Type } from 'typebox'
import { Body, Count, Id, OptionalTime, optionalTime, Text, Time, time } from '../../../kernel/api/shapes.ts'
import { Notify } from '../keeping/notify.ts'
import { RUN_STATUSES } from '../run-tables.ts'
import type { RunItem } from './run-list.store.ts'

const Status = Type.Enum([...RUN_STATUSES], {
  description: 'created is not started; scheduled waits for its time, a place, or something else',
})
/** A person, a template or an inventory by its name; null where there is none. */
export const Named = Type.Union([Type.Object({ id: Id, name: Type.String() }), Type.Null()])
/** Variables or filters, as they were given. */
export const Values = Type.Union([Type.Record(Type.String(), Type.Unknown()), Type.Null()])
export const Counts = Type.Object({
  hosts: Count,
  ok: Count,
  failed: Type.Integer({
    minimum: 0,
    maximum: Number.MAX_SAFE_INTEGER,
    description: 'Those that took too long are among them',
  }),
  unreachable: Count,
  changed: Count,
})

const Workers = Type.Integer({ minimum: 1, maximum: 1_000 })
const HostSeconds = Type.Integer({ minimum: 1, maximum: 86_400 })
const RunMinutes = Type.Integer({ minimum: 1, maximum: 10_080 })
const orNull = <T extends Type.TSchema>(schema: T) => Type.Union([schema, Type.Null()])

export const RunView = Type.Object({
  id: Id,
  name: Type.String(),
  status: Status,
  isEnding: Type.Boolean({ description: 'It was stopped, and its last hosts are still ended' }),
  isPreset: Type.Boolean(),
  isDryRun: Type.Boolean(),
  template: Named,
  inventory: Named,
  by: Named,
  createdAt: Time,
  scheduledAt: OptionalTime,
  dueAt: OptionalTime,
  waitsFor: Type.Union([Type.String(), Type.Null()], { description: 'Why it has not begun, as a sentence' }),
  startedAt: OptionalTime,
  finishedAt: OptionalTime,
  attempts: Count,
  counts: Type.Union([Counts, Type.Null()], { description: 'Of its newest attempt' }),
  exception: Type.Union([Type.String(), Type.Null()], {
    description: 'What kept it from running as a whole',
  }),
  likeId: orNull(Id),
  scheduleId: orNull(Id),
  triggerId: orNull(Id),
  version: Id,
})

export const RunDetail = Type.Object({
  ...RunView.properties,
  variables: Values,
  filters: Values,
  workers: orNull(Count),
  hostSeconds: orNull(Count),
  runMinutes: orNull(Count),
  notify: Notify,
  changes: Type.Boolean({ description: 'Its template changes its hosts' }),
  canDryRun: Type.Boolean(),
  needsApproval: Type.Boolean(),
  keepsConfiguration: Type.Boolean(),
})

const fields = {
  name: Text(200, 1),
  templateId: orNull(Id),
  inventoryId: orNull(Id),
  variables: Type.Union([Type.Record(Type.String({ maxLength: 256 }), Type.Unknown()), Type.Null()], {
    description: 'Arguments of the template. A secret that is given as •••• stays as it was.',
  }),
  filters: Type.Union([Type.Record(Type.String({ maxLength: 256 }), Type.Unknown()), Type.Null()], {
    description: '`hosts`: exactly these; every other key must be equal; `filter_obj`: a filter object',
  }),
  scheduledAt: OptionalTime,
  isDryRun: Type.Boolean(),
  workers: orNull(Workers),
  hostSeconds: orNull(HostSeconds),
  runMinutes: orNull(RunMinutes),
  notify: Notify,
}

export const Start = Body({
  at: Type.Optional(Type.Union([Time, Type.Null()], { description: 'Now, without a time' })),
})

export const NewRunBody = Body({
  ...Type.Partial(Type.Object(fields)).properties,
  name: fields.name,
  isPreset: Type.Optional(Type.Boolean()),
  start: Type.Optional(Start),
})

export const RunBody = Type.Partial(Type.Object(fields), { additionalProperties: false })

export const CopyBody = Body({
  ...Type.Partial(Type.Object(fields)).properties,
  isPreset: Type.Optional(Type.Boolean({ description: 'Save it as a preset' })),
  start: Type.Optional(Start),
})

export const RepeatBody = Body({
  hosts: Type.Union(
    [
      Type.Literal('failed'),
      Type.Literal('all'),
      Type.Array(Text(1_000, 1), { minItems: 1, maxItems: 10_000 }),
    ],
    {
      description: 'Those that are not done, all, or these',
    },
  ),
})

const named = (id: number | null, name: string | null) => (id === null || name === null ? null : { id, name })

/** Somebody as people read them. */
export const personOf = (
  id: number | null,
  who: { name: string | null; first: string | null; last: string | null },
) =>
  id === null || who.name === null
    ? null
    : { id, name: `${who.first ?? ''} ${who.last ?? ''}`.trim() || who.name }

export function runView(row: RunItem): Static<typeof RunView> {
  const hasCounts = row.attempt_status !== null && row.attempt_status !== undefined
  return {
    id: row.id,
    name: row.name,
    status: row.status,
    isEnding: row.attempt_status === 'running' && row.abort_asked_at !== null,
    isPreset: row.is_preset === 1,
    isDryRun: row.dry_run === 1,
    template: named(row.template_id, row.template_name),
    inventory: named(row.inventory_id, row.inventory_name),
    by: personOf(row.created_by, { name: row.account_name, first: row.first_name, last: row.last_name }),
    createdAt: time(row.created_at),
    scheduledAt: optionalTime(row.scheduled_at),
    dueAt: optionalTime(row.due_at),
    waitsFor: row.waits_for,
    startedAt: optionalTime(row.started_at),
    finishedAt: optionalTime(row.finished_at),
    attempts: row.number,
    counts: hasCounts
      ? {
          hosts: row.hosts ?? 0,
          ok: row.ok ?? 0,
          failed: row.failed ?? 0,
          unreachable: row.unreachable ?? 0,
          changed: row.changed ?? 0,
        }
      : null,
    exception: row.exception,
    likeId: row.like_id,
    scheduleId: row.schedule_id,
    triggerId: row.trigger_id,
    version: row.version,
  }
}

export const runDetail = (row: RunItem): Static<typeof RunDetail> => ({
  ...runView(row),
  variables: row.variables === null ? null : JSON.parse(row.variables),
  filters: row.filters === null ? null : JSON.parse(row.filters),
  workers: row.workers,
  hostSeconds: row.host_seconds,
  runMinutes: row.run_minutes,
  notify: JSON.parse(row.notify),
  changes: row.changes === 1,
  canDryRun: row.can_dry_run === 1,
  needsApproval: row.needs_approval === 1,
  keepsConfiguration: row.keeps_configuration === 1,
})
