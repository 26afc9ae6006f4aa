import { sql } from 'kysely'
import type { Db, Tx } from '../tables.ts'
import type { UploadRow, UploadTables } from '../upload-tables.ts'

/** Submissions that are not sorted, oldest first; a long text is not read with them. */
export function listUnsorted(db: Db, filter: { after: number; short: number; limit: number }) {
  return db
    .selectFrom('collection_submission as s')
    .innerJoin('collection_grant as g', 'g.id', 's.grant_id')
    .select(['s.id', 's.project_id', 's.grant_id', 's.received_at', 's.size', 's.files', 'g.participant'])
    .select((eb) => [
      eb.case().when('s.responses', 'is', null).then(0).else(1).end().as('has_text'),
      eb.case().when('s.size', '<=', filter.short).then(eb.ref('s.responses')).end().as('text'),
    ])
    .where('s.parse_state', 'is', null)
    .where('s.id', '>', filter.after)
    .orderBy('s.id')
    .limit(filter.limit)
    .execute()
}

export type Unsorted = Awaited<ReturnType<typeof listUnsorted>>[number]

/** Files of submissions that are in no upload yet, in the order in which they came. */
export async function listUnsortedFiles(db: Db, submissions: readonly number[]) {
  if (submissions.length === 0) return []
  return db
    .selectFrom('collection_file as f')
    .leftJoin('collection_file as d', 'd.id', 'f.duplicate_of')
    .select(['f.id', 'f.submission_id', 'f.original_name', 'f.size', 'f.kind', 'f.duplicate_of'])
    .select('d.upload_set_id as original_upload')
    .where('f.submission_id', 'in', submissions)
    .where('f.upload_set_id', 'is', null)
    .orderBy('f.id')
    .execute()
}

export type UnsortedFile = Awaited<ReturnType<typeof listUnsortedFiles>>[number]

/** Marks submissions as sorted, and gives those that nobody else has marked meanwhile. */
export async function claimUnsorted(tx: Tx, ids: readonly number[], at: number): Promise<Set<number>> {
  const rows = await tx
    .updateTable('collection_submission')
    .set({ parse_state: 'opaque', parsed_at: at })
    .where('id', 'in', ids)
    .where('parse_state', 'is', null)
    .returning('id')
    .execute()
  return new Set(rows.map((row) => row.id))
}

type NewUpload = Pick<
  UploadRow,
  'project_id' | 'grant_id' | 'kind' | 'key' | 'name' | 'submission_id' | 'participant' | 'participant_folded'
> & { at: number; bytes: number; files: number; state: UploadRow['state']; look: UploadRow['look'] }

/** The upload of that key, made at its first part. A later part is noted as its last sign of life. */
export async function putUpload(tx: Tx, { at, ...upload }: NewUpload): Promise<UploadRow> {
  return tx
    .insertInto('collection_upload_set')
    .values({
      ...upload,
      session: null,
      problem: null,
      needs_look: 0,
      conflicts: 0,
      partial: 0,
      last_slice: null,
      missing: null,
      end_missing: 0,
      answers: 0,
      current: 0,
      duplicates: 0,
      junk: 0,
      twins: null,
      first_at: at,
      last_at: at,
      parsed_at: null,
      noticed_at: null,
    })
    .onConflict((on) =>
      on.columns(['grant_id', 'key']).doUpdateSet((eb) => ({
        last_at: eb
          .case()
          .when('excluded.last_at', '>', eb.ref('collection_upload_set.last_at'))
          .then(eb.ref('excluded.last_at'))
          .else(eb.ref('collection_upload_set.last_at'))
          .end(),
      })),
    )
    .returningAll()
    .executeTakeFirstOrThrow()
}

export async function assignFile(
  tx: Tx,
  file: { id: number; upload: number; slice: number | null },
): Promise<void> {
  await tx
    .updateTable('collection_file')
    .set({ upload_set_id: file.upload, slice: file.slice })
    .where('id', '=', file.id)
    .execute()
}

export function findUpload(db: Db, id: number): Promise<UploadRow | undefined> {
  return db.selectFrom('collection_upload_set').selectAll().where('id', '=', id).executeTakeFirst()
}

export async function updateUpload(
  tx: Tx,
  id: number,
  values: Partial<Omit<UploadRow, 'id' | 'key' | 'project_id' | 'grant_id'>>,
): Promise<void> {
  await tx.updateTable('collection_upload_set').set(values).where('id', '=', id).execute()
}

