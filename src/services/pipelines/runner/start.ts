import { inTransaction } from '../../../kernel/db/db.ts'
import { Refused } from '../../../kernel/execution/execution.ts'
import { Problem } from '../../../kernel/problem.ts'
import { findApp } from '../apps/apps.ts'
import { type AppDefinition, definitionIn } from '../apps/definition.ts'
import { changeStatus } from '../experiments/status.ts'
import type { Pipelines } from '../pipelines.ts'
import type { AppVersionRow, ExperimentRow } from '../tables.ts'
import type { Claimed } from './dispatch.ts'
import { failStarting } from './end.ts'
import { commandOf, orderOf, type Policy } from './order.ts'
import { provenanceAtStart } from './provenance.ts'
import { type Fault, findAttempt, retryOrFail } from './retry.ts'
import { Hopeless, stageInputs } from './stage.ts'
import { removeWork } from './work.ts'

/** It was cancelled, or taken by another node, while its files were copied. */
class Gone extends Error {
  override readonly name = 'Gone'
}

/** Each try is written down, which a full disk has little room for. */
const FULL_MS = 60_000

interface When {
  signal: AbortSignal
  /** Resolves when whatever was claimed before it has begun, or takes longer than it can be waited for. */
  turn: Promise<void>
}

/** Brings what was claimed to where its program is started: its files first, then the order, in one commit with its state. */
export async function startClaimed(pipelines: Pipelines, claimed: Claimed, when: When): Promise<void> {
  const { experiment } = claimed
  try {
    await stageAndStart(pipelines, claimed, when)
  } catch (error) {
    await removeWork(pipelines, experiment)
    if (error instanceof Gone) return
    if (error instanceof Hopeless) return failStarting(pipelines, experiment, error.message)
    await retryOrFail(pipelines, experiment, faultIn(pipelines, { experiment, error, signal: when.signal }))
  }
}

async function stageAndStart(
  pipelines: Pipelines,
  { experiment, host }: Claimed,
  { signal, turn }: When,
): Promise<void> {
  const { version, definition, policy } = await appOf(pipelines, experiment)
  const staged = await stageInputs(pipelines, experiment, signal)
  const parts = { experiment, definition, policy, host, staged }
  const command = commandOf(parts)
  const order = orderOf({ ...parts, command })
  const provenance = await provenanceAtStart({ ...parts, version, order })
  await turn
  signal.throwIfAborted()
  await inTransaction(pipelines.db, async (tx) => {
    if (!(await findAttempt(tx, experiment, ['claimed']))) throw new Gone()
    const { id: execution } = await pipelines.executions.start(tx, order)
    await changeStatus(pipelines, tx, experiment.id, {
      from: ['claimed'],
      to: 'running',
      by: { via: 'system' },
      action: 'started',
      set: {
        execution_id: execution,
        lease_until: null,
        app_version_id: version.id,
        command: JSON.stringify(command),
        provenance: JSON.stringify(provenance),
        message: '',
      },
      step: 'staged',
      details: { host: host.key, attempt: experiment.attempts },
    })
  })
}

interface InstalledVersion {
  version: Pick<AppVersionRow, 'id' | 'version' | 'label' | 'sha256'>
  definition: AppDefinition
  policy: Policy
}

/** As it was when the form was filled in; what an operator says counts as it is now. */
async function appOf(
  pipelines: Pipelines,
  { app, app_version_id }: ExperimentRow,
): Promise<InstalledVersion> {
  const found = await findApp(pipelines, app)
  if (!found) throw new Hopeless(`The app ${app} is not installed any more.`)
  const row = await pipelines.db
    .selectFrom('pipelines_app_version')
    .selectAll()
    .where('id', '=', app_version_id ?? found.version.id)
    .executeTakeFirst()
  if (!row) throw new Hopeless(`The version of ${app} that it was submitted for is not here any more.`)
  return { version: row, definition: definitionIn(row), policy: found.policy }
}

function faultIn(
  { kernel }: Pipelines,
  { experiment, error, signal }: { experiment: ExperimentRow; error: unknown; signal: AbortSignal },
): Fault {
  if (signal.aborted)
    return { message: 'The server was started anew before it began.', cause: 'lost', counted: false }
  if (error instanceof Refused) return { message: error.message, cause: 'refused', counted: true }
  if (error instanceof Problem) {
    const { message } = error
    if (error.code === 'storage_full') return { message, cause: 'refused', counted: false, pauseMs: FULL_MS }
    return { message, cause: 'refused', counted: true }
  }
  kernel.log.error({ err: error, experiment: experiment.id }, 'An experiment could not be begun.')
  return { message: 'The server could not prepare it.', cause: 'refused', counted: true }
}
