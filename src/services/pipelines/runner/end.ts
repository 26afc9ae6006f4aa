import { inTransaction } from '../../../kernel/db/db.ts'
import type { ExecutionRow } from '../../../kernel/execution/tables.ts'
import { FileExists } from '../../../kernel/files/failures.ts'
import { findFileAt, insertFile } from '../../../kernel/files/file.store.ts'
import { definitionIn } from '../apps/definition.ts'
import { noteOutputs, storeOutputs } from '../experiments/outputs.ts'
import { addStep, changeStatus, type StatusChange } from '../experiments/status.ts'
import type { Pipelines } from '../pipelines.ts'
import type { Db, ExperimentRow, Tx } from '../tables.ts'
import { takeLog } from './log.ts'
import { faultOfOutputs, type Outcome, outcomeOf, withLastLine } from './outcome.ts'
import { type Collected, collectOutputs, readVersion } from './outputs.ts'
import { provenanceAtEnd } from './provenance.ts'
import { findAttempt, retryOrFail } from './retry.ts'
import { removeWork, workOf } from './work.ts'

const NOTHING: Collected = { files: [], notes: [] }

/** It was cancelled while its results were taken: what was taken goes. */
class Cancelled extends Error {
  override readonly name = 'Cancelled'
}

/**
 * Ends an experiment whose execution is over: its results and its log are on disk, with their rows, in the commit that says how
 * it ended. A crash at any moment leaves it as it was, and the next start does it again.
 */
export async function endExperiment(
  pipelines: Pipelines,
  { experiment, execution }: { experiment: ExperimentRow; execution: ExecutionRow },
  signal: AbortSignal,
): Promise<void> {
  const outcome = outcomeOf(execution, experiment)
  if (outcome.is === 'fault') {
    const { message, cause } = outcome
    await retryOrFail(pipelines, experiment, { message, cause, counted: true })
  } else {
    await storeEnd(pipelines, { experiment, execution, outcome }, signal)
  }
  await removeWork(pipelines, experiment)
}

/** Its files could not even be brought to it, and never will. */
export async function failStarting(
  pipelines: Pipelines,
  experiment: ExperimentRow,
  message: string,
): Promise<void> {
  await inTransaction(pipelines.db, async (tx) => {
    if (!(await findAttempt(tx, experiment, ['claimed']))) return
    await changeStatus(pipelines, tx, experiment.id, {
      from: ['claimed'],
      to: 'failed',
      by: { via: 'system' },
      action: 'failed',
      set: { cause: 'refused', message },
      text: message,
    })
  })
}

interface Ending {
  experiment: ExperimentRow
  execution: ExecutionRow
  outcome: Exclude<Outcome, { is: 'fault' }>
}

async function storeEnd(pipelines: Pipelines, ending: Ending, signal: AbortSignal): Promise<void> {
  const { experiment, outcome } = ending
  const outputs = await outputsOf(pipelines.db, experiment)
  const work = workOf(pipelines, experiment)
  const collected =
    outcome.is === 'cancelled'
      ? NOTHING
      : await collectOutputs(pipelines, {
          work,
          globs: outputs.map(({ glob }) => glob),
          signal,
        })
  const log = await takeLog(pipelines, experiment)
  const program = await readVersion(work)
  try {
    if (log) await keepLog(pipelines, log)
    const change = changeOf(ending, {
      fault: outcome.is === 'finished' ? faultOfOutputs(outputs, collected) : collected.overflow,
      tail: log?.tail,
    })
    await storeOutputs(pipelines, experiment, collected.files, async (tx) => {
      const row = await findAttempt(tx, experiment, ['running'])
      if (!row || (row.cancel_asked_at !== null && outcome.is !== 'cancelled')) throw new Cancelled()
      await writeEnd(pipelines, tx, { ...ending, collected, log, program, change })
    })
  } catch (error) {
    // The same end comes again, and takes it anew.
    if (!(error instanceof Cancelled)) throw error
  } finally {
    for (const { incoming } of collected.files) await incoming.discard()
    await log?.incoming.discard()
  }
}

type Log = NonNullable<Awaited<ReturnType<typeof takeLog>>>

interface Taken {
  collected: Collected
  log: Log | undefined
  program: string | null
}

/** One that a server left that died here is the same. */
async function keepLog({ db, logs }: Pipelines, { path, incoming }: Log): Promise<void> {
  try {
    await logs.keep(incoming, path)
  } catch (error) {
    if (!(error instanceof FileExists) || (await findFileAt(db, logs.name, path))) throw error
    await logs.remove(path)
    await logs.keep(incoming, path)
  }
}

async function writeEnd(
  pipelines: Pipelines,
  tx: Tx,
  { experiment, execution, collected, log, program, change }: Ending & Taken & { change: StatusChange },
): Promise<void> {
  const { kernel, logs } = pipelines
  const file = log && {
    area: logs.name,
    path: log.path,
    size: log.incoming.size,
    sha256: log.incoming.sha256,
    createdAt: kernel.clock.now(),
  }
  const stored = file && (await insertFile(tx, file))
  for (const note of collected.notes) await addStep(pipelines, tx, experiment.id, 'collected', note)
  const bytes = collected.files.reduce((sum, { incoming }) => sum + incoming.size, 0)
  const files = collected.files.length
  if (files > 0) await noteOutputs(pipelines, tx, experiment, { by: change.by, files, bytes })
  await changeStatus(pipelines, tx, experiment.id, {
    ...change,
    set: {
      ...change.set,
      exit_code: execution.exit_code,
      cpu_seconds: execution.cpu_seconds,
      peak_bytes: execution.peak_bytes,
      started_at: execution.started_at,
      log_file_id: stored?.id ?? null,
      provenance: provenanceAtEnd(experiment, execution, program),
    },
  })
}

function changeOf(
  { outcome, experiment }: Ending,
  { fault, tail }: { fault: string | undefined; tail: string | undefined },
): StatusChange {
  const base = { from: ['running'], by: { via: 'system' } } as const
  if (outcome.is === 'cancelled')
    return {
      ...base,
      to: 'cancelled',
      action: 'cancelled',
      set: { cause: 'cancelled' },
      text: experiment.message,
    }
  if (outcome.is === 'finished' && fault === undefined)
    return { ...base, to: 'completed', action: 'completed', set: { cause: 'finished', message: '' } }
  const [cause, message] =
    outcome.is === 'failed'
      ? [outcome.cause, withLastLine(outcome.message, tail)]
      : (['outputs', fault ?? ''] as const)
  return { ...base, to: 'failed', action: 'failed', set: { cause, message }, text: message }
}

async function outputsOf(db: Db, { app_version_id }: ExperimentRow) {
  if (app_version_id === null) return []
  const row = await db
    .selectFrom('pipelines_app_version')
    .select('definition')
    .where('id', '=', app_version_id)
    .executeTakeFirst()
  return row ? definitionIn(row).outputs : []
}
