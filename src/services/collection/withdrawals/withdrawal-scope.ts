import { fold } from '../../../kernel/db/db.ts'
import { outProblems as problems } from '../exports/out-problems.ts'
import type { Db } from '../tables.ts'

const BATCH = 500

/** Whose data in which project. */
export interface Person {
  projectId: number
  code: string
}

/** All that is known of a participant, by the ids of its rows. */
export interface Scope {
  folded: string
  /** The code as it was written in links, answers and file names. */
  codes: string[]
  participant: { id: number; email: string | null } | undefined
  grants: number[]
  submissions: { id: number; stamp: string; size: number; responses: string | null }[]
  uploads: number[]
  /** Answers of theirs in submissions that hold those of others, too. */
  shared: { submissions: number[]; answers: number[] }
  files: { id: number; fileId: number; size: number; sha256: string }[]
}

/** Runs `fn` for a few ids at a time: no statement takes any number of values. */
export async function inBatches<T, R>(
  ids: readonly T[],
  fn: (some: readonly T[]) => Promise<readonly R[]>,
): Promise<R[]> {
  const found: R[] = []
  for (let at = 0; at < ids.length; at += BATCH) found.push(...(await fn(ids.slice(at, at + BATCH))))
  return found
}

/** Called between the looks, so that nothing comes in between: the person is held, the links are ended, then the rows held. */
export interface Holding {
  participant(id: number): Promise<void>
  links(found: Pick<Scope, 'grants' | 'participant'>): Promise<void>
  submissions(ids: readonly number[]): Promise<void>
}

const HOLDS_NOTHING: Holding = {
  participant: async () => undefined,
  links: async () => undefined,
  submissions: async () => undefined,
}

/**
 * What a withdrawal is about. Whose a submission is, is told by its link; where that is nobody's, by the code in what was
 * sent. Nothing of a person at all is refused.
 */
export async function scopeOf(
  db: Db,
  { projectId, code }: Person,
  holding: Holding = HOLDS_NOTHING,
): Promise<Scope> {
  const folded = fold(code.trim())
  const listed = () =>
    db
      .selectFrom('collection_participant')
      .select(['id', 'email', 'code'])
      .where('project_id', '=', projectId)
      .where('code_folded', '=', folded)
      .where('withdrawn_at', 'is', null)
      .executeTakeFirst()
  const seen = await listed()
  if (seen) await holding.participant(seen.id)
  // Held from here on: no new link is made, and of two withdrawals the second finds nobody.
  const participant = seen && (await listed())
  const links = await linksOf(db, projectId, { folded, participantId: participant?.id })
  const grants = links.map(({ id }) => id)
  await holding.links({ grants, participant })
  const linked = await inBatches(grants, (some) => idsBy(db, some))
  const loose = await looseOf(db, projectId, folded)
  const ids = [...new Set([...linked.map(({ id }) => id), ...loose.own])].sort((a, b) => a - b)
  await holding.submissions([...ids, ...loose.shared.submissions])
  if (!participant && grants.length === 0 && ids.length === 0 && loose.shared.submissions.length === 0)
    throw problems.noAnswersOf()
  const written = await inBatches(ids, (some) => codesIn(db, some))
  const codes = [participant?.code, ...links.map((link) => link.participant), ...written, ...loose.codes]
  return {
    folded,
    codes: [...new Set(codes.flatMap((each) => (each != null && fold(each) === folded ? each : [])))],
    participant,
    grants,
    shared: loose.shared,
    ...(await contentsOf(db, ids)),
  }
}

async function contentsOf(
  db: Db,
  ids: readonly number[],
): Promise<Pick<Scope, 'submissions' | 'uploads' | 'files'>> {
  const submissions = await inBatches(ids, (some) =>
    db
      .selectFrom('collection_submission')
      .select(['id', 'stamp', 'size', 'responses'])
      .where('id', 'in', some)
      .orderBy('id')
      .execute(),
  )
  const files = await inBatches(ids, (some) =>
    db
      .selectFrom('collection_file')
      .select(['id', 'file_id as fileId', 'size', 'sha256'])
      .where('submission_id', 'in', some)
      .orderBy('id')
      .execute(),
  )
  const uploads = await inBatches(ids, (some) =>
    db.selectFrom('collection_upload_set').select('id').where('submission_id', 'in', some).execute(),
  )
  return { submissions, files, uploads: uploads.map(({ id }) => id) }
}

