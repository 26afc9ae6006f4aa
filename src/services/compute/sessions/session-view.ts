import { type Static, Type } from 'typebox'
import { Count, Id, Nullable, OptionalTime, optionalTime, Time, time } from '../../../kernel/api/shapes.ts'
import { MINUTE_MS } from '../../../kernel/span.ts'
import type { Compute } from '../compute.ts'
import { definitionIn } from '../kinds/definition.ts'
import { reportIn } from './report.ts'
import type { SessionItem } from './session-list.store.ts'

/** Of an option or a field: what a person chose. */
const Value = Type.Union([
  Type.String({ maxLength: 10_000 }),
  Type.Number({ minimum: -1e15, maximum: 1e15 }),
  Type.Boolean(),
  Type.Null(),
])
export const Values = Type.Record(Type.String({ maxLength: 64 }), Value)

const Named = Type.Object({ key: Type.String(), name: Type.String() })
const STATUSES = ['pending', 'running', 'stopping', 'complete', 'failed'] as const

/** A session as lists and cards show it. */
export const SessionView = Type.Object({
  id: Id,
  workspace: Type.Object({ id: Id, name: Type.String() }),
  person: Type.Union([Type.Object({ id: Id, name: Type.String() }), Type.Null()], {
    description: 'Whose it is; null once the person is erased',
  }),
  kind: Type.Object({ ...Named.properties, icon: Type.String(), version: Count }),
  resource: Named,
  status: Type.Enum([...STATUSES]),
  isReady: Type.Boolean({ description: 'Its server answers: it can be opened' }),
  message: Type.String({ description: 'What it waits for, or why it ended' }),
  cause: Nullable,
  queueReason: Nullable,
  createdAt: Time,
  startedAt: OptionalTime,
  readyAt: OptionalTime,
  endedAt: OptionalTime,
  expectedAt: Type.Union([Time, Type.Null()], { description: 'When its queue expects to start it' }),
  deadlineAt: OptionalTime,
  latestAt: Type.Union([Time, Type.Null()], { description: 'It may be extended up to here' }),
  lastActiveAt: OptionalTime,
  idleMinutes: Type.Union([Count, Type.Null()], { description: 'It stops after so long without traffic' }),
  unreachableSince: Type.Union([Time, Type.Null()], {
    description: 'Since when nobody can say how it is; the rest is what was last known',
  }),
  cpus: Count,
  memoryMb: Count,
  minutes: Type.Union([Count, Type.Null()]),
  gpus: Count,
  coreHours: Type.Number({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER }),
  host: Nullable,
  canOpen: Type.Boolean({ description: 'It has a page of its own' }),
  notebooks: Type.Union([Type.String(), Type.Null()], {
    description: 'Where it opens a file of the workspace, below its address; null where it opens none',
  }),
  hasTerminal: Type.Boolean(),
  extendMinutes: Type.Union([Count, Type.Null()], {
    description: 'How much more time it can be given at once; null where it cannot',
  }),
  used: Type.Union(
    [
      Type.Object({
        wallSeconds: Type.Number({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER }),
        cpus: Type.Union([Type.Number({ minimum: 0, maximum: 1_000_000 }), Type.Null()], {
          description: 'Cores in use, on average',
        }),
        peakBytes: Type.Union([Count, Type.Null()]),
      }),
      Type.Null(),
    ],
    { description: 'What it used of what was asked for, once it is over' },
  ),
})
export type SessionShown = Static<typeof SessionView>

/** One session with what its page shows besides. */
export const SessionDetail = Type.Object({
  ...SessionView.properties,
  options: Values,
  fields: Values,
  likeId: Type.Union([Id, Type.Null()]),
  terminal: Type.Union([Type.String(), Type.Null()], {
    description: 'Path of the WebSocket of its terminal, while it runs and has one',
  }),
  steps: Type.Array(Type.Object({ at: Time, step: Type.String(), text: Type.String() })),
})

export function sessionView(row: SessionItem): SessionShown {
  const { name, icon, type } = definitionIn(row)
  return {
    id: row.id,
    workspace: { id: row.workspace_id, name: row.workspace_name },
    person:
      row.account_id === null || row.account_name === null
        ? null
        : { id: row.account_id, name: `${row.first_name} ${row.last_name}`.trim() || row.account_name },
    kind: { key: row.kind_key, name, icon, version: row.kind_version },
    resource: { key: row.resource_key, name: row.resource_name ?? row.resource_key },
    status: row.status,
    isReady: row.status === 'running' && row.ready_at !== null,
    message: row.message,
    cause: row.cause,
    queueReason: row.status === 'pending' ? (row.reason ?? null) : null,
    createdAt: time(row.created_at),
    startedAt: optionalTime(row.started_at),
    readyAt: optionalTime(row.ready_at),
    endedAt: optionalTime(row.ended_at),
    expectedAt: row.status === 'pending' ? optionalTime(row.expected_at) : null,
    deadlineAt: optionalTime(row.deadline_at),
    latestAt: optionalTime(row.latest_at),
    lastActiveAt: optionalTime(row.last_active_at),
    idleMinutes: row.idle_minutes,
    unreachableSince: row.ended_at === null ? optionalTime(row.unreachable_since) : null,
    cpus: row.cpus,
    memoryMb: row.memory_mb,
    minutes: row.minutes,
    gpus: row.gpus,
    coreHours: row.core_hours / 100_000,
    host: row.host,
    canOpen: row.start_page !== null,
    notebooks: type === 'jupyter' && row.start_page !== null ? notebooksAt(row.start_page) : null,
    hasTerminal: row.helper_port !== null,
    extendMinutes: extendable(row),
    used: usedBy(row),
  }
}

/** JupyterLab, or the classic one that stands in for it. */
const notebooksAt = (startPage: string): string => (/^lab\b/.test(startPage) ? 'lab/tree/' : 'tree/')

function usedBy(row: SessionItem): SessionShown['used'] {
  const report = reportIn(row)
  if (!report) return null
  const { wallSeconds, cpuSeconds, peakBytes } = report
  const cpus = cpuSeconds === null || wallSeconds === 0 ? null : cpuSeconds / wallSeconds
  return { wallSeconds, cpus, peakBytes }
}

/** How much more time a click gives. */
export const EXTEND_MINUTES = 60

function extendable({ status, deadline_at, latest_at }: SessionItem): number | null {
  if (status !== 'running' || deadline_at === null || latest_at === null) return null
  const minutes = Math.min(EXTEND_MINUTES, Math.floor((latest_at - deadline_at) / MINUTE_MS))
  return minutes > 0 ? minutes : null
}

export function sessionDetail(
  { settings }: Compute,
  row: SessionItem,
  steps: readonly { at: number; step: string; text: string }[],
): Static<typeof SessionDetail> {
  return {
    ...sessionView(row),
    options: JSON.parse(row.options) as Static<typeof Values>,
    fields: JSON.parse(row.fields) as Static<typeof Values>,
    likeId: row.like_id,
    terminal:
      row.status === 'running' && row.helper_port !== null ? `${settings.mount}/terminal/${row.id}` : null,
    steps: steps.map(({ at, ...step }) => ({ at: time(at), ...step })),
  }
}
