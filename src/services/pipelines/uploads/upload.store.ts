import { contains, fold, type KernelDb } from '../../../kernel/db/db.ts'
import type { Db, PipelinesTables, Tx, UploadRow } from '../tables.ts'

type Handle = KernelDb<PipelinesTables>

export const findUpload = (
  db: Handle,
  of: { id: number; account: number; now: number },
): Promise<UploadRow | undefined> =>
  db
    .selectFrom('pipelines_upload')
    .selectAll()
    .where('id', '=', of.id)
    .where('account_id', '=', of.account)
    .where('ends_at', '>', of.now)
    .executeTakeFirst()

export const listUploads = (
  db: Db,
  of: { account: number; now: number; before?: number; limit: number; search?: string; whole?: boolean },
): Promise<UploadRow[]> =>
  db
    .selectFrom('pipelines_upload')
    .selectAll()
    .where('account_id', '=', of.account)
    .where('ends_at', '>', of.now)
    .$if(of.before !== undefined, (query) => query.where('id', '<', of.before as number))
    .$if(of.whole !== undefined, (query) => query.where('done_at', of.whole ? 'is not' : 'is', null))
    .$if(!!of.search, (query) =>
      query.where((is) => contains(db, is.ref('words_folded'), fold(of.search as string))),
    )
    .orderBy('id', 'desc')
    .limit(of.limit)
    .execute()

export const listExpired = (db: Db, of: { now: number; limit: number }): Promise<UploadRow[]> =>
  db
    .selectFrom('pipelines_upload')
    .selectAll()
    .where('ends_at', '<=', of.now)
    .orderBy('ends_at')
    .orderBy('id')
    .limit(of.limit)
    .execute()

/** How many somebody has, and the room that those need which are not whole yet. */
export async function usedByUploads(
  db: Handle,
  { account, now }: { account: number; now: number },
): Promise<{ count: number; coming: number }> {
  const row = await db
    .selectFrom('pipelines_upload')
    .select(({ fn }) => [
      fn.countAll<number>().as('count'),
      fn.sum<number | null>('size').filterWhere('file_id', 'is', null).as('coming'),
    ])
    .where('account_id', '=', account)
    .where('ends_at', '>', now)
    .executeTakeFirstOrThrow()
  return { count: Number(row.count), coming: Number(row.coming ?? 0) }
}

export const insertUpload = (tx: Tx, row: Omit<UploadRow, 'id'>): Promise<UploadRow> =>
  tx.insertInto('pipelines_upload').values(row).returningAll().executeTakeFirstOrThrow()

/** False when another request was first, or it is gone. */
export async function markDone(
  tx: Tx,
  id: number,
  done: Pick<UploadRow, 'file_id' | 'sha256' | 'facts' | 'done_at' | 'ends_at'>,
): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable('pipelines_upload')
    .set(done)
    .where('id', '=', id)
    .where('done_at', 'is', null)
    .executeTakeFirst()
  return numUpdatedRows > 0n
}

export async function keepUpload(tx: Tx, id: number, until: number): Promise<void> {
  await tx
    .updateTable('pipelines_upload')
    .set({ ends_at: until })
    .where('id', '=', id)
    .where('done_at', 'is', null)
    .execute()
}

/** Gives the row that is gone, or undefined when it was gone before. */
export const deleteUpload = (tx: Tx, id: number): Promise<UploadRow | undefined> =>
  tx.deleteFrom('pipelines_upload').where('id', '=', id).returningAll().executeTakeFirst()