/** Links for this participant; the folded form of a grant's text is compared here, there are no others of the person. */
async function linksOf(
  db: Db,
  projectId: number,
  { folded, participantId }: { folded: string; participantId: number | undefined },
) {
  const rows = await db
    .selectFrom('collection_grant')
    .select(['id', 'participant', 'participant_id'])
    .where('project_id', '=', projectId)
    .where('participant', 'is not', null)
    .orderBy('id')
    .execute()
  return rows.filter(
    (row) =>
      fold(row.participant ?? '') === folded ||
      (participantId !== undefined && row.participant_id === participantId),
  )
}

function idsBy(db: Db, grants: readonly number[]): Promise<{ id: number }[]> {
  return db.selectFrom('collection_submission').select('id').where('grant_id', 'in', grants).execute()
}

async function codesIn(db: Db, submissions: readonly number[]): Promise<(string | null)[]> {
  const [answers, uploads] = await Promise.all([
    db.selectFrom('collection_response').select('participant').distinct().where('submission_id', 'in', submissions).execute(), // biome-ignore format: alike
    db.selectFrom('collection_upload_set').select('participant').distinct().where('submission_id', 'in', submissions).execute(), // biome-ignore format: alike
  ])
  return [...answers, ...uploads].map((row) => row.participant)
}

/** What came by links that are nobody's, and names this person. */
async function looseOf(db: Db, projectId: number, folded: string) {
  const answers = await db
    .selectFrom('collection_response as r')
    .innerJoin('collection_grant as g', 'g.id', 'r.grant_id')
    .select(['r.id', 'r.submission_id', 'r.participant'])
    .where('r.project_id', '=', projectId)
    .where('r.participant_folded', '=', folded)
    .where('g.participant', 'is', null)
    .orderBy('r.id')
    .execute()
  const uploads = await db
    .selectFrom('collection_upload_set as u')
    .innerJoin('collection_grant as g', 'g.id', 'u.grant_id')
    .innerJoin('collection_file as f', 'f.upload_set_id', 'u.id')
    .select(['f.submission_id', 'u.participant'])
    .distinct()
    .where('u.project_id', '=', projectId)
    .where('u.participant_folded', '=', folded)
    .where('g.participant', 'is', null)
    // A repetition of a file lies in the upload of the first who sent it, and may be another person's.
    .where((eb) =>
      eb.or([eb('f.slice', 'is not', null), eb('f.submission_id', '=', eb.ref('u.submission_id'))]),
    )
    .execute()
  const inUploads = new Set(uploads.map((row) => row.submission_id))
  const candidates = [...new Set(answers.map((row) => row.submission_id))]
  const others = await inBatches(candidates, (some) =>
    db
      .selectFrom('collection_response')
      .select('submission_id')
      .distinct()
      .where('submission_id', 'in', some)
      .where((eb) => eb.or([eb('participant_folded', 'is', null), eb('participant_folded', '<>', folded)]))
      .execute(),
  )
  const mixed = new Set(others.map((row) => row.submission_id).filter((id) => !inUploads.has(id)))
  return {
    own: [...new Set([...inUploads, ...candidates.filter((id) => !mixed.has(id))])],
    shared: {
      submissions: [...mixed],
      answers: answers.filter((row) => mixed.has(row.submission_id)).map((row) => row.id),
    },
    codes: [...answers, ...uploads].map((row) => row.participant),
  }
}

/** What came by nobody's links and is not read yet: whose it is, is not known. */
export async function isUnread(db: Db, projectId: number): Promise<boolean> {
  const row = await db
    .selectFrom('collection_submission as s')
    .innerJoin('collection_grant as g', 'g.id', 's.grant_id')
    .select('s.id')
    .where('s.parse_state', 'is', null)
    .where('s.project_id', '=', projectId)
    .where('g.participant', 'is', null)
    .limit(1)
    .executeTakeFirst()
  return row !== undefined
}
