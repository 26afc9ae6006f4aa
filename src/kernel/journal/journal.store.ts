import { sql } from 'kysely'
import { type AnyTx, compileOnce, type KernelDb, type KernelTx, viewOf } from '../db/db.ts'
import { type EntryRow, GENESIS, hashLink, type Personal } from './entry.ts'

type SealRow = { id: number; entry_hash: string }

/** Inserts an entry and what is kept apart of it. */
export async function insertEntry(
  tx: AnyTx,
  row: EntryRow & { entry_hash: string },
  personal?: Personal,
): Promise<void> {
  const view = viewOf(tx)
  const { id } = await view
    .insertInto('kernel_journal')
    .values({ ...row, seq: null, hash: null })
    .returning('id')
    .executeTakeFirstOrThrow()
  if (personal)
    await view
      .insertInto('kernel_journal_personal')
      .values({ entry_id: id, ...personal })
      .execute()
}

const findUnsealed = compileOnce<object, object, SealRow>((db) =>
  db.selectFrom('kernel_journal').select(['id', 'entry_hash']).where('seq', 'is', null).orderBy('id'),
)

const findHead = compileOnce<object, object, { seq: number | null; hash: string | null }>((db) =>
  db
    .selectFrom('kernel_journal')
    .select(['seq', 'hash'])
    .where('seq', 'is not', null)
    .orderBy('seq', 'desc')
    .limit(1),
)

const findLast = compileOnce<object, object, { seq: number | null }>((db) =>
  db.selectFrom('kernel_journal').select('seq').where('seq', 'is not', null).orderBy('seq', 'desc').limit(1),
)

/** The place of the newest sealed entry; from the index alone, since every snapshot answer asks for it. */
export async function readLast(db: KernelDb): Promise<number> {
  const [last] = await findLast(db, {})
  return last?.seq ?? 0
}

export async function readHead(db: KernelDb): Promise<{ seq: number; hash: string }> {
  const [head] = await findHead(db, {})
  return { seq: head?.seq ?? 0, hash: head?.hash ?? GENESIS }
}

export async function hasUnsealed(db: KernelDb): Promise<boolean> {
  const row = await db
    .selectFrom('kernel_journal')
    .select('id')
    .where('seq', 'is', null)
    .limit(1)
    .executeTakeFirst()
  return row !== undefined
}

/** Puts entries that have no place yet at the end of the chain. Returns how many. */
export async function sealEntries(tx: KernelTx): Promise<number> {
  return link(tx, await findUnsealed(tx, {}))
}

/** The same on PostgreSQL, for entries that no open transaction can still get in front of. */
export async function sealSettledEntries(tx: KernelTx, limit: number): Promise<number> {
  const rows = await tx
    .selectFrom('kernel_journal')
    .select(['id', 'entry_hash'])
    .where('seq', 'is', null)
    // A restored entry has the number of another server's transaction, or none: it is as old as it gets.
    .where(sql<boolean>`(xid is null or xid < pg_snapshot_xmin(pg_current_snapshot())::text::int8)`)
    .orderBy('id')
    .limit(limit)
    .execute()
  return link(tx, rows)
}

async function link(tx: KernelTx, rows: readonly SealRow[]): Promise<number> {
  if (rows.length === 0) return 0
  let { seq, hash } = await readHead(tx)
  for (const row of rows) {
    seq += 1
    hash = hashLink(hash, seq, row.entry_hash)
    await tx
      .updateTable('kernel_journal')
      .set({ seq, hash })
      .where('id', '=', row.id)
      .where('seq', 'is', null)
      .execute()
  }
  return rows.length
}

export interface JournalFilter {
  action?: string
  service?: string
  object?: string
  accountId?: number
  /** Entries before this place, newest first. */
  before?: number
  limit: number
}

export function listEntries(db: KernelDb, filter: JournalFilter) {
  return entriesOf(db)
    .$if(filter.before !== undefined, (query) => query.where('seq', '<', filter.before as number))
    .$if(filter.action !== undefined, (query) => query.where('action', '=', filter.action as string))
    .$if(filter.service !== undefined, (query) => query.where('service', '=', filter.service as string))
    .$if(filter.object !== undefined, (query) => query.where('object', '=', filter.object as string))
    .$if(filter.accountId !== undefined, (query) =>
      query.where('account_id', '=', filter.accountId as number),
    )
    .orderBy('seq', 'desc')
    .limit(filter.limit)
    .execute()
}

/** Entries after a place, in order: the feed's way. */
export function entriesSince(db: KernelDb, seq: number, limit: number) {
  return entriesOf(db).where('seq', '>', seq).orderBy('seq').limit(limit).execute()
}

function entriesOf(db: KernelDb) {
  return db
    .selectFrom('kernel_journal')
    .leftJoin('kernel_journal_personal', 'entry_id', 'kernel_journal.id')
    .selectAll('kernel_journal')
    .select(['salt', 'value'])
    .where('seq', 'is not', null)
}

export type JournalRow = Awaited<ReturnType<typeof listEntries>>[number]

/** Forgets the personal values of entries about an account; the chain stays whole. Returns how many. */
export async function deletePersonal(tx: KernelTx, accountId: number): Promise<number> {
  const result = await tx
    .deleteFrom('kernel_journal_personal')
    .where('entry_id', 'in', (query) =>
      query.selectFrom('kernel_journal').select('id').where('account_id', '=', accountId),
    )
    .executeTakeFirst()
  return Number(result.numDeletedRows)
}
