import { hash } from 'node:crypto'
import type { SignatureRow } from '../records-tables.ts'
import type { Db, Tx } from '../tables.ts'

const settled = ['ingested', 'incomplete', 'unreadable', 'opaque'] as const

/** Of these uploads of a project, or of all whole ones that are not locked, those that can be signed; oldest first. */
export function listSignable(
  db: Db,
  { projectId, ids, limit }: { projectId: number; ids?: readonly number[]; limit: number },
) {
  return (
    db
      .selectFrom('collection_upload_set as u')
      .select(['u.id', 'u.project_id'])
      .where('u.project_id', '=', projectId)
      .where('u.state', 'in', settled)
      // What has come and is not sorted yet may be a part of it.
      .where((eb) =>
        eb.not(
          eb.exists(
            eb
              .selectFrom('collection_submission as s')
              .select('s.id')
              .whereRef('s.grant_id', '=', 'u.grant_id')
              .where('s.parse_state', 'is', null),
          ),
        ),
      )
      .$if(ids !== undefined, (query) => query.where('u.id', 'in', ids as number[]))
      .$if(ids === undefined, (query) =>
        query.where('u.locked_at', 'is', null).where('u.look', '=', 'whole').where('u.needs_look', '=', 0),
      )
      .orderBy('u.id')
      .limit(limit)
      .execute()
  )
}

export async function countOf(db: Db, projectId: number, ids: readonly number[]): Promise<number> {
  const { n } = await db
    .selectFrom('collection_upload_set')
    .select((eb) => eb.fn.countAll<number>().as('n'))
    .where('project_id', '=', projectId)
    .where('id', 'in', ids)
    .executeTakeFirstOrThrow()
  return Number(n)
}

/** The newest file of an upload; 0 when it has none. */
export async function lastFileOf(db: Db, uploadId: number): Promise<number> {
  const row = await db
    .selectFrom('collection_file')
    .select((eb) => eb.fn.max('id').as('last'))
    .where('upload_set_id', '=', uploadId)
    .executeTakeFirst()
  return row?.last ?? 0
}

/** Over what came, letter for letter, and the answers that were read from it; files after `lastFile` are left out. */
export async function hashOf(db: Db, uploadId: number, lastFile: number): Promise<string> {
  const own = await db
    .selectFrom('collection_upload_set as u')
    .innerJoin('collection_submission as s', 's.id', 'u.submission_id')
    .select(['u.kind', 's.responses', 's.received_at'])
    .where('u.id', '=', uploadId)
    .executeTakeFirst()
  const text = own?.kind === 'json' ? own.responses : null
  const files = await db
    .selectFrom('collection_file')
    .select(['original_name', 'size', 'sha256'])
    .where('upload_set_id', '=', uploadId)
    .where('id', '<=', lastFile)
    .orderBy('id')
    .limit(20_000)
    .execute()
  const answers = await db
    .selectFrom('collection_response')
    .select(['activity_url', 'item_url', 'value', 'unit', 'missing', 'file_name'])
    .where('upload_set_id', '=', uploadId)
    .orderBy('position')
    .orderBy('id')
    .execute()
  const manifest = {
    upload: uploadId,
    receivedAt: own?.received_at ?? null,
    text: text === null ? null : hash('sha256', text),
    files: files.map((file) => [file.original_name, file.size, file.sha256]),
    answers: answers.map((row) => [
      ...[row.activity_url, row.item_url, row.value, row.unit, row.missing, row.file_name],
    ]),
  }
  return hash('sha256', JSON.stringify(manifest))
}

/** False when the same person has signed it so already: the unique index decides. */
export async function insertSignature(
  tx: Tx,
  row: Omit<SignatureRow, 'id' | 'lifted_at' | 'lifted_by' | 'lift_reason'>,
): Promise<boolean> {
  const made = await tx
    .insertInto('collection_signature')
    .values(row)
    .onConflict((on) =>
      on.columns(['upload_set_id', 'account_id', 'meaning']).where('lifted_at', 'is', null).doNothing(),
    )
    .returning('id')
    .executeTakeFirst()
  if (!made) return false
  await tx
    .updateTable('collection_upload_set')
    .set({ locked_at: row.created_at })
    .where('id', '=', row.upload_set_id)
    .where('locked_at', 'is', null)
    .execute()
  return true
}

