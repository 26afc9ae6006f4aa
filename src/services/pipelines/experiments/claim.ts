import { inTransaction, lock } from '../../../kernel/db/db.ts'
import type { By } from '../../../kernel/journal/journal.ts'
import { MINUTE_MS } from '../../../kernel/span.ts'
import type { Pipelines } from '../pipelines.ts'
import type { ExperimentRow, Tx } from '../tables.ts'
import { changeStatus } from './status.ts'

/** So long a claim stands whose inputs nobody fetched. */
const LEASE_MS = 15 * MINUTE_MS
/** A slow line gets its time: what it takes for the inputs at this speed comes on top. */
const SLOWEST_BYTES_PER_MS = 50
/** Of one poll. What is left waits for the next one. */
const MOST = 1_000

/**
 * Gives a backend all experiments that wait for one, the oldest first. Each goes to exactly one poll; one whose inputs nobody
 * fetches in time waits again.
 */
export async function claimWaiting(pipelines: Pipelines, by: By): Promise<ExperimentRow[]> {
  const { db, kernel } = pipelines
  return inTransaction(db, async (tx) => {
    await returnUnconfirmed(pipelines, tx)
    const ids = await waiting(tx)
    await lock(tx, 'pipelines_experiment', ids)
    const claimed: ExperimentRow[] = []
    const now = kernel.clock.now()
    for (const id of ids) {
      const row = await changeStatus(pipelines, tx, id, {
        from: ['submitted'],
        to: 'claimed',
        by,
        action: 'claimed',
        set: { claimed_at: now, lease_until: now + LEASE_MS, message: '' },
        text: 'A backend has taken it.',
      })
      // Another poll was first.
      if (row) claimed.push(await countAttempt(tx, row))
    }
    return claimed
  })
}

async function waiting(tx: Tx): Promise<number[]> {
  const rows = await tx
    .selectFrom('pipelines_experiment')
    .select('id')
    .where('runner', '=', 'outside')
    .where('status', '=', 'submitted')
    .orderBy('id')
    .limit(MOST)
    .execute()
  return rows.map(({ id }) => id)
}

async function countAttempt(tx: Tx, row: ExperimentRow): Promise<ExperimentRow> {
  const attempts = row.attempts + 1
  await tx.updateTable('pipelines_experiment').set({ attempts }).where('id', '=', row.id).execute()
  return { ...row, attempts }
}

/** Gives back what was claimed and never fetched. */
export async function returnUnconfirmed(pipelines: Pipelines, tx: Tx): Promise<void> {
  const now = pipelines.kernel.clock.now()
  const rows = await tx
    .selectFrom('pipelines_experiment')
    .select('id')
    .where('runner', '=', 'outside')
    .where('status', '=', 'claimed')
    .where('lease_until', '<=', now)
    .orderBy('id')
    .limit(MOST)
    .execute()
  const ids = rows.map(({ id }) => id)
  await lock(tx, 'pipelines_experiment', ids)
  for (const id of ids)
    await changeStatus(pipelines, tx, id, {
      from: ['claimed'],
      to: 'submitted',
      by: { via: 'system' },
      action: 'requeued',
      set: { claimed_at: null, lease_until: null },
      step: 'requeued',
      text: 'A backend took it and did not fetch its inputs within 15 minutes.',
    })
}

/** Its inputs are being fetched: the claim stands for as long as that may take on a slow line. */
export async function stretchClaim({ db, kernel }: Pipelines, id: number, bytes: number): Promise<void> {
  const until = kernel.clock.now() + LEASE_MS + Math.ceil(bytes / SLOWEST_BYTES_PER_MS)
  await inTransaction(db, (tx) =>
    tx
      .updateTable('pipelines_experiment')
      .set({ lease_until: until })
      .where('id', '=', id)
      .where('runner', '=', 'outside')
      .where('status', '=', 'claimed')
      .where('lease_until', 'is not', null)
      .execute(),
  )
}

/** Its inputs were fetched: the claim stands until results come, or an operator takes it back. */
export async function confirmClaim({ db }: Pick<Pipelines, 'db'>, id: number): Promise<void> {
  await inTransaction(db, (tx) =>
    tx
      .updateTable('pipelines_experiment')
      .set({ lease_until: null })
      .where('id', '=', id)
      .where('runner', '=', 'outside')
      .where('status', '=', 'claimed')
      .execute(),
  )
}