/** The parts of an upload, retries too, with where their bytes lie; by slice, then as they came. */
export function listParts(db: Db, uploadId: number) {
  return db
    .selectFrom('collection_file as f')
    .innerJoin('kernel_file as k', 'k.id', 'f.file_id')
    .innerJoin('collection_submission as s', 's.id', 'f.submission_id')
    .select(['f.id', 'f.submission_id', 'f.original_name', 'f.size', 'f.sha256', 'f.kind'])
    .select(['f.slice', 'f.duplicate_of', 'f.conflicts', 'k.path', 'k.created_at', 's.received_at'])
    .where('f.upload_set_id', '=', uploadId)
    .orderBy('f.slice')
    .orderBy('f.id')
    .limit(20_000)
    .execute()
}

export type Part = Awaited<ReturnType<typeof listParts>>[number]

/** Uploads that wait for slices although their link was over before `over`: expired or withdrawn. */
export function listAbandoned(db: Db, filter: { over: number; limit: number }) {
  return db
    .selectFrom('collection_upload_set as u')
    .innerJoin('collection_grant as g', 'g.id', 'u.grant_id')
    .select(['u.id', 'u.project_id', 'u.participant', 'u.missing', 'u.end_missing'])
    .where('u.state', '=', 'receiving')
    .where('u.last_at', '<', filter.over)
    .where((eb) => eb.or([eb('g.expires_at', '<', filter.over), eb('g.revoked_at', '<', filter.over)]))
    .orderBy('u.id')
    .limit(filter.limit)
    .execute()
}

/** Marks what waits for slices and has been silent since; gives what was marked. */
export function markStalled(tx: Tx, silentSince: number) {
  return tx
    .updateTable('collection_upload_set')
    .set({ needs_look: 1, look: 'incomplete' })
    .where('state', '=', 'receiving')
    .where('look', '=', 'arriving')
    .where('last_at', '<', silentSince)
    .returning(['id', 'project_id'])
    .execute()
}

/** Projects in which coordinators have not been told since `since`, with what they were not told. */
export function listUnnoticed(db: Db, since: number) {
  return db
    .selectFrom('collection_upload_set as u')
    .innerJoin('collection_project as p', 'p.id', 'u.project_id')
    .select((eb) => [
      'u.project_id',
      'p.name',
      eb.fn.countAll<number>().as('n'),
      eb.fn.max('u.id').as('last'),
    ])
    .where('u.state', '=', 'incomplete')
    .where('u.noticed_at', 'is', null)
    .where((eb) =>
      eb.not(
        eb.exists(
          eb
            .selectFrom('collection_upload_set as o')
            .select('o.id')
            .whereRef('o.project_id', '=', 'u.project_id')
            .where('o.noticed_at', '>', since),
        ),
      ),
    )
    .groupBy(['u.project_id', 'p.name'])
    .orderBy('u.project_id')
    .limit(1_000)
    .execute()
}

export async function markNoticed(tx: Tx, projectId: number, at: number): Promise<number> {
  const { numUpdatedRows } = await tx
    .updateTable('collection_upload_set')
    .set({ noticed_at: at })
    .where('project_id', '=', projectId)
    .where('state', '=', 'incomplete')
    .where('noticed_at', 'is', null)
    .executeTakeFirst()
  return Number(numUpdatedRows)
}

type ActivityRow = UploadTables['collection_upload_activity']

export async function replaceActivities(
  tx: Tx,
  uploadId: number,
  rows: readonly ActivityRow[],
): Promise<void> {
  await tx.deleteFrom('collection_upload_activity').where('upload_set_id', '=', uploadId).execute()
  for (let at = 0; at < rows.length; at += 500)
    await tx
      .insertInto('collection_upload_activity')
      .values(rows.slice(at, at + 500))
      .execute()
}

/** Counts anew what of uploads still counts, after some of it was superseded. */
export async function recount(tx: Tx, ids: readonly number[]): Promise<void> {
  if (ids.length === 0) return
  await tx
    .updateTable('collection_upload_set')
    .set((eb) => ({
      current: eb
        .selectFrom('collection_response as r')
        .select((each) => each.fn.countAll<number>().as('n'))
        .whereRef('r.upload_set_id', '=', 'collection_upload_set.id')
        .where('r.superseded', '=', 0),
    }))
    .where('id', 'in', ids)
    .execute()
  // A final zip whose answers came with the activities before is no second one.
  await tx
    .updateTable('collection_upload_set')
    .set({ look: sql`case when answers > 0 and current = 0 then 'superseded' else 'whole' end` })
    .where('id', 'in', ids)
    .where('state', '=', 'ingested')
    .where('kind', '<>', 'final')
    .execute()
}

export async function markSubmissions(
  tx: Tx,
  ids: readonly number[],
  state: 'parsed' | 'opaque' | 'failed',
): Promise<void> {
  for (let at = 0; at < ids.length; at += 500)
    await tx
      .updateTable('collection_submission')
      .set({ parse_state: state })
      .where('id', 'in', ids.slice(at, at + 500))
      .execute()
}