/** Lifts the signatures of these uploads, which are locked no more; gives those that were. */
export async function liftSignatures(
  tx: Tx,
  uploads: readonly number[],
  lift: { at: number; by: string | null; reason: string },
): Promise<number[]> {
  const rows = await tx
    .updateTable('collection_upload_set')
    .set({ locked_at: null })
    .where('id', 'in', uploads)
    .where('locked_at', 'is not', null)
    .returning('id')
    .execute()
  await tx
    .updateTable('collection_signature')
    .set({ lifted_at: lift.at, lifted_by: lift.by, lift_reason: lift.reason })
    .where('upload_set_id', 'in', uploads)
    .where('lifted_at', 'is', null)
    .execute()
  return rows.map(({ id }) => id)
}

/** Signatures of an upload, the newest first, lifted ones too. */
export function listSignatures(db: Db, uploadId: number): Promise<SignatureRow[]> {
  return db
    .selectFrom('collection_signature')
    .selectAll()
    .where('upload_set_id', '=', uploadId)
    .orderBy('id', 'desc')
    .limit(100)
    .execute()
}

/** Submissions that are in an upload: the versions of it that came. */
export async function submissionsOf(db: Db, uploadId: number): Promise<number[]> {
  const rows = await db
    .selectFrom('collection_file')
    .select('submission_id')
    .distinct()
    .where('upload_set_id', '=', uploadId)
    .orderBy('submission_id')
    .limit(500)
    .execute()
  return rows.map((row) => row.submission_id)
}

/** Uploads whose answers count in the place of this one's, or that this one's answers took the place of. */
export function listVersions(db: Db, uploadId: number, side: 'newer' | 'older') {
  const [own, other] = side === 'newer' ? (['r', 'o'] as const) : (['o', 'r'] as const)
  return db
    .selectFrom('collection_response as r')
    .innerJoin('collection_response as o', 'o.id', 'r.superseded_by')
    .innerJoin('collection_upload_set as u', 'u.id', `${other}.upload_set_id`)
    .select((eb) => ['u.id', 'u.last_at', eb.fn.countAll<number>().as('answers')])
    .where(`${own}.upload_set_id`, '=', uploadId)
    .where('u.id', '<>', uploadId)
    .groupBy(['u.id', 'u.last_at'])
    .orderBy('u.id')
    .limit(50)
    .execute()
}

export async function seriesOf(db: Db, uploadId: number): Promise<string[]> {
  const rows = await db
    .selectFrom('collection_response')
    .select('series')
    .distinct()
    .where('upload_set_id', '=', uploadId)
    .execute()
  return rows.map(({ series }) => series)
}

type Placed = { id: number; grant_id: number; participant_folded: string | null; last_at: number }

/** Which of these uploads came, or went on, after a record of the same link or participant was locked. */
export async function findLate(
  db: Db,
  projectId: number,
  uploads: readonly Placed[],
): Promise<ReadonlySet<number>> {
  if (uploads.length === 0) return new Set()
  const grants = [...new Set(uploads.map((row) => row.grant_id))]
  const people = [...new Set(uploads.flatMap((row) => row.participant_folded ?? []))]
  const locks = await db
    .selectFrom('collection_upload_set')
    .select((eb) => ['grant_id', 'participant_folded', eb.fn.min('locked_at').as('at')])
    .where('project_id', '=', projectId)
    .where('locked_at', 'is not', null)
    .where((eb) =>
      eb.or([
        eb('grant_id', 'in', grants),
        ...(people.length > 0 ? [eb('participant_folded', 'in', people)] : []),
      ]),
    )
    .groupBy(['grant_id', 'participant_folded'])
    .execute()
  const isLate = (row: Placed) =>
    locks.some(
      (each) =>
        // By a link that is nobody's others send, too.
        (each.participant_folded === null || row.participant_folded === null
          ? each.grant_id === row.grant_id
          : each.participant_folded === row.participant_folded) && row.last_at > Number(each.at),
    )
  return new Set(uploads.filter(isLate).map(({ id }) => id))
}
