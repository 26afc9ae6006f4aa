import { type AnyDb, type AnyTx, viewOf } from '../db/db.ts'
import type { FileRow } from './tables.ts'

export interface NewFile {
  area: string
  path: string
  size: number
  sha256: string
  createdAt: number
  /** False while the bytes may still be lost by a power cut. */
  synced?: boolean
  /** On whose quota it counts. */
  accountId?: number
}

/** Undefined when the area has a row of that path already: the unique index decides. */
export function insertFile(tx: AnyTx, file: NewFile): Promise<FileRow | undefined> {
  return viewOf(tx)
    .insertInto('kernel_file')
    .values({
      area: file.area,
      path: file.path,
      size: file.size,
      sha256: file.sha256,
      created_at: file.createdAt,
      synced: file.synced === false ? 0 : 1,
      account_id: file.accountId ?? null,
    })
    .onConflict((on) => on.columns(['area', 'path']).doNothing())
    .returningAll()
    .executeTakeFirst()
}

export function findFile(db: AnyDb, id: number): Promise<FileRow | undefined> {
  return viewOf(db).selectFrom('kernel_file').selectAll().where('id', '=', id).executeTakeFirst()
}

export function findFileAt(db: AnyDb, area: string, path: string): Promise<FileRow | undefined> {
  return viewOf(db)
    .selectFrom('kernel_file')
    .selectAll()
    .where('area', '=', area)
    .where('path', '=', path)
    .executeTakeFirst()
}

/** Pages of all rows, for backups and for checks. */
export function listFileRows(
  db: AnyDb,
  options: { area?: string; after?: number; limit: number },
): Promise<FileRow[]> {
  const { area } = options
  return viewOf(db)
    .selectFrom('kernel_file')
    .selectAll()
    .where('id', '>', options.after ?? 0)
    .$if(area !== undefined, (query) => query.where('area', '=', area as string))
    .orderBy('id')
    .limit(options.limit)
    .execute()
}

/** Rows whose bytes are not known to be on disk. */
export function listUnsynced(
  db: AnyDb,
  options: { area: string; after?: number; limit: number },
): Promise<FileRow[]> {
  return viewOf(db)
    .selectFrom('kernel_file')
    .selectAll()
    .where('area', '=', options.area)
    .where('synced', '=', 0)
    .where('id', '>', options.after ?? 0)
    .orderBy('id')
    .limit(options.limit)
    .execute()
}

export async function markSynced(tx: AnyTx, ids: readonly number[]): Promise<void> {
  if (ids.length === 0) return
  await viewOf(tx).updateTable('kernel_file').set({ synced: 1 }).where('id', 'in', ids).execute()
}

/** Says that other bytes lie in the place of a file. */
export async function changeFile(
  tx: AnyTx,
  id: number,
  { size, sha256, createdAt }: Pick<NewFile, 'size' | 'sha256' | 'createdAt'>,
): Promise<void> {
  await viewOf(tx)
    .updateTable('kernel_file')
    .set({ size, sha256, created_at: createdAt })
    .where('id', '=', id)
    .execute()
}

/** Gives the row that is gone, or undefined when it was gone before. Its bytes are `removeFile`'s concern. */
export function deleteFileRow(tx: AnyTx, id: number): Promise<FileRow | undefined> {
  return viewOf(tx).deleteFrom('kernel_file').where('id', '=', id).returningAll().executeTakeFirst()
}
