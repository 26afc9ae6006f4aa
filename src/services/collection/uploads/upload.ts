import { fold, lock } from '../../../kernel/db/db.ts'
import type { By } from '../../../kernel/journal/journal.ts'
import { activitiesOf, type FoundAnswer, type Outcome } from '../answers/answers.ts'
import { noteParticipant } from '../answers/progress.ts'
import * as responseStore from '../answers/response.store.ts'
import type { Collection } from '../collection.ts'
import { roleIn } from '../projects/member.ts'
import type { Tx } from '../tables.ts'
import type { UploadLook, UploadRow } from '../upload-tables.ts'
import { tellProject } from '../webhook.ts'
import * as store from './upload.store.ts'
import { sortParts } from './upload-parts.ts'
import type { Reading } from './upload-reader.ts'

const SYSTEM: By = { via: 'system' }
/** Other uploads that are named; of more only the count is known. */
const MOST_TWINS = 50

/** Writes into the journal what has become of an upload; it is what open pages follow. */
export async function noteUpload(
  { kernel }: Collection,
  tx: Tx,
  upload: Pick<UploadRow, 'id' | 'project_id'>,
  change: {
    action: string
    by?: By
    details?: Record<string, number | string | boolean | null>
    reason?: string
  },
): Promise<void> {
  await kernel.journal.record(tx, {
    by: change.by ?? SYSTEM,
    action: `collection.upload.${change.action}`,
    object: `collection.upload:${upload.id}`,
    service: 'collection',
    details: { project: upload.project_id, ...change.details },
    // It may say something about the participant, and is forgotten with them.
    ...(change.reason !== undefined && { personal: { reason: change.reason } }),
    audience: roleIn(upload.project_id, 'coordinator'),
  })
}

/** Looks at the parts of a zip again after one came. True when there may be something to read. */
export async function refreshParts(collection: Collection, tx: Tx, upload: UploadRow): Promise<boolean> {
  const parts = await store.listParts(tx, upload.id)
  const sorted = sortParts(parts)
  // A retry of what is there changes nothing.
  if (!sorted || sorted.files === upload.files) return false
  if (upload.locked_at !== null) {
    await noteUpload(collection, tx, upload, { action: 'arrived-late', details: { files: sorted.files } })
    return false
  }
  const { extent, files, bytes, conflicts } = sorted
  await store.updateUpload(tx, upload.id, {
    files,
    bytes,
    conflicts: conflicts ? 1 : 0,
    last_slice: extent.last,
    missing: extent.missing.length > 0 ? shortList(extent.missing) : null,
    end_missing: 0,
    ...(upload.state === 'ingested' ? {} : ARRIVING),
  })
  await noteUpload(collection, tx, upload, {
    action: 'arriving',
    details: { slices: sorted.slices.size, bytes },
  })
  return extent.missing.length === 0
}

const ARRIVING = { state: 'receiving', look: 'arriving', needs_look: 0, problem: null } as const

const MOST_LISTED = 200

/** `2,5`; of very many the first ones. */
const shortList = (missing: readonly number[]): string => missing.slice(0, MOST_LISTED).join(',')

/** Says that an upload is whole and is being read; what an earlier reading found is taken away. False when it changed meanwhile. */
export async function beginReading(tx: Tx, upload: UploadRow): Promise<string[] | undefined> {
  await lock(tx, 'collection_upload_set', [upload.id])
  const current = await store.findUpload(tx, upload.id)
  if (!current || current.files !== upload.files || current.locked_at !== null) return undefined
  await store.updateUpload(tx, upload.id, { state: 'complete', look: 'whole', needs_look: 0, end_missing: 0 })
  return responseStore.deleteResponsesOf(tx, upload.id)
}

/** The person that a link was made for. */
export async function linkedTo(tx: Tx, grantId: number): Promise<string | null> {
  const row = await tx
    .selectFrom('collection_grant')
    .select('participant')
    .where('id', '=', grantId)
    .executeTakeFirst()
  return row?.participant ?? null
}

export interface Ending {
  reading: Pick<Reading, 'answers' | 'junk' | 'problems'>
  outcome: Outcome
  /** What is here of an incomplete upload was asked for. */
  partial: boolean
}

