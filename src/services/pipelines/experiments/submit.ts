import { fold, inTransaction, lock } from '../../../kernel/db/db.ts'
import { insertFile } from '../../../kernel/files/file.store.ts'
import { dropFolder } from '../../../kernel/files/folder.ts'
import { requireQuota } from '../../../kernel/files/quota.ts'
import { type Once, runOnce } from '../../../kernel/http/idempotent.ts'
import type { By } from '../../../kernel/journal/journal.ts'
import { fileLimitOf } from '../limits/limit.ts'
import { type Pipelines, SERVICE } from '../pipelines.ts'
import type { Db, ExperimentRow, Tx } from '../tables.ts'
import { blankRow, countInputs, findExperiment, reserveIds } from './experiment.store.ts'
import { experimentProblems as problems } from './experiment-problems.ts'
import { type Judged, judgeForm, type NewInput, type Wanted } from './form.ts'
import { distinctNames, RESERVED, storedName } from './name.ts'
import { folderOf } from './place.ts'
import { addStep, audienceOf, tellChange } from './status.ts'

/** Folders of a batch that are filled at a time. */
const AT_ONCE = 8

export interface Submission {
  /** Whose they will be. */
  account: number
  by: By
  /** The same request again makes nothing new. */
  once?: Once | undefined
  /** Several that are made with one form, and are looked at as one. */
  batch?: { name: string; app: string; notify?: boolean } | undefined
  experiments: readonly Wanted[]
  /** Called first in its transaction: what it takes the place of, such as uploads, makes room for it. */
  before?(tx: Tx): Promise<void>
}

export interface Submitted {
  ids: number[]
  batch: number | null
  /** It is the answer to an earlier request with the same key. */
  replayed: boolean
}

/** One experiment with its number, and where its files go. */
interface Placed {
  id: number
  form: Judged
  folder: string
  files: { file: NewInput; name: string; path: string }[]
}

/** Hands in one experiment. */
export async function submitExperiment(
  pipelines: Pipelines,
  by: By,
  { account, once, ...wanted }: Wanted & { account: number; once?: Once | undefined },
): Promise<ExperimentRow> {
  const { ids } = await submitExperiments(pipelines, { account, by, once, experiments: [wanted] })
  return (await findExperiment(pipelines.db, ids[0] as number)) as ExperimentRow
}

/**
 * Hands in experiments, all or none: files get their names first, under numbers that are never given again, then all rows are
 * committed. What a kill leaves between the two is removed at the next start. The files are the caller's to discard.
 */
export async function submitExperiments(pipelines: Pipelines, submission: Submission): Promise<Submitted> {
  const { db, kernel } = pipelines
  const { account, experiments, once } = submission
  const forms = await Promise.all(experiments.map((wanted) => judgeForm(pipelines, account, wanted)))
  let placed: Placed[] = []
  try {
    const { answer, replayed } = await runOnce(
      {
        db,
        clock: kernel.clock,
        once,
        // What was answered already gets no files again.
        turn: async (transaction) => {
          placed = await place(pipelines, account, forms)
          return transaction()
        },
      },
      async (tx) => ({ status: 200, body: await insertAll(pipelines, tx, submission, placed) }),
    )
    if (replayed) await takeBack(pipelines, placed)
    return { ...(answer.body as Omit<Submitted, 'replayed'>), replayed }
  } catch (error) {
    // Whether it is committed is not known: with the temporary names left, `recoverArea` looks at the rows and decides.
    if ((error as { code?: string }).code === 'database_unavailable')
      for (const { files } of experiments) for (const { incoming } of files) incoming.leave()
    else await takeBack(pipelines, placed)
    throw error
  }
}

/** Gives each its number, and its files their names on disk. */
async function place(pipelines: Pipelines, account: number, forms: readonly Judged[]): Promise<Placed[]> {
  const { db, kernel } = pipelines
  // Looked at again with the rows; nothing is put on disk that cannot stay.
  await requireFiles(pipelines, db, account, forms.flatMap(({ files }) => files).length)
  const ids = await inTransaction(db, (tx) => reserveIds(tx, forms.length, kernel.clock.now()))
  const placed = forms.map((form, index) => placeOf(account, ids[index] as number, form))
  try {
    for (let at = 0; at < placed.length; at += AT_ONCE)
      await allOf(placed.slice(at, at + AT_ONCE).map(({ files }) => keepAll(pipelines, files)))
  } catch (error) {
    await takeBack(pipelines, placed)
    throw error
  }
  return placed
}

function placeOf(account: number, id: number, form: Judged): Placed {
  const names = distinctNames(
    form.files.map((file) => storedName(file.name) ?? 'file'),
    RESERVED,
  )
  const folder = folderOf({ account_id: account, id }, 'submitted')
  const files = form.files.map((file, at) => {
    const name = names[at] as string
    return { file, name, path: `${folder}/${name}` }
  })
  return { id, form, folder, files }
}

