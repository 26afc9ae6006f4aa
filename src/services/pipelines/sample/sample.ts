import { createHash } from 'node:crypto'
import { Readable } from 'node:stream'
import { fold, inTransaction } from '../../../kernel/db/db.ts'
import { insertFile } from '../../../kernel/files/file.store.ts'
import { forgetActors } from '../../../kernel/identity/identity.ts'
import { addRole } from '../../../kernel/identity/role.ts'
import type { By } from '../../../kernel/journal/journal.ts'
import type { Filling, SampleSource } from '../../../kernel/sample/sample.ts'
import { noteThing } from '../../../kernel/sample/things.ts'
import { DAY_MS } from '../../../kernel/span.ts'
import { blankRow, reserveIds } from '../experiments/experiment.store.ts'
import { pathOf } from '../experiments/place.ts'
import { submitExperiment } from '../experiments/submit.ts'
import { type Pipelines, SERVICE, USER_ROLE } from '../pipelines.ts'
import { datesFrom, daysOf } from '../retention/dates.ts'
import type { ExperimentRow, Tx } from '../tables.ts'
import { sampleFilesOf } from './files.ts'
import type { SampleFile } from './make.ts'
import { PAST, type PastExperiment, WAITING } from './plan.ts'
import { EXPERIMENT_KIND, removeSample } from './remove.ts'

/** An upload that broke off in the middle. */
const CUT_BYTES = 40_000

/** This service's part of the sample data. */
export const sampleSource = (pipelines: Pipelines): SampleSource => ({
  kind: EXPERIMENT_KIND,
  fill: (filling) => fillSample(pipelines, filling),
  remove: (by, ids) => removeSample(pipelines, by, ids),
})

/** Makes experiments of sample people that are over, and hands one in. */
async function fillSample(pipelines: Pipelines, { by, people, tell, signal }: Filling): Promise<void> {
  const files = await filesByName()
  const batches = new Map<string, number>()
  for (const name of new Set([...PAST, WAITING].map(({ person }) => person)))
    await letUse(pipelines, by, people.get(name) as number)
  for (const [at, past] of PAST.entries()) {
    signal.throwIfAborted()
    await tell(at / PAST.length, past.name)
    await addPast(pipelines, { past, account: people.get(past.person) as number, files, batches })
  }
  await handIn(pipelines, by, { account: people.get(WAITING.person) as number, files })
}

async function filesByName(): Promise<ReadonlyMap<string, Buffer>> {
  const made: SampleFile[] = await sampleFilesOf('extracted')
  const files = new Map(made.map(({ name, content }) => [name, Buffer.from(content)]))
  const whole = files.get('sub-01_T1w.nii.gz') as Buffer
  return files.set('sub-04_T1w.nii.gz', Buffer.from(whole.subarray(0, CUT_BYTES)))
}

async function letUse({ db, kernel: { identity } }: Pipelines, by: By, account: number): Promise<void> {
  await inTransaction(db, async (tx) => {
    await addRole(identity, tx, by, { holder: { account }, role: USER_ROLE })
    forgetActors(identity, tx)
  })
}

interface Making {
  past: PastExperiment
  account: number
  files: ReadonlyMap<string, Buffer>
  batches: Map<string, number>
}

/** Files first, then all rows at once, as when one is handed in. */
async function addPast(pipelines: Pipelines, making: Making): Promise<void> {
  const { db, files: area, logs, kernel } = pipelines
  const { past, account, files } = making
  const startedAt = kernel.clock.now() - past.days * DAY_MS
  const [id] = await inTransaction(db, (tx) => reserveIds(tx, 1, startedAt))
  const owned = { id: id as number, account_id: account }
  const content = (from: string): Buffer => files.get(from) as Buffer
  for (const { from } of past.inputs)
    await area.write(pathOf(owned, 'submitted', from), content(from), { sync: true })
  for (const { from, name } of past.outputs)
    await area.write(pathOf(owned, 'completed', name), content(from), { sync: true })
  const log = `${owned.id}-0-0.log`
  await logs.write(log, past.log, { sync: true })
  await inTransaction(db, async (tx) => {
    const row = await insertPast(pipelines, tx, { ...making, id: owned.id, startedAt })
    const store = (name: string, bytes: Buffer, accountId?: number) =>
      insertFile(tx, {
        area: name === log ? logs.name : area.name,
        path: name,
        size: bytes.length,
        sha256: sha256Of(bytes),
        createdAt: startedAt,
        ...(accountId !== undefined && { accountId }),
      })
    for (const [position, { field, from }] of past.inputs.entries()) {
      const stored = await store(pathOf(owned, 'submitted', from), content(from), account)
      await tx
        .insertInto('pipelines_input')
        .values({
          experiment_id: row.id,
          field,
          position,
          name: from,
          size: content(from).length,
          sha256: sha256Of(content(from)),
          file_id: stored?.id ?? null,
          source: JSON.stringify({ from: 'form' }),
        })
        .execute()
    }
    for (const { from, name } of past.outputs) {
      const stored = await store(pathOf(owned, 'completed', name), content(from))
      await tx
        .insertInto('pipelines_output')
        .values({
          experiment_id: row.id,
          name,
          size: content(from).length,
          sha256: sha256Of(content(from)),
          file_id: stored?.id ?? null,
          added_at: row.ended_at ?? startedAt,
        })
        .execute()
    }
    const kept = await store(log, Buffer.from(past.log))
    await tx
      .updateTable('pipelines_experiment')
      .set({ log_file_id: kept?.id ?? null })
      .where('id', '=', row.id)
      .execute()
    await noteThing(tx, EXPERIMENT_KIND, row.id)
  })
}

