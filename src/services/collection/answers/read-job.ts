import { buffer } from 'node:stream/consumers'
import { Type } from 'typebox'
import { inTransaction } from '../../../kernel/db/db.ts'
import { defineJob, enqueue } from '../../../kernel/jobs/jobs.ts'
import type { Collection } from '../collection.ts'
import { MOST_RESPONSE_BYTES } from '../submissions/responses.ts'
import { findSubmission } from '../submissions/submission.store.ts'
import type { Tx } from '../tables.ts'
import type { UploadRow } from '../upload-tables.ts'
import { isUnreadable } from '../uploads/salvage.ts'
import * as store from '../uploads/upload.store.ts'
import { beginReading, changeLook, endUpload, linkedTo } from '../uploads/upload.ts'
import { candidates, type Sorted, sortParts } from '../uploads/upload-parts.ts'
import { addText, join, type Origin, type Reading, readArchive } from '../uploads/upload-reader.ts'
import { type Outcome, saveAnswers, settle } from './answers.ts'

const Id = Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER })
/** Answers that are stored in one transaction: others wait for it. */
const CHUNK = 400

/** Reads the answers of one upload: a zip out of its slices, a long text, files of JSON. */
export const readUpload = defineJob({
  name: 'collection.read-upload',
  payload: Type.Object({ id: Id, partial: Type.Optional(Type.Boolean()) }),
  async run({ id, partial = false }, collection: Collection) {
    const upload = await store.findUpload(collection.db, id)
    if (!upload || upload.locked_at !== null) return
    const parts = await store.listParts(collection.db, id)
    const sorted = sortParts(parts)
    if (sorted) await readZipOf(collection, upload, { sorted, partial: partial || upload.partial === 1 })
    else await readTexts(collection, upload, parts)
  },
})

/** Asks for an upload to be read, in the transaction of what changed it. */
export function readSoon(tx: Tx, id: number, options: { partial?: boolean } = {}): Promise<void> {
  return enqueue(tx, readUpload, { id, ...options }, { key: `${readUpload.name}:${id}` })
}

async function readZipOf(
  collection: Collection,
  upload: UploadRow,
  { sorted, partial }: { sorted: Sorted; partial: boolean },
): Promise<void> {
  const { extent } = sorted
  const isWhole = extent.missing.length === 0
  if (!isWhole && !partial) return
  const problem = isWhole && extent.problem !== undefined ? extent.problem : undefined
  const read = problem === undefined || partial ? await tryCandidates(collection, sorted, partial) : problem
  if (typeof read !== 'string') return save(collection, upload, read, partial)
  // All slices so far are full ones: the end may be on its way.
  const goesOn = extent.mayGoOn && problem === undefined
  await inTransaction(collection.db, async (tx) => {
    const current = await store.findUpload(tx, upload.id)
    if (!current || current.files !== upload.files || (goesOn && current.end_missing === 1)) return
    if (goesOn) await store.updateUpload(tx, upload.id, { end_missing: 1 })
    else await changeLook(collection, tx, current, { state: 'unreadable', look: 'unreadable', problem: read })
  })
}

/** What was found, or why there is nothing that can be read. */
async function tryCandidates(
  collection: Collection,
  sorted: Sorted,
  partial: boolean,
): Promise<Reading | string> {
  const [first] = [...sorted.slices.values()].flat()
  const origin: Origin = { submissionId: first?.submission_id ?? 0, receivedAt: first?.received_at ?? 0 }
  const readings: Reading[] = []
  let problem = 'The zip cannot be opened.'
  for (const pieces of candidates(sorted)) {
    try {
      readings.push(await readArchive(collection, pieces, { origin, partial }))
    } catch (error) {
      if (!isUnreadable(error)) throw error
      problem = error.message
    }
  }
  if (readings.length === 0) return problem
  const problems = readings.flatMap((each) => each.problems)
  if (problems.length > 0 && readings.every((each) => each.answers.length === 0)) return problems.join(' ')
  if (sorted.conflicts)
    problems.push('One name came with different bytes. Both are kept, and what can be read of both counts.')
  return {
    answers: readings.flatMap((each) => each.answers),
    junk: Math.max(...readings.map((each) => each.junk)),
    problems: [...new Set(problems)],
  }
}

async function readTexts(
  collection: Collection,
  upload: UploadRow,
  parts: readonly store.Part[],
): Promise<void> {
  const reading: Reading = { answers: [], junk: 0, problems: [] }
  const submission = await findSubmission(collection.db, upload.submission_id)
  if (!submission) return
  const origin = { submissionId: submission.id, receivedAt: submission.received_at }
  if (upload.kind === 'json')
    await addText(collection, reading, { text: submission.responses ?? '', name: 'The submission', origin })
  for (const part of parts) {
    if (part.kind !== 'json' || part.size > MOST_RESPONSE_BYTES || part.duplicate_of !== null) continue
    const file = await collection.area.open(part.path)
    const text = (await buffer(file.stream)).toString('utf8').replace(/^\uFEFF/, '')
    await addText(collection, reading, { text, name: part.original_name, origin })
  }
  join(reading.answers, new Map(parts.map((part) => [part.original_name, mediaOf(part)])))
  // What holds no answers was never meant to; only a part of what does is worth a word.
  if (reading.answers.length > 0) return save(collection, upload, reading, false)
  await inTransaction(collection.db, (tx) =>
    store.updateUpload(tx, upload.id, { state: 'opaque', look: 'whole' }),
  )
}

export const mediaOf = (part: Pick<store.Part, 'id' | 'size'>) => ({
  entry: null,
  id: part.id,
  size: part.size,
  type: 'application/octet-stream',
})

/** Stores what was found, in parts that nobody waits long for; a kill between them is made good by the next run. */
async function save(
  collection: Collection,
  upload: UploadRow,
  reading: Reading,
  partial: boolean,
): Promise<void> {
  const { db } = collection
  const series = await inTransaction(db, (tx) => beginReading(tx, upload))
  if (!series) return
  const linked = await inTransaction(db, (tx) => linkedTo(tx, upload.grant_id))
  const sum: Outcome = { answers: 0, duplicates: 0, twins: new Map(), touched: new Set() }
  for (let at = 0; at < reading.answers.length; at += CHUNK) {
    const found = reading.answers.slice(at, at + CHUNK)
    const outcome = await inTransaction(db, (tx) => saveAnswers(tx, { ...upload, linked }, found))
    add(sum, outcome)
  }
  await inTransaction(db, async (tx) => {
    for (const id of await settle(tx, upload.project_id, series)) sum.touched.add(id)
    const current = await store.findUpload(tx, upload.id)
    if (!current || current.files !== upload.files) return
    await endUpload(collection, tx, current, { reading, outcome: sum, partial })
  })
}

function add(sum: Outcome, more: Outcome): void {
  sum.answers += more.answers
  sum.duplicates += more.duplicates
  for (const [id, n] of more.twins) sum.twins.set(id, (sum.twins.get(id) ?? 0) + n)
  for (const id of more.touched) sum.touched.add(id)
}
