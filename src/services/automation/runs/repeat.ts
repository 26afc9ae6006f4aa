import type { By } from '../../../kernel/journal/journal.ts'
import type { Automation } from '../automation.ts'
import type { HostState } from '../run-tables.ts'
import type { RunRow, Tx } from '../tables.ts'
import { createRun, type NewRun, requireRun } from './run.ts'
import { problems } from './run-problems.ts'
import { recordRun } from './run-record.ts'
import { type Scheduling, scheduleIn } from './start.ts'

/** Which hosts a repetition takes: those of the last attempt that are not done, all that were wished, or these. */
export type RepeatHosts = 'failed' | 'all' | readonly string[]

/** Not done: what another try may bring further. */
const NOT_DONE = ['failed', 'unreachable', 'timed-out', 'aborted', 'skipped'] as const satisfies HostState[]

/** A name that no inventory had: it fails the same again. */
export const UNKNOWN_HOST = 'unknown-host'

const MOST_HOSTS = 100_000

/** Makes a run like another one, with the same variables and limits, and puts it into the queue. */
export async function repeatRun(
  automation: Automation,
  tx: Tx,
  by: By,
  { id, hosts }: { id: number; hosts: RepeatHosts },
): Promise<RunRow> {
  const run = await requireRun(tx, id)
  if (run.is_preset === 1) throw problems.isPreset()
  const chosen = hosts === 'all' ? undefined : await chooseHosts(tx, run, hosts)
  const filters = chosen ? { hosts: chosen } : run.filters === null ? null : JSON.parse(run.filters)
  const made = await createRun(automation, tx, by, { ...likeOf(run), filters, like: run })
  const details = { of: id, ...(chosen && { hosts: chosen.length }) }
  await recordRun(automation, tx, { by, act: 'repeated', run: made, details })
  return scheduleIn(automation, tx, by, { id: made.id, at: null, cause: 'repeat' })
}

async function chooseHosts(tx: Tx, run: RunRow, wanted: 'failed' | readonly string[]): Promise<string[]> {
  if (run.attempt_id === null) throw problems.neverRan()
  const rows = await tx
    .selectFrom('automation_attempt_host')
    .select(['name', 'state', 'error_kind'])
    .where('attempt_id', '=', run.attempt_id)
    .orderBy('position')
    .limit(MOST_HOSTS)
    .execute()
  if (wanted === 'failed') {
    const names = rows
      .filter(({ state, error_kind }) => isNotDone(state) && error_kind !== UNKNOWN_HOST)
      .map(({ name }) => name)
    if (names.length === 0) throw problems.nothingToRepeat()
    return names
  }
  const known = new Set(rows.map(({ name }) => name))
  const unknown = wanted.filter((name) => !known.has(name))
  if (unknown.length > 0) throw problems.unknownHosts(unknown)
  return [...new Set(wanted)]
}

const isNotDone = (state: HostState): boolean => (NOT_DONE as readonly string[]).includes(state)

/** What a copy of a preset has otherwise, and when it is to begin. */
export interface CopyOptions extends Partial<NewRun>, Scheduling {}

/** Copies a preset into a run and puts that into the queue, in the caller's transaction. Secrets go with it. */
export async function copyPreset(
  automation: Automation,
  tx: Tx,
  by: By,
  { preset, over }: { preset: RunRow; over: CopyOptions },
): Promise<RunRow> {
  if (preset.is_preset !== 1) throw problems.isNoPreset()
  const { at = null, cause, ...fields } = over
  const run = await createRun(automation, tx, by, { ...likeOf(preset), like: preset, ...fields })
  return scheduleIn(automation, tx, by, { id: run.id, cause, at })
}

/** All that a run like this one has; its secrets go by `like`. */
export const likeOf = (run: RunRow): NewRun => ({
  name: run.name,
  templateId: run.template_id,
  inventoryId: run.inventory_id,
  variables: run.variables === null ? null : JSON.parse(run.variables),
  filters: run.filters === null ? null : JSON.parse(run.filters),
  dryRun: run.dry_run === 1,
  workers: run.workers,
  hostSeconds: run.host_seconds,
  runMinutes: run.run_minutes,
  notify: JSON.parse(run.notify),
})
