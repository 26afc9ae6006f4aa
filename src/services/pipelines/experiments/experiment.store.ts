import type { KernelDb } from '../../../kernel/db/db.ts'
import type { ExperimentRow, InputRow, OutputRow, PipelinesTables, Tx } from '../tables.ts'

type Handle = KernelDb<PipelinesTables>

const PAGE = 1_000
/** Files of one experiment that are listed. */
export const MOST_FILES = 10_000

export const findExperiment = (db: Handle, id: number): Promise<ExperimentRow | undefined> =>
  db.selectFrom('pipelines_experiment').selectAll().where('id', '=', id).executeTakeFirst()

/** In the order of the form. `there`: only those whose bytes are kept. */
export const listInputs = (
  db: Handle,
  experimentIds: readonly number[],
  { there = false }: { there?: boolean } = {},
): Promise<InputRow[]> =>
  // Nothing is in an empty list, which one of the databases does not say.
  experimentIds.length === 0
    ? Promise.resolve([])
    : db
        .selectFrom('pipelines_input')
        .selectAll()
        .where('experiment_id', 'in', experimentIds)
        .$if(there, (query) => query.where('file_id', 'is not', null))
        .orderBy('experiment_id')
        .orderBy('position')
        .orderBy('id')
        .limit(experimentIds.length * MOST_FILES)
        .execute()

/** By name. `there`: only those whose bytes are kept. */
export const listOutputs = (
  db: Handle,
  experimentIds: readonly number[],
  { there = false }: { there?: boolean } = {},
): Promise<OutputRow[]> =>
  experimentIds.length === 0
    ? Promise.resolve([])
    : db
        .selectFrom('pipelines_output')
        .selectAll()
        .where('experiment_id', 'in', experimentIds)
        .$if(there, (query) => query.where('file_id', 'is not', null))
        .orderBy('experiment_id')
        .orderBy('name')
        .limit(experimentIds.length * MOST_FILES)
        .execute()

/** All of somebody's, the oldest first, page by page. */
export async function* pagesOf(db: Handle, account: number): AsyncGenerator<ExperimentRow[]> {
  for (let after = 0; ; ) {
    const rows = await db
      .selectFrom('pipelines_experiment')
      .selectAll()
      .where('account_id', '=', account)
      .where('id', '>', after)
      .orderBy('id')
      .limit(PAGE)
      .execute()
    if (rows.length > 0) yield rows
    const last = rows.at(-1)
    if (!last || rows.length < PAGE) return
    after = last.id
  }
}

/** The text fields of its form, in order. */
export const fieldsOf = ({ params }: Pick<ExperimentRow, 'params'>): { name: string; value: string }[] =>
  (JSON.parse(params) as [string, string][]).map(([name, value]) => ({ name, value }))

/** A row of an experiment that waits, for what is not said otherwise. */
export const blankRow = (now: number) => ({
  account_id: null,
  app: '',
  host: '',
  name: '',
  words_folded: '',
  description: '',
  params: '[]',
  status: 'submitted' as const,
  runner: 'outside' as const,
  created_at: now,
  attempts: 0,
  message: '',
  notify: 0,
  kept: 0,
  version: 1,
})

/**
 * Numbers for experiments that are about to be made: files get their place by them before there is a row. One that is not used
 * in the end never comes again.
 */
export async function reserveIds(tx: Tx, count: number, now: number): Promise<number[]> {
  const rows = await tx
    .insertInto('pipelines_experiment')
    .values(Array.from({ length: count }, () => blankRow(now)))
    .returning('id')
    .execute()
  const ids = rows.map(({ id }) => id).sort((a, b) => a - b)
  await tx.deleteFrom('pipelines_experiment').where('id', 'in', ids).execute()
  return ids
}

/** Input files of somebody that are stored. */
export async function countInputs(db: Handle, account: number): Promise<number> {
  const { count } = await db
    .selectFrom('kernel_file as f')
    .innerJoin('pipelines_input as i', 'i.file_id', 'f.id')
    .select((is) => is.fn.countAll<number>().as('count'))
    .where('f.account_id', '=', account)
    .executeTakeFirstOrThrow()
  return Number(count)
}

/** Experiments whose notes on disk do not say yet what they are. */
export const listDueNotes = (
  db: Handle,
  { after, limit }: { after: number; limit: number },
): Promise<ExperimentRow[]> =>
  db
    .selectFrom('pipelines_experiment')
    .selectAll()
    .where('note_due', '=', 1)
    .where('id', '>', after)
    .orderBy('id')
    .limit(limit)
    .execute()

/** One that changed meanwhile stays due. */
export async function markNoted(
  tx: Tx,
  rows: readonly Pick<ExperimentRow, 'id' | 'version'>[],
): Promise<void> {
  for (const { id, version } of rows)
    await tx
      .updateTable('pipelines_experiment')
      .set({ note_due: null })
      .where('id', '=', id)
      .where('version', '=', version)
      .execute()
}

/** Those whose folder of results a backend may be writing to. */
export const listWatched = (
  db: Handle,
  { after, limit }: { after: number; limit: number },
): Promise<ExperimentRow[]> =>
  db
    .selectFrom('pipelines_experiment')
    .selectAll()
    .where('runner', '=', 'outside')
    .where('status', 'in', ['submitted', 'claimed'])
    .where('id', '>', after)
    .orderBy('id')
    .limit(limit)
    .execute()

/** Those with these numbers. */
export const listExperimentsOf = (db: Handle, ids: readonly number[]): Promise<ExperimentRow[]> =>
  ids.length === 0
    ? Promise.resolve([])
    : db.selectFrom('pipelines_experiment').selectAll().where('id', 'in', ids).orderBy('id').execute()

/** Has the notes of those looked at again. */
export async function markWatchedDue(tx: Tx): Promise<void> {
  await tx
    .updateTable('pipelines_experiment')
    .set({ note_due: 1 })
    .where('runner', '=', 'outside')
    .where('status', 'in', ['submitted', 'claimed'])
    .execute()
}
