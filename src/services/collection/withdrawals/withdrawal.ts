import { randomBytes } from 'node:crypto'
import { Type } from 'typebox'
import { lock } from '../../../kernel/db/db.ts'
import { removeFile } from '../../../kernel/files/remove.ts'
import { defineJob, enqueue } from '../../../kernel/jobs/jobs.ts'
import type { By } from '../../../kernel/journal/journal.ts'
import { type Collection, responsesPath } from '../collection.ts'
import { outProblems as problems } from '../exports/out-problems.ts'
import { removeZipsWith } from '../media/media-zip.ts'
import type { WithdrawalRow } from '../out-tables.ts'
import { roleIn } from '../projects/member.ts'
import { liftForWithdrawal } from '../records/signature.ts'
import type { Db, ProjectRow, Tx } from '../tables.ts'
import { projectOwner, tellProject } from '../webhook.ts'
import { type Counts, countsOf, inBackups, proofOf } from './withdrawal-counts.ts'
import { forgetPeople } from './withdrawal-people.ts'
import { inBatches, isUnread, type Scope, scopeOf } from './withdrawal-scope.ts'
import { pseudonymised } from './withdrawal-text.ts'

/** Another node may still be writing the file of a submission that it has just stored. */
const SETTLED_MS = 60_000

export const WITHDRAWAL_MODES = ['erase', 'anonymise'] as const
export type WithdrawalMode = (typeof WITHDRAWAL_MODES)[number]

const payload = Type.Object({
  submission: Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER }),
  path: Type.String(),
})

/** Removes the file of responses that are gone, or stand under another name. */
export const eraseResponses = defineJob({
  name: 'collection.erase-responses',
  payload,
  async run({ submission, path }, { area, writing, kernel }: Collection) {
    if (writing.has(submission)) throw new Error('The file is still being written.')
    await kernel.removals.run(() => area.remove(path))
  },
})

/**
 * Takes a person out of a project in one transaction. Their links end first: a submission that comes at the same moment is
 * in here, or is refused. Gives the receipt.
 */
export async function withdraw(
  collection: Collection,
  tx: Tx,
  by: By,
  {
    project,
    code,
    mode,
    reason,
  }: { project: ProjectRow; code: string; mode: WithdrawalMode; reason?: string },
): Promise<WithdrawalRow> {
  const { kernel } = collection
  const person = { projectId: project.id, code }
  const pseudonym = `withdrawn-${randomBytes(4).toString('hex')}`
  const scope = await scopeOf(tx, person, {
    participant: (id) => lock(tx, 'collection_participant', [id]),
    async links({ grants }) {
      await endLinks(tx, grants, { now: kernel.clock.now(), pseudonym })
      if (await isUnread(tx, project.id)) throw problems.stillReading()
    },
    // Whoever sorts them waits, and then finds what is left.
    submissions: (ids) => lock(tx, 'collection_submission', ids),
  })
  const counts: Counts = { ...(await countsOf(tx, scope)), mails: 0, zips: 0 }
  const proof = proofOf(scope)
  const locked = await liftLocks(collection, tx, by, { scope, projectId: project.id, mode })
  await takeFiles(tx, scope)
  if (mode === 'erase') await eraseRows(tx, scope)
  else await anonymiseRows(tx, scope, pseudonym)
  await takeTexts(collection, tx, { scope, project, mode, pseudonym })
  counts.zips = await removeZipsWith(collection, tx, by, { projectId: project.id, code: scope.folded })
  counts.mails = await forgetPeople(collection, tx, { scope, mode, pseudonym, project })
  await kernel.webhooks.forget(tx, projectOwner(project.id), scope.codes)
  const row = await tx
    .insertInto('collection_withdrawal')
    .values({
      project_id: project.id,
      mode,
      pseudonym,
      reason: reason ?? null,
      account_id: by.account ?? null,
      account_name: by.name ?? null,
      counts: JSON.stringify({ ...counts, backups: await inBackups(tx, kernel) }),
      proof: JSON.stringify(proof),
      created_at: kernel.clock.now(),
    })
    .returningAll()
    .executeTakeFirstOrThrow()
  await kernel.journal.record(tx, {
    by,
    action: 'collection.participant.withdrawn',
    object: `collection.withdrawal:${row.id}`,
    service: 'collection',
    details: { project: project.id, mode, pseudonym, ...counts, locked },
    ...(reason !== undefined && { personal: { reason } }),
    audience: roleIn(project.id, 'coordinator'),
  })
  // Ids alone: a code would lie in the log of deliveries again.
  const submissions = scope.submissions.slice(0, 1_000).map(({ id }) => id)
  const data = {
    withdrawal: row.id,
    participant: scope.participant?.id ?? null,
    pseudonym,
    mode,
    submissions,
  }
  await tellProject(collection, tx, project.id, { event: 'participant.withdrawn', data })
  return row
}

