import { sql } from 'kysely'
import type { Db } from '../tables.ts'

/** Which offers: those that somebody sent, or those that they received. */
export interface SharesAsked {
  account: number
  side: 'sent' | 'received'
  accepted?: boolean
  /** The copy's. */
  id?: number
  /** Of which original. */
  original?: number
  before?: number
  limit: number
  offset?: number
  /** Newest first unless it says otherwise. */
  order?: 'asc' | 'desc'
}

/**
 * Offers with both workspaces and both people. An original in the trash counts as gone, and so does a deleted copy. Nobody
 * sees what the other one makes of their own workspace afterwards (promises.md, A2).
 */
export async function listShares(db: Db, asked: SharesAsked) {
  const rows = await findShares(db, asked)
  return asked.side === 'sent' ? rows.map(asSent) : rows.map(asReceived)
}

type Row = Awaited<ReturnType<typeof findShares>>[number]

/** An accepted copy is its receiver's: its sender is shown their own again. */
const asSent = (row: Row): Row =>
  row.accepted === 0
    ? row
    : {
        ...row,
        name: row.given_name ?? '',
        description: row.original_description ?? '',
        requested: row.original_requested ?? '{}',
        current: row.original_current ?? '{}',
        disk_bytes: row.given_bytes ?? 0,
        status: 'idle',
        fault: null,
      }

/** The original as it was when it was shared. */
const asReceived = (row: Row): Row =>
  row.original_id === null
    ? row
    : {
        ...row,
        original_name: row.name,
        original_description: row.description,
        original_requested: row.requested,
        original_current: row.current,
      }

function findShares(db: Db, asked: SharesAsked) {
  return sharesIn(db, asked)
    .select(['s.copy_id as id', 's.accepted', 's.copied_at', 's.created_at', 's.last_options', 's.last_kind'])
    .select(['s.from_account', 's.to_account'])
    .select(['c.name', 'c.description', 'c.requested', 'c.current', 'c.status', 'c.fault', 'c.disk_bytes'])
    .select([
      'o.id as original_id',
      'o.name as original_name',
      'o.description as original_description',
      'o.requested as original_requested',
      'o.current as original_current',
      // Also from the trash.
      'g.name as given_name',
      'g.disk_bytes as given_bytes',
    ])
    .select([
      'f.name as from_name',
      'f.first_name as from_first',
      'f.last_name as from_last',
      'f.email as from_email',
      't.name as to_name',
      't.first_name as to_first',
      't.last_name as to_last',
      't.email as to_email',
    ])
    .execute()
}

/** The same before it says what of them. */
export function sharesIn(db: Db, asked: SharesAsked) {
  const { account, side, accepted, id, original, before, limit, offset = 0, order = 'desc' } = asked
  return db
    .selectFrom('compute_share as s')
    .innerJoin('compute_workspace as c', 'c.id', 's.copy_id')
    .leftJoin('compute_workspace as o', (join) =>
      join.onRef('o.id', '=', 's.original_id').on('o.trashed_at', 'is', null),
    )
    .leftJoin('compute_workspace as g', 'g.id', 's.original_id')
    .leftJoin('kernel_account as f', 'f.id', 's.from_account')
    .leftJoin('kernel_account as t', 't.id', 's.to_account')
    .where('c.trashed_at', 'is', null)
    .where(side === 'sent' ? 's.from_account' : 's.to_account', '=', account)
    .$if(accepted !== undefined, (query) => query.where('s.accepted', '=', accepted ? 1 : 0))
    .$if(id !== undefined, (query) => query.where('s.copy_id', '=', id as number))
    .$if(original !== undefined, (query) => query.where('s.original_id', '=', original as number))
    .$if(before !== undefined, (query) => query.where('s.copy_id', '<', before as number))
    .orderBy('s.copy_id', order)
    .limit(limit)
    .offset(offset)
}

export type ShareItem = Awaited<ReturnType<typeof listShares>>[number]

/** How many offers wait for somebody's word. */
export async function countOffers(db: Db, account: number): Promise<number> {
  const { n } = await db
    .selectFrom('compute_share as s')
    .innerJoin('compute_workspace as c', 'c.id', 's.copy_id')
    .select(sql<number>`count(*)`.as('n'))
    .where('s.to_account', '=', account)
    .where('s.accepted', '=', 0)
    .where('c.trashed_at', 'is', null)
    .executeTakeFirstOrThrow()
  return Number(n)
}
