import { setTimeout as pause } from 'node:timers/promises'
import { Type } from 'typebox'
import { dialectOf, fold, inTransaction } from '../../../kernel/db/db.ts'
import { defineJob, enqueue } from '../../../kernel/jobs/jobs.ts'
import { Problem } from '../../../kernel/problem.ts'
import { saveAnswers } from '../answers/answers.ts'
import { type Parsed, parseText } from '../answers/parse.ts'
import { mediaOf, readSoon } from '../answers/read-job.ts'
import type { Collection } from '../collection.ts'
import { roleIn } from '../projects/member.ts'
import type { Tx } from '../tables.ts'
import type { UploadRow } from '../upload-tables.ts'
import * as store from './upload.store.ts'
import { endReading, refreshParts } from './upload.ts'
import { partOf } from './upload-name.ts'
import { join } from './upload-reader.ts'

/** Submissions that are sorted in one transaction, which requests wait for: with a dozen answers each about 25 ms. */
const BATCH = 10
/** While submissions come in, sorting takes one part of the time and leaves so many to them. */
const REST = 10
const LONGEST_REST_MS = 2_000
/** Longer texts are read one by one, */
const SHORT_BYTES = 128 * 1024
/** and those with more answers: what one batch stores is one transaction, and others wait for it. */
const FEW_ANSWERS = 200

/** Sorts submissions into uploads, and reads the answers of those that are short: nearly all. */
export const sortSubmissions = defineJob({
  name: 'collection.sort-submissions',
  payload: Type.Object({}),
  async run(_payload, collection: Collection, { signal }) {
    const { sorting } = collection
    sorting.asked += 1
    // One at a time in a process: a second one would read the same.
    if (sorting.running) return
    sorting.running = true
    try {
      for (let seen = 0; seen !== sorting.asked && !signal.aborted; ) {
        seen = sorting.asked
        await sortAll(collection, signal)
      }
    } finally {
      sorting.running = false
    }
  },
})

async function sortAll(collection: Collection, signal: AbortSignal): Promise<void> {
  const failed: unknown[] = []
  for (let after = 0; !signal.aborted; ) {
    const rows = await store.listUnsorted(collection.db, { after, short: SHORT_BYTES, limit: BATCH })
    const last = rows.at(-1)
    if (!last) break
    after = last.id
    const { asked } = collection.sorting
    const began = performance.now()
    failed.push(...(await sortRows(collection, rows)))
    // Requests come first: what has arrived is safe, and is sorted when there is time.
    const isBusy = collection.sorting.asked > asked
    const rest = isBusy ? Math.min((performance.now() - began) * REST, LONGEST_REST_MS) : 0
    await pause(rest, undefined, { signal }).catch(() => undefined)
  }
  if (failed.length > 0)
    throw new Error(`${failed.length} submissions could not be sorted.`, { cause: failed[0] })
}

/** One submission that cannot be sorted keeps no other waiting: what went wrong is told when all others are sorted. */
async function sortRows(collection: Collection, rows: Row[]): Promise<unknown[]> {
  try {
    await sortBatch(collection, rows)
    return []
  } catch (error) {
    // The database is away, or the disk is full: that is nobody's submission.
    if (error instanceof Problem) throw error
    if (rows.length === 1) return [error]
  }
  const failed: unknown[] = []
  for (const row of rows) failed.push(...(await sortRows(collection, [row])))
  return failed
}

/** What this process knows of its sorting. */
export interface Sorting {
  running: boolean
  /** How often it was asked for: another number than before means that something came in. */
  asked: number
}

/** Asks for what came in to be sorted, in the transaction that takes it in. */
export function sortSoon(tx: Tx): Promise<void> {
  // On PostgreSQL those who ask under one key wait for each other's commits; there a second job costs less.
  const options = dialectOf(tx) === 'sqlite' ? { key: sortSubmissions.name } : {}
  return enqueue(tx, sortSubmissions, {}, options)
}

type Row = store.Unsorted & { parsed?: Parsed }

async function sortBatch(collection: Collection, rows: Row[]): Promise<void> {
  const files = await store.listUnsortedFiles(
    collection.db,
    rows.filter((row) => row.files > 0).map((row) => row.id),
  )
  for (const row of rows) if (row.text !== null) row.parsed = parseText(row.text)
  await inTransaction(collection.db, async (tx) => {
    const ours = await store.claimUnsorted(
      tx,
      rows.map((row) => row.id),
      collection.kernel.clock.now(),
    )
    const zips = new Map<number, UploadRow>()
    const read = new Map<number, number>()
    for (const row of rows) {
      if (!ours.has(row.id)) continue
      const own = await sortFiles(tx, row, files, zips)
      const answers = await sortOwn(collection, tx, row, own)
      if (answers > 0) read.set(row.project_id, (read.get(row.project_id) ?? 0) + 1)
    }
    for (const upload of zips.values())
      if (await refreshParts(collection, tx, upload)) await readSoon(tx, upload.id)
    for (const [project, uploads] of read) await noteRead(collection, tx, project, uploads)
  })
}

