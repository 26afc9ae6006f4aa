import { type Static, Type } from 'typebox'
import { Count, Id, Nullable, Time, time } from '../../../kernel/api/shapes.ts'
import { Field, Parameter } from '../kinds/definition.ts'
import { PER_CORE_HOUR } from '../quotas/figures.ts'
import { SessionView, Values } from '../sessions/session-view.ts'
import type { LaunchKind, LaunchVerdict, listLastLaunches, Place as Placed, Room } from './launch.ts'
import type { Values as Chosen } from './profile.ts'
import { ProfileView } from './profile-api.ts'

const Hours = Type.Number({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER })
const OptionalCount = Type.Union([Count, Type.Null()])
const Place = Type.Object({
  key: Type.String(),
  name: Type.String(),
  isCluster: Type.Boolean(),
  hasGpu: Type.Boolean({ description: 'A session there can have a GPU' }),
})

const Limits = Type.Object({
  sessions: Type.Object({ used: Count, limit: OptionalCount }),
  coreHours: Type.Object({ used: Hours, limit: Type.Union([Hours, Type.Null()]) }),
})

const KindChoice = Type.Object({
  key: Type.String(),
  name: Type.String(),
  description: Type.String(),
  icon: Type.String(),
  version: Count,
  parameters: Type.Array(Parameter),
  fields: Type.Array(Field),
  places: Type.Array(Place, { description: 'Where it can run, the usual place first' }),
  idleMinutes: OptionalCount,
  extendMinutes: OptionalCount,
  last: Type.Union(
    [Type.Object({ session: Id, at: Time, isHere: Type.Boolean(), resource: Type.String() }), Type.Null()],
    { description: 'What I used last time, here or elsewhere' },
  ),
  options: Type.Unsafe<Static<typeof Values>>({ ...Values, description: 'To begin with' }),
  values: Type.Unsafe<Static<typeof Values>>({ ...Values, description: 'Of its own fields, to begin with' }),
})

/** All that the launch page shows before anything is chosen. */
export const LaunchView = Type.Object({
  workspace: Type.Object({ id: Id, name: Type.String() }),
  kinds: Type.Array(KindChoice),
  /** The one that is chosen at first. */
  chosen: Nullable,
  limits: Limits,
  profiles: Type.Array(ProfileView),
  recent: Type.Array(SessionView, { description: 'The last three of this workspace' }),
})

/** What would happen if it were sent now. */
export const VerdictView = Type.Object({
  place: Type.Union([Place, Type.Null()]),
  cpus: Count,
  memoryMb: Count,
  minutes: OptionalCount,
  gpus: Count,
  coreHours: Type.Union([Hours, Type.Null()], { description: 'The most that it can take; null is no limit' }),
  limits: Limits,
  refusal: Nullable,
  errors: Type.Array(Type.Object({ field: Type.String(), message: Type.String() })),
  shortages: Type.Array(Type.String(), {
    description: 'What is asked for and cannot be had there, as sentences; it may be launched all the same',
  }),
  queue: Type.Object({
    cpusInUse: Count,
    cpus: OptionalCount,
    ahead: Count,
    usualWaitMs: OptionalCount,
    trouble: Nullable,
  }),
})

const placeView = ({ key, name, backend, hasGpu }: Placed) => ({
  key,
  name,
  isCluster: backend === 'slurm',
  hasGpu,
})

export const limitsView = ({ limits, running, coreHours }: Room): Static<typeof Limits> => ({
  sessions: { used: running, limit: limits.sessions },
  coreHours: {
    used: coreHours / PER_CORE_HOUR,
    limit: limits.coreHours === null ? null : limits.coreHours / PER_CORE_HOUR,
  },
})

type Last = Awaited<ReturnType<typeof listLastLaunches>>

/** A kind as a card of the form, filled with what was used last time where that still fits. */
export function kindChoice(kind: LaunchKind, last: Last, workspace: number): Static<typeof KindChoice> {
  const { key, version, parameters, places, definition } = kind
  const { name, description, icon, fields, idleMinutes, extendMinutes } = definition
  const before = last.get(key)
  const options = before ? (JSON.parse(before.options) as Chosen) : {}
  const values = before ? (JSON.parse(before.fields) as Chosen) : {}
  return {
    key,
    name,
    description,
    icon,
    version,
    parameters,
    fields,
    places: places.map(placeView),
    idleMinutes,
    extendMinutes,
    last: before
      ? {
          session: before.id,
          at: time(before.created_at),
          isHere: before.workspace_id === workspace,
          resource: before.resource_key,
        }
      : null,
    options: Object.fromEntries(
      parameters.map((each) => [each.name, within(options[each.name] ?? each.default, each)]),
    ),
    values: Object.fromEntries(fields.map((each) => [each.name, values[each.name] ?? each.default])),
  }
}

function within<T>(value: T, { min = -Infinity, max = Infinity }: { min?: number; max?: number }) {
  return typeof value === 'number' ? Math.min(max, Math.max(min, value)) : value
}

export const verdictView = (verdict: LaunchVerdict, room: Room): Static<typeof VerdictView> => ({
  ...verdict,
  place: verdict.place ? placeView(verdict.place) : null,
  coreHours: verdict.coreHours === null ? null : verdict.coreHours / PER_CORE_HOUR,
  limits: limitsView(room),
})
