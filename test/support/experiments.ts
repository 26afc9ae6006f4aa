import { hash } from 'node:crypto'
import { Readable } from 'node:stream'
import { fold, inTransaction } from '../../src/kernel/db/db.ts'
import type { Area } from '../../src/kernel/files/area.ts'
import { insertFile } from '../../src/kernel/files/file.store.ts'
import type { AppDefinition } from '../../src/services/pipelines/apps/definition.ts'
import type { ExperimentStatus } from '../../src/services/pipelines/experiment-tables.ts'
import { blankRow, reserveIds } from '../../src/services/pipelines/experiments/experiment.store.ts'
import { pathOf } from '../../src/services/pipelines/experiments/place.ts'
import type { Pipelines } from '../../src/services/pipelines/index.ts'
import type { ExperimentRow } from '../../src/services/pipelines/tables.ts'

type Files = Readonly<Record<string, Buffer | string>>

/** An experiment as if it had been made, and perhaps had ended. */
export interface GivenExperiment {
  account: number
  app?: string
  /** Of `giveApp`. */
  version?: number
  name?: string
  status?: ExperimentStatus
  batch?: number
  /** Text fields of its form. */
  params?: readonly [string, string][]
  inputs?: Files
  outputs?: Files
  log?: string
  /** Other columns as they are. */
  set?: Partial<ExperimentRow>
}

/** Puts an experiment with its files where the server would have put them, without any program that runs. */
export async function giveExperiment(pipelines: Pipelines, given: GivenExperiment): Promise<number> {
  const { db, kernel, files: area, logs } = pipelines
  const {
    account,
    app = 'test-app',
    name = 'Test',
    status = 'completed',
    inputs = {},
    outputs = {},
    log,
  } = given
  const now = kernel.clock.now()
  const [id] = (await inTransaction(db, (tx) => reserveIds(tx, 1, now))) as [number]
  const owned = { account_id: account, id }
  const isOver = ['completed', 'failed', 'cancelled'].includes(status)
  const execution = 1_000_000 + id
  const logFile = log === undefined ? null : await store(pipelines, logs, `${id}-${execution}-0.log`, log)
  await inTransaction(db, (tx) =>
    tx
      .insertInto('pipelines_experiment')
      .values({
        ...blankRow(now),
        id,
        account_id: account,
        app,
        app_version_id: given.version ?? null,
        host: 'localhost',
        name,
        words_folded: fold(`${name} ${app}`),
        params: JSON.stringify(given.params ?? []),
        status,
        batch_id: given.batch ?? null,
        ...(status !== 'submitted' && { attempts: 1, claimed_at: now, started_at: now }),
        ...(isOver && { ended_at: now, exit_code: status === 'completed' ? 0 : 1, cause: 'finished' }),
        ...(logFile !== null && { execution_id: execution, log_file_id: logFile }),
        ...given.set,
      })
      .execute(),
  )
  for (const [position, [field, content]] of Object.entries(inputs).entries()) {
    const file = `${field}.nii`
    const fileId = await store(pipelines, area, pathOf(owned, 'submitted', file), content, account)
    const row = { experiment_id: id, field, position, name: file, file_id: fileId, source: '{"from":"form"}' }
    await inTransaction(db, (tx) =>
      tx
        .insertInto('pipelines_input')
        .values({ ...row, ...sumOf(content) })
        .execute(),
    )
  }
  for (const [file, content] of Object.entries(outputs)) {
    const fileId = await store(pipelines, area, pathOf(owned, 'completed', file), content)
    const row = { experiment_id: id, name: file, file_id: fileId, added_at: now }
    await inTransaction(db, (tx) =>
      tx
        .insertInto('pipelines_output')
        .values({ ...row, ...sumOf(content) })
        .execute(),
    )
  }
  await inTransaction(db, (tx) =>
    tx.insertInto('pipelines_step').values({ experiment_id: id, at: now, step: status, text: '' }).execute(),
  )
  return id
}

const sumOf = (content: Buffer | string) => ({
  size: Buffer.byteLength(content),
  sha256: hash('sha256', content),
})

async function store(
  { db, kernel }: Pipelines,
  area: Area,
  path: string,
  content: Buffer | string,
  account?: number,
): Promise<number> {
  const incoming = await area.receive(Readable.from([Buffer.from(content)]))
  await area.keep(incoming, path)
  const { size, sha256 } = incoming
  const file = { area: area.name, path, size, sha256, createdAt: kernel.clock.now() }
  const row = await inTransaction(db, (tx) =>
    insertFile(tx, { ...file, ...(account !== undefined && { accountId: account }) }),
  )
  await incoming.discard()
  if (!row) throw new Error(`There is a file ${path} already.`)
  return row.id
}

/** A batch without experiments; they name it. */
export async function giveBatch(
  { db, kernel }: Pipelines,
  { account, name }: { account: number; name: string },
): Promise<number> {
  const now = kernel.clock.now()
  const row = await inTransaction(db, (tx) =>
    tx
      .insertInto('pipelines_batch')
      .values({
        account_id: account,
        app: 'test-app',
        name,
        words_folded: fold(name),
        created_at: now,
        notify: 0,
        told_at: null,
      })
      .returning('id')
      .executeTakeFirstOrThrow(),
  )
  return row.id
}

/** A version of an app's definition, as experiments name it; nothing of it is installed. Gives the version's number. */
export async function giveAppVersion(
  { db, kernel }: Pipelines,
  definition: Pick<AppDefinition, 'key' | 'label'> & Partial<AppDefinition>,
): Promise<number> {
  const now = kernel.clock.now()
  return inTransaction(db, async (tx) => {
    const app = await tx
      .insertInto('pipelines_app')
      .values({ key: definition.key, source: 'folder', current: 1, archived_at: null })
      .returning('id')
      .executeTakeFirstOrThrow()
    const text = JSON.stringify({ version: '1.0', sections: [], outputs: [], env: {}, ...definition })
    const version = await tx
      .insertInto('pipelines_app_version')
      .values({
        app_id: app.id,
        version: 1,
        label: definition.version ?? '1.0',
        words_folded: fold(definition.label),
        definition: text,
        sha256: hash('sha256', text),
        seen_at: now,
      })
      .returning('id')
      .executeTakeFirstOrThrow()
    return version.id
  })
}
