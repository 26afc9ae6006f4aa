import type { ExpressionBuilder } from 'kysely'
import type { Actor } from '../../../kernel/identity/actor.ts'
import type { KernelTables } from '../../../kernel/tables.ts'
import type { BatchRow, Db, ExperimentRow, PipelinesTables, Tx } from '../tables.ts'

/** What somebody may see of an experiment: results and log, or its form and inputs as well. */
export type Part = 'results' | 'inputs'

type Shared = Pick<ExperimentRow, 'id' | 'account_id' | 'batch_id'>

/**
 * Whether somebody may see an experiment: it is theirs, or is shared with them, with a group of theirs, or as part of a batch.
 * Links are asked apart: whoever comes by one is nobody.
 */
export async function mayRead(
  db: Db | Tx,
  { accountId, now }: Pick<Actor, 'accountId'> & { now: number },
  experiment: Shared,
  part: Part = 'results',
): Promise<boolean> {
  if (experiment.account_id === accountId) return true
  const row = await db
    .selectFrom('pipelines_experiment as e')
    .select('e.id')
    .where('e.id', '=', experiment.id)
    .where((is) => isSharedWith(is, { account: accountId, now, part }))
    .executeTakeFirst()
  return row !== undefined
}

/** Whether somebody may see a batch and all experiments of it. */
export async function mayReadBatch(
  db: Db | Tx,
  { accountId: account, now }: Pick<Actor, 'accountId'> & { now: number },
  batch: Pick<BatchRow, 'id' | 'account_id'>,
): Promise<boolean> {
  if (batch.account_id === account) return true
  return (await sharedBatches(db, { account, now }, [batch.id])).has(batch.id)
}

/** Those of these batches that others share with somebody, each as a whole. */
export async function sharedBatches(
  db: Db | Tx,
  { account, now }: { account: number; now: number },
  ids: readonly number[],
): Promise<ReadonlySet<number>> {
  if (ids.length === 0) return new Set()
  const rows = await db
    .selectFrom('pipelines_share as s')
    .select('s.batch_id')
    .distinct()
    .where('s.batch_id', 'in', ids)
    .where((is) => isLive(is, now))
    .where((is) => isFor(is, account))
    .execute()
  return new Set(rows.flatMap(({ batch_id }) => batch_id ?? []))
}

type Tables = PipelinesTables & KernelTables
type Builder = ExpressionBuilder<Tables & { e: Tables['pipelines_experiment'] }, 'e'>

/** The same as a condition of a list of experiments `e`: those that others share with somebody. */
export function isSharedWith(
  is: Builder,
  { account, now, part = 'results' }: { account: number; now: number; part?: Part },
) {
  const shares = is
    .selectFrom('pipelines_share as s')
    .select('s.id')
    .where((each) => isLive(each as never, now))
    .where((each) => isFor(each as never, account))
    .$if(part === 'inputs', (query) => query.where('s.inputs', '=', 1))
  return is.and([
    is('e.account_id', '!=', account),
    is.or([
      is.exists(shares.whereRef('s.experiment_id', '=', 'e.id')),
      is.exists(shares.whereRef('s.batch_id', '=', 'e.batch_id')),
    ]),
  ])
}

type Shares = ExpressionBuilder<Tables & { s: Tables['pipelines_share'] }, 's'>

/** It was not taken back, has not ended, and who shares is not shut out: then it is as if it were not there. */
export const isLive = (is: Shares, now: number) =>
  is.and([
    is('s.revoked_at', 'is', null),
    is.or([is('s.ends_at', 'is', null), is('s.ends_at', '>', now)]),
    is.not(
      is.exists(
        is
          .selectFrom('kernel_account as o')
          .select('o.id')
          .whereRef('o.id', '=', 's.made_by')
          .where('o.disabled_at', 'is not', null),
      ),
    ),
  ])

/** It is for somebody, or for a group of theirs. */
export const isFor = (is: Shares, account: number) =>
  is.or([
    is('s.account_id', '=', account),
    is(
      's.group_id',
      'in',
      is.selectFrom('kernel_group_member as m').select('m.group_id').where('m.account_id', '=', account),
    ),
  ])
