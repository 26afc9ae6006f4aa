import { inTransaction, lock } from '../../../kernel/db/db.ts'
import type { Incoming } from '../../../kernel/files/area.ts'
import { FileExists } from '../../../kernel/files/failures.ts'
import { changeFile, findFile, insertFile } from '../../../kernel/files/file.store.ts'
import { isFolder } from '../../../kernel/files/folder.ts'
import { type Replaced, replaceFile } from '../../../kernel/files/replace.ts'
import type { FileRow } from '../../../kernel/files/tables.ts'
import type { By } from '../../../kernel/journal/journal.ts'
import { type Pipelines, SERVICE } from '../pipelines.ts'
import type { ExperimentRow, OutputRow, Tx } from '../tables.ts'
import * as store from './experiment.store.ts'
import { experimentProblems as problems } from './experiment-problems.ts'
import { pathOf } from './place.ts'
import { audienceOf } from './status.ts'

/** A result that is whole, but not yet in its place. Whoever made it discards it in the end. */
export interface NewOutput {
  /** Below the folder of results; distinct within one call. */
  name: string
  incoming: Incoming
}

interface Placed {
  output: NewOutput
  path: string
  /** The row whose bytes it replaced. */
  old?: { row: FileRow; bytes: Replaced }
}

/**
 * Puts results in their place and commits their rows together with what `work` does, or nothing of it: a name that is there
 * already is replaced at once for whoever looks.
 */
export async function storeOutputs<R>(
  pipelines: Pipelines,
  experiment: ExperimentRow,
  outputs: readonly NewOutput[],
  work: (tx: Tx) => Promise<R>,
): Promise<R> {
  const { kernel, experiments } = pipelines
  return experiments.watch.alone(experiment.id, async () => {
    experiments.watch.leave(experiment.id)
    const stored = await storedFiles(pipelines, experiment, outputs)
    const done = Promise.withResolvers<R>()
    const run = async () =>
      done.resolve(await placeAndCommit(pipelines, { experiment, outputs, stored }, work))
    // Bytes that are replaced go away: a backup may be about to read them.
    await (stored.size > 0 ? kernel.removals.run(run) : run())
    return done.promise
  })
}

interface Order {
  experiment: ExperimentRow
  outputs: readonly NewOutput[]
  /** What lies there under one of these names. */
  stored: ReadonlyMap<string, FileRow>
}

async function placeAndCommit<R>(
  pipelines: Pipelines,
  order: Order,
  work: (tx: Tx) => Promise<R>,
): Promise<R> {
  const { experiment, outputs } = order
  const placed: Placed[] = []
  try {
    await placeAll(pipelines, order, placed)
    const result = await inTransaction(pipelines.db, async (tx) => {
      await lock(tx, 'pipelines_experiment', [experiment.id])
      await insertRows(pipelines, tx, experiment, placed)
      return work(tx)
    })
    for (const { old } of placed) await old?.bytes.forget()
    return result
  } catch (error) {
    // Whether it is committed is not known: `recoverArea` looks at the rows and decides.
    if ((error as { code?: string }).code === 'database_unavailable')
      for (const { incoming } of outputs) incoming.leave()
    else await takeBack(pipelines, placed)
    throw error
  }
}

async function storedFiles(
  { db }: Pick<Pipelines, 'db'>,
  experiment: ExperimentRow,
  outputs: readonly NewOutput[],
): Promise<Map<string, FileRow>> {
  const names = new Set(outputs.map(({ name }) => name))
  const found = new Map<string, FileRow>()
  for (const { name, file_id } of await store.listOutputs(db, [experiment.id], { there: true })) {
    const row = names.has(name) && file_id !== null ? await findFile(db, file_id) : undefined
    if (row) found.set(name, row)
  }
  return found
}

async function placeAll(
  pipelines: Pipelines,
  { experiment, outputs, stored: known }: Order,
  placed: Placed[],
): Promise<void> {
  const { files: area } = pipelines
  for (const output of outputs) {
    const stored = known.get(output.name)
    const path = stored?.path ?? pathOf(experiment, 'completed', output.name)
    if (stored) {
      placed.push({
        output,
        path,
        old: { row: stored, bytes: await replaceFile(area, output.incoming, stored) },
      })
      continue
    }
    try {
      await area.keep(output.incoming, path)
    } catch (error) {
      if (!(error instanceof FileExists)) throw error
      if (await isFolder(area, path)) throw problems.isFolder(output.name)
      // A backend that sees the folder has put it there, or a part of it; what comes by the protocol counts.
      await area.remove(path)
      await area.keep(output.incoming, path)
    }
    placed.push({ output, path })
  }
}

async function takeBack({ files: area }: Pipelines, placed: readonly Placed[]): Promise<void> {
  for (const { path, old } of placed) await (old ? old.bytes.undo() : area.remove(path))
}

async function insertRows(
  { kernel, files: area }: Pipelines,
  tx: Tx,
  experiment: ExperimentRow,
  placed: readonly Placed[],
): Promise<void> {
  const now = kernel.clock.now()
  for (const { output, path, old } of placed) {
    const { size, sha256 } = output.incoming
    const file = { area: area.name, path, size, sha256, createdAt: now }
    if (old) await changeFile(tx, old.row.id, file)
    const fileId = old?.row.id ?? (await insertFile(tx, file))?.id
    if (fileId === undefined) throw new Error('A result was stored by somebody else just now.')
    await upsertOutput(tx, {
      experiment_id: experiment.id,
      name: output.name,
      size,
      sha256,
      file_id: fileId,
      added_at: now,
    })
  }
}

export async function upsertOutput(tx: Tx, row: Omit<OutputRow, 'id'>): Promise<void> {
  const { experiment_id: _id, name: _name, ...changed } = row
  await tx
    .insertInto('pipelines_output')
    .values(row)
    .onConflict((on) => on.columns(['experiment_id', 'name']).doUpdateSet(changed))
    .execute()
}

/** Writes into the journal that results came. */
export function noteOutputs(
  { kernel }: Pick<Pipelines, 'kernel'>,
  tx: Tx,
  experiment: ExperimentRow,
  { by, files, bytes }: { by: By; files: number; bytes: number },
): Promise<void> {
  return kernel.journal.record(tx, {
    by,
    action: 'pipelines.output.added',
    object: `pipelines.experiment:${experiment.id}`,
    service: SERVICE,
    details: { files, bytes },
    audience: audienceOf(experiment),
  })
}
