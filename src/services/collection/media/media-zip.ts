import { hash } from 'node:crypto'
import { sql } from 'kysely'
import { Type } from 'typebox'
import { inTransaction } from '../../../kernel/db/db.ts'
import type { Incoming } from '../../../kernel/files/area.ts'
import { insertFile } from '../../../kernel/files/file.store.ts'
import { removeFile } from '../../../kernel/files/remove.ts'
import { zipStream } from '../../../kernel/files/zip.ts'
import { defineJob, enqueue, type Job } from '../../../kernel/jobs/jobs.ts'
import type { By } from '../../../kernel/journal/journal.ts'
import { AREA, type Collection, requireSpace } from '../collection.ts'
import { previewExport } from '../exports/export.ts'
import { type FilterBody, factsOf, filterOf } from '../exports/export-filter.ts'
import { outProblems as problems } from '../exports/out-problems.ts'
import type { MediaZipRow } from '../out-tables.ts'
import { roleIn } from '../projects/member.ts'
import type { Db, Tx } from '../tables.ts'
import { recordingEntries } from './media-entries.ts'

const KEPT_MS = 7 * 86_400_000
/** The line in the list stays for longer. */
const LISTED_MS = 30 * 86_400_000
/** Being made or kept, for one project. */
const MOST_ZIPS = 10
const TRIES = 5
/** Progress is written so often at most. */
const ROUND_MS = 500
const BY_SYSTEM: By = { via: 'system' }

/** Somebody does not want it any more. */
class Cancelled extends Error {
  override readonly name = 'Cancelled'
}

const payload = Type.Object({ id: Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER }) })

/** Makes a zip of recordings. A kill makes it begin anew; its name is the row's, so nothing is left beside. */
export const buildMediaZip: Job<typeof payload, Collection> = defineJob({
  name: 'collection.build-media-zip',
  payload,
  maxAttempts: TRIES,
  async run({ id }, collection, { signal, attempt }) {
    const row = await findMediaZip(collection.db, id)
    if (row?.state !== 'running') return
    try {
      await build(collection, row, signal)
    } catch (error) {
      if (error instanceof Cancelled) return
      if (signal.aborted) throw error
      const words = wordsOf(error)
      if (words === undefined && attempt < TRIES) throw error
      await fail(collection, row, words ?? 'It could not be made. The log of the server says why.')
      if (words === undefined) throw error
    }
  },
})

/** Removes zips whose week is over, and lines nobody looks for any more. */
export const expireMediaZips = defineJob({
  name: 'collection.expire-media-zips',
  payload: Type.Object({}),
  async run(_payload, collection: Collection) {
    const now = collection.kernel.clock.now()
    await inTransaction(collection.db, async (tx) => {
      const over = await tx
        .selectFrom('collection_media_zip')
        .selectAll()
        .where('state', '=', 'ready')
        .where('expires_at', '<=', now)
        .orderBy('id')
        .limit(100)
        .execute()
      for (const row of over) {
        await dropBytes(tx, row)
        await tx.updateTable('collection_media_zip').set({ state: 'expired', file_id: null }).where('id', '=', row.id).execute() // biome-ignore format: a statement
        await note(collection, tx, BY_SYSTEM, row, 'expired')
      }
      await tx
        .deleteFrom('collection_media_zip')
        .where('ended_at', '<=', now - LISTED_MS)
        .where('file_id', 'is', null)
        .execute()
    })
  },
})

export function findMediaZip(db: Db, id: number): Promise<MediaZipRow | undefined> {
  return db.selectFrom('collection_media_zip').selectAll().where('id', '=', id).executeTakeFirst()
}

/** Zips of a project, newest first. */
export function listMediaZips(db: Db, filter: { projectId: number; before?: number; limit: number }) {
  return db
    .selectFrom('collection_media_zip')
    .selectAll()
    .where('project_id', '=', filter.projectId)
    .$if(filter.before !== undefined, (query) => query.where('id', '<', filter.before as number))
    .orderBy('id', 'desc')
    .limit(filter.limit)
    .execute()
}

/** Asks for a zip of the recordings that a filter means. Who asks for the same while it is made gets the same one. */
export async function askForMediaZip(
  collection: Collection,
  by: By,
  { projectId, filter: sent }: { projectId: number; filter: FilterBody },
): Promise<MediaZipRow> {
  const filter = filterOf(projectId, sent)
  const { recordings, bytes } = await previewExport(collection, filter)
  if (recordings === 0) throw problems.nothingThere()
  await requireSpace(collection, bytes)
  return inTransaction(collection.db, async (tx) => {
    const { n } = await tx
      .selectFrom('collection_media_zip')
      .select((eb) => eb.fn.countAll<number>().as('n'))
      .where('project_id', '=', projectId)
      .where('state', 'in', ['running', 'ready'])
      .executeTakeFirstOrThrow()
    const key = hash('sha256', JSON.stringify(filter))
    const known = () =>
      tx
        .selectFrom('collection_media_zip')
        .selectAll()
        .where('project_id', '=', projectId)
        .where('filter_key', '=', key)
        .where('state', '=', 'running')
        .executeTakeFirst()
    if (n >= MOST_ZIPS && !(await known())) throw problems.tooManyZips(MOST_ZIPS)
    const made = await tx
      .insertInto('collection_media_zip')
      .values({
        project_id: projectId,
        account_id: by.account ?? null,
        filter: JSON.stringify(sent),
        filter_key: key,
        state: 'running',
        recordings,
        recordings_done: 0,
        bytes,
        bytes_done: 0,
        file_id: null,
        problem: null,
        created_at: collection.kernel.clock.now(),
        ended_at: null,
        expires_at: null,
      })
      .onConflict((on) =>
        on.columns(['project_id', 'filter_key']).where(sql<boolean>`state = 'running'`).doNothing(),
      )
      .returningAll()
      .executeTakeFirst()
    if (!made) return (await known()) ?? Promise.reject(problems.notReady())
    await enqueue(tx, buildMediaZip, { id: made.id })
    await note(collection, tx, by, made, 'asked-for', { filter: factsOf(sent), recordings, bytes })
    return made
  })
}

