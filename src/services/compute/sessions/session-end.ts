import { lock } from '../../../kernel/db/db.ts'
import { lastLineOf } from '../../../kernel/execution/plain-text.ts'
import type { ExecutionRow } from '../../../kernel/execution/tables.ts'
import { spanInWords } from '../../../kernel/span.ts'
import type { Compute } from '../compute.ts'
import { askScan } from '../files/scan.ts'
import { coreHoursOf } from '../quotas/figures.ts'
import type { SessionRow, Tx } from '../tables.ts'
import { afterSessionEnded } from '../workspaces/remove.ts'
import { reportOf } from './report.ts'
import { addStep, moveSession, OPEN, restWorkspace } from './session.store.ts'
import { recordSession } from './session.ts'
import { tellEnded } from './session-notices.ts'

export interface Ending {
  execution: ExecutionRow
  /** The end of what it printed, where that could be read. */
  tail: string | null
}

/** Ends a session whose execution is over, once: its state, its figures, its workspace, and what people are told. */
export async function endSession(
  compute: Compute,
  tx: Tx,
  session: SessionRow,
  { execution, tail }: Ending,
): Promise<void> {
  const at = execution.ended_at ?? compute.kernel.clock.now()
  await lock(tx, 'compute_workspace', [session.workspace_id])
  const current = await tx
    .selectFrom('compute_session')
    .selectAll()
    .where('id', '=', session.id)
    .executeTakeFirst()
  if (!current) return
  const started = current.started_at ?? execution.started_at
  const wallMs = started === null ? 0 : Math.max(0, at - started)
  const end = endOf(current, execution, { wallMs, tail })
  const row = await moveSession(tx, session.id, OPEN, {
    ...end,
    started_at: started,
    ended_at: at,
    core_hours: coreHoursOf(current.cpus, wallMs),
    report: JSON.stringify(reportOf(current, wallMs, execution)),
    log_tail: tail,
  })
  if (!row) return
  await addStep(tx, row.id, { at, step: end.status === 'failed' ? 'failed' : 'ended', text: end.message })
  await recordSession(compute, tx, row, {
    by: { via: 'system' },
    action: end.status === 'failed' ? 'compute.session.failed' : 'compute.session.ended',
    details: { cause: end.cause, exitCode: execution.exit_code, coreHours: row.core_hours / 100_000 },
  })
  await restWorkspace(tx, row.workspace_id)
  await askScan(compute, tx, row.workspace_id)
  await tellEnded(compute, tx, row)
  await afterSessionEnded(compute, tx, row.workspace_id)
}

interface End {
  status: 'complete' | 'failed'
  cause: string
  message: string
}

/** Stopped, idle and timed-out sessions are complete; what failed, was refused or got lost says why. */
function endOf(
  session: SessionRow,
  execution: ExecutionRow,
  { wallMs, tail }: { wallMs: number; tail: string | null },
): End {
  const { outcome, exit_code, reason } = execution
  if (session.status === 'stopping' && outcome !== 'lost') {
    const isIdle = session.cause === 'idle'
    return {
      status: 'complete',
      cause: session.cause ?? 'stopped',
      message: isIdle
        ? session.message
        : execution.started_at === null
          ? 'Stopped before it began.'
          : 'Stopped.',
    }
  }
  if (outcome === 'finished') return { status: 'complete', cause: 'finished', message: 'It ended by itself.' }
  if (outcome === 'stopped') return { status: 'complete', cause: 'stopped', message: reason ?? 'Stopped.' }
  if (outcome === 'timed-out')
    return { status: 'complete', cause: 'timed-out', message: reason ?? 'Its time was over.' }
  if (outcome === 'lost')
    return {
      status: 'failed',
      cause: 'lost',
      message: reason ?? 'Its processes are gone, and nobody knows why.',
    }
  if (execution.started_at === null)
    return { status: 'failed', cause: 'refused', message: reason ?? 'It could not be started.' }
  return { status: 'failed', cause: 'failed', message: failureOf({ exit_code, reason }, { wallMs, tail }) }
}

/** `It ended with status 1 after 3 s: No such file.` */
function failureOf(
  { exit_code, reason }: Pick<ExecutionRow, 'exit_code' | 'reason'>,
  { wallMs, tail }: { wallMs: number; tail: string | null },
): string {
  const plain = `It ended with status ${exit_code ?? 'unknown'}`
  // A sentence that says more than a status is about the machine, not about what the program printed last.
  if (reason !== null && reason !== `${plain}.`) return reason
  const line = lastLineOf(tail)
  return `${plain} after ${spanInWords(wallMs)}${line === undefined ? '.' : `: ${line}`}`
}
