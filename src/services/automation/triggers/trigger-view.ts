import { type Static, Type } from 'typebox'
import { Id, Nullable, OptionalTime, optionalTime, Text, Time, time } from '../../../kernel/api/shapes.ts'
import { POINTER } from './pointer.ts'
import type { ListedTrigger } from './trigger.store.ts'
import { variablesOf } from './trigger.ts'

const Pointer = Type.String({
  maxLength: 500,
  pattern: POINTER,
  description: 'JSON pointer into the body of a call, such as /alert/host',
})

const fields = {
  name: Text(200, 1),
  presetId: Id,
  isEnabled: Type.Boolean(),
  variables: Type.Array(
    Type.Object({ name: Text(200, 1), pointer: Pointer }, { additionalProperties: false }),
    { maxItems: 100, description: 'Variables of the template that a call sets' },
  ),
  hostsPointer: Type.Union([Pointer, Type.Null()], {
    description: 'Where a call names hosts of the preset; without it the run takes all of them',
  }),
  acceptsUntimed: Type.Boolean({
    description:
      'Signatures over the body alone are taken too, as GitHub makes them: one that was overheard is good again after a day',
  }),
}

export const NewTriggerBody = Type.Object(
  {
    name: fields.name,
    presetId: fields.presetId,
    isEnabled: Type.Optional(fields.isEnabled),
    variables: Type.Optional(fields.variables),
    hostsPointer: Type.Optional(fields.hostsPointer),
    acceptsUntimed: Type.Optional(fields.acceptsUntimed),
  },
  { additionalProperties: false },
)

export const TriggerBody = Type.Partial(Type.Object(fields), { additionalProperties: false })

export const TriggerView = Type.Object({
  id: Id,
  name: Type.String(),
  preset: Type.Object({ id: Id, name: Type.String() }),
  isEnabled: Type.Boolean(),
  variables: Type.Array(Type.Object({ name: Type.String(), pointer: Type.String() })),
  hostsPointer: Nullable,
  acceptsUntimed: fields.acceptsUntimed,
  address: Type.String({ description: 'Where calls go' }),
  maker: Nullable,
  orphanedAt: Type.Union([Time, Type.Null()], {
    description: 'Since when calls start nothing, because its maker may not start runs any more',
  }),
  createdAt: Time,
  usedAt: OptionalTime,
  lastRunId: Type.Union([Id, Type.Null()]),
  version: Id,
})

export const TriggerWithSecret = Type.Object({ trigger: TriggerView, secret: Type.String() })

export const triggerView = (row: ListedTrigger, origin: string): Static<typeof TriggerView> => ({
  id: row.id,
  name: row.name,
  preset: { id: row.run_id, name: row.preset },
  isEnabled: row.enabled === 1,
  variables: variablesOf(row),
  hostsPointer: row.hosts_pointer,
  acceptsUntimed: row.accepts_untimed === 1,
  address: `${origin}/api/automation/triggers/${row.id}/fire`,
  maker: row.maker,
  orphanedAt: optionalTime(row.orphaned_at),
  createdAt: time(row.created_at),
  usedAt: optionalTime(row.used_at),
  lastRunId: row.last_run_id,
  version: row.version,
})
