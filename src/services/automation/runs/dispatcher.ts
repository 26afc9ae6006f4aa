import { afterCommit, dialectOf, inTransaction, openTransaction } from '../../../kernel/db/db.ts'
import { isGivenUp } from '../../../kernel/execution/execution.ts'
import { findNode } from '../../../kernel/execution/local/node.ts'
import type { ExecutionRow } from '../../../kernel/execution/tables.ts'
import { WAITS_FOR_APPROVAL } from '../approvals/approval.ts'
import { type Automation, SERVICE } from '../automation.ts'
import { problems as common } from '../problems.ts'
import type { AttemptRow, RunRow, Tx } from '../tables.ts'
import { endAttempt } from './end.ts'
import { failMissed } from './fail.ts'
import { Follower } from './follower.ts'
import { launchRun, remakeOrder } from './launch.ts'
import type { GivenOrder } from './order.ts'
import { Pulses } from './pulses.ts'
import { countAtWork, findRun, listAtWork, listDue, sayNoPlace } from './run.store.ts'
import type { Ended, EndListener, Runner } from './runner.ts'
import { openWorks, removeWork, sweepWorks } from './work.ts'

const TICK_MS = 1_000
/** Of ticks: what was not told is looked for. */
const RECONCILE_TICKS = 5
const SWEEP_TICKS = 3_600
/** One that cannot begin yet is tried again with the next end of another, or after this. */
const AGAIN_MS = 5_000
const MOST_DUE = 500
const OVER_MS = 15_000

/** Opens the runner of an installation. Nothing runs before `begin`. */
export async function openRunner(
  automation: () => Automation,
  parts: Pick<Automation, 'kernel'>,
): Promise<Runner> {
  await openWorks(parts)
  const node = findNode(parts.kernel.config.data)
  if (node === undefined) throw new Error('The executions of the kernel are opened first.')
  return new Dispatcher(automation, parts, node)
}

class Dispatcher implements Runner {
  readonly #automationOf: () => Automation
  readonly #node: string
  readonly #listeners: EndListener[] = []
  readonly #pulses = new Pulses()
  readonly #starting = new Map<number, Promise<void>>()
  /** When those that could not begin are tried again. */
  readonly #later = new Map<number, number>()
  readonly #followers = new Map<number, Follower>()
  readonly #finishing = new Map<number, Promise<void>>()
  readonly #unlisten: () => void
  #round: Promise<void> = Promise.resolve()
  #waits = false
  #begun = false
  #ticks = 0
  #timer: NodeJS.Timeout | undefined

