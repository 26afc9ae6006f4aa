import { findFile } from '../../../kernel/files/file.store.ts'
import { relink } from '../../../kernel/files/relink.ts'
import type { Facts } from '../facts/facts.ts'
import type { Pipelines } from '../pipelines.ts'
import { findUpload } from '../uploads/upload.store.ts'
import { experimentProblems as problems } from './experiment-problems.ts'
import type { NewInput } from './form.ts'
import { requireExperiment } from './require.ts'

/** A file that is here already, named by a form. Each that is taken is discarded by whoever took it. */
export type Reference =
  | { upload: number }
  | { experiment: number; output: string }
  | { experiment: number; input: string }

/** Takes a file that is here already for one more experiment; no byte is copied. */
export async function takeReference(
  pipelines: Pipelines,
  account: number,
  { field, reference }: { field: string; reference: Reference },
): Promise<NewInput> {
  return 'upload' in reference
    ? takeUpload(pipelines, account, field, reference.upload)
    : takeOfExperiment(pipelines, account, field, reference)
}

async function takeUpload(
  pipelines: Pipelines,
  account: number,
  field: string,
  id: number,
): Promise<NewInput> {
  const { db, kernel } = pipelines
  const row = await findUpload(db, { id, account, now: kernel.clock.now() })
  if (!row || row.file_id === null) throw problems.gone('The upload')
  const incoming = await takeFile(pipelines, row.file_id, `The upload "${row.name}"`)
  const facts = row.facts === null ? null : (JSON.parse(row.facts) as Facts)
  return { field, name: row.name, incoming, source: { from: 'upload', upload: id }, facts }
}

async function takeOfExperiment(
  pipelines: Pipelines,
  accountId: number,
  field: string,
  reference: { experiment: number; output: string } | { experiment: number; input: string },
): Promise<NewInput> {
  const { db } = pipelines
  const { experiment } = reference
  const isOutput = 'output' in reference
  await requireExperiment(pipelines, { accountId }, experiment, isOutput ? 'results' : 'inputs')
  const name = isOutput ? reference.output : reference.input
  const row = await db
    .selectFrom(isOutput ? 'pipelines_output' : 'pipelines_input')
    .select('file_id')
    .where('experiment_id', '=', experiment)
    .where('name', '=', name)
    .executeTakeFirst()
  const what = `"${name}" of experiment ${experiment}`
  if (row?.file_id == null) throw problems.gone(what)
  const incoming = await takeFile(pipelines, row.file_id, what)
  return { field, name, incoming, source: { from: 'experiment', experiment, output: name } }
}

async function takeFile({ db, files }: Pipelines, id: number, what: string) {
  const row = await findFile(db, id)
  if (!row) throw problems.gone(what)
  return relink(files, row).catch((error) => {
    throw (error as { code?: string }).code === 'file_missing' ? problems.gone(what) : error
  })
}
