import type { Updateable } from 'kysely'
import type { Sight } from './execution.ts'
import type { ExecutionRow, ExecutionTables } from './tables.ts'

type Changes = Updateable<ExecutionTables['kernel_execution']>

/** What is used is written when it has grown by so much: not at each look. */
const CPU_STEP_SECONDS = 60
const PEAK_STEP = 1.25

/** What a look changes in a row; undefined when nothing. `told` is false where it is usage alone. */
export function changesOf(
  row: ExecutionRow,
  sight: Sight,
  now: number,
): { changes: Changes; told: boolean } | undefined {
  if (row.state === 'ended') return undefined
  // A scheduler that puts one back into its queue is believed; nothing ever goes back to `asked`.
  const startedAt = sight.state === 'queued' ? null : (sight.startedAt ?? row.started_at ?? now)
  const wanted: Changes = {
    state: sight.state,
    started_at: startedAt,
    host: sight.host ?? row.host,
    reason: sight.reason ?? null,
    expected_at: sight.state === 'queued' ? (sight.expectedAt ?? null) : null,
    deadline_at: sight.deadlineAt ?? row.deadline_at ?? deadlineOf(row, startedAt),
    unreachable_since: null,
    ...(sight.state === 'ended' && endOf(row, sight, now)),
  }
  const changes = differing(row, wanted)
  const usage = usageOf(row, sight)
  if (!changes && !usage) return undefined
  return { changes: { ...changes, ...usage }, told: changes !== undefined }
}

function deadlineOf(row: ExecutionRow, startedAt: number | null): number | null {
  return row.minutes === null || startedAt === null ? null : startedAt + row.minutes * 60_000
}

function endOf(row: ExecutionRow, sight: Sight, now: number): Changes {
  const outcome = outcomeOf(row, sight, now)
  return {
    outcome,
    ...(outcome === 'timed-out' && { reason: 'Its time was over.' }),
    exit_code: sight.exitCode ?? null,
    // Of the clock of the machine, which is a little off ours.
    ended_at: Math.max(sight.endedAt ?? now, row.started_at ?? 0),
  }
}

/** Whoever stopped it knows why it ended, whatever it made of the signal. */
function outcomeOf(row: ExecutionRow, sight: Sight, now: number): ExecutionRow['outcome'] {
  if (row.stop_asked_at !== null) return 'stopped'
  if (sight.outcome === 'stopped' && row.deadline_at !== null && row.deadline_at <= now) return 'timed-out'
  return sight.outcome ?? 'lost'
}

function usageOf(row: ExecutionRow, sight: Sight): Changes | undefined {
  const cpu = Math.round(sight.cpuSeconds ?? 0)
  const peak = Math.round(sight.peakBytes ?? 0)
  const isOver = sight.state === 'ended'
  const cpuGrew = cpu > (row.cpu_seconds ?? 0) + (isOver ? 0 : CPU_STEP_SECONDS)
  const peakGrew = peak > (row.peak_bytes ?? 0) * (isOver ? 1 : PEAK_STEP)
  if (!cpuGrew && !peakGrew) return undefined
  return { ...(cpuGrew && { cpu_seconds: cpu }), ...(peakGrew && { peak_bytes: peak }) }
}

function differing(row: ExecutionRow, wanted: Changes): Changes | undefined {
  const entries = Object.entries(wanted).filter(([name, value]) => row[name as keyof ExecutionRow] !== value)
  return entries.length === 0 ? undefined : Object.fromEntries(entries)
}