/** A withdrawal wins over locks, also of what holds answers of others beside theirs. */
async function liftLocks(
  collection: Collection,
  tx: Tx,
  by: By,
  { scope, projectId, mode }: { scope: Scope; projectId: number; mode: WithdrawalMode },
): Promise<number> {
  const shared = await inBatches(scope.shared.submissions, (some) =>
    tx.selectFrom('collection_upload_set').select('id').where('submission_id', 'in', some).execute(),
  )
  const stay = shared.map(({ id }) => id)
  return (
    (await liftForWithdrawal(collection, tx, by, { projectId, uploads: scope.uploads, mode })) +
    (await liftForWithdrawal(collection, tx, by, { projectId, uploads: stay, mode: 'anonymise' }))
  )
}

async function endLinks(
  tx: Tx,
  grants: readonly number[],
  { now, pseudonym }: { now: number; pseudonym: string },
): Promise<void> {
  await lock(tx, 'collection_grant', grants)
  await inBatches(grants, async (some) => {
    await tx
      .updateTable('collection_grant')
      .set((eb) => ({
        revoked_at: eb.fn.coalesce('revoked_at', eb.val(now)),
        participant: pseudonym,
        cipher: null,
      }))
      .where('id', 'in', some)
      .execute()
    return []
  })
}

/** Files go in either mode: a recording is a person, and archives hold codes in their names. */
async function takeFiles(tx: Tx, scope: Scope): Promise<void> {
  const ids = scope.files.map(({ id }) => id)
  await inBatches(ids, async (some) => {
    await tx.updateTable('collection_response').set({ file_id: null }).where('file_id', 'in', some).execute()
    await tx
      .updateTable('collection_file')
      .set({ duplicate_of: null })
      .where('duplicate_of', 'in', some)
      .execute()
    return []
  })
  await inBatches(ids, async (some) => {
    await tx.deleteFrom('collection_file').where('id', 'in', some).execute()
    return []
  })
  for (const fileId of new Set(scope.files.map((file) => file.fileId))) {
    const other = await tx
      .selectFrom('collection_file')
      .select('id')
      .where('file_id', '=', fileId)
      .limit(1)
      .executeTakeFirst()
    // By a link that is nobody's somebody else may have sent the very same bytes under the same name.
    if (!other) await removeFile(tx, fileId)
  }
}

async function eraseRows(tx: Tx, scope: Scope): Promise<void> {
  await inBatches(scope.shared.answers, async (some) => {
    await tx.deleteFrom('collection_response').where('id', 'in', some).execute()
    return []
  })
  const ids = scope.submissions.map(({ id }) => id)
  await inBatches(ids, async (some) => {
    await tx.deleteFrom('collection_response').where('submission_id', 'in', some).execute()
    return []
  })
  await inBatches(scope.uploads, async (some) => {
    await tx.deleteFrom('collection_response').where('upload_set_id', 'in', some).execute()
    await tx.deleteFrom('collection_upload_activity').where('upload_set_id', 'in', some).execute()
    // By a link that is nobody's another person's repetition of a file may have been sorted into it.
    await tx
      .updateTable('collection_file')
      .set({ upload_set_id: null })
      .where('upload_set_id', 'in', some)
      .execute()
    await tx.deleteFrom('collection_upload_set').where('id', 'in', some).execute()
    return []
  })
  await inBatches(ids, async (some) => {
    await tx.deleteFrom('collection_submission').where('id', 'in', some).execute()
    return []
  })
}

