import { Type } from 'typebox'
import { type KernelDb, type KernelTx, viewOf } from '../../../kernel/db/db.ts'
import { dropFolder } from '../../../kernel/files/folder.ts'
import { removeFile } from '../../../kernel/files/remove.ts'
import type { Merging } from '../../../kernel/identity/merge.ts'
import type { Holding } from '../../../kernel/identity/own-data.ts'
import { defineJob, enqueue, type Job } from '../../../kernel/jobs/jobs.ts'
import { ACTIVE, changeStatus } from '../experiments/status.ts'
import { moveSettings } from '../people/setting.ts'
import type { Pipelines } from '../pipelines.ts'
import type { PipelinesTables, Tx } from '../tables.ts'
import { forgetTold } from './told.ts'

const MOST = 10_000
const SYSTEM = { via: 'system' } as const
const dbOf = (db: KernelDb) => viewOf<PipelinesTables>(db)
const txOf = (tx: KernelTx) => viewOf<PipelinesTables>(tx)

const payload = Type.Object({ account: Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER }) })

/** Removes what lies in the folder of somebody who is gone, beside the files that rows name: notes, and what was cut. */
export const eraseFolder: Job<typeof payload, Pipelines> = defineJob({
  name: 'pipelines.erase-folder',
  payload,
  async run({ account }, { db, files, kernel }) {
    await kernel.removals.run(async () => {
      // Of an account that became part of another one files stay in this folder, and are the other's.
      const left = await db
        .selectFrom('kernel_file')
        .select('id')
        .where('area', '=', files.name)
        .where('path', '>', `${account}/`)
        .where('path', '<', `${account}0`)
        .limit(1)
        .executeTakeFirst()
      if (!left) await dropFolder(files, String(account))
    })
  },
})

/** What pipelines hold of a person: experiments with their files, batches, uploads, shares, settings. */
export const pipelinesHolding = (pipelines: Pipelines): Holding => ({
  what: 'pipelines',
  export: (db, account) => exportOf(db, account),
  async erase(kernelTx, account) {
    const tx = txOf(kernelTx)
    await endAll(pipelines, tx, account)
    await removeFiles(tx, account)
    await forget(pipelines, tx, account)
    await enqueue(tx, eraseFolder, { account }, { key: `${eraseFolder.name}:${account}` })
  },
})

async function exportOf(kernelDb: KernelDb, account: number): Promise<object> {
  const db = dbOf(kernelDb)
  const own = <T extends 'pipelines_experiment' | 'pipelines_batch' | 'pipelines_upload'>(table: T) =>
    db
      .selectFrom(table as 'pipelines_batch')
      .where('account_id', '=', account)
      .orderBy('id')
      .limit(MOST)
  const filesIn = (table: 'pipelines_input' | 'pipelines_output') =>
    db
      .selectFrom(`${table as 'pipelines_input'} as f`)
      .innerJoin('pipelines_experiment as e', 'e.id', 'f.experiment_id')
      .select(['f.experiment_id', 'f.name', 'f.size', 'f.sha256'])
      .where('e.account_id', '=', account)
      .orderBy('f.id')
      .limit(MOST)
      .execute()
  return {
    experiments: await db
      .selectFrom('pipelines_experiment')
      .select(['id', 'app', 'host', 'label', 'name', 'description', 'params', 'status', 'message'])
      .select(['created_at', 'started_at', 'ended_at', 'exit_code', 'exit_text', 'command', 'provenance'])
      .select(['batch_id', 'inputs_removed_at', 'outputs_removed_at'])
      .where('account_id', '=', account)
      .orderBy('id')
      .limit(MOST)
      .execute(),
    inputs: await filesIn('pipelines_input'),
    outputs: await filesIn('pipelines_output'),
    batches: await own('pipelines_batch').select(['id', 'name', 'app', 'created_at']).execute(),
    uploads: await db
      .selectFrom('pipelines_upload')
      .select(['id', 'name', 'path', 'size', 'sha256', 'created_at'])
      .where('account_id', '=', account)
      .orderBy('id')
      .limit(MOST)
      .execute(),
    shares: await db
      .selectFrom('pipelines_share')
      .select(['id', 'experiment_id', 'batch_id', 'account_id', 'group_id', 'made_by', 'made_at', 'ends_at'])
      .where((is) => is.or([is('made_by', '=', account), is('account_id', '=', account)]))
      .orderBy('id')
      .limit(MOST)
      .execute(),
    settings: await db
      .selectFrom('pipelines_setting')
      .select(['name', 'value'])
      .where('account_id', '=', account)
      .orderBy('name')
      .limit(MOST)
      .execute(),
    signUp: await db
      .selectFrom('pipelines_applicant')
      .select(['state', 'applied_at', 'verified_at', 'decided_at', 'decision'])
      .where('account_id', '=', account)
      .executeTakeFirst(),
    limits: await db
      .selectFrom('pipelines_limit')
      .select(['files', 'running', 'set_at'])
      .where('account_id', '=', account)
      .executeTakeFirst(),
  }
}