async function keepAll({ files: area }: Pipelines, files: Placed['files']): Promise<void> {
  for (const { file, path } of files) await area.keep(file.incoming, path)
}

/** Waits for all of them, also when one fails: nothing goes on behind the back of who tidies up. */
async function allOf(works: readonly Promise<void>[]): Promise<void> {
  for (const result of await Promise.allSettled(works)) if (result.status === 'rejected') throw result.reason
}

/** Numbers are not given twice, so all that lies in these folders is ours. */
async function takeBack({ files: area }: Pipelines, placed: readonly Placed[]): Promise<void> {
  for (const { files, folder } of placed) if (files.length > 0) await dropFolder(area, folder)
}

async function insertAll(
  pipelines: Pipelines,
  tx: Tx,
  submission: Submission,
  placed: readonly Placed[],
): Promise<Omit<Submitted, 'replayed'>> {
  await submission.before?.(tx)
  await requireLimits(pipelines, tx, submission.account, placed)
  const batch = await insertBatch(pipelines, tx, submission)
  for (const each of placed) await insertOne(pipelines, tx, submission, { ...each, batch })
  return { ids: placed.map(({ id }) => id), batch }
}

/** In order of the account's row, so that two submissions at once cannot both take the last room. */
async function requireLimits(
  pipelines: Pipelines,
  tx: Tx,
  account: number,
  placed: readonly Placed[],
): Promise<void> {
  const files = placed.flatMap((each) => each.files)
  if (files.length === 0) return
  await lock(tx, 'kernel_account', [account])
  await requireFiles(pipelines, tx, account, files.length)
  const bytes = files.reduce((sum, { file }) => sum + file.incoming.size, 0)
  await requireQuota(tx, { accountId: account, bytes })
}

/** Refuses more input files than somebody may still store. */
export async function requireFiles(
  pipelines: Pipelines,
  db: Db | Tx,
  account: number,
  count: number,
): Promise<void> {
  if (count === 0) return
  const left = Math.max(0, (await fileLimitOf(pipelines, db, account)) - (await countInputs(db, account)))
  if (count > left) throw problems.filesOver(count, left)
}

async function insertBatch(
  { kernel }: Pipelines,
  tx: Tx,
  { account, by, batch, experiments }: Submission,
): Promise<number | null> {
  if (!batch) return null
  const { id } = await tx
    .insertInto('pipelines_batch')
    .values({
      account_id: account,
      app: batch.app,
      name: batch.name,
      words_folded: fold(`${batch.name} ${batch.app}`),
      created_at: kernel.clock.now(),
      notify: batch.notify ? 1 : 0,
      told_at: null,
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  await kernel.journal.record(tx, {
    by,
    action: 'pipelines.batch.submitted',
    object: `pipelines.batch:${id}`,
    service: SERVICE,
    details: { app: batch.app, experiments: experiments.length },
    audience: `account:${account}`,
  })
  return id
}

async function insertOne(
  pipelines: Pipelines,
  tx: Tx,
  { account, by }: Submission,
  { id, form, files, batch }: Placed & { batch: number | null },
): Promise<void> {
  const { kernel } = pipelines
  const now = kernel.clock.now()
  const row = await tx
    .insertInto('pipelines_experiment')
    .values({ ...blankRow(now), ...columnsOf(form), id, account_id: account, batch_id: batch, note_due: 1 })
    .returningAll()
    .executeTakeFirstOrThrow()
  for (const [position, { file, name, path }] of files.entries()) {
    const { size, sha256 } = file.incoming
    const stored = await insertFile(tx, {
      area: pipelines.files.name,
      path,
      size,
      sha256,
      createdAt: now,
      accountId: account,
    })
    if (!stored) throw new Error('There is a row of a file of an experiment that was never made.')
    await tx
      .insertInto('pipelines_input')
      .values({
        experiment_id: id,
        field: file.field,
        position,
        name,
        size,
        sha256,
        file_id: stored.id,
        source: JSON.stringify(file.source),
      })
      .execute()
  }
  await addStep(pipelines, tx, id, 'submitted')
  await kernel.journal.record(tx, {
    by,
    action: form.like === undefined ? 'pipelines.experiment.submitted' : 'pipelines.experiment.rerun',
    object: `pipelines.experiment:${id}`,
    service: SERVICE,
    details: { app: form.app, files: files.length, ...(form.like !== undefined && { like: form.like }) },
    audience: audienceOf(row),
  })
  tellChange(pipelines, tx, row)
}

const columnsOf = (form: Judged) => ({
  app: form.app,
  app_version_id: form.app_version_id,
  host: form.host,
  label: form.label ?? null,
  name: form.name,
  words_folded: fold(`${form.name} ${form.app}`),
  description: form.description,
  params: JSON.stringify(form.fields.map(({ name, value }) => [name, value])),
  runner: form.runner,
  like_id: form.like ?? null,
  notify: form.notify ? 1 : 0,
})
