import { type Static, Type } from 'typebox'
import { Count, Id, Nullable, OptionalTime, optionalTime, Time, time } from '../../../kernel/api/shapes.ts'
import type { AttemptHostRow } from '../tables.ts'
import type { AttemptItem, HostItem, listEarlier, StateCounts } from './attempt.store.ts'
import type { OutputLine } from './output.ts'
import type { Entry } from './protocol.ts'
import { Counts, Named, personOf, Values } from './run-view.ts'

const HOST_STATES = [
  'waiting',
  'running',
  'ok',
  'failed',
  'unreachable',
  'timed-out',
  'aborted',
  'skipped',
] as const
export const State = Type.Enum([...HOST_STATES], { description: 'skipped: the run ended before its turn' })

export const AttemptView = Type.Object({
  number: Count,
  status: Type.Enum(['running', 'finished', 'failed', 'aborted']),
  cause: Type.Enum(['run', 'schedule', 'trigger', 'repeat', 'protocol']),
  by: Named,
  isDryRun: Type.Boolean(),
  startedAt: Time,
  finishedAt: OptionalTime,
  stopAskedAt: OptionalTime,
  stoppedBy: Named,
  exception: Nullable,
  counts: Counts,
})

export const AttemptDetail = Type.Object({
  ...AttemptView.properties,
  states: Type.Record(Type.Enum([...HOST_STATES]), Count),
  template: Type.Object({
    id: Type.Union([Id, Type.Null()]),
    name: Type.String(),
    file: Type.String(),
    function: Type.String(),
    revision: Type.String({ description: 'The beginning of the SHA-256 of its file' }),
    versionId: Type.Union([Id, Type.Null()]),
    note: Type.String({ description: 'Such as that its twin ran' }),
  }),
  inventory: Type.Object({
    id: Type.Union([Id, Type.Null()]),
    name: Type.String(),
    files: Type.Array(Type.Object({ path: Type.String(), sha256: Type.String() })),
  }),
  variables: Values,
  filters: Values,
  workers: Count,
  hostSeconds: Count,
  runMinutes: Count,
  engine: Type.String(),
  seq: Type.Integer({
    minimum: 0,
    maximum: Number.MAX_SAFE_INTEGER,
    description: 'What its hosts are as of: `live` goes on from there',
  }),
  outputRemovedAt: OptionalTime,
})

/** Short: a thousand of them are one answer. */
export const HostItemView = Type.Object({
  name: Type.String(),
  group: Nullable,
  state: State,
  changed: Type.Boolean(),
  startedAt: OptionalTime,
  ms: Type.Union([Count, Type.Null()], { description: 'How long it took' }),
  error: Type.Union([Type.String(), Type.Null()], { description: 'The beginning of why it is not ok' }),
})

const EntryView = Type.Object({
  name: Type.String(),
  result: Type.Unknown(),
  failed: Type.Boolean(),
  changed: Type.Boolean(),
  diff: Type.String(),
  exception: Nullable,
})

export const HostDetail = Type.Object({
  ...HostItemView.properties,
  hostname: Nullable,
  port: Type.Union([Count, Type.Null()]),
  platform: Nullable,
  finishedAt: OptionalTime,
  errorKind: Nullable,
  entries: Type.Array(EntryView),
  outputBytes: Count,
  keptBytes: Count,
  earlier: Type.Array(
    Type.Object({
      runId: Id,
      run: Type.String(),
      attempt: Count,
      template: Type.String(),
      isDryRun: Type.Boolean(),
      state: State,
      changed: Type.Boolean(),
      startedAt: OptionalTime,
      finishedAt: OptionalTime,
    }),
  ),
})

const OutputLineView = Type.Object({
  at: Time,
  kind: Type.Enum(['log', 'stdout', 'stderr']),
  text: Type.String(),
})

export const OutputView = Type.Object({
  lines: Type.Array(OutputLineView),
  next: Type.Integer({
    minimum: 0,
    maximum: Number.MAX_SAFE_INTEGER,
    description: 'Asks for what comes after these',
  }),
  isOver: Type.Boolean({ description: 'Nothing will come after these' }),
  isCut: Type.Boolean({ description: 'Its beginning is not kept any more' }),
})

