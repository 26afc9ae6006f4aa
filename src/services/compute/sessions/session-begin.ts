import type { ExecutionRow } from '../../../kernel/execution/tables.ts'
import { MINUTE_MS } from '../../../kernel/span.ts'
import type { Compute } from '../compute.ts'
import { definitionIn } from '../kinds/definition.ts'
import type { Db, SessionRow, Tx } from '../tables.ts'
import { addStep, moveSession } from './session.store.ts'
import { recordSession } from './session.ts'
import { tellReady } from './session-notices.ts'

/** What a session's kind was when it was started. */
export async function definitionOf(db: Db, { kind_id, kind_version }: SessionRow) {
  const row = await db
    .selectFrom('compute_kind_version')
    .select('definition')
    .where('kind_id', '=', kind_id)
    .where('version', '=', kind_version)
    .executeTakeFirstOrThrow()
  return definitionIn(row)
}

/** The number of a process or of a scheduler, as the protocol shows it. */
function jobIdOf({ handle }: ExecutionRow): number {
  if (handle === null) return -1
  const { pid, job } = JSON.parse(handle) as { pid?: number; job?: number | string }
  const id = Number(pid ?? job)
  return Number.isSafeInteger(id) ? id : -1
}

/** It waits in a queue. */
export async function queueSession(tx: Tx, session: SessionRow, execution: ExecutionRow): Promise<void> {
  const message = execution.reason ?? 'Waiting in the queue.'
  const row = await moveSession(tx, session.id, ['pending'], {
    message,
    resource_job_id: jobIdOf(execution),
  })
  if (row && session.resource_job_id === -1)
    await addStep(tx, row.id, { at: execution.submitted_at ?? row.created_at, step: 'queued', text: message })
}

/** Its processes run. One without a server is ready at once. */
export async function beginSession(
  compute: Compute,
  tx: Tx,
  session: SessionRow,
  execution: ExecutionRow,
): Promise<void> {
  const now = compute.kernel.clock.now()
  const at = execution.started_at ?? now
  const definition = await definitionOf(tx, session)
  const deadline =
    execution.deadline_at ?? (session.minutes === null ? null : at + session.minutes * MINUTE_MS)
  const begun = { started_at: at, resource_job_id: jobIdOf(execution) }
  const row = await moveSession(tx, session.id, ['pending'], {
    ...begun,
    status: 'running',
    message: 'Starting.',
    deadline_at: deadline,
    latest_at: latestOf({ at, deadline, extendMinutes: definition.extendMinutes }),
    last_active_at: now,
  })
  if (!row) {
    // It was to stop before it began: only its figures count.
    if (session.started_at === null) await moveSession(tx, session.id, ['stopping'], begun)
    return
  }
  const where = execution.host === null ? '' : ` on ${execution.host}`
  await addStep(tx, row.id, { at, step: 'starting', text: `Started${where}.` })
  const isServer =
    definition.startPage !== null || definition.readyPath !== null || definition.type === 'terminal'
  if (!isServer)
    await markReady(compute, tx, row, { host: null, port: null, helperPort: null, startPage: null })
}

function latestOf({
  at,
  deadline,
  extendMinutes,
}: {
  at: number
  deadline: number | null
  extendMinutes: number | null
}): number | null {
  if (deadline === null) return null
  return extendMinutes === null ? deadline : Math.max(deadline, at + extendMinutes * MINUTE_MS)
}

/** Where it answers; all empty where it has no server. */
export interface Reached {
  host: string | null
  port: number | null
  helperPort: number | null
  startPage: string | null
}

/** It answers, or has nothing to answer with. False where it is over by now, or was ready before. */
export async function markReady(
  compute: Compute,
  tx: Tx,
  { id }: Pick<SessionRow, 'id'>,
  { host, port, helperPort, startPage }: Reached,
): Promise<boolean> {
  const now = compute.kernel.clock.now()
  const row = await tx
    .updateTable('compute_session')
    .set((is) => ({
      ready_at: now,
      host,
      port,
      helper_port: helperPort,
      start_page: startPage,
      message: host === null ? 'Running.' : 'Ready.',
      last_active_at: now,
      version: is('version', '+', 1),
    }))
    .where('id', '=', id)
    .where('status', '=', 'running')
    .where('ready_at', 'is', null)
    .returningAll()
    .executeTakeFirst()
  if (!row) return false
  await addStep(tx, id, { at: now, step: 'ready', text: host === null ? 'It runs.' : 'Its server answers.' })
  await recordSession(compute, tx, row, {
    by: { via: 'system' },
    action: 'compute.session.ready',
    details: { seconds: Math.round((now - row.created_at) / 100) / 10 },
  })
  if (host !== null) await tellReady(compute, tx, row)
  return true
}
