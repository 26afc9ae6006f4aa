import { inTransaction, openTransaction } from '../../../kernel/db/db.ts'
import { isGivenUp } from '../../../kernel/execution/execution.ts'
import type { Compute } from '../compute.ts'
import type { SessionRow } from '../tables.ts'
import { forgetActivity } from './activity.ts'
import { readTail } from './log-tail.ts'
import type { Probes } from './probes.ts'
import { findByExecution, isOpen, listOpen } from './session.store.ts'
import { beginSession, queueSession } from './session-begin.ts'
import { endSession } from './session-end.ts'

const PAGE = 200
const AGAIN_MS = 2_000

/** Follows the executions of sessions: whatever becomes of one, its session says so. */
export class Following {
  readonly #compute: Compute
  readonly #probes: Probes
  readonly #works = new Map<number, Promise<void>>()
  readonly #unlisten: () => void
  #isClosed = false

  constructor(compute: Compute, probes: Probes) {
    this.#compute = compute
    this.#probes = probes
    this.#unlisten = compute.executions.onChange(({ id, service }) => {
      // It may be told in the context of a transaction, which is over.
      if (service === 'compute') void openTransaction.exit(() => this.follow(id))
    })
  }

  /** Brings the session of an execution to where that is; one at a time for each. */
  follow(execution: number): Promise<void> {
    const before = this.#works.get(execution) ?? Promise.resolve()
    const work = before
      .then(() => this.#apply(execution))
      .catch((error) => {
        if (this.#isClosed) return
        this.#compute.kernel.log.error(
          { err: error, execution },
          'A session could not be brought up to date; it is tried again.',
        )
        setTimeout(() => !this.#isClosed && void this.follow(execution), AGAIN_MS).unref()
      })
      .finally(() => {
        if (this.#works.get(execution) === work) this.#works.delete(execution)
      })
    this.#works.set(execution, work)
    return work
  }

  /** Brings all that are not over up to date: after a start, and now and then for what was missed. */
  async reconcile(): Promise<void> {
    for (let after = 0; !this.#isClosed; ) {
      const rows = await listOpen(this.#compute.db, after, PAGE)
      for (const { execution_id } of rows) if (execution_id !== null) await this.follow(execution_id)
      if (rows.length < PAGE) return
      after = rows.at(-1)?.id ?? after
    }
  }

  async close(): Promise<void> {
    this.#isClosed = true
    this.#unlisten()
    await this.#probes.close()
    await Promise.all(this.#works.values())
  }

  async #apply(id: number): Promise<void> {
    const { db, executions } = this.#compute
    const [session, execution] = await Promise.all([findByExecution(db, id), executions.find(id)])
    // What runs on another node's machine is followed there.
    if (!session || !execution || !isOpen(session)) return
    if (!executions.isHere(execution) && !isGivenUp(execution)) return
    if (execution.state === 'ended') {
      this.#probes.forget(session.id)
      const tail = await readTail(this.#compute, session)
      await inTransaction(db, (tx) => endSession(this.#compute, tx, session, { execution, tail }))
      forgetActivity(this.#compute, session.id)
      return
    }
    if (execution.state === 'queued' && session.message !== (execution.reason ?? 'Waiting in the queue.'))
      await inTransaction(db, (tx) => queueSession(tx, session, execution))
    if (execution.state !== 'running') return
    if (isBefore(session))
      await inTransaction(db, (tx) => beginSession(this.#compute, tx, session, execution))
    await this.#moveDeadline(session, execution.deadline_at)
    if (session.status !== 'stopping' && session.ready_at === null) this.#probes.watch(session.id)
  }

  /** A scheduler says when it ends one; that counts more than what we asked for. */
  async #moveDeadline({ id, status, deadline_at }: SessionRow, deadlineAt: number | null): Promise<void> {
    if (status !== 'running' || deadlineAt === null || deadlineAt === deadline_at) return
    await inTransaction(this.#compute.db, (tx) =>
      tx
        .updateTable('compute_session')
        .set({ deadline_at: deadlineAt })
        .where('id', '=', id)
        .where('status', '=', 'running')
        .execute(),
    )
  }
}

/** It has not been seen at work yet. */
const isBefore = ({ status, started_at }: SessionRow): boolean =>
  status === 'pending' || (status === 'stopping' && started_at === null)
