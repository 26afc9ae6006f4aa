import { contains } from '../../../kernel/db/db.ts'
import type { Collection } from '../collection.ts'
import type { Db, ProjectRow, Tx } from '../tables.ts'
import { inBatches, type Scope } from './withdrawal-scope.ts'

/**
 * Forgets a person in the list of participants, in mails, in kept answers and in the personal values of the journal.
 * Gives how many mails there were.
 */
export async function forgetPeople(
  collection: Collection,
  tx: Tx,
  of: {
    scope: Scope
    mode: 'erase' | 'anonymise'
    pseudonym: string
    project: Pick<ProjectRow, 'id' | 'name'>
  },
): Promise<number> {
  const { scope, mode, pseudonym } = of
  const { id: projectId, name: projectName } = of.project
  const { participant } = scope
  if (participant) {
    await tx
      .updateTable('collection_participant')
      .set({
        code: pseudonym,
        code_folded: pseudonym,
        email: null,
        language: null,
        note: null,
        grant_id: null,
        withdrawn_at: collection.kernel.clock.now(),
        ...(mode === 'erase' && {
          progress: 'unused' as const,
          first_at: null,
          last_at: null,
          submissions: 0,
          answers: 0,
          done: null,
          done_count: 0,
          final: 0,
        }),
      })
      .where('id', '=', participant.id)
      .execute()
    await tx.deleteFrom('collection_import_change').where('participant_id', '=', participant.id).execute()
  }
  if (mode === 'erase') await forgetProgress(tx, projectId, scope)
  await forgetEntries(collection, tx, scope)
  await forgetKeptAnswers(tx, scope)
  if (!participant?.email) return 0
  const mails = await mailsTo(tx, { email: participant.email, projectName })
  await inBatches(mails, async (some) => {
    await tx.deleteFrom('kernel_mail').where('id', 'in', some).execute()
    return []
  })
  return mails.length
}

async function forgetProgress(tx: Tx, projectId: number, { participant, grants }: Scope): Promise<void> {
  const who = [...(participant ? [`p${participant.id}`] : []), ...grants.map((id) => `g${id}`)]
  await inBatches(who, async (some) => {
    await tx
      .deleteFrom('collection_progress')
      .where('project_id', '=', projectId)
      .where('who', 'in', some)
      .execute()
    return []
  })
}

/** What of the journal points to the person: the entries stay, with their ids. */
async function forgetEntries({ kernel }: Collection, tx: Tx, scope: Scope): Promise<void> {
  const objects = [
    ...scope.grants.map((id) => `collection.grant:${id}`),
    ...scope.submissions.map(({ id }) => `collection.submission:${id}`),
    ...scope.uploads.map((id) => `collection.upload:${id}`),
    ...(scope.participant ? [`collection.participant:${scope.participant.id}`] : []),
  ]
  await inBatches(objects, async (some) => {
    // No account: only what is about these things.
    await kernel.journal.erasePersonal(tx, 0, some)
    return []
  })
}

/** Answers kept for retries hold names of files, and those hold codes. Only the person's own are forgotten. */
async function forgetKeptAnswers(tx: Tx, { submissions, shared }: Scope): Promise<void> {
  const theirs = new Set([...submissions.map(({ id }) => id), ...shared.submissions].map(String))
  const kept = await tx
    .selectFrom('kernel_idempotency')
    .select(['id', 'body'])
    .where((eb) => contains(tx, eb.ref('body'), '"submission_id":'))
    .execute()
  const ids = kept.filter(({ body }) => theirs.has(submissionOf(body))).map(({ id }) => id)
  await inBatches(ids, async (some) => {
    await tx.deleteFrom('kernel_idempotency').where('id', 'in', some).execute()
    return []
  })
}

const submissionOf = (body: string): string =>
  (JSON.parse(body) as { submission_id?: string }).submission_id ?? ''

/** Mails of studies to an address, but for those that hold the link of another project: they are about that one. */
export async function mailsTo(
  db: Db,
  { email, projectName }: { email: string; projectName: string },
): Promise<number[]> {
  const rows = await db
    .selectFrom('kernel_mail')
    .select(['id', 'text'])
    .where('to_address', '=', email)
    .where((eb) => contains(db, eb.ref('template'), 'study-'))
    .execute()
  const own = `auth_token=${encodeURIComponent(projectName)}`
  const isOther = (text: string) => {
    const link = /auth_token=[^&\s]*(?=-[0-9a-f]{32})/.exec(text)?.[0]
    return link !== undefined && link !== own
  }
  return rows.filter(({ text }) => !isOther(text)).map(({ id }) => id)
}
