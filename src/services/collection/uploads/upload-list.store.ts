import { type Expression, type SqlBool, sql } from 'kysely'
import { contains, fold } from '../../../kernel/db/db.ts'
import type { Db } from '../tables.ts'
import type { UploadLook } from '../upload-tables.ts'

export interface UploadFilter {
  projectId: number
  look?: UploadLook
  needsLook?: boolean
  /** Without those that count no more. */
  current?: boolean
  /** Those that are locked, or those that are not. */
  locked?: boolean
  activity?: string
  participant?: string
  from?: number
  to?: number
  search?: string
}

function uploadsOf(db: Db, filter: UploadFilter) {
  const { look, activity, participant, from, to, search } = filter
  return db
    .selectFrom('collection_upload_set as u')
    .where('u.project_id', '=', filter.projectId)
    .$if(look !== undefined, (query) => query.where('u.look', '=', look as UploadLook))
    .$if(filter.needsLook === true, (query) => query.where('u.needs_look', '=', 1))
    .$if(filter.locked !== undefined, (query) =>
      query.where('u.locked_at', filter.locked ? 'is not' : 'is', null),
    )
    .$if(filter.current === true, (query) => query.where('u.look', '<>', 'superseded'))
    .$if(participant !== undefined, (query) =>
      query.where('u.participant_folded', '=', fold(participant as string)),
    )
    .$if(from !== undefined, (query) => query.where('u.first_at', '>=', from as number))
    .$if(to !== undefined, (query) => query.where('u.first_at', '<', to as number))
    .$if(activity !== undefined, (query) =>
      query.where('u.id', 'in', (eb) =>
        eb
          .selectFrom('collection_upload_activity as a')
          .select('a.upload_set_id')
          .where('a.project_id', '=', filter.projectId)
          .where('a.activity', '=', activity as string),
      ),
    )
    .$if(search !== undefined && search !== '', (query) =>
      query.where((eb) =>
        eb.or([
          contains(db, sql.ref('u.participant_folded'), fold(search as string)) as Expression<SqlBool>,
          contains(db, sql.ref('u.name'), search as string) as Expression<SqlBool>,
        ]),
      ),
    )
}

/** Newest first; `before` is an upload, whose place is by its first part. */
export async function listUploads(db: Db, filter: UploadFilter & { before?: number; limit: number }) {
  const { before } = filter
  const place = before === undefined ? undefined : await findPlace(db, before)
  return uploadsOf(db, filter)
    .selectAll('u')
    .$if(place !== undefined, (query) =>
      query
        .where('u.first_at', '<=', place?.first_at ?? 0)
        .where((eb) => eb.or([eb('u.first_at', '<', place?.first_at ?? 0), eb('u.id', '<', before ?? 0)])),
    )
    .orderBy('u.first_at', 'desc')
    .orderBy('u.id', 'desc')
    .limit(filter.limit)
    .execute()
}

const findPlace = (db: Db, id: number) =>
  db.selectFrom('collection_upload_set').select('first_at').where('id', '=', id).executeTakeFirst()

/** How many there are; of more than `most` it is `most`. */
export async function countUploads(db: Db, filter: UploadFilter, most: number): Promise<number> {
  const { n } = await db
    .selectFrom(
      uploadsOf(db, filter)
        .select('u.id')
        .limit(most + 1)
        .as('each'),
    )
    .select((eb) => eb.fn.countAll<number>().as('n'))
    .executeTakeFirstOrThrow()
  return Number(n)
}

/** Activities of these uploads, those with most answers first. */
export function listActivitiesOf(db: Db, uploads: readonly number[]) {
  if (uploads.length === 0) return Promise.resolve([])
  return db
    .selectFrom('collection_upload_activity')
    .select(['upload_set_id', 'activity', 'answers', 'started_at', 'ended_at', 'duration_ms'])
    .where('upload_set_id', 'in', uploads)
    .orderBy('upload_set_id')
    .orderBy('started_at')
    .orderBy('activity')
    .limit(10_000)
    .execute()
}

/** The participants for whom these links were made, unless they were withdrawn. */
export function listPeopleOf(db: Db, grants: readonly number[]) {
  if (grants.length === 0) return Promise.resolve([])
  return db
    .selectFrom('collection_grant as g')
    .innerJoin('collection_participant as p', 'p.id', 'g.participant_id')
    .select(['g.id as grant_id', 'p.id', 'p.email'])
    .where('g.id', 'in', grants)
    .where('p.withdrawn_at', 'is', null)
    .orderBy('g.id')
    .execute()
}

/** Activities of a project, by how many uploads hold answers of them. */
export function listActivities(db: Db, projectId: number, limit: number) {
  return db
    .selectFrom('collection_upload_activity')
    .select((eb) => ['activity', eb.fn.countAll<number>().as('uploads')])
    .where('project_id', '=', projectId)
    .groupBy('activity')
    .orderBy('uploads', 'desc')
    .orderBy('activity')
    .limit(limit)
    .execute()
}

/** What the other uploads of a link hold: answers that an incomplete one may lack. */
export function listElsewhere(db: Db, of: { grantId: number; uploadId: number }) {
  return db
    .selectFrom('collection_upload_activity as a')
    .innerJoin('collection_upload_set as u', 'u.id', 'a.upload_set_id')
    .select('a.activity')
    .distinct()
    .where('u.grant_id', '=', of.grantId)
    .where('u.id', '<>', of.uploadId)
    .orderBy('a.activity')
    .limit(500)
    .execute()
}

/** Names of uploads that hold the same answers. */
export function listNamed(db: Db, ids: readonly number[]) {
  if (ids.length === 0) return Promise.resolve([])
  return db
    .selectFrom('collection_upload_set')
    .select(['id', 'kind', 'name', 'first_at'])
    .where('id', 'in', ids)
    .orderBy('id')
    .execute()
}

/** How many participants have sent something, up to a bound. */
export async function countParticipants(db: Db, projectId: number, most: number): Promise<number> {
  const { n } = await db
    .selectFrom(
      db
        .selectFrom('collection_upload_set')
        .select('participant_folded')
        .distinct()
        .where('project_id', '=', projectId)
        .where('participant_folded', 'is not', null)
        .limit(most + 1)
        .as('each'),
    )
    .select((eb) => eb.fn.countAll<number>().as('n'))
    .executeTakeFirstOrThrow()
  return Number(n)
}

/** Bytes that were stored, by what is counted for each link. */
export async function sumBytes(db: Db, projectId: number): Promise<number> {
  const { bytes } = await db
    .selectFrom('collection_grant')
    .select((eb) => eb.fn.sum<number | null>('bytes').as('bytes'))
    .where('project_id', '=', projectId)
    .executeTakeFirstOrThrow()
  return Number(bytes ?? 0)
}

/** The link of an upload, and who issued it. */
export function findLink(db: Db, grantId: number) {
  return db
    .selectFrom('collection_grant as g')
    .leftJoin('kernel_account as a', 'a.id', 'g.issued_by')
    .select(['g.id', 'g.issued_at', 'g.expires_at', 'g.revoked_at', 'a.name as issued_by'])
    .where('g.id', '=', grantId)
    .executeTakeFirst()
}

/** The page from which a submission was sent. */
export async function findOrigin(db: Db, submissionId: number): Promise<string | null> {
  const row = await db
    .selectFrom('collection_submission')
    .select('origin')
    .where('id', '=', submissionId)
    .executeTakeFirst()
  return row?.origin ?? null
}
