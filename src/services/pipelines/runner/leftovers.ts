import { dialectOf } from '../../../kernel/db/db.ts'
import { findExperiment } from '../experiments/experiment.store.ts'
import type { Pipelines } from '../pipelines.ts'
import type { ExperimentRow } from '../tables.ts'
import { retryOrFail } from './retry.ts'
import { sweepWork } from './work.ts'

const MOST = 10_000

/**
 * Gives back what a server claimed that died before it could begin: this one by its earlier self, or, on PostgreSQL, another
 * node that has been silent for too long. `isUnderWay` are those that this process is at.
 */
export async function releaseClaims(
  pipelines: Pipelines,
  { node, isUnderWay }: { node: string; isUnderWay(id: number): boolean },
): Promise<void> {
  const { db, kernel } = pipelines
  const isSole = dialectOf(db) === 'sqlite'
  const now = kernel.clock.now()
  const rows = await db
    .selectFrom('pipelines_experiment')
    .selectAll()
    .where('runner', '=', 'own')
    .where('status', '=', 'claimed')
    .orderBy('id')
    .limit(MOST)
    .execute()
  const isLeft = (row: ExperimentRow) =>
    !isUnderWay(row.id) && (isSole || row.claimed_by === node || (row.lease_until ?? 0) <= now)
  for (const row of rows.filter(isLeft))
    await retryOrFail(pipelines, row, {
      message: 'The server was started anew before it began.',
      cause: 'lost',
      counted: false,
    })
}

/** Removes the working folders of attempts that are over. */
export const sweepLeftovers = (pipelines: Pipelines, isUnderWay: (id: number) => boolean): Promise<void> =>
  sweepWork(pipelines, async ({ id, attempts }) => {
    if (isUnderWay(id)) return true
    const row = await findExperiment(pipelines.db, id)
    return row !== undefined && row.attempts === attempts && row.status === 'running'
  })