/** Stops one that is being made, or removes one that is kept. */
export async function removeMediaZip(collection: Collection, by: By, id: number): Promise<void> {
  await inTransaction(collection.db, (tx) => removeZipIn(collection, tx, by, id))
}

/** Removes every zip of a project in which a participant's recordings may be (promises.md, S8). */
export async function removeZipsWith(
  collection: Collection,
  tx: Tx,
  by: By,
  { projectId, code }: { projectId: number; code: string },
): Promise<number> {
  const rows = await listMediaZips(tx, { projectId, limit: 10_000 })
  const concerned = rows.filter(({ filter }) => {
    const { participants } = filterOf(projectId, JSON.parse(filter) as FilterBody)
    return participants === undefined || participants.includes(code)
  })
  for (const { id } of concerned) await removeZipIn(collection, tx, by, id)
  return concerned.length
}

async function removeZipIn(collection: Collection, tx: Tx, by: By, id: number): Promise<void> {
  const row = await tx
    .deleteFrom('collection_media_zip')
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirst()
  if (!row) return
  await dropBytes(tx, row)
  await note(collection, tx, by, row, row.state === 'running' ? 'cancelled' : 'removed')
}

async function dropBytes(tx: Tx, row: MediaZipRow): Promise<void> {
  if (row.file_id === null) return
  await tx.updateTable('collection_media_zip').set({ file_id: null }).where('id', '=', row.id).execute()
  await removeFile(tx, row.file_id)
}

async function build(collection: Collection, row: MediaZipRow, signal: AbortSignal): Promise<void> {
  const { area } = collection
  const filter = filterOf(row.project_id, JSON.parse(row.filter) as FilterBody)
  const progress = progressOf(collection, row)
  const stream = zipStream(recordingEntries(collection, filter, progress))
  try {
    const incoming = await area.receive(stream, {
      signal,
      requireRoom: (bytes) => requireSpace(collection, bytes),
    })
    await finish(collection, row, incoming)
  } finally {
    stream.destroy()
  }
}

/** Counts what is done, writes it now and then, and stops when the row is gone. */
function progressOf({ db }: Collection, { id }: MediaZipRow) {
  let recordings = 0
  let bytes = 0
  let wrote = performance.now()
  return async (size: number) => {
    recordings += 1
    bytes += size
    if (performance.now() - wrote < ROUND_MS) return
    wrote = performance.now()
    const { numUpdatedRows } = await inTransaction(db, (tx) =>
      tx
        .updateTable('collection_media_zip')
        .set({ recordings_done: recordings, bytes_done: bytes })
        .where('id', '=', id)
        .where('state', '=', 'running')
        .executeTakeFirst(),
    )
    if (numUpdatedRows === 0n) throw new Cancelled()
  }
}

async function finish(collection: Collection, row: MediaZipRow, incoming: Incoming): Promise<void> {
  const { area, db, kernel } = collection
  const path = `exports/recordings-${row.id}.zip`
  const { size, sha256 } = incoming
  try {
    // What a kill between the name and the row has left.
    await area.remove(path)
    await area.keep(incoming, path)
    const now = kernel.clock.now()
    const isKept = await inTransaction(db, async (tx) => {
      const file = await insertFile(tx, { area: AREA, path, size, sha256, createdAt: now })
      const ready = await tx
        .updateTable('collection_media_zip')
        .set({
          state: 'ready',
          file_id: file?.id ?? null,
          recordings_done: row.recordings,
          bytes_done: size,
          ended_at: now,
          expires_at: now + KEPT_MS,
        })
        .where('id', '=', row.id)
        .where('state', '=', 'running')
        .returningAll()
        .executeTakeFirst()
      if (ready) await note(collection, tx, BY_SYSTEM, row, 'ready', { bytes: size })
      else if (file) await removeFile(tx, file.id)
      return ready !== undefined
    })
    if (!isKept) throw new Cancelled()
  } finally {
    await incoming.discard()
  }
}

async function fail(collection: Collection, row: MediaZipRow, words: string): Promise<void> {
  await inTransaction(collection.db, async (tx) => {
    await tx
      .updateTable('collection_media_zip')
      .set({ state: 'failed', problem: words, ended_at: collection.kernel.clock.now() })
      .where('id', '=', row.id)
      .where('state', '=', 'running')
      .execute()
    await note(collection, tx, BY_SYSTEM, row, 'failed')
  })
}

/** Of what a person can do something about. */
function wordsOf(error: unknown): string | undefined {
  const code = (error as { code?: string }).code
  if (code === 'storage_full')
    return 'The disk is full. Nothing was kept of this zip. Ask the operator for room, then make it again.'
  return undefined
}

function note(
  { kernel }: Collection,
  tx: Tx,
  by: By,
  row: MediaZipRow,
  what: string,
  details: object = {},
): Promise<void> {
  return kernel.journal.record(tx, {
    by,
    action: `collection.recordings-zip.${what}`,
    object: `collection.recordings-zip:${row.id}`,
    service: 'collection',
    details: { project: row.project_id, ...details },
    audience: roleIn(row.project_id, 'manager'),
  })
}
