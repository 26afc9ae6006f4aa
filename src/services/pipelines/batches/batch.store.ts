import { contains, countUpTo, fold } from '../../../kernel/db/db.ts'
import type { BatchRow, Db, ExperimentRow } from '../tables.ts'
import { MOST_EXPERIMENTS } from './form-body.ts'

interface Asked {
  account: number
  search?: string | undefined
}

const batchesOf = (db: Db, { account, search }: Asked) =>
  db
    .selectFrom('pipelines_batch')
    .where('account_id', '=', account)
    .$if(!!search, (query) =>
      query.where((is) => contains(db, is.ref('words_folded'), fold(search as string))),
    )

/** Newest first. */
export const listBatches = (
  db: Db,
  { before, limit, ...asked }: Asked & { before?: number | undefined; limit: number },
): Promise<BatchRow[]> =>
  batchesOf(db, asked)
    .selectAll()
    .$if(before !== undefined, (query) => query.where('id', '<', before as number))
    .orderBy('id', 'desc')
    .limit(limit)
    .execute()

export const countBatches = (db: Db, asked: Asked) =>
  countUpTo(db, batchesOf(db, asked).select('id') as never)

/** One of that number; of that account alone where one is given. */
export const findBatch = (
  db: Db,
  { id, account }: { id: number; account?: number },
): Promise<BatchRow | undefined> =>
  db
    .selectFrom('pipelines_batch')
    .selectAll()
    .where('id', '=', id)
    .$if(account !== undefined, (query) => query.where('account_id', '=', account as number))
    .executeTakeFirst()

/** Its experiments in some of their states, in the order in which they were made. */
export const listOfBatch = (
  db: Db,
  batch: number,
  statuses: readonly ExperimentRow['status'][],
): Promise<ExperimentRow[]> =>
  db
    .selectFrom('pipelines_experiment')
    .selectAll()
    .where('batch_id', '=', batch)
    .where('status', 'in', statuses)
    .orderBy('id')
    .limit(MOST_EXPERIMENTS)
    .execute()
