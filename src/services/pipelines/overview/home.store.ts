import { sql } from 'kysely'
import type { Db } from '../tables.ts'

/** What failed lately and was not tried again: single ones, and batches with how many of them; the newest first. */
export async function listFailedOf(
  db: Db,
  account: number,
  { since, limit }: { since: number; limit: number },
) {
  const rows = await db
    .selectFrom('pipelines_experiment as e')
    .leftJoin('pipelines_batch as b', 'b.id', 'e.batch_id')
    .select(['e.id', 'e.name', 'e.app', 'e.message', 'e.batch_id', 'b.name as batch_name'])
    .where('e.account_id', '=', account)
    .where('e.status', '=', 'failed')
    .where('e.ended_at', '>', since)
    .where((is) =>
      is.not(
        is.exists(
          is
            .selectFrom('pipelines_experiment as again')
            .select('again.id')
            .where('again.account_id', '=', account)
            .whereRef('again.like_id', '=', 'e.id'),
        ),
      ),
    )
    .orderBy('e.id', 'desc')
    .limit(200)
    .execute()
  const counts = new Map<number, number>()
  for (const { batch_id } of rows)
    if (batch_id !== null) counts.set(batch_id, (counts.get(batch_id) ?? 0) + 1)
  const seen = new Set<number>()
  return rows
    .filter(({ batch_id }) => {
      if (batch_id === null) return true
      const isFirst = !seen.has(batch_id)
      seen.add(batch_id)
      return isFirst
    })
    .slice(0, limit)
    .map((row) => ({ ...row, count: row.batch_id === null ? 1 : (counts.get(row.batch_id) ?? 1) }))
}

/** How many of somebody's experiments lose their results by then, and when the first. */
export async function countLeaving(
  db: Db,
  account: number,
  by: number,
): Promise<{ count: number; first: number | null }> {
  const { count, first } = await db
    .selectFrom('pipelines_experiment as e')
    .select((is) => [is.fn.countAll<number>().as('count'), is.fn.min('e.outputs_until').as('first')])
    .where('e.outputs_until', '<=', by)
    .where('e.account_id', '=', account)
    .where('e.outputs_removed_at', 'is', null)
    .where('e.kept', '=', 0)
    .where((is) =>
      is.exists(
        is
          .selectFrom('pipelines_output as o')
          .select('o.id')
          .whereRef('o.experiment_id', '=', 'e.id')
          .where('o.file_id', 'is not', null),
      ),
    )
    .executeTakeFirstOrThrow()
  return { count: Number(count), first: first === null ? null : Number(first) }
}

/** What waits for a backend that asks by the protocol: how many, and since when. */
export async function findOldestOutside(db: Db): Promise<{ count: number; since: number | null }> {
  const { count, since } = await db
    .selectFrom('pipelines_experiment')
    .select((is) => [is.fn.countAll<number>().as('count'), sql<number | null>`min(created_at)`.as('since')])
    .where('runner', '=', 'outside')
    .where('status', '=', 'submitted')
    .executeTakeFirstOrThrow()
  return { count: Number(count), since: since === null ? null : Number(since) }
}

/** Somebody's batches that are not over, the newest first. */
export const listOpenBatches = (db: Db, account: number, limit: number) =>
  db
    .selectFrom('pipelines_experiment as e')
    .innerJoin('pipelines_batch as b', 'b.id', 'e.batch_id')
    .select(['b.id', 'b.name', 'b.app', 'b.created_at'])
    .select((is) => is.fn.max<number | null>('e.app_version_id').as('app_version_id'))
    .where('e.account_id', '=', account)
    .where('e.status', 'in', ['submitted', 'claimed', 'running'])
    .groupBy(['b.id', 'b.name', 'b.app', 'b.created_at'])
    .orderBy('b.id', 'desc')
    .limit(limit)
    .execute()
