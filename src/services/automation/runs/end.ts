import { afterCommit, inTransaction, lock } from '../../../kernel/db/db.ts'
import type { ExecutionRow } from '../../../kernel/execution/tables.ts'
import type { Automation } from '../automation.ts'
import type { HostState } from '../run-tables.ts'
import type { AttemptRow, RunRow, Tx } from '../tables.ts'
import { askerOf } from './begin.ts'
import { releaseLocks } from './host-lock.ts'
import { addRunOutput, type OutputLine } from './output.ts'
import { findAttempt, findRun } from './run.store.ts'
import { recordRun } from './run-record.ts'

/** How an attempt came to its end. */
export interface Ending {
  /** The runner said so, with what kept it from running where something did. */
  said?: { exception?: string | undefined }
  /** Its processes are gone. */
  execution?: Pick<ExecutionRow, 'outcome' | 'reason' | 'exit_code'> | undefined
  /** Of what the runner printed, with nothing in it that must not be shown. */
  lastLine?: string | undefined
  /** Nothing was heard of it for longer than a host may take: something in it does not give way. */
  isStuck?: boolean
}

interface Verdict {
  is: 'aborted' | 'timed-out' | 'stuck' | 'died' | 'said'
  exception: string | null
}

/**
 * Ends an attempt, and its run where that still shows it: whatever is not done by now is told as such. Of several that see the
 * end one writes it. An abort that was asked for wins over everything.
 */
export async function endAttempt(automation: Automation, id: number, ending: Ending): Promise<void> {
  const { kernel, db, runner } = automation
  await inTransaction(db, async (tx) => {
    const known = await findAttempt(tx, id)
    if (known?.status !== 'running') return
    await lock(tx, 'automation_run', [known.run_id])
    await lock(tx, 'automation_attempt', [id])
    const attempt = await findAttempt(tx, id)
    const run = await findRun(tx, known.run_id)
    if (attempt?.status !== 'running' || !run) return
    const verdict = verdictOf(attempt, ending)
    const seq = attempt.seq + 1
    await endHosts(tx, { id, seq, now: kernel.clock.now() }, verdict)
    const ended = await tx
      .updateTable('automation_attempt')
      .set({
        ...(await countsOf(tx, id)),
        status: await statusOf(tx, id, verdict),
        exception: verdict.exception,
        finished_at: kernel.clock.now(),
        nonce_hash: null,
        seq,
      })
      .where('id', '=', id)
      .where('status', '=', 'running')
      .returningAll()
      .executeTakeFirst()
    if (!ended) return
    const lines = garbageOf(ended, kernel.clock.now())
    if (lines.length > 0) await addRunOutput(tx, id, lines)
    await releaseLocks(tx, id)
    const after = await endRun(automation, tx, { run, attempt: ended })
    await runner.tellEnd(tx, { run: after, attempt: ended })
    afterCommit(tx, () => runner.kick(run.id))
  })
}

function verdictOf({ abort_asked_at, run_minutes, host_seconds }: AttemptRow, ending: Ending): Verdict {
  const { said, execution, lastLine } = ending
  if (abort_asked_at !== null) return { is: 'aborted', exception: null }
  if (execution?.outcome === 'timed-out')
    return { is: 'timed-out', exception: `It was ended when its time was over: ${minutes(run_minutes)}.` }
  if (ending.isStuck)
    return {
      is: 'stuck',
      exception: `A host held up all others for longer than the ${host_seconds} s that it may take, so the run was ended.`,
    }
  if (said) return { is: 'said', exception: said.exception ?? null }
  const last = lastLine === undefined ? '' : ` The last it said: ${lastLine}`
  return { is: 'died', exception: `${deathOf(execution)}${last}` }
}

const minutes = (n: number): string => (n === 1 ? 'one minute' : `${n} minutes`)

function deathOf(execution: Ending['execution']): string {
  if (execution?.outcome === 'finished') return 'Its runner ended without saying how the run went.'
  // Without a status it never began, and says why.
  if (execution?.outcome === 'failed' && execution.exit_code === null)
    return execution.reason ?? 'It could not be started.'
  if (execution?.outcome === 'stopped') return 'Its runner was ended from outside, not by Atelier.'
  return `Its runner died. ${execution?.reason ?? 'Nobody saw how it ended.'}`
}

