import { compileOnce } from '../../../kernel/db/db.ts'
import type { CollectionTables, Db, SubmissionRow, Tx } from '../tables.ts'

/** Counts a submission on its grant. False when the grant was withdrawn or has no room for the bytes. */
export async function useGrant(
  tx: Tx,
  use: { id: number; bytes: number; at: number; quotaBytes: number },
): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable('collection_grant')
    .set((eb) => ({
      uses: eb('uses', '+', 1),
      bytes: eb('bytes', '+', use.bytes),
      last_used_at: use.at,
    }))
    .where('id', '=', use.id)
    .where('revoked_at', 'is', null)
    .where('bytes', '<=', use.quotaBytes - use.bytes)
    .executeTakeFirst()
  return numUpdatedRows === 1n
}

export function findGrantById(db: Db, id: number) {
  return db.selectFrom('collection_grant').selectAll().where('id', '=', id).executeTakeFirst()
}

/** Undefined when the project has a submission of that stamp: the unique index decides. */
export function insertSubmission(
  tx: Tx,
  row: Omit<SubmissionRow, 'id'>,
): Promise<{ id: number } | undefined> {
  return tx
    .insertInto('collection_submission')
    .values(row)
    .onConflict((on) => on.columns(['project_id', 'stamp']).doNothing())
    .returning('id')
    .executeTakeFirst()
}

/** False when the project has a submission of that stamp. */
export async function moveToStamp(tx: Tx, id: number, projectId: number, stamp: string): Promise<boolean> {
  const taken = await tx
    .selectFrom('collection_submission')
    .select('id')
    .where('project_id', '=', projectId)
    .where('stamp', '=', stamp)
    .executeTakeFirst()
  if (taken) return false
  await tx.updateTable('collection_submission').set({ stamp }).where('id', '=', id).execute()
  return true
}

/** Repetitions are looked for among so many: past them a retry is stored again. */
const MOST_NAMED = 1_000

/** Different files of a grant under these names, in the order in which they came. */
export function findFilesNamed(db: Db, grantId: number, names: readonly string[]) {
  return db
    .selectFrom('collection_file')
    .select(['id', 'file_id', 'original_name', 'sha256', 'duplicate_of'])
    .where('grant_id', '=', grantId)
    .where('original_name', 'in', names)
    .where('duplicate_of', 'is', null)
    .orderBy('id')
    .limit(MOST_NAMED)
    .execute()
}

/** Submissions whose file of responses is not known to be on disk, oldest first. */
export function listUnsynced(db: Db, after: number, limit: number) {
  return db
    .selectFrom('collection_submission as s')
    .innerJoin('collection_project as p', 'p.id', 's.project_id')
    .select(['s.id', 's.project_id', 's.stamp', 's.responses', 'p.name as project_name'])
    .where('s.responses_synced', '=', 0)
    .where('s.id', '>', after)
    .orderBy('s.id')
    .limit(limit)
    .execute()
}

export async function markSynced(tx: Tx, ids: readonly number[]): Promise<void> {
  if (ids.length === 0) return
  await tx.updateTable('collection_submission').set({ responses_synced: 1 }).where('id', 'in', ids).execute()
}

const columns = ['id', 'grant_id', 'received_at', 'stamp', 'size', 'files'] as const

export type SubmissionItem = Pick<SubmissionRow, (typeof columns)[number]>

/** Newest first; the answers themselves are not in it. */
export const listSubmissions = compileOnce<
  CollectionTables,
  { projectId: number; before: number; limit: number },
  SubmissionItem
>((db, value) =>
  db
    .selectFrom('collection_submission')
    .select(columns)
    .where('project_id', '=', value('projectId'))
    .where('id', '<', value('before'))
    .orderBy('id', 'desc')
    .limit(value('limit')),
)

export function findSubmission(db: Db, id: number) {
  return db
    .selectFrom('collection_submission as s')
    .innerJoin('collection_project as p', 'p.id', 's.project_id')
    .selectAll('s')
    .select('p.name as project_name')
    .where('s.id', '=', id)
    .executeTakeFirst()
}

export function listFilesOf(db: Db, submissionId: number) {
  return db
    .selectFrom('collection_file')
    .selectAll()
    .where('submission_id', '=', submissionId)
    .orderBy('id')
    .limit(1_000)
    .execute()
}

/** A file with the row of its stored bytes. */
export function findStoredFile(db: Db, id: number) {
  return db
    .selectFrom('collection_file as f')
    .innerJoin('kernel_file as k', 'k.id', 'f.file_id')
    .innerJoin('collection_submission as s', 's.id', 'f.submission_id')
    .select(['f.id', 'f.original_name', 'f.submission_id', 's.project_id'])
    .select(['k.path', 'k.size', 'k.sha256', 'k.created_at'])
    .where('f.id', '=', id)
    .executeTakeFirst()
}
