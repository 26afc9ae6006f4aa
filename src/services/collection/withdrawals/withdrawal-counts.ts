import { hash } from 'node:crypto'
import { viewOf } from '../../../kernel/db/db.ts'
import type { Collection } from '../collection.ts'
import type { Db, ProjectRow } from '../tables.ts'
import { mailsTo } from './withdrawal-people.ts'
import { inBatches, type Scope, scopeOf } from './withdrawal-scope.ts'

const MOST_PROOFS = 10_000

/** How much of a person there is, or was. */
export interface Counts {
  answers: number
  submissions: number
  uploads: number
  files: number
  recordings: number
  bytes: number
  links: number
  mails: number
  zips: number
  /** Submissions that hold answers of others, too: they stay, without the person's code. */
  shared: number
}

/** What backups of this server still hold of what is gone here. */
export interface InBackups {
  count: number
  /** When the last scheduled one of them goes; null where there is none. */
  until: number | null
  /** Made by hand: they stay until somebody removes them. */
  lasting: number
}

/** What would go, before anything does. */
export async function previewWithdrawal(
  { db, kernel }: Collection,
  { code, project }: { code: string; project: Pick<ProjectRow, 'id' | 'name'> },
) {
  const person = { projectId: project.id, code }
  const scope = await scopeOf(db, person)
  const email = scope.participant?.email
  const mails = email ? (await mailsTo(db, { email, projectName: project.name })).length : 0
  const zips = await db
    .selectFrom('collection_media_zip')
    .select((eb) => eb.fn.countAll<number>().as('n'))
    .where('project_id', '=', person.projectId)
    .where('state', 'in', ['running', 'ready'])
    .executeTakeFirstOrThrow()
  const counts = await countsOf(db, scope)
  return { counts: { ...counts, mails, zips: zips.n }, backups: await inBackups(db, kernel) }
}

export async function countsOf(db: Db, scope: Scope): Promise<Omit<Counts, 'mails' | 'zips'>> {
  const ids = scope.submissions.map(({ id }) => id)
  const rows = await inBatches(ids, (some) =>
    db
      .selectFrom('collection_response')
      .select((eb) => [
        eb.fn.countAll<number>().as('answers'),
        eb.fn.count<number>('file_name').as('recordings'),
      ])
      .where('submission_id', 'in', some)
      .execute(),
  )
  const sum = (of: (row: (typeof rows)[number]) => number) =>
    rows.reduce((all, row) => all + Number(of(row)), 0)
  return {
    answers: sum((row) => row.answers) + scope.shared.answers.length,
    recordings: sum((row) => row.recordings),
    submissions: ids.length,
    uploads: scope.uploads.length,
    files: scope.files.length,
    bytes: scope.submissions.reduce((all, { size }) => all + size, 0),
    links: scope.grants.length,
    shared: scope.shared.submissions.length,
  }
}

/** Hashes of all that was kept as it came. */
export function proofOf(scope: Scope): { sha256: string; bytes: number }[] {
  const texts = scope.submissions.flatMap(({ responses }) =>
    responses === null ? [] : { sha256: hash('sha256', responses), bytes: Buffer.byteLength(responses) },
  )
  const files = scope.files.map(({ sha256, size }) => ({ sha256, bytes: size }))
  return [...texts, ...files].slice(0, MOST_PROOFS)
}

/** Backups that this server keeps, and until when the scheduled ones of today stay. */
export async function inBackups(db: Db, kernel: Collection['kernel']): Promise<InBackups> {
  const rows = await viewOf(db)
    .selectFrom('kernel_backup')
    .select(['origin', 'started_at'])
    .where('state', 'in', ['good', 'incomplete', 'damaged'])
    .orderBy('id', 'desc')
    .limit(10_000)
    .execute()
  const { keepDaily, keepWeekly, keepMonthly } = kernel.config.backup
  const days = Math.max(keepDaily, keepWeekly * 7, keepMonthly * 31)
  const newest = Math.max(...rows.filter(({ origin }) => origin === 'scheduled').map((row) => row.started_at))
  return {
    count: rows.length,
    until: Number.isFinite(newest) ? newest + days * 86_400_000 : null,
    lasting: rows.filter(({ origin }) => origin === 'asked').length,
  }
}
