import type { Selectable } from 'kysely'
import type { ComputeTables, Db, Tx } from '../tables.ts'

export type UploadRow = Selectable<ComputeTables['compute_upload']>

export const findUpload = (
  db: Db,
  of: { id: number; workspace: number; now: number },
): Promise<UploadRow | undefined> =>
  db
    .selectFrom('compute_upload')
    .selectAll()
    .where('id', '=', of.id)
    .where('workspace_id', '=', of.workspace)
    .where('expires_at', '>', of.now)
    .executeTakeFirst()

/** Those that are not whole yet, oldest first. */
export const listUploads = (
  db: Db,
  of: { workspace: number; now: number; after?: number; limit: number },
): Promise<UploadRow[]> =>
  db
    .selectFrom('compute_upload')
    .selectAll()
    .where('workspace_id', '=', of.workspace)
    .where('done_at', 'is', null)
    .where('expires_at', '>', of.now)
    .where('id', '>', of.after ?? 0)
    .orderBy('id')
    .limit(of.limit)
    .execute()

export const listExpired = (db: Db, of: { now: number; limit: number }): Promise<UploadRow[]> =>
  db
    .selectFrom('compute_upload')
    .selectAll()
    .where('expires_at', '<=', of.now)
    .orderBy('expires_at')
    .orderBy('id')
    .limit(of.limit)
    .execute()

export const insertUpload = (tx: Tx, row: Omit<UploadRow, 'id'>): Promise<UploadRow> =>
  tx.insertInto('compute_upload').values(row).returningAll().executeTakeFirstOrThrow()

/** False when another request was first. */
export async function markDone(tx: Tx, id: number, now: number): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable('compute_upload')
    .set({ done_at: now })
    .where('id', '=', id)
    .where('done_at', 'is', null)
    .executeTakeFirst()
  return numUpdatedRows > 0n
}

export async function deleteUpload(tx: Tx, id: number): Promise<void> {
  await tx.deleteFrom('compute_upload').where('id', '=', id).execute()
}