/** What still waits or is at work ends: with its person goes what it works for. */
async function endAll(pipelines: Pipelines, tx: Tx, account: number): Promise<void> {
  const open = await tx
    .selectFrom('pipelines_experiment')
    .select(['id', 'execution_id'])
    .where('account_id', '=', account)
    .where('status', 'in', ACTIVE)
    .orderBy('id')
    .limit(MOST)
    .execute()
  for (const { id, execution_id } of open) {
    if (execution_id !== null) await pipelines.executions.stop(tx, execution_id)
    await changeStatus(pipelines, tx, id, {
      ...{ from: ACTIVE, to: 'cancelled', by: SYSTEM, action: 'cancelled' },
      set: { cause: 'cancelled', message: '' },
    })
  }
}

async function removeFiles(tx: Tx, account: number): Promise<void> {
  const own = tx.selectFrom('pipelines_experiment').select('id').where('account_id', '=', account)
  for (const table of ['pipelines_input', 'pipelines_output'] as const) {
    const rows = await tx
      .deleteFrom(table as 'pipelines_input')
      .where('experiment_id', 'in', own)
      .returning('file_id')
      .execute()
    for (const { file_id } of rows) if (file_id !== null) await removeFile(tx, file_id)
  }
  const logs = await tx
    .selectFrom('pipelines_experiment')
    .select('log_file_id')
    .where('account_id', '=', account)
    .where('log_file_id', 'is not', null)
    .execute()
  for (const { log_file_id } of logs) if (log_file_id !== null) await removeFile(tx, log_file_id)
  const uploads = await tx
    .deleteFrom('pipelines_upload')
    .where('account_id', '=', account)
    .returning('file_id')
    .execute()
  for (const { file_id } of uploads) if (file_id !== null) await removeFile(tx, file_id)
}

/** What is left of their experiments is counted on, and says nothing about anybody. */
async function forget({ kernel }: Pipelines, tx: Tx, account: number): Promise<void> {
  const now = kernel.clock.now()
  const own = tx.selectFrom('pipelines_experiment').select('id').where('account_id', '=', account)
  const batches = tx.selectFrom('pipelines_batch').select('id').where('account_id', '=', account)
  await forgetTold(tx, account)
  await tx
    .deleteFrom('pipelines_share')
    .where((is) =>
      is.or([
        is('experiment_id', 'in', own),
        is('batch_id', 'in', batches),
        is('account_id', '=', account),
        is('made_by', '=', account),
      ]),
    )
    .execute()
  await tx.deleteFrom('pipelines_step').where('experiment_id', 'in', own).execute()
  await tx
    .updateTable('pipelines_experiment')
    .set((is) => ({
      ...{ account_id: null, name: '', words_folded: '', description: '', label: null, params: '[]' },
      ...{ message: '', exit_text: null, command: null, provenance: null, log_file_id: null },
      ...{ notify: 0, note_due: null, inputs_until: null, outputs_until: null },
      inputs_removed_at: is.fn.coalesce('inputs_removed_at', is.val(now)),
      outputs_removed_at: is.fn.coalesce('outputs_removed_at', is.val(now)),
    }))
    .where('account_id', '=', account)
    .execute()
  await tx
    .updateTable('pipelines_batch')
    .set({ account_id: null, name: '', words_folded: '', notify: 0 })
    .where('account_id', '=', account)
    .execute()
  for (const table of ['pipelines_setting', 'pipelines_applicant', 'pipelines_limit'] as const)
    await tx.deleteFrom(table).where('account_id', '=', account).execute()
  await tx.deleteFrom('kernel_quota').where('account_id', '=', account).execute()
}

/** When two accounts become one, its experiments stay in their folders and have another owner. */
export const pipelinesMerging = (pipelines: Pipelines): Merging => ({
  what: 'experiments',
  async count(db, from) {
    const { n } = await dbOf(db)
      .selectFrom('pipelines_experiment')
      .select((is) => is.fn.countAll<number>().as('n'))
      .where('account_id', '=', from)
      .executeTakeFirstOrThrow()
    return Number(n)
  },
  async move(kernelTx, from, to) {
    const tx = txOf(kernelTx)
    for (const table of ['pipelines_experiment', 'pipelines_batch', 'pipelines_upload'] as const)
      await tx
        .updateTable(table as 'pipelines_batch')
        .set({ account_id: to })
        .where('account_id', '=', from)
        .execute()
    for (const side of ['account_id', 'made_by'] as const)
      await tx
        .updateTable('pipelines_share')
        .set({ [side]: to })
        .where(side, '=', from)
        .execute()
    await tx
      .updateTable('kernel_file')
      .set({ account_id: to })
      .where('area', '=', pipelines.files.name)
      .where('account_id', '=', from)
      .execute()
    await moveSettings(pipelines, tx, from, to)
    for (const table of ['pipelines_applicant', 'pipelines_limit'] as const)
      await tx.deleteFrom(table).where('account_id', '=', from).execute()
  },
})