const NOT_BEGUN = 'The run ended before its turn.'

/** What becomes of hosts that have no result, by what the end was: those at work, and those that wait. */
const LEFT = {
  aborted: {
    running: { state: 'aborted', error_kind: 'aborted', error: 'It was stopped before it was done.' },
    waiting: { state: 'skipped', error_kind: 'skipped', error: NOT_BEGUN },
  },
  'timed-out': {
    running: {
      state: 'timed-out',
      error_kind: 'run-timeout',
      error: 'The time of the whole run was over before it was done.',
    },
    waiting: { state: 'skipped', error_kind: 'skipped', error: NOT_BEGUN },
  },
  stuck: {
    running: { state: 'timed-out', error_kind: 'timeout', error: 'It was not done in its time.' },
    waiting: { state: 'skipped', error_kind: 'skipped', error: NOT_BEGUN },
  },
  died: {
    running: { state: 'failed', error_kind: 'died', error: 'Its runner ended before it was done.' },
    waiting: { state: 'failed', error_kind: 'died', error: 'Its runner ended before its turn.' },
  },
  said: {
    running: { state: 'failed', error_kind: 'no-result', error: 'Its runner ended without a result of it.' },
    waiting: { state: 'failed', error_kind: 'no-result', error: 'Its runner ended without a result of it.' },
  },
} as const

async function endHosts(
  tx: Tx,
  { id, seq, now }: { id: number; seq: number; now: number },
  { is, exception }: Verdict,
): Promise<void> {
  const left = is === 'said' && exception !== null ? LEFT.died : LEFT[is]
  // A runner that is told to go calls what it leaves aborted, whatever the reason.
  const running: HostState[] = is === 'timed-out' || is === 'stuck' ? ['running', 'aborted'] : ['running']
  for (const [from, set] of [
    [running, left.running],
    [['waiting'] as HostState[], left.waiting],
  ] as const)
    await tx
      .updateTable('automation_attempt_host')
      .set({ ...set, finished_at: now, seq })
      .where('attempt_id', '=', id)
      .where('state', 'in', from)
      .execute()
}

async function statesOf(tx: Tx, id: number): Promise<Map<HostState, number>> {
  const rows = await tx
    .selectFrom('automation_attempt_host')
    .select('state')
    .select((is) => is.fn.countAll<number>().as('n'))
    .where('attempt_id', '=', id)
    .groupBy('state')
    .execute()
  return new Map(rows.map(({ state, n }) => [state, Number(n)]))
}

async function countsOf(tx: Tx, id: number) {
  const states = await statesOf(tx, id)
  const count = (...which: HostState[]) => which.reduce((sum, state) => sum + (states.get(state) ?? 0), 0)
  return { ok: count('ok'), failed: count('failed', 'timed-out'), unreachable: count('unreachable') }
}

async function statusOf(tx: Tx, id: number, { is, exception }: Verdict) {
  if (is === 'aborted') return 'aborted'
  const states = await statesOf(tx, id)
  return exception === null && [...states.keys()].every((state) => state === 'ok') ? 'finished' : 'failed'
}

function garbageOf({ garbage }: AttemptRow, at: number): OutputLine[] {
  if (garbage === 0) return []
  const text = `${garbage === 1 ? 'A line' : `${garbage} lines`} of its runner could not be understood, and was left out.\n`
  return [{ at, kind: 'log', text: garbage === 1 ? text : text.replace('was left', 'were left') }]
}

/** The run as it stands then: aborted stays aborted, and a later attempt is not touched. */
async function endRun(
  automation: Automation,
  tx: Tx,
  { run, attempt }: { run: RunRow; attempt: AttemptRow },
): Promise<RunRow> {
  const after = await tx
    .updateTable('automation_run')
    .set((is) => ({
      status: attempt.status,
      finished_at: attempt.finished_at,
      version: is('version', '+', 1),
    }))
    .where('id', '=', run.id)
    .where('number', '=', attempt.number)
    .where('status', '=', 'running')
    .returningAll()
    .executeTakeFirst()
  if (after && (attempt.status === 'finished' || attempt.status === 'failed')) {
    const { number, hosts, ok } = attempt
    const details = { number, hosts, ok }
    await recordRun(automation, tx, { by: askerOf(run), act: attempt.status, run, details })
  }
  return after ?? run
}
