import { dialectOf, inTransaction, openTransaction } from '../../../kernel/db/db.ts'
import { isGivenUp } from '../../../kernel/execution/execution.ts'
import type { ExecutionRow } from '../../../kernel/execution/tables.ts'
import { Problem } from '../../../kernel/problem.ts'
import { addStep, tellChange } from '../experiments/status.ts'
import { type Pipelines, SERVICE } from '../pipelines.ts'
import type { Db, ExperimentRow } from '../tables.ts'
import { endExperiment } from './end.ts'

const PAGE = 200
const AGAIN_MS = 2_000
const LONGEST_MS = 60_000

/** Follows the executions of experiments: whatever becomes of one, its experiment says so, and has its results. */
export class Following {
  readonly #pipelines: Pipelines
  readonly #node: string
  /** Called when a place is free. */
  readonly #freed: () => void
  readonly #works = new Map<number, Promise<void>>()
  readonly #ends = new Map<number, AbortController>()
  readonly #failures = new Map<number, number>()
  readonly #unlisten: () => void
  #isClosed = false

  constructor(pipelines: Pipelines, { node, freed }: { node: string; freed: () => void }) {
    this.#pipelines = pipelines
    this.#node = node
    this.#freed = freed
    this.#unlisten = pipelines.executions.onChange(({ id, service }) => {
      // It may be told in the context of a transaction, which is over.
      if (service === SERVICE) void openTransaction.exit(() => this.follow(id))
    })
  }

  /** Brings the experiment of an execution to where that is; one at a time for each. */
  follow(execution: number): Promise<void> {
    const before = this.#works.get(execution) ?? Promise.resolve()
    const work = before
      .then(() => this.#apply(execution))
      .then(() => void this.#failures.delete(execution))
      .catch((error) => this.#tryAgain(execution, error))
      .finally(() => {
        if (this.#works.get(execution) === work) this.#works.delete(execution)
      })
    this.#works.set(execution, work)
    return work
  }

  /** It was cancelled: what is being taken of it is taken for nothing. */
  interrupt(experiment: ExperimentRow): void {
    const { execution_id: execution } = experiment
    if (execution === null) return
    this.#ends.get(execution)?.abort()
    void this.follow(execution)
  }

  /** Brings all up to date that are not where their execution is: after a start, and now and then for what was missed. */
  async reconcile(): Promise<void> {
    for (let after = 0; !this.#isClosed; ) {
      const rows = await listBehind(this.#pipelines.db, { after, limit: PAGE })
      await Promise.all(rows.map(({ execution_id }) => this.follow(execution_id as number)))
      if (rows.length < PAGE) return
      after = rows.at(-1)?.id ?? after
    }
  }

  async settle(): Promise<void> {
    while (this.#works.size > 0) await Promise.all(this.#works.values())
  }

  async close(): Promise<void> {
    this.#isClosed = true
    this.#unlisten()
    for (const ends of this.#ends.values()) ends.abort()
    await this.settle()
  }

  async #apply(id: number): Promise<void> {
    if (this.#isClosed) return
    const { db, executions } = this.#pipelines
    const [experiment, execution] = await Promise.all([findByExecution(db, id), executions.find(id)])
    if (experiment?.status !== 'running' || !execution || !this.#isMine(experiment, execution)) return
    if (execution.state === 'ended') return this.#end(experiment, execution)
    await this.#tell(experiment, execution)
  }

  /** Its working folder lies on this machine, or that machine was given up. */
  #isMine({ claimed_by }: ExperimentRow, execution: ExecutionRow): boolean {
    return dialectOf(this.#pipelines.db) === 'sqlite' || claimed_by === this.#node || isGivenUp(execution)
  }

  async #end(experiment: ExperimentRow, execution: ExecutionRow): Promise<void> {
    const ends = new AbortController()
    this.#ends.set(execution.id, ends)
    try {
      await endExperiment(this.#pipelines, { experiment, execution }, ends.signal)
    } catch (error) {
      // Whoever interrupts it follows it again.
      if (!ends.signal.aborted) throw error
    } finally {
      this.#ends.delete(execution.id)
    }
    this.#freed()
  }

  /** Where it is now, for whoever looks: it waits in a queue, has begun, or its machine does not answer. */
  async #tell(experiment: ExperimentRow, execution: ExecutionRow): Promise<void> {
    const { db } = this.#pipelines
    const message = experiment.cancel_asked_at === null ? messageOf(execution) : experiment.message
    const startedAt = execution.started_at
    if (message === experiment.message && startedAt === experiment.started_at) return
    await inTransaction(db, async (tx) => {
      const row = await tx
        .updateTable('pipelines_experiment')
        .set((is) => ({ message, started_at: startedAt, version: is('version', '+', 1) }))
        .where('id', '=', experiment.id)
        .where('status', '=', 'running')
        .where('execution_id', '=', execution.id)
        .where('version', '=', experiment.version)
        .returningAll()
        .executeTakeFirst()
      if (!row) return
      if (experiment.started_at === null && startedAt !== null)
        await addStep(this.#pipelines, tx, row.id, 'running', execution.host ? `On ${execution.host}.` : '')
      tellChange(this.#pipelines, tx, row)
    })
  }

  async #tryAgain(execution: number, error: unknown): Promise<void> {
    if (this.#isClosed) return
    const failures = (this.#failures.get(execution) ?? 0) + 1
    this.#failures.set(execution, failures)
    const { log } = this.#pipelines.kernel
    log.error({ err: error, execution }, 'An experiment could not be brought up to date; it is tried again.')
    const pause = Math.min(LONGEST_MS, AGAIN_MS * 2 ** (failures - 1))
    setTimeout(() => !this.#isClosed && void this.follow(execution), pause).unref()
    if (error instanceof Problem) await this.#say(execution, error.message)
  }

  /** Its program has ended, but its results cannot be stored: they wait where they are. */
  async #say(execution: number, why: string): Promise<void> {
    await inTransaction(this.#pipelines.db, (tx) =>
      tx
        .updateTable('pipelines_experiment')
        .set({ message: `Its results wait to be stored: ${why}` })
        .where('execution_id', '=', execution)
        .where('status', '=', 'running')
        .where('cancel_asked_at', 'is', null)
        .execute(),
    ).catch((error) => this.#pipelines.kernel.log.warn({ err: error }, 'Nor could that be said.'))
  }
}

function messageOf({ state, reason, unreachable_since, host }: ExecutionRow): string {
  if (unreachable_since !== null)
    return `${host ?? 'Where it runs'} does not answer since ${new Date(unreachable_since).toISOString().slice(11, 16)} UTC.`
  if (state === 'queued') return reason ?? 'Waiting in the queue.'
  return ''
}

const findByExecution = (db: Db, execution: number): Promise<ExperimentRow | undefined> =>
  db.selectFrom('pipelines_experiment').selectAll().where('execution_id', '=', execution).executeTakeFirst()

/** Those whose execution has gone on without them. */
const listBehind = (db: Db, { after, limit }: { after: number; limit: number }) =>
  db
    .selectFrom('pipelines_experiment as e')
    .innerJoin('kernel_execution as x', 'x.id', 'e.execution_id')
    .select(['e.id', 'e.execution_id'])
    .where('e.runner', '=', 'own')
    .where('e.status', '=', 'running')
    .where((is) =>
      is.or([
        is('x.state', '=', 'ended'),
        is.and([is('x.state', '=', 'running'), is('e.started_at', 'is', null)]),
        is('x.unreachable_since', 'is not', null),
      ]),
    )
    .where('e.id', '>', after)
    .orderBy('e.id')
    .limit(limit)
    .execute()
