import type { Once } from '../../../kernel/http/idempotent.ts'
import type { Actor } from '../../../kernel/identity/actor.ts'
import type { By } from '../../../kernel/journal/journal.ts'
import { fieldsOf, listInputs } from '../experiments/experiment.store.ts'
import type { NewInput, Wanted } from '../experiments/form.ts'
import { takeReference } from '../experiments/references.ts'
import { ACTIVE } from '../experiments/status.ts'
import { type Submitted, submitExperiments } from '../experiments/submit.ts'
import type { Pipelines } from '../pipelines.ts'
import { problems as common } from '../problems.ts'
import { mayReadBatch } from '../sharing/rights.ts'
import type { BatchRow, ExperimentRow, InputRow } from '../tables.ts'
import { findBatch, listOfBatch } from './batch.store.ts'
import { problems } from './batch-problems.ts'

/** A batch of one's own; it is not there for anybody else. */
export async function requireBatch(
  { db }: Pick<Pipelines, 'db'>,
  { accountId }: Pick<Actor, 'accountId'>,
  id: number,
): Promise<BatchRow> {
  const row = await findBatch(db, { id, account: accountId })
  if (!row) throw common.notFound()
  return row
}

/** One that is one's own or shared with one. */
export async function requireReadableBatch(
  { db, kernel }: Pick<Pipelines, 'db' | 'kernel'>,
  { accountId }: Pick<Actor, 'accountId'>,
  id: number,
): Promise<BatchRow> {
  const row = await findBatch(db, { id })
  const asked = { accountId, now: kernel.clock.now() }
  if (!row || !(await mayReadBatch(db, asked, row))) throw common.notFound()
  return row
}

/** Ends all of it that waits or runs, and gives those that it was not too late for. */
export async function cancelBatch(pipelines: Pipelines, by: By, { id }: BatchRow): Promise<number[]> {
  const rows = await listOfBatch(pipelines.db, id, ACTIVE)
  return rows.length === 0 ? [] : pipelines.runner.cancel({ by, ids: rows.map((row) => row.id) })
}

/** Hands in once more what failed, with the same forms and files, as a batch of its own. */
export async function rerunFailed(
  pipelines: Pipelines,
  { actor, by, once, batch }: { actor: Actor; by: By; once?: Once | undefined; batch: BatchRow },
): Promise<Submitted> {
  const { db } = pipelines
  const failed = await listOfBatch(db, batch.id, ['failed'])
  if (failed.length === 0) throw problems.nothingFailed()
  const inputs = Map.groupBy(
    await listInputs(
      db,
      failed.map(({ id }) => id),
    ),
    ({ experiment_id }) => experiment_id,
  )
  const gone = [...inputs.values()].filter((its) => its.some(({ file_id }) => file_id === null))
  if (gone.length > 0) throw problems.inputsGone(gone.length)
  const taken: NewInput[] = []
  try {
    const experiments: Wanted[] = []
    for (const row of failed) {
      const files = await takeAgain(pipelines, actor, inputs.get(row.id) ?? [], taken)
      experiments.push(againOf(row, files))
    }
    const { app, name, notify } = batch
    return await submitExperiments(pipelines, {
      account: actor.accountId,
      by,
      once,
      batch: { app, name, notify: notify === 1 },
      experiments,
    })
  } finally {
    for (const { incoming } of taken) await incoming.discard()
  }
}

async function takeAgain(
  pipelines: Pipelines,
  { accountId }: Actor,
  inputs: readonly InputRow[],
  taken: NewInput[],
): Promise<NewInput[]> {
  const files: NewInput[] = []
  for (const { experiment_id: experiment, field, name } of inputs) {
    const reference = { experiment, input: name }
    files.push(await takeReference(pipelines, accountId, { field, reference }))
    taken.push(files.at(-1) as NewInput)
  }
  return files
}

const againOf = (row: ExperimentRow, files: NewInput[]): Wanted => ({
  app: row.app,
  host: row.host,
  label: row.label ?? undefined,
  name: row.name,
  description: row.description,
  fields: fieldsOf(row),
  files,
  like: row.id,
})