/** One entry for many: open pages look again. */
function noteRead({ kernel }: Collection, tx: Tx, project: number, uploads: number): Promise<void> {
  return kernel.journal.record(tx, {
    by: { via: 'system' },
    action: 'collection.uploads.read',
    object: `collection.project:${project}`,
    service: 'collection',
    details: { uploads },
    audience: roleIn(project, 'coordinator'),
  })
}

/** Puts zips and slices, and repetitions of files, into their uploads; gives what belongs to the submission itself. */
async function sortFiles(
  tx: Tx,
  row: Row,
  files: readonly store.UnsortedFile[],
  zips: Map<number, UploadRow>,
): Promise<store.UnsortedFile[]> {
  const own: store.UnsortedFile[] = []
  for (const file of files) {
    if (file.submission_id !== row.id) continue
    const part = partOf(file.original_name)
    if (part) {
      const { kind, key, name, uid, slice } = part
      const upload = await putUpload(tx, row, { kind, key, name, participant: uid })
      zips.set(upload.id, zips.get(upload.id) ?? upload)
      await store.assignFile(tx, { id: file.id, upload: upload.id, slice })
    } else if (file.original_upload === null) own.push(file)
    else await store.assignFile(tx, { id: file.id, upload: file.original_upload, slice: null })
  }
  return own
}

function putUpload(
  tx: Tx,
  row: Row,
  upload: Pick<UploadRow, 'kind' | 'key' | 'name' | 'participant'> & { bytes?: number; files?: number },
): Promise<UploadRow> {
  const participant = upload.participant ?? row.participant
  const isZip = upload.kind === 'final' || upload.kind === 'activity'
  return store.putUpload(tx, {
    bytes: 0,
    files: 0,
    ...upload,
    project_id: row.project_id,
    grant_id: row.grant_id,
    submission_id: row.id,
    participant,
    participant_folded: participant === null ? null : fold(participant),
    state: isZip ? 'receiving' : 'complete',
    look: isZip ? 'arriving' : 'whole',
    at: row.received_at,
  })
}

/** The upload that a submission is by itself: its answers, with the files beside them. Gives how many answers it has. */
async function sortOwn(
  collection: Collection,
  tx: Tx,
  row: Row,
  files: readonly store.UnsortedFile[],
): Promise<number> {
  const hasText = row.has_text === 1
  if (!hasText && files.length === 0) return 0
  const fileBytes = files.reduce((sum, file) => sum + file.size, 0)
  const upload = await putUpload(tx, row, {
    kind: hasText ? 'json' : 'file',
    key: `submission:${row.id}`,
    name: files[0]?.original_name ?? '',
    participant: null,
    bytes: hasText ? fileBytes + textBytes(row) : fileBytes,
    files: files.length,
  })
  for (const file of files) await store.assignFile(tx, { id: file.id, upload: upload.id, slice: null })
  const isLong = hasText && (row.text === null || (row.parsed?.answers.length ?? 0) > FEW_ANSWERS)
  if (isLong || files.some((file) => file.kind === 'json')) {
    await readSoon(tx, upload.id)
    return 0
  }
  return readShort(collection, tx, { row, upload, files })
}

/** Without the files, as far as it is known: a long text is counted when it is read. */
const textBytes = (row: Row): number => (row.text === null ? 0 : Buffer.byteLength(row.text))

async function readShort(
  collection: Collection,
  tx: Tx,
  { row, upload, files }: { row: Row; upload: UploadRow; files: readonly store.UnsortedFile[] },
): Promise<number> {
  if (!row.parsed) {
    await store.updateUpload(tx, upload.id, { state: 'opaque' })
    return 0
  }
  const origin = { submissionId: row.id, receivedAt: row.received_at }
  const answers = row.parsed.answers.map((answer, position) => ({ ...answer, ...origin, position }))
  join(answers, new Map(files.map((file) => [file.original_name, mediaOf(file)])))
  const outcome = await saveAnswers(tx, { ...upload, linked: row.participant }, answers)
  const reading = { answers, junk: row.parsed.junk, problems: [] }
  await endReading(collection, tx, upload, { reading, outcome, partial: false })
  return answers.length
}