async function anonymiseRows(tx: Tx, scope: Scope, pseudonym: string): Promise<void> {
  const who = { participant: pseudonym, participant_folded: pseudonym }
  const noFile = { file_entry: null, file_upload_id: null, file_id: null, file_size: null, file_type: null }
  const ids = scope.submissions.map(({ id }) => id)
  const answers = await inBatches(ids, (some) =>
    tx
      .updateTable('collection_response')
      .set({ ...who, ...noFile })
      .where('submission_id', 'in', some)
      .returning(['id', 'value', 'ui_url'])
      .execute(),
  )
  for (const { id, value, ui_url } of answers) {
    const plain = value === null ? null : pseudonymised(value, scope.codes, pseudonym)
    const url = ui_url === null ? null : (JSON.parse(pseudonymised(JSON.stringify(ui_url), scope.codes, pseudonym)) as string) // biome-ignore format: one value
    if (plain !== value || url !== ui_url)
      await tx
        .updateTable('collection_response')
        .set({ value: plain, ui_url: url })
        .where('id', '=', id)
        .execute()
  }
  await inBatches(scope.shared.answers, async (some) => {
    await tx.updateTable('collection_response').set(who).where('id', 'in', some).execute()
    return []
  })
  await inBatches(scope.uploads, async (some) => {
    await tx.updateTable('collection_upload_activity').set({ participant: pseudonym }).where('upload_set_id', 'in', some).execute() // biome-ignore format: a statement
    return []
  })
  for (const id of scope.uploads)
    await tx
      .updateTable('collection_upload_set')
      .set({
        ...who,
        name: '',
        key: `withdrawn:${id}`,
        problem: null,
        needs_look: 0,
        files: 0,
        missing: null,
      })
      .where('id', '=', id)
      .execute()
  // What waited for slices will never be whole.
  await inBatches(scope.uploads, async (some) => {
    await tx
      .updateTable('collection_upload_set')
      .set({ state: 'opaque', look: 'superseded' })
      .where('id', 'in', some)
      .where('state', 'in', ['receiving', 'complete', 'incomplete', 'unreadable'])
      .execute()
    return []
  })
}

/** The texts of submissions, in rows and as files: gone, or with the pseudonym in the place of the code. */
async function takeTexts(
  collection: Collection,
  tx: Tx,
  { scope, project, mode, pseudonym }: { scope: Scope; project: ProjectRow; mode: WithdrawalMode; pseudonym: string }, // biome-ignore format: one line
): Promise<void> {
  const shared = await inBatches(scope.shared.submissions, (some) =>
    tx
      .selectFrom('collection_submission')
      .select(['id', 'stamp', 'responses'])
      .where('id', 'in', some)
      .execute(),
  )
  const kept = mode === 'anonymise' ? [...scope.submissions, ...shared] : shared
  for (const { id, responses } of kept)
    await tx
      .updateTable('collection_submission')
      .set({
        address: null,
        origin: null,
        // Under another name: what removes the old file must not meet the new one.
        ...(responses !== null && {
          responses: pseudonymised(responses, scope.codes, pseudonym),
          responses_synced: 0,
          stamp: collection.nextStamp(),
        }),
      })
      .where('id', '=', id)
      .execute()
  const now = collection.kernel.clock.now()
  for (const { id, stamp, responses } of [...scope.submissions, ...shared]) {
    if (responses === null) continue
    const gone = { submission: id, path: responsesPath(project.name, stamp) }
    await enqueue(tx, eraseResponses, gone)
    await enqueue(tx, eraseResponses, gone, { runAt: now + SETTLED_MS })
  }
}

export function findWithdrawal(db: Db, id: number): Promise<WithdrawalRow | undefined> {
  return db.selectFrom('collection_withdrawal').selectAll().where('id', '=', id).executeTakeFirst()
}

/** Receipts of a project, newest first. */
export function listWithdrawals(db: Db, filter: { projectId: number; before?: number; limit: number }) {
  return db
    .selectFrom('collection_withdrawal')
    .selectAll()
    .where('project_id', '=', filter.projectId)
    .$if(filter.before !== undefined, (query) => query.where('id', '<', filter.before as number))
    .orderBy('id', 'desc')
    .limit(filter.limit)
    .execute()
}