  constructor(automation: () => Automation, { kernel }: Pick<Automation, 'kernel'>, node: string) {
    this.#automationOf = automation
    this.#node = node
    this.#unlisten = kernel.executions.onChange((execution) => {
      if (execution.service !== SERVICE || execution.state !== 'ended') return
      // It may be told in the context of a transaction, which is over.
      openTransaction.exit(() => void this.#finishByExecution(execution))
    })
  }

  get #automation(): Automation {
    return this.#automationOf()
  }

  async begin({ worker } = { worker: false }): Promise<void> {
    // Runs are processes of this data folder, which one server looks after.
    if (this.#begun || worker) return
    this.#begun = true
    await failMissed(this.#automation, this.#node)
    await this.#reconcile()
    await this.#sweep()
    this.#timer = setInterval(() => this.#tick(), TICK_MS).unref()
    this.kick()
  }

  kick(run?: number): void {
    if (run !== undefined) {
      this.#later.delete(run)
      this.#pulses.beat(run)
    }
    // One that waits for its turn sees everything that is due until then.
    if (!this.#begun || this.#waits) return
    this.#waits = true
    openTransaction.exit(() => this.#then(() => this.#dispatch()))
  }

  onEnd(listener: EndListener): void {
    this.#listeners.push(listener)
  }

  async tellEnd(tx: Tx, ended: Ended): Promise<void> {
    for (const listener of this.#listeners) await listener(tx, ended)
    afterCommit(tx, () => {
      // What waited for its hosts, or for its place, may begin.
      this.#later.clear()
      this.#pulses.beat(ended.run.id)
    })
  }

  async untilEnded(id: number, attempt: number): Promise<RunRow> {
    while (true) {
      const next = this.#pulses.next(id, TICK_MS)
      const run = await findRun(this.#automation.db, id)
      if (!run) throw common.notFound()
      const isAhead = run.number < attempt
      const waits = isAhead ? run.status === 'scheduled' : await this.#isAtWork(id, attempt)
      if (!waits || !this.#begun) return run
      await next
    }
  }

  async untilOver(id: number): Promise<boolean> {
    const end = performance.now() + OVER_MS
    while (performance.now() < end) {
      const next = this.#pulses.next(id, TICK_MS)
      if ((await listAtWork(this.#automation.db, id)).length === 0) return true
      await next
    }
    return false
  }

  changed(run: number): void {
    this.#pulses.beat(run)
  }

  pulse(run: number): number {
    return this.#pulses.count(run)
  }

  async settle(): Promise<void> {
    do {
      await this.#round
      await Promise.all(this.#starting.values())
      await Promise.all(this.#finishing.values())
    } while (this.#waits || this.#starting.size > 0 || this.#finishing.size > 0)
  }

  async close(): Promise<void> {
    this.#begun = false
    clearInterval(this.#timer)
    this.#unlisten()
    this.#pulses.wakeAll()
    await this.#round
    await Promise.all(this.#starting.values())
    await Promise.all([...this.#followers.values()].map((follower) => follower.close()))
    await Promise.all(this.#finishing.values())
  }

  #then(work: () => Promise<void>): void {
    this.#round = this.#round.then(work).catch((error) => this.#complain(error))
  }

  #tick(): void {
    this.#ticks += 1
    if (this.#ticks % RECONCILE_TICKS === 0) this.#then(() => this.#reconcile())
    if (this.#ticks % SWEEP_TICKS === 0) this.#then(() => this.#sweep())
    this.kick()
  }

  async #dispatch(): Promise<void> {
    this.#waits = false
    if (!this.#begun) return
    const { db, kernel, settings } = this.#automation
    const now = kernel.clock.now()
    const due = await listDue(db, { now, unless: WAITS_FOR_APPROVAL, limit: MOST_DUE })
    const able = due.filter(
      ({ id }) => !this.#starting.has(id) && (this.#later.get(id) ?? 0) <= performance.now(),
    )
    if (able.length > 0) {
      const free = Math.max(0, settings.runs - (await countAtWork(db)) - this.#starting.size)
      for (const run of able.slice(0, free)) this.#start(run)
      const left = able.slice(free).flatMap(({ id, waits_for }) => (waits_for === null ? id : []))
      if (left.length > 0) await inTransaction(db, (tx) => sayNoPlace(tx, left))
    }
  }

  #start(run: RunRow): void {
    this.#hold(
      run.id,
      launchRun(this.#automation, run, this.#node).then(async (launched) => {
        if (typeof launched !== 'string') return this.#follow(launched.attempt, launched.given)
        if (launched === 'waits') this.#later.set(run.id, performance.now() + AGAIN_MS)
        this.#pulses.beat(run.id)
      }),
    )
  }

  #hold(run: number, work: Promise<void>): void {
    const held = work
      .catch((error) => {
        this.#later.set(run, performance.now() + AGAIN_MS)
        this.#complain(error)
      })
      .finally(() => {
        this.#starting.delete(run)
        this.kick()
      })
    this.#starting.set(run, held)
  }

  async #follow(attempt: AttemptRow, given?: GivenOrder): Promise<void> {
    const { executions } = this.#automation
    const follower = new Follower(this.#automation, attempt, {
      user: await executions.userOf(undefined),
      order: async () => given ?? remakeOrder(this.#automation, attempt),
    })
    this.#followers.set(attempt.id, follower)
    await follower.begin()
    const execution = attempt.execution_id === null ? undefined : await executions.find(attempt.execution_id)
    if (execution?.state === 'ended' || !execution) this.#finish(attempt, execution)
  }

  async #finishByExecution(execution: ExecutionRow): Promise<void> {
    const row = await this.#automation.db
      .selectFrom('automation_attempt')
      .selectAll()
      .where('execution_id', '=', execution.id)
      .executeTakeFirst()
      .catch((error) => void this.#complain(error))
    if (row) this.#finish(row, execution)
  }

  /** Once its processes are gone: what they left is taken in, and their folder goes. */
  #finish(attempt: AttemptRow, execution: ExecutionRow | undefined): void {
    const follower = this.#followers.get(attempt.id)
    if (!this.#begun || !follower || this.#finishing.has(attempt.id)) return
    const work = follower
      .finish(execution)
      .then(async () => {
        await follower.close()
        this.#followers.delete(attempt.id)
        await removeWork(this.#automation, attempt)
      })
      .catch((error) => this.#complain(error))
      .finally(() => this.#finishing.delete(attempt.id))
    this.#finishing.set(attempt.id, work)
  }

  /** After a start, and now and then for what was not told: those at work are followed, those whose processes are gone end. */
  async #reconcile(): Promise<void> {
    if (!this.#begun) return
    const { db, executions } = this.#automation
    const atWork = await listAtWork(db)
    const rows = new Map(
      (await executions.list(atWork.flatMap(({ execution_id }) => execution_id ?? []))).map((row) => [
        row.id,
        row,
      ]),
    )
    for (const attempt of atWork) {
      const execution = rows.get(attempt.execution_id ?? 0)
      if (!this.#isMine(attempt)) {
        if (execution && isGivenUp(execution)) await endAttempt(this.#automation, attempt.id, { execution })
      } else if (!this.#followers.has(attempt.id)) await this.#follow(attempt)
      else if (execution?.state === 'ended') this.#finish(attempt, execution)
    }
    const ended = [...this.#followers].filter(([, { isOver }]) => isOver)
    for (const [id] of ended) await this.#finishIfEnded(id)
  }

  async #finishIfEnded(id: number): Promise<void> {
    const { db, executions } = this.#automation
    const attempt = await db
      .selectFrom('automation_attempt')
      .selectAll()
      .where('id', '=', id)
      .executeTakeFirst()
    const execution = attempt?.execution_id ? await executions.find(attempt.execution_id) : undefined
    if (attempt && execution?.state === 'ended') this.#finish(attempt, execution)
  }

  #isMine({ node }: AttemptRow): boolean {
    return dialectOf(this.#automation.db) === 'sqlite' || node === this.#node
  }

  #isAtWork = async (run: number, number: number): Promise<boolean> =>
    (await listAtWork(this.#automation.db, run)).some((attempt) => attempt.number === number)

  async #sweep(): Promise<void> {
    await sweepWorks(this.#automation, async ({ run_id, number }) => {
      if (this.#starting.has(run_id)) return true
      const attempt = await this.#automation.db
        .selectFrom('automation_attempt')
        .select(['id', 'status'])
        .where('run_id', '=', run_id)
        .where('number', '=', number)
        .executeTakeFirst()
      return attempt !== undefined && (attempt.status === 'running' || this.#followers.has(attempt.id))
    })
  }

  #complain(error: unknown): void {
    if (this.#begun) this.#automation.kernel.log.error({ err: error }, 'The queue of runs has met a fault.')
  }
}
