import { afterCommit } from '../../../kernel/db/db.ts'
import type { Incoming } from '../../../kernel/files/area.ts'
import { FileExists } from '../../../kernel/files/failures.ts'
import { insertFile } from '../../../kernel/files/file.store.ts'
import { type Once, runOnce } from '../../../kernel/http/idempotent.ts'
import type { By } from '../../../kernel/journal/journal.ts'
import { noteArrival } from '../answers/progress.ts'
import { writeResponses } from '../answers/response-file.ts'
import { AREA, type Collection, folderOf, responsesPath } from '../collection.ts'
import type { UsableGrant } from '../grants/grant.ts'
import { problems } from '../problems.ts'
import { roleIn } from '../projects/member.ts'
import type { Tx } from '../tables.ts'
import { sortSoon } from '../uploads/sort-job.ts'
import { tellProject } from '../webhook.ts'
import { distinct, kindOf } from './file-name.ts'
import * as store from './submission.store.ts'

export interface ArrivedFile {
  field: string
  /** Its last component, fit for a folder. */
  name: string
  incoming: Incoming
}

/** A submission that was read whole and checked, but is not stored. */
export interface Arrival {
  grant: UsableGrant
  by: By
  /** The JSON as it came, letter for letter. */
  responses: string | undefined
  files: readonly ArrivedFile[]
  origin: string | undefined
  once?: Once
}

export interface Accepted {
  status: 'accepted'
  submission_id: string
  files: { name: string; size: number; sha256: string }[]
}

/** One file of an arrival: where it goes, or of which stored one it is a repetition. */
interface Place {
  file: ArrivedFile
  /** Undefined where the bytes are there already. */
  path: string | undefined
}

const MOST_STAMPS = 100

/** The row of this stamp is taken by a submission of another node. */
class StampTaken extends Error {
  override readonly name = 'StampTaken'
}

/** A retry whose bytes were counted on is gone; it is stored after all. */
class DuplicateGone extends Error {
  override readonly name = 'DuplicateGone'
}

/**
 * Stores a submission; when it resolves all of it is on disk, or (the file of the responses) in a row that is. Files get
 * their names first, then the rows are committed, so that no row is without its bytes; what a kill leaves between the two
 * is removed at the next start.
 */
export async function storeSubmission(collection: Collection, arrival: Arrival): Promise<Accepted> {
  for (let tries = 0; tries < MOST_STAMPS; tries += 1) {
    const stamp = collection.nextStamp()
    const places = await placeFiles(collection, arrival, stamp)
    if (!places) continue
    try {
      return await commit(collection, arrival, { stamp, places })
    } catch (error) {
      // Whether it is committed is not known: with the temporary names left, `recoverArea` looks at the rows and decides.
      if ((error as { code?: string }).code === 'database_unavailable') {
        for (const { incoming } of arrival.files) incoming.leave()
        throw error
      }
      await removePlaced(collection, places)
      if (!(error instanceof StampTaken || error instanceof DuplicateGone)) throw error
    }
  }
  throw new Error(`No free stamp was found for a submission in ${MOST_STAMPS} tries.`)
}

/** Makes the files visible under one stamp; undefined when a name is taken, and then none is left. */
async function placeFiles(
  collection: Collection,
  { grant, files, responses }: Arrival,
  stamp: string,
): Promise<Place[] | undefined> {
  if (files.length === 0) return []
  const { area, db } = collection
  if (responses !== undefined && (await area.stat(responsesPath(grant.project_name, stamp)))) return undefined
  const names = files.map(({ name }) => name)
  const known = await store.findFilesNamed(db, grant.id, [...new Set(names)])
  const free = distinct([...(responses === undefined ? [] : ['messages.json']), ...names]).slice(
    -files.length,
  )
  const places: Place[] = []
  for (const [index, file] of files.entries()) {
    const isKnown = known.some((row) => isSame(row, file))
    const path = isKnown ? undefined : `${folderOf(grant.project_name)}/${stamp}-${free[index]}`
    try {
      if (path !== undefined) await area.keep(file.incoming, path)
    } catch (error) {
      await removePlaced(collection, places)
      if (error instanceof FileExists) return undefined
      throw error
    }
    places.push({ file, path })
  }
  return places
}

/** The same name and bytes by the same grant: a client that tries again. */
function isSame(row: { original_name: string; sha256: string }, { name, incoming }: ArrivedFile): boolean {
  return row.original_name === name && row.sha256 === incoming.sha256
}

async function removePlaced({ area }: Collection, places: readonly Place[]): Promise<void> {
  for (const { path } of places) if (path !== undefined) await area.remove(path)
}

