import { createWriteStream } from 'node:fs'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import type { OsUser } from '../../../kernel/execution/execution.ts'
import { openChecked } from '../../../kernel/files/checked.ts'
import { partsOf } from '../../../kernel/files/name.ts'
import type { Pipelines } from '../pipelines.ts'
import type { Db, ExperimentRow } from '../tables.ts'
import { handOver, makeWork, type Work, workOf } from './work.ts'

const MOST = 10_000

/** What is wrong with an experiment itself: another try would end the same. */
export class Hopeless extends Error {
  override readonly name = 'Hopeless'
}

export interface Staged {
  work: Work
  user: OsUser | undefined
  /** Paths by field, in the order of the form. */
  files: Record<string, string[]>
}

/**
 * Copies the inputs of an experiment to where it works. Never a second name of our own file: what a program does to its
 * inputs is done to its copy. What was damaged on the disk is not handed out.
 */
export async function stageInputs(
  pipelines: Pipelines,
  experiment: ExperimentRow,
  signal: AbortSignal,
): Promise<Staged> {
  const { kernel, db, files: area, executions } = pipelines
  const work = workOf(pipelines, experiment)
  // Whoever has no account to run as is told before anything is copied.
  const user = await executions.userOf(experiment.account_id ?? undefined)
  const inputs = await listStored(db, experiment.id)
  await makeWork(work)
  const files: Record<string, string[]> = Object.create(null)
  for (const { field, name, path, size, sha256 } of inputs) {
    signal.throwIfAborted()
    if (path === null || sha256 === null || size === null)
      throw new Hopeless(`Its input ${name} was removed. Submit it again with its files.`)
    const [plain] = partsOf(name)
    const target = join(work.inputs, plain ?? name)
    await kernel.space.requireRoom(size)
    const source = await openChecked(area, { path, size, sha256 })
    await pipeline(source, createWriteStream(target, { flags: 'wx', mode: 0o600 }), { signal })
    const others = files[field] ?? []
    files[field] = [...others, target]
  }
  await handOver(work, user)
  return { work, user, files }
}

function listStored(db: Db, experiment: number) {
  return db
    .selectFrom('pipelines_input as i')
    .leftJoin('kernel_file as f', 'f.id', 'i.file_id')
    .select(['i.field', 'i.name', 'f.path', 'f.size', 'f.sha256'])
    .where('i.experiment_id', '=', experiment)
    .orderBy('i.position')
    .orderBy('i.id')
    .limit(MOST)
    .execute()
}