export const lineView = ({ at, kind, text }: OutputLine) => ({ at: time(at), kind, text })

const firstLetters = (text: string, most: number): string =>
  text.length > most ? `${text.slice(0, most).toWellFormed()}…` : text

const SHORT = 80

export const hostItemView = (row: HostItem): Static<typeof HostItemView> => ({
  name: row.name,
  group: row.group_name,
  state: row.state,
  changed: row.changed === 1,
  startedAt: optionalTime(row.started_at),
  ms:
    row.started_at === null || row.finished_at === null
      ? null
      : Math.max(0, row.finished_at - row.started_at),
  error: row.error === null ? null : firstLetters(row.error, SHORT),
})

export const hostDetail = (
  row: AttemptHostRow,
  earlier: Awaited<ReturnType<typeof listEarlier>>,
): Static<typeof HostDetail> => ({
  ...hostItemView(row),
  error: row.error,
  hostname: row.hostname,
  port: row.port,
  platform: row.platform,
  finishedAt: optionalTime(row.finished_at),
  errorKind: row.error_kind,
  entries: entriesOf(row).map((entry) => ({ ...entry, exception: entry.exception ?? null })),
  outputBytes: row.output_bytes,
  keptBytes: row.kept_bytes,
  earlier: earlier.map((each) => ({
    runId: each.run_id,
    run: each.run_name,
    attempt: each.number,
    template: (JSON.parse(each.template) as { name: string }).name,
    isDryRun: each.dry_run === 1,
    state: each.state,
    changed: each.changed === 1,
    startedAt: optionalTime(each.started_at),
    finishedAt: optionalTime(each.finished_at),
  })),
})

/** What a host gave: its function's result, then that of each subtask. */
export const entriesOf = ({ entries }: Pick<AttemptHostRow, 'entries'>): Entry[] =>
  entries === null ? [] : (JSON.parse(entries) as Entry[])

export const attemptView = (row: AttemptItem): Static<typeof AttemptView> => ({
  number: row.number,
  status: row.status,
  cause: row.cause,
  by: personOf(row.by_account, { name: row.account_name, first: row.first_name, last: row.last_name }),
  isDryRun: row.dry_run === 1,
  startedAt: time(row.started_at),
  finishedAt: optionalTime(row.finished_at),
  stopAskedAt: optionalTime(row.abort_asked_at),
  stoppedBy: personOf(row.aborted_by, {
    name: row.aborter_name,
    first: row.aborter_first,
    last: row.aborter_last,
  }),
  exception: row.exception,
  counts: {
    hosts: row.hosts,
    ok: row.ok,
    failed: row.failed,
    unreachable: row.unreachable,
    changed: row.changed,
  },
})

const REVISION = 12

interface KeptTemplate {
  name: string
  file?: string
  function?: string
  revision?: string
  note?: string
}

export function attemptDetail(row: AttemptItem, states: StateCounts): Static<typeof AttemptDetail> {
  const template = JSON.parse(row.template) as KeptTemplate
  const inventory = JSON.parse(row.inventory) as { name: string; files: { path: string; sha256: string }[] }
  return {
    ...attemptView(row),
    states,
    template: {
      id: row.template_id,
      name: template.name,
      file: template.file ?? '',
      function: template.function ?? '',
      revision: (template.revision ?? '').slice(0, REVISION),
      versionId: row.template_version_id,
      note: template.note ?? '',
    },
    inventory: { id: row.inventory_id, ...inventory },
    variables: row.variables === null ? null : JSON.parse(row.variables),
    filters: row.filters === null ? null : JSON.parse(row.filters),
    workers: row.workers,
    hostSeconds: row.host_seconds,
    runMinutes: row.run_minutes,
    engine: row.engine,
    seq: row.seq,
    outputRemovedAt: optionalTime(row.output_removed_at),
  }
}
