import type { Db, Tx } from '../tables.ts'
import { isFor, isLive } from './rights.ts'

const MOST = 500

/** What is shared: one experiment, or all of a batch. */
export interface Thing {
  kind: 'experiment' | 'batch'
  id: number
}

export const columnOf = ({ kind }: Thing) => `${kind}_id` as const

/** Those that count, the newest first. */
export const listSharesOf = (db: Db | Tx, thing: Thing, now: number) =>
  sharesIn(db, now)
    .where(`s.${columnOf(thing)}`, '=', thing.id)
    .limit(MOST)
    .execute()

export const findShare = (db: Db | Tx, id: number, now: number) =>
  sharesIn(db, now).where('s.id', '=', id).executeTakeFirst()

/** What others share with somebody, or with a group of theirs. */
export const listSharesWith = (
  db: Db,
  account: number,
  { now, before, limit }: { now: number; before?: number; limit: number },
) =>
  sharesIn(db, now)
    .where((is) => isFor(is as never, account))
    .where('s.made_by', '!=', account)
    .$if(before !== undefined, (query) => query.where('s.id', '<', before as number))
    .limit(limit)
    .execute()

const sharesIn = (db: Db | Tx, now: number) =>
  db
    .selectFrom('pipelines_share as s')
    .leftJoin('pipelines_experiment as e', 'e.id', 's.experiment_id')
    .leftJoin('pipelines_batch as b', 'b.id', 's.batch_id')
    .leftJoin('kernel_account as a', 'a.id', 's.account_id')
    .leftJoin('kernel_group as g', 'g.id', 's.group_id')
    .leftJoin('kernel_account as m', 'm.id', 's.made_by')
    .selectAll('s')
    .select((is) => [
      is.fn.coalesce('e.name', 'b.name').as('name'),
      is.fn.coalesce('e.app', 'b.app').as('app'),
      is.fn.coalesce('e.account_id', 'b.account_id').as('owner'),
    ])
    .select(['a.name as account_name', 'a.first_name as account_first', 'a.last_name as account_last'])
    .select(['g.name as group_name'])
    .select(['m.name as maker_name', 'm.first_name as maker_first', 'm.last_name as maker_last'])
    .where((is) => isLive(is as never, now))
    // A group that was removed has no members either.
    .where((is) => is.or([is('s.group_id', 'is', null), is('g.id', 'is not', null)]))
    .orderBy('s.id', 'desc')

export type ShareItem = Awaited<ReturnType<typeof listSharesOf>>[number]
