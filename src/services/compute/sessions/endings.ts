import { sql } from 'kysely'
import { inTransaction } from '../../../kernel/db/db.ts'
import type { By } from '../../../kernel/journal/journal.ts'
import { Problem } from '../../../kernel/problem.ts'
import { MINUTE_MS, spanInWords } from '../../../kernel/span.ts'
import type { Compute } from '../compute.ts'
import type { SessionRow } from '../tables.ts'
import { writeActivity } from './activity.ts'
import { askSession } from './ask-session.ts'
import { isItsOwn } from './listener.ts'
import { addStep } from './session.store.ts'
import { basePath, secretOf } from './session.ts'
import { definitionOf } from './session-begin.ts'
import { tellEnding } from './session-notices.ts'
import { stopSession } from './session-stop.ts'

const SYSTEM: By = { via: 'system' }
const PAGE = 200

/**
 * What the clock does to sessions: it counts their hours, warns before their end, and ends those that nobody uses. Each node
 * looks at those that it can reach, since it asks some of them whether they work.
 */
export async function watchSessions(compute: Compute, signal: AbortSignal): Promise<void> {
  await countHours(compute)
  await compute.sessions.following.reconcile()
  for (let after = 0; !signal.aborted; ) {
    const rows = await listDue(compute, after)
    for (const row of rows) {
      const { backend, node } = row
      const isHere = backend === null || compute.executions.isHere({ backend, node })
      if (isHere && !signal.aborted) await endOrWarn(compute, row)
    }
    if (rows.length < PAGE) return
    after = rows.at(-1)?.id ?? after
  }
}

/** The core hours of those that run, in one statement; at its end each gets its last figure. */
async function countHours({ db, kernel }: Compute): Promise<void> {
  const now = kernel.clock.now()
  await inTransaction(db, (tx) =>
    tx
      .updateTable('compute_session')
      .set({ core_hours: sql<number>`cast((${now} - started_at) * cpus / 36 as bigint)` })
      .where('status', 'in', ['running', 'stopping'])
      .where('started_at', '<=', now)
      .execute(),
  )
}

/** Those whose time is nearly over, or that can be idle. */
function listDue({ db, kernel, settings }: Compute, after: number) {
  const now = kernel.clock.now()
  return db
    .selectFrom('compute_session as s')
    .leftJoin('kernel_execution as e', 'e.id', 's.execution_id')
    .selectAll('s')
    .select(['e.backend', 'e.node'])
    .where('s.status', '=', 'running')
    .where('s.id', '>', after)
    .where((is) =>
      is.or([
        is.and([
          is('s.warned_at', 'is', null),
          is('s.deadline_at', '<=', now + settings.warnMinutes * MINUTE_MS),
        ]),
        is.and([is('s.ready_at', 'is not', null), is('s.idle_minutes', 'is not', null)]),
      ]),
    )
    .orderBy('s.id')
    .limit(PAGE)
    .execute()
}

async function endOrWarn(compute: Compute, session: SessionRow): Promise<void> {
  const { kernel, settings } = compute
  const now = kernel.clock.now()
  const warnMs = settings.warnMinutes * MINUTE_MS
  const { deadline_at, idle_minutes, warned_at } = session
  if (warned_at === null && deadline_at !== null && deadline_at > now && deadline_at <= now + warnMs)
    await warn(compute, session, {
      inMs: deadline_at - now,
      why: 'The time that was asked for is nearly over.',
      what:
        session.latest_at !== null && session.latest_at > deadline_at
          ? 'Extend it, or save what you work on.'
          : 'Save what you work on.',
    })
  if (idle_minutes === null || session.ready_at === null) return
  const idleMs = idle_minutes * MINUTE_MS
  const active = await lastActivityOf(compute, session, { now, idleMs })
  const left = active + idleMs - now
  if (left <= 0) await endIdle(compute, session, { active, now })
  else if (left <= Math.min(warnMs, idleMs / 2) && (warned_at === null || warned_at < active))
    await warn(compute, session, {
      inMs: left,
      why: `Nobody has used it for ${spanInWords(now - active)}.`,
      what: 'Open it to keep it running.',
    })
}

/** Told once for each end: traffic, or an extension, makes it another one. */
async function warn(
  compute: Compute,
  session: SessionRow,
  told: { inMs: number; why: string; what: string },
): Promise<void> {
  const now = compute.kernel.clock.now()
  await inTransaction(compute.db, async (tx) => {
    const row = await tx
      .updateTable('compute_session')
      .set({ warned_at: now })
      .where('id', '=', session.id)
      .where('status', '=', 'running')
      .where((is) =>
        session.warned_at === null ? is('warned_at', 'is', null) : is('warned_at', '=', session.warned_at),
      )
      .returningAll()
      .executeTakeFirst()
    if (!row) return
    await addStep(tx, row.id, {
      at: now,
      step: 'warned',
      text: `It ends in ${spanInWords(told.inMs)}. ${told.why}`,
    })
    await tellEnding(compute, tx, row, told)
  })
}

async function endIdle(
  compute: Compute,
  session: SessionRow,
  { active, now }: { active: number; now: number },
): Promise<void> {
  const message = `Ended because nobody used it for ${spanInWords(now - active)}.`
  try {
    await stopSession(compute, SYSTEM, session, { cause: 'idle', message })
  } catch (error) {
    // Its owner was quicker.
    if (!(error instanceof Problem)) throw error
  }
}

/** When it was last in use: by traffic, or by a kernel that computes. Jupyter is asked only when its time is nearly over. */
async function lastActivityOf(
  compute: Compute,
  session: SessionRow,
  { now, idleMs }: { now: number; idleMs: number },
): Promise<number> {
  const traffic = session.last_active_at ?? session.ready_at ?? session.created_at
  const isNear = now - traffic >= idleMs / 2
  const isBusy = isNear && (await hasBusyKernel(compute, session))
  if (isBusy === false) return traffic
  // One that has too much to do to answer is asked again at the next look.
  if (isBusy) await writeActivity(compute, session.id, now)
  return now
}

/** Undefined where it does not answer. */
async function hasBusyKernel(compute: Compute, session: SessionRow): Promise<boolean | undefined> {
  const { host, port, execution_id } = session
  if (host === null || port === null || execution_id === null) return false
  const { type } = await definitionOf(compute.db, session)
  if (type !== 'jupyter') return false
  const execution = await compute.executions.find(execution_id)
  if (!execution || !(await isItsOwn(execution, port))) return false
  const path = `${basePath(compute, session, host)}api/kernels`
  const answer = await askSession({ host, port, path, secret: secretOf(compute, session) })
  return answer && answer.status === 200 && isOneBusy(answer.body)
}

/** A session's own answer: whatever it is, it decides about that session alone. */
function isOneBusy(body: string): boolean {
  try {
    const kernels: unknown = JSON.parse(body)
    return (
      Array.isArray(kernels) &&
      kernels.some((each) => (each as { execution_state?: unknown } | null)?.execution_state === 'busy')
    )
  } catch {
    return false
  }
}
