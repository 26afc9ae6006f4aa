import type { Db, Tx } from '../tables.ts'
import type { ResponseRow, UploadRow } from '../upload-tables.ts'

/** Rows in one statement: both databases take so many values. */
const BATCH = 200

export type NewResponse = Omit<ResponseRow, 'id' | 'superseded' | 'superseded_by'>

/** Stores answers; those that are stored already are told by whose upload holds them. */
export async function insertResponses(tx: Tx, rows: readonly NewResponse[]): Promise<Map<string, number>> {
  const holders = new Map<string, number>()
  for (let at = 0; at < rows.length; at += BATCH) {
    const batch = rows.slice(at, at + BATCH)
    const made = await tx
      .insertInto('collection_response')
      .values(batch.map((row) => ({ ...row, superseded: 0, superseded_by: null })))
      .onConflict((on) => on.columns(['project_id', 'identity']).doNothing())
      .returning('identity')
      .execute()
    const fresh = new Set(made.map((row) => row.identity))
    const known = batch.filter((row) => !fresh.has(row.identity))
    const found =
      known.length === 0
        ? []
        : await tx
            .selectFrom('collection_response')
            .select(['identity', 'upload_set_id'])
            .where('project_id', '=', known[0]?.project_id ?? 0)
            .where(
              'identity',
              'in',
              known.map((row) => row.identity),
            )
            .execute()
    for (const row of batch) if (fresh.has(row.identity)) holders.set(row.identity, row.upload_set_id)
    for (const row of found) holders.set(row.identity, row.upload_set_id)
    for (const row of known) if (row.file_name !== null) await addFile(tx, row)
  }
  return holders
}

/** The recording of an answer that came before it, as JSON alone. */
async function addFile(tx: Tx, row: NewResponse): Promise<void> {
  const { file_name, file_entry, file_upload_id, file_id, file_size, file_type } = row
  await tx
    .updateTable('collection_response')
    .set({ file_name, file_entry, file_upload_id, file_id, file_size, file_type })
    .where('project_id', '=', row.project_id)
    .where('identity', '=', row.identity)
    .where('file_name', 'is', null)
    // What is signed stays as it was.
    .where('upload_set_id', 'not in', (eb) =>
      eb
        .selectFrom('collection_upload_set as u')
        .select('u.id')
        .whereRef('u.id', '=', 'collection_response.upload_set_id')
        .where('u.locked_at', 'is not', null),
    )
    .execute()
}

/** The answers of these series: to one item, by one person, in one session. */
export async function listSeries(
  tx: Tx,
  projectId: number,
  series: readonly string[],
  which: 'current' | 'all',
) {
  const rows: SeriesRow[] = []
  for (let at = 0; at < series.length; at += BATCH)
    rows.push(
      ...(await tx
        .selectFrom('collection_response as r')
        .innerJoin('collection_upload_set as u', 'u.id', 'r.upload_set_id')
        .select(['r.id', 'r.series', 'r.upload_set_id', 'r.ended_at', 'r.position', 'r.value', 'r.unit'])
        .select(['r.superseded_by', 'u.locked_at'])
        .where('r.project_id', '=', projectId)
        .where('r.series', 'in', series.slice(at, at + BATCH))
        .$if(which === 'current', (query) => query.where('r.superseded', '=', 0))
        .orderBy('r.id')
        .execute()),
    )
  return rows
}

export type SeriesRow = Pick<
  ResponseRow,
  'id' | 'series' | 'upload_set_id' | 'ended_at' | 'position' | 'value' | 'unit' | 'superseded_by'
> &
  Pick<UploadRow, 'locked_at'>

export async function setSuperseded(tx: Tx, ids: readonly number[], by: number | null): Promise<void> {
  for (let at = 0; at < ids.length; at += BATCH)
    await tx
      .updateTable('collection_response')
      .set({ superseded: by === null ? 0 : 1, superseded_by: by })
      .where('id', 'in', ids.slice(at, at + BATCH))
      .execute()
}

export async function setUnit(tx: Tx, id: number, unit: string): Promise<void> {
  await tx.updateTable('collection_response').set({ unit }).where('id', '=', id).execute()
}

/** Takes the answers of an upload away before it is read anew; gives the series that they were in. */
export async function deleteResponsesOf(tx: Tx, uploadId: number): Promise<string[]> {
  const rows = await tx
    .deleteFrom('collection_response')
    .where('upload_set_id', '=', uploadId)
    .returning('series')
    .execute()
  return [...new Set(rows.map((row) => row.series))]
}

export function findResponse(db: Db, id: number): Promise<ResponseRow | undefined> {
  return db.selectFrom('collection_response').selectAll().where('id', '=', id).executeTakeFirst()
}