async function commit(
  collection: Collection,
  arrival: Arrival,
  placed: { stamp: string; places: Place[] },
): Promise<Accepted> {
  const { db, kernel, writing } = collection
  const { responses, grant } = arrival
  const surplus: Place[] = []
  let written: Promise<void> | undefined
  let started = 0
  const { answer, replayed } = await runOnce({ db, clock: kernel.clock, once: arrival.once }, async (tx) => {
    surplus.length = 0
    const { id, projectId } = await insertRows(collection, tx, arrival, placed, surplus)
    if (responses !== undefined) {
      // Beside the flush: the row is the record, and the file is made from it again where this one is lost.
      afterCommit(tx, () => {
        started = id
        writing.add(id)
        const target = { id, projectId, project: grant.project_name, stamp: placed.stamp }
        written = writeResponses(collection, target, responses).catch((error) =>
          kernel.log.warn({ err: error, submission: id }, 'The file of the responses is written later.'),
        )
      })
    }
    return { status: 200, body: bodyOf(id, arrival) }
  })
  await written
  writing.delete(started)
  await removePlaced(collection, replayed ? placed.places : surplus)
  return answer.body as Accepted
}

function bodyOf(id: number, { files }: Arrival): Accepted {
  const shown = files.map(({ name, incoming: { size, sha256 } }) => ({ name, size, sha256 }))
  return { status: 'accepted', submission_id: String(id), files: shown }
}

async function insertRows(
  collection: Collection,
  tx: Tx,
  arrival: Arrival,
  { stamp, places }: { stamp: string; places: Place[] },
  surplus: Place[],
): Promise<{ id: number; projectId: number }> {
  const { kernel, settings } = collection
  const { grant, responses, by } = arrival
  const now = kernel.clock.now()
  const responsesBytes = responses === undefined ? 0 : Buffer.byteLength(responses)
  const size = places.reduce((sum, { file }) => sum + file.incoming.size, responsesBytes)
  const stored = places.reduce((sum, { file, path }) => sum + (path ? file.incoming.size : 0), responsesBytes)
  const use = { id: grant.id, bytes: stored, at: now, quotaBytes: settings.grantQuotaBytes }
  if (!(await store.useGrant(tx, use))) {
    const current = await store.findGrantById(tx, grant.id)
    throw current && current.revoked_at === null ? problems.quota() : problems.grantRevoked()
  }
  const row = await store.insertSubmission(tx, {
    project_id: grant.project_id,
    grant_id: grant.id,
    received_at: now,
    stamp,
    responses: responses ?? null,
    responses_synced: responses === undefined ? 1 : 0,
    size,
    files: places.length,
    origin: arrival.origin ?? null,
    address: grant.keep_address === 1 ? (by.address ?? null) : null,
    parse_state: null,
    parsed_at: null,
  })
  if (!row) throw new StampTaken()
  if (places.length > 0)
    surplus.push(...(await insertFiles(tx, { id: row.id, grantId: grant.id, places, now })))
  await noteArrival(tx, grant.participant_id, now)
  await kernel.journal.record(tx, {
    by,
    action: 'collection.submission.received',
    object: `collection.submission:${row.id}`,
    service: 'collection',
    details: { project: grant.project_name, size, files: places.length },
    audience: roleIn(grant.project_id, 'coordinator'),
  })
  await tellProject(collection, tx, grant.project_id, {
    event: 'submission.received',
    data: { submission: row.id, participant: grant.participant, size, files: places.length },
  })
  await sortSoon(tx)
  return { id: row.id, projectId: grant.project_id }
}

/** The rows of the files. Gives those that turned out to be repetitions only now: their new bytes are not needed. */
async function insertFiles(
  tx: Tx,
  submission: { id: number; grantId: number; places: Place[]; now: number },
): Promise<Place[]> {
  const { places } = submission
  const surplus: Place[] = []
  const names = [...new Set(places.map(({ file }) => file.name))]
  // The grant's row is locked by now, so that of two retries at once the second sees the first.
  const known = await store.findFilesNamed(tx, submission.grantId, names)
  for (const place of places) {
    const { name, field, incoming } = place.file
    const same = known.find((row) => isSame(row, place.file))
    if (!same && place.path === undefined) throw new DuplicateGone()
    if (same && place.path !== undefined) surplus.push(place)
    const fileId = same?.file_id ?? (await insertBytes(tx, place, submission.now))
    const row = await tx
      .insertInto('collection_file')
      .values({
        submission_id: submission.id,
        grant_id: submission.grantId,
        file_id: fileId,
        field: field.slice(0, 255),
        original_name: name,
        size: incoming.size,
        sha256: incoming.sha256,
        kind: kindOf(name),
        duplicate_of: same?.duplicate_of ?? same?.id ?? null,
        conflicts: !same && known.some((each) => each.original_name === name) ? 1 : 0,
        upload_set_id: null,
        slice: null,
      })
      .returning(['id', 'file_id', 'original_name', 'sha256', 'duplicate_of'])
      .executeTakeFirstOrThrow()
    known.push(row)
  }
  return surplus
}

async function insertBytes(tx: Tx, { path, file }: Place, createdAt: number): Promise<number> {
  const { size, sha256 } = file.incoming
  const row = await insertFile(tx, { area: AREA, path: path as string, size, sha256, createdAt })
  if (!row) throw new StampTaken()
  return row.id
}

/** Forgets uploads that are not kept, or whose rows are committed. That one is gone already is fine. */
export async function discardFiles(files: readonly { incoming: Incoming }[]): Promise<void> {
  await Promise.all(files.map(({ incoming }) => incoming.discard()))
}
