import { inTransaction, viewOf } from '../../../kernel/db/db.ts'
import { removeFile } from '../../../kernel/files/remove.ts'
import type { By } from '../../../kernel/journal/journal.ts'
import { type Collection, responsesPath } from '../collection.ts'
import { PROJECT_ROLES, roleIn } from '../projects/member.ts'
import type { ProjectRow, Tx } from '../tables.ts'

const BATCH = 500

/** Removes sample studies with all that is in them, on the disk too. It may be run again when it was cut off. */
export async function removeSample(collection: Collection, by: By, ids: readonly number[]): Promise<void> {
  for (const id of ids) {
    const project = await collection.db
      .selectFrom('collection_project')
      .selectAll()
      .where('id', '=', id)
      .executeTakeFirst()
    if (project) await removeProject(collection, by, project)
  }
}

async function removeProject(collection: Collection, by: By, project: ProjectRow): Promise<void> {
  const { db, kernel } = collection
  // Nothing new comes in: the links are gone first.
  await inTransaction(db, async (tx) => {
    const revoked_at = kernel.clock.now()
    await tx
      .updateTable('collection_grant')
      .set({ revoked_at })
      .where('project_id', '=', project.id)
      .where('revoked_at', 'is', null)
      .execute()
  })
  while ((await removeSubmissions(collection, project)) === BATCH);
  await inTransaction(db, async (tx) => {
    await removeRest(tx, project.id)
    const roles = PROJECT_ROLES.map((role) => roleIn(project.id, role))
    await viewOf(tx).deleteFrom('kernel_role').where('role', 'in', roles).execute()
    await kernel.journal.record(tx, {
      by,
      action: 'collection.project.removed',
      object: `collection.project:${project.id}`,
      service: 'collection',
      old: { name: project.name },
      audience: roleIn(project.id, 'coordinator'),
    })
  })
}

/** A page of them with their answers and files. Gives how many there were. */
async function removeSubmissions(collection: Collection, project: ProjectRow): Promise<number> {
  const { db, area } = collection
  const rows = await db
    .selectFrom('collection_submission')
    .select(['id', 'stamp', 'responses_synced'])
    .where('project_id', '=', project.id)
    .orderBy('id', 'desc')
    .limit(BATCH)
    .execute()
  if (rows.length === 0) return 0
  for (const { stamp } of rows) await area.remove(responsesPath(project.name, stamp))
  const ids = rows.map(({ id }) => id)
  await inTransaction(db, async (tx) => {
    const files = await tx
      .selectFrom('collection_file')
      .select(['id', 'file_id', 'duplicate_of'])
      .where('submission_id', 'in', ids)
      .execute()
    await tx.deleteFrom('collection_response').where('submission_id', 'in', ids).execute()
    const uploads = tx.selectFrom('collection_upload_set').select('id').where('submission_id', 'in', ids)
    await tx.deleteFrom('collection_signature').where('upload_set_id', 'in', uploads).execute()
    await tx.deleteFrom('collection_response').where('upload_set_id', 'in', uploads).execute()
    await tx.deleteFrom('collection_upload_activity').where('upload_set_id', 'in', uploads).execute()
    await tx
      .updateTable('collection_file')
      .set({ upload_set_id: null })
      .where('upload_set_id', 'in', uploads)
      .execute()
    await tx
      .updateTable('collection_file')
      .set({ duplicate_of: null })
      .where('submission_id', 'in', ids)
      .execute()
    await tx.deleteFrom('collection_file').where('submission_id', 'in', ids).execute()
    // The bytes of one that was sent twice are an earlier one's, which is in a later page.
    for (const { file_id, duplicate_of } of files) if (duplicate_of === null) await removeFile(tx, file_id)
    await tx.deleteFrom('collection_upload_set').where('submission_id', 'in', ids).execute()
    await tx.deleteFrom('collection_submission').where('id', 'in', ids).execute()
  })
  return rows.length
}

async function removeRest(tx: Tx, projectId: number): Promise<void> {
  const mine = (table: (typeof OF_PROJECT)[number]) =>
    tx.deleteFrom(table).where('project_id', '=', projectId)
  await tx
    .deleteFrom('collection_import_change')
    .where(
      'import_id',
      'in',
      tx.selectFrom('collection_import').select('id').where('project_id', '=', projectId),
    )
    .execute()
  for (const table of OF_PROJECT) await mine(table).execute()
  await tx.deleteFrom('collection_project').where('id', '=', projectId).execute()
}

/** All that name a project, in the order in which they refer to each other; a test looks that none is missing. */
export const OF_PROJECT = [
  'collection_signature',
  'collection_response',
  'collection_upload_activity',
  'collection_upload_set',
  'collection_submission',
  'collection_progress',
  'collection_media_zip',
  'collection_withdrawal',
  'collection_grant',
  'collection_participant',
  'collection_import',
  'collection_issuer',
  'collection_client',
] as const