const sha256Of = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex')

async function insertPast(
  pipelines: Pipelines,
  tx: Tx,
  { past, account, id, startedAt, batches }: Making & { id: number; startedAt: number },
): Promise<ExperimentRow> {
  const endedAt = startedAt + past.seconds * 1_000
  const status = past.failed === undefined ? 'completed' : 'failed'
  const kept = past.kept ? 1 : 0
  const days = await daysOf(tx, pipelines.settings, past.app)
  const row = await tx
    .insertInto('pipelines_experiment')
    .values({
      ...blankRow(startedAt),
      id,
      account_id: account,
      app: past.app,
      app_version_id: await versionOf(tx, past.app),
      host: pipelines.settings.defaultHost,
      host_key: pipelines.settings.defaultHost,
      name: past.name,
      words_folded: fold(`${past.name} ${past.app}`),
      params: JSON.stringify(past.params),
      status,
      runner: 'own',
      batch_id: past.batch === undefined ? null : await batchOf(tx, { past, account, startedAt, batches }),
      attempts: 1,
      // None of the kernel's: they begin at 1.
      execution_id: 0,
      started_at: startedAt,
      ended_at: endedAt,
      exit_code: past.failed === undefined ? 0 : 1,
      cause: past.failed === undefined ? 'finished' : 'failed',
      message: past.failed ?? '',
      cpu_seconds: past.seconds,
      kept,
      note_due: 1,
      ...datesFrom(endedAt, days, { kept }),
    })
    .returningAll()
    .executeTakeFirstOrThrow()
  const steps = [
    ['submitted', startedAt, ''],
    ['running', startedAt, ''],
    [status, endedAt, past.failed ?? ''],
  ] as const
  for (const [step, at, text] of steps)
    await tx.insertInto('pipelines_step').values({ experiment_id: id, at, step, text }).execute()
  return row
}

async function versionOf(tx: Tx, app: string): Promise<number | null> {
  const row = await tx
    .selectFrom('pipelines_app as a')
    .innerJoin('pipelines_app_version as v', (on) =>
      on.onRef('v.app_id', '=', 'a.id').onRef('v.version', '=', 'a.current'),
    )
    .select('v.id')
    .where('a.key', '=', app)
    .executeTakeFirst()
  return row?.id ?? null
}

async function batchOf(
  tx: Tx,
  { past, account, startedAt, batches }: Omit<Making, 'files'> & { startedAt: number },
): Promise<number> {
  const name = past.batch as string
  const known = batches.get(name)
  if (known !== undefined) return known
  const { id } = await tx
    .insertInto('pipelines_batch')
    .values({
      account_id: account,
      app: past.app,
      name,
      words_folded: fold(`${name} ${past.app}`),
      created_at: startedAt,
      notify: 0,
      told_at: startedAt,
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  batches.set(name, id)
  return id
}

/** One that runs for real, of the app that needs nothing but this server. */
async function handIn(
  pipelines: Pipelines,
  by: By,
  { account, files }: Pick<Making, 'account' | 'files'>,
): Promise<void> {
  const inputs = await Promise.all(
    ['sub-01_T1w.nii.gz', 'sub-02_T1w.nii.gz'].map(async (name) => ({
      field: 'images',
      name,
      incoming: await pipelines.files.receive(Readable.from([files.get(name) as Buffer])),
      source: { from: 'form' } as const,
    })),
  )
  try {
    const row = await submitExperiment(pipelines, by, {
      account,
      app: WAITING.app,
      name: WAITING.name,
      description: `Sample data of ${SERVICE}.`,
      fields: [{ name: 'bins', value: '64' }],
      files: inputs,
    })
    await inTransaction(pipelines.db, (tx) => noteThing(tx, EXPERIMENT_KIND, row.id))
  } finally {
    for (const { incoming } of inputs) await incoming.discard()
  }
}
