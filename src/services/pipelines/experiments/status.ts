import type { Updateable } from 'kysely'
import { afterCommit, lock } from '../../../kernel/db/db.ts'
import type { By, Json } from '../../../kernel/journal/journal.ts'
import type { ExperimentStatus, ExperimentTables } from '../experiment-tables.ts'
import { type Pipelines, SERVICE } from '../pipelines.ts'
import { datesFrom, daysOf } from '../retention/dates.ts'
import type { ExperimentRow, Tx } from '../tables.ts'
import { wakeNotes } from './notes.ts'

export type ExperimentChanges = Updateable<ExperimentTables['pipelines_experiment']>

export const ACTIVE = ['submitted', 'claimed', 'running'] as const satisfies ExperimentStatus[]
export const ENDED = ['completed', 'failed', 'cancelled'] as const satisfies ExperimentStatus[]

export const isOver = (status: ExperimentStatus): boolean => (ENDED as readonly string[]).includes(status)

const ACTIONS = {
  claimed: 'pipelines.experiment.claimed',
  started: 'pipelines.experiment.started',
  completed: 'pipelines.experiment.completed',
  failed: 'pipelines.experiment.failed',
  cancelled: 'pipelines.experiment.cancelled',
  requeued: 'pipelines.experiment.requeued',
} as const

export interface StatusChange {
  /** It happens only from one of these. */
  from: readonly ExperimentStatus[]
  to: ExperimentStatus
  /** Other columns of the same statement. */
  set?: ExperimentChanges
  by: By
  /** What the journal calls it. */
  action: keyof typeof ACTIONS
  /** What its history says: the status by itself, and a sentence where there is one. */
  step?: string
  text?: string
  details?: Json
  reason?: string
}

/**
 * Changes the status of an experiment in one guarded statement, with its step and its entry in the journal. Undefined when it is
 * in none of the states it may come from: somebody else was first. What ends gets its dates, and who waits for that is called.
 */
export async function changeStatus(
  pipelines: Pipelines,
  tx: Tx,
  id: number,
  change: StatusChange,
): Promise<ExperimentRow | undefined> {
  const { kernel, settings, experiments } = pipelines
  const { from, to, set, by } = change
  const now = kernel.clock.now()
  const wasCompleted = from.includes('completed') && (await isCompleted(tx, id))
  let row = await tx
    .updateTable('pipelines_experiment')
    .set((eb) => ({
      status: to,
      ...(isOver(to) ? { ended_at: now, lease_until: null, due_at: null } : { ended_at: null }),
      note_due: 1,
      ...set,
      version: eb('version', '+', 1),
    }))
    .where('id', '=', id)
    .where('status', 'in', from)
    .returningAll()
    .executeTakeFirst()
  if (!row) return undefined
  await addStep(pipelines, tx, id, change.step ?? to, change.text)
  await kernel.journal.record(tx, {
    by,
    action: ACTIONS[change.action],
    object: `pipelines.experiment:${id}`,
    service: SERVICE,
    details: { app: row.app, ...(change.details as object) },
    reason: change.reason,
    audience: audienceOf(row),
  })
  if (isOver(to)) {
    const dates = datesFrom(row.ended_at ?? now, await daysOf(tx, settings, row.app), row)
    row = { ...row, ...dates }
    await tx.updateTable('pipelines_experiment').set(dates).where('id', '=', id).execute()
    // Results that come again are no other end.
    if (!wasCompleted) for (const listener of experiments.endListeners) await listener(tx, row)
  }
  tellChange(pipelines, tx, row)
  return row
}

async function isCompleted(tx: Tx, id: number): Promise<boolean> {
  await lock(tx, 'pipelines_experiment', [id])
  const row = await tx
    .selectFrom('pipelines_experiment')
    .select('status')
    .where('id', '=', id)
    .executeTakeFirst()
  return row?.status === 'completed'
}

/** Adds a line to what happened to an experiment. */
export async function addStep(
  { kernel }: Pick<Pipelines, 'kernel'>,
  tx: Tx,
  experimentId: number,
  step: string,
  text = '',
): Promise<void> {
  await tx
    .insertInto('pipelines_step')
    .values({ experiment_id: experimentId, at: kernel.clock.now(), step, text })
    .execute()
}

/** Tells those who listen, and lets the notes on disk follow, once the transaction is committed. */
export function tellChange(pipelines: Pipelines, tx: Tx, row: ExperimentRow): void {
  afterCommit(tx, () => {
    wakeNotes(pipelines)
    for (const listener of pipelines.experiments.changeListeners) listener(row)
  })
}

/** Who may read in the journal what happens to it. */
export const audienceOf = ({ account_id }: Pick<ExperimentRow, 'account_id'>): string | undefined =>
  account_id === null ? undefined : `account:${account_id}`