/** Notes what was found in an upload, once all of it is stored. */
export async function endReading(
  collection: Collection,
  tx: Tx,
  upload: UploadRow,
  ending: Ending,
): Promise<void> {
  const { reading, outcome, partial } = ending
  const { answers, junk, problems } = reading
  const participant = commonOf(answers, ({ subject }) => subject) ?? upload.participant
  const known = { ...upload, participant }
  const problem = problems.length > 0 ? problems.slice(0, 20).join(' ') : null
  await store.updateUpload(tx, upload.id, {
    state: 'ingested',
    look: 'whole',
    participant,
    participant_folded: participant === null ? null : fold(participant),
    session: commonOf(answers, ({ session }) => session),
    problem: partial ? join(PARTIAL, problem) : problem,
    // Who said that a part shall do has looked at it.
    needs_look: !partial && (problem !== null || upload.conflicts === 1) ? 1 : 0,
    partial: partial ? 1 : 0,
    answers: outcome.answers,
    duplicates: outcome.duplicates,
    junk,
    twins: twinsOf(outcome),
    parsed_at: collection.kernel.clock.now(),
  })
  await store.replaceActivities(tx, upload.id, activitiesOf(known, answers))
  await store.recount(tx, [...new Set([upload.id, ...outcome.touched])])
  const submissions = [...new Set([upload.submission_id, ...answers.map((each) => each.submissionId)])]
  await store.markSubmissions(tx, submissions, answers.length > 0 ? 'parsed' : 'opaque')
  await noteParticipant(collection, tx, answererOf(known))
}

const PARTIAL = 'Read from what is here; the rest never came.'
const join = (one: string, two: string | null): string => (two === null ? one : `${one} ${two}`)

const answererOf = (upload: Pick<UploadRow, 'project_id' | 'grant_id' | 'participant' | 'session'>) => ({
  projectId: upload.project_id,
  grantId: upload.grant_id,
  participant: upload.participant,
  session: upload.session,
})

function twinsOf({ twins }: Outcome): string | null {
  if (twins.size === 0) return null
  const most = [...twins].sort((a, b) => b[1] - a[1]).slice(0, MOST_TWINS)
  return JSON.stringify(most.map(([id, answers]) => ({ id, answers })))
}

/** What all answers say, if they agree. */
function commonOf(
  answers: readonly FoundAnswer[],
  of: (answer: FoundAnswer) => string | null,
): string | null {
  const first = answers[0] && of(answers[0])
  return first != null && answers.every((each) => of(each) === first) ? first : null
}

/** Ends the reading of a zip that is whole, with what listeners hear of it. */
export async function endUpload(
  collection: Collection,
  tx: Tx,
  upload: UploadRow,
  ending: Ending,
): Promise<void> {
  await endReading(collection, tx, upload, ending)
  await noteUpload(collection, tx, upload, {
    action: 'read',
    details: { answers: ending.outcome.answers, problems: ending.reading.problems.length },
  })
  // Told once: not again when it is read anew.
  if (upload.parsed_at !== null || ending.partial) return
  await tellProject(collection, tx, upload.project_id, {
    event: 'upload.complete',
    data: {
      upload: upload.id,
      participant: upload.participant,
      answers: ending.outcome.answers,
      bytes: upload.bytes,
    },
  })
}

/** Notes that an upload stopped, or cannot be read, or is not whole yet after all. */
export async function changeLook(
  collection: Collection,
  tx: Tx,
  upload: UploadRow,
  change: { state: UploadRow['state']; look: UploadLook; problem: string | null; endMissing?: boolean },
): Promise<void> {
  await store.updateUpload(tx, upload.id, {
    state: change.state,
    look: change.look,
    problem: change.problem,
    needs_look: change.look === 'arriving' ? 0 : 1,
    end_missing: change.endMissing ? 1 : 0,
  })
  if (change.look === 'unreadable') await store.markSubmissions(tx, [upload.submission_id], 'failed')
  await noteUpload(collection, tx, upload, { action: change.look })
  await noteParticipant(collection, tx, answererOf(upload))
}
