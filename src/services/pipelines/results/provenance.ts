import { optionalTime, time } from '../../../kernel/api/shapes.ts'
import { type AppDefinition, definitionIn } from '../apps/definition.ts'
import { fieldsOf, listInputs, listOutputs } from '../experiments/experiment.store.ts'
import type { Pipelines } from '../pipelines.ts'
import { withoutPlaces } from '../product/programs.ts'
import { workOf } from '../runner/work.ts'
import type { ExperimentRow } from '../tables.ts'
import { findMadeWith } from './experiment-list.store.ts'

/** Everything that is known of how results came to be, for people and for programs. */
export interface Provenance {
  experiment: Record<string, unknown>
  app: Record<string, unknown>
  command: string[] | null
  /** Text fields in the order of the form; several of one name are several values. */
  parameters: { name: string; value: string }[]
  inputs: { field: string; name: string; size: number; sha256: string; source: unknown }[]
  outputs: { name: string; size: number; sha256: string }[]
  /** Programs with their versions, image, host, limits: what the runner wrote down. */
  environment: unknown
  times: Record<string, string | null>
  end: Record<string, unknown>
}

/** Arguments with folders as they are named in a bundle, wherever the server lies: `inputs/…` and `outputs/…`. */
function commandIn(pipelines: Pick<Pipelines, 'kernel'>, row: ExperimentRow): string[] | null {
  if (row.command === null) return null
  const { folder } = workOf(pipelines, row)
  const command = JSON.parse(row.command) as string[]
  return withoutPlaces(command.map((each) => each.replaceAll(`${folder}/`, '')))
}

/** How an experiment's results came to be, and the definition of its app. */
export async function provenanceOf(
  pipelines: Pick<Pipelines, 'db' | 'kernel'>,
  row: ExperimentRow,
): Promise<{ provenance: Provenance; definition: AppDefinition | undefined }> {
  const { db } = pipelines
  const made = await findMadeWith(db, row.id)
  const definition = made.definition === null ? undefined : definitionIn({ definition: made.definition })
  const inputs = await listInputs(db, [row.id])
  const outputs = await listOutputs(db, [row.id])
  const provenance = {
    experiment: {
      id: row.id,
      name: row.name,
      description: row.description,
      label: row.label,
      batch: row.batch_id === null ? null : { id: row.batch_id, name: made.batch_name },
      like: row.like_id,
      attempts: row.attempts,
      runner: row.runner,
      host: row.host_key ?? row.host,
    },
    app: {
      key: row.app,
      title: definition?.label ?? null,
      version: made.app_label,
      revision: made.app_version,
      definitionSha256: made.app_sha256,
      container: definition?.container ?? null,
    },
    command: commandIn(pipelines, row),
    parameters: fieldsOf(row),
    inputs: inputs.map(({ field, name, size, sha256, source }) => ({
      field,
      name,
      size,
      sha256,
      source: JSON.parse(source) as unknown,
    })),
    outputs: outputs.map(({ name, size, sha256 }) => ({ name, size, sha256 })),
    environment: row.provenance === null ? null : (JSON.parse(row.provenance) as unknown),
    times: {
      submitted: time(row.created_at),
      started: optionalTime(row.started_at),
      ended: optionalTime(row.ended_at),
    },
    end: {
      status: row.status,
      exitCode: row.exit_code,
      exitText: row.exit_text,
      cause: row.cause,
      message: row.message,
      cpuSeconds: row.cpu_seconds,
      peakBytes: row.peak_bytes,
    },
  }
  return { provenance, definition }
}
