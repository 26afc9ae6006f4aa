import type { KernelDb, KernelTx } from '../db/db.ts'
import type { BackupRow } from './tables.ts'

const GOOD = ['good', 'incomplete'] as const
/** More than retention ever keeps. */
const MOST = 2_000

export function listBackups(db: KernelDb, { before, limit }: { before?: number; limit: number }) {
  return db
    .selectFrom('kernel_backup')
    .selectAll()
    .$if(before !== undefined, (query) => query.where('id', '<', before as number))
    .orderBy('id', 'desc')
    .limit(limit)
    .execute()
}

/** All that have ended or are under way, without those that never came to be. */
export function listForRetention(db: KernelDb): Promise<BackupRow[]> {
  return db
    .selectFrom('kernel_backup')
    .selectAll()
    .where('state', 'in', ['running', 'damaged', ...GOOD])
    .orderBy('id', 'desc')
    .limit(MOST)
    .execute()
}

export function findBackup(db: KernelDb, id: number): Promise<BackupRow | undefined> {
  return db.selectFrom('kernel_backup').selectAll().where('id', '=', id).executeTakeFirst()
}

export function findLastGood(db: KernelDb): Promise<BackupRow | undefined> {
  return db
    .selectFrom('kernel_backup')
    .selectAll()
    .where('state', 'in', GOOD)
    .orderBy('started_at', 'desc')
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst()
}

export function findLastOf(
  db: KernelDb,
  states: readonly BackupRow['state'][],
): Promise<BackupRow | undefined> {
  return db
    .selectFrom('kernel_backup')
    .selectAll()
    .where('state', 'in', states)
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst()
}

export function findLastRehearsed(db: KernelDb): Promise<BackupRow | undefined> {
  return db
    .selectFrom('kernel_backup')
    .selectAll()
    .where('rehearsed_at', 'is not', null)
    .orderBy('rehearsed_at', 'desc')
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst()
}

export async function insertBackup(
  tx: KernelTx,
  row: Pick<BackupRow, 'file' | 'origin' | 'state' | 'started_at' | 'with_key'>,
): Promise<BackupRow> {
  return tx
    .insertInto('kernel_backup')
    .values({ ...row, damaged: 0 })
    .returningAll()
    .executeTakeFirstOrThrow()
}

export async function updateBackup(
  tx: KernelTx,
  id: number,
  columns: Partial<Omit<BackupRow, 'id'>>,
): Promise<void> {
  await tx.updateTable('kernel_backup').set(columns).where('id', '=', id).execute()
}

/** What says that it is being made, and is not: its server ended meanwhile. Gives how many there were. */
export async function failAbandoned(tx: KernelTx, error: string, now: number): Promise<void> {
  await tx
    .updateTable('kernel_backup')
    .set({ state: 'failed', error, ended_at: now, progress: null })
    .where('state', '=', 'running')
    .execute()
}

export async function deleteBackup(tx: KernelTx, id: number): Promise<void> {
  await tx.deleteFrom('kernel_backup').where('id', '=', id).execute()
}

/** Failures are told, and then forgotten. */
export async function deleteFailures(tx: KernelTx, before: number): Promise<void> {
  await tx
    .deleteFrom('kernel_backup')
    .where('state', '=', 'failed')
    .where('started_at', '<', before)
    .execute()
}
