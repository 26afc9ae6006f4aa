import { type FSWatcher, watch } from 'node:fs'
import { inTransaction } from '../../../kernel/db/db.ts'
import type { OsUser } from '../../../kernel/execution/execution.ts'
import { lastLineOf } from '../../../kernel/execution/plain-text.ts'
import type { ExecutionRow } from '../../../kernel/execution/tables.ts'
import type { Automation } from '../automation.ts'
import { answerAsk } from '../credentials/agent.ts'
import type { AttemptRow } from '../tables.ts'
import { type Control, openControl } from './control.ts'
import { endAttempt } from './end.ts'
import { readEvent } from './events.ts'
import { Intake } from './intake.ts'
import { Lines, type Step } from './lines.ts'
import type { GivenOrder } from './order.ts'
import { lastPrinted, takePrinted } from './printed.ts'
import type { RunnerEvent } from './protocol.ts'
import { findAttempt } from './run.store.ts'
import { Told } from './told.ts'
import { workOf } from './work.ts'

/** Between two looks at what a runner has written: a host's change is in the page within 300 ms. */
const PAUSE_MS = 25
/** For what the watch of the file misses. */
const LOOK_MS = 1_000
/** A line is a result of this machine's settings, and its wrapping. */
const WRAPPING_BYTES = 65_536
const LAST_BYTES = 16_384
/** Beyond the time of a host: its runner ends it, and says so, unless something in it does not give way. */
const SILENT_MS = 8_000
/** A runner that has said that it ends does so within this. */
const LEAVES_MS = 5_000

export interface FollowerOptions {
  user: OsUser | undefined
  /** What the runner is told: made again where the server was started anew in between. */
  order(): Promise<GivenOrder>
}

/** Follows one attempt to its end: what its runner writes down goes into its rows, and its order goes to its runner. */
export class Follower {
  readonly #automation: Automation
  readonly #attempt: AttemptRow
  readonly #options: FollowerOptions
  readonly #told: Told
  #control: Control | undefined
  #intake: Intake | undefined
  #lines: Lines | undefined
  #watcher: FSWatcher | undefined
  #timer: NodeJS.Timeout | undefined
  #leaves: NodeJS.Timeout | undefined
  /** When it was looked at the last time what it prints beside its events. */
  #printedAt = 0
  #round: Promise<void> = Promise.resolve()
  #waits = false
  #end: Extract<RunnerEvent, { event: 'end' }> | undefined
  /** When its runner was heard the last time, once a host has begun: to load a template may take longer than a host. */
  #heardAt: number
  #isStuck = false
  #isOver = false
  #isDeaf = false
  #isClosed = false

  constructor(automation: Automation, attempt: AttemptRow, options: FollowerOptions) {
    this.#automation = automation
    this.#attempt = attempt
    this.#options = options
    this.#told = new Told(options.order, { isTold: attempt.engine !== '' })
    this.#heardAt = this.#told.isTold ? performance.now() : Number.POSITIVE_INFINITY
  }

  /** Listens for its runner, and looks from now on. */
  async begin(): Promise<void> {
    this.#timer = setInterval(() => {
      this.poke()
      this.#watchSilence()
    }, LOOK_MS).unref()
    this.#round = this.#round.then(() => this.#listen())
    await this.#round
    try {
      const { events } = workOf(this.#automation, this.#attempt)
      this.#watcher = watch(events, { persistent: false }, () => this.poke())
      this.#watcher.on('error', (error) => this.#complain(error))
    } catch (error) {
      // Its folder is gone: its execution tells what has become of it.
      this.#complain(error)
    }
    this.poke()
  }

  /** In turn with the looks: where it cannot listen, as on a full disk, it tries again until its runner has its order. */
  async #listen(): Promise<void> {
    if (this.#control || this.#isClosed) return
    try {
      this.#control = await openControl(workOf(this.#automation, this.#attempt).folder, {
        nonceHash: this.#attempt.nonce_hash ?? '',
        user: this.#options.user,
        order: () => this.#told.line(),
        ask: async (ask) => answerAsk(this.#automation, (await this.#told.give()).credentials, ask),
        hint: () => this.poke(),
        fault: (error) => this.#complain(error),
      })
    } catch (error) {
      if (!this.#isDeaf) this.#complain(error)
      this.#isDeaf = true
    }
  }

  /** There may be something new. */
  poke(): void {
    if (this.#waits || this.#isOver || this.#isClosed) return
    this.#waits = true
    this.#round = this.#round
      .then(() => this.#look())
      .then(() => new Promise<void>((resolve) => setTimeout(resolve, PAUSE_MS).unref()))
      .catch((error) => this.#complain(error))
  }

  /** Its processes are gone: what they have left is taken in, and it ends. */
  finish(execution: ExecutionRow | undefined): Promise<void> {
    // In turn with the looks: of two at once one would see an end that the other has not taken in yet.
    const finished = this.#round.then(() => this.#finish(execution))
    this.#round = finished.catch(() => undefined)
    return finished
  }

  async #finish(execution: ExecutionRow | undefined): Promise<void> {
    if (this.#isClosed) return
    await this.#look()
    await this.#takePrinted({ isLast: true })
    // It has said that it ends before all that it printed was there.
    if (this.#isOver) return
    const mask = await this.#told.mask()
    const last = execution && (await lastPrinted(this.#automation, execution.id, { mask, bytes: LAST_BYTES }))
    await this.#conclude({
      ...(this.#end && { said: this.#end }),
      execution,
      isStuck: this.#isStuck,
      lastLine: lastLineOf(last ?? null),
    })
  }

  get isOver(): boolean {
    return this.#isOver
  }

  /** The server ends; the run goes on. */
  async close(): Promise<void> {
    this.#isClosed = true
    clearInterval(this.#timer)
    clearTimeout(this.#leaves)
    this.#watcher?.close()
    await this.#control?.close()
    await this.#round
    await this.#lines?.close()
  }

  async #look(): Promise<void> {
    this.#waits = false
    if (this.#isOver || this.#isClosed) return
    if (!this.#told.isTold) await this.#listen()
    try {
      await this.#takeIn()
    } catch (error) {
      await this.#startAnew()
      throw error
    }
    if (this.#isOver) return
    if (!this.#end) {
      if (performance.now() - this.#printedAt >= LOOK_MS) await this.#lookAtPrinted()
    } else if (await this.#isAllDone()) {
      await this.#lookAtPrinted()
      await this.#conclude({ said: this.#end })
    }
  }

  /** What cannot be read now is read with the next look, and holds nothing up. */
  #lookAtPrinted(): Promise<void> {
    return this.#takePrinted({ isLast: false }).catch((error) => this.#complain(error))
  }

  async #takePrinted({ isLast }: { isLast: boolean }): Promise<void> {
    this.#printedAt = performance.now()
    if (this.#attempt.execution_id === null) return
    await takePrinted(this.#automation, this.#attempt, { mask: await this.#told.mask(), isLast })
  }

  async #takeIn(): Promise<void> {
    const { settings, db } = this.#automation
    const attempt = this.#intake ? undefined : await findAttempt(db, this.#attempt.id)
    if (!this.#intake && attempt?.status !== 'running') return this.#leave()
    this.#intake ??= await Intake.open(this.#automation, attempt as AttemptRow)
    this.#lines ??= await Lines.open(workOf(this.#automation, this.#attempt).events, {
      from: this.#intake.taken,
      longest: settings.resultBytes + WRAPPING_BYTES,
    })
    while (!this.#end) {
      const step = await this.#lines?.next()
      if (!step) return
      const { events, end, to, garbage } = await this.#read(step)
      if (Number.isFinite(this.#heardAt) || events.some(({ event }) => event === 'started'))
        this.#heardAt = performance.now()
      // It has ended meanwhile, or what could not be answered was done all the same.
      if (!(await this.#intake.take(events, { to, garbage }))) return this.#startAnew()
      await this.#heed(events)
      this.#end = end
    }
  }

  /** What was read and not taken in is read again. */
  async #startAnew(): Promise<void> {
    await this.#lines?.close()
    this.#lines = undefined
    this.#intake = undefined
  }

  /** The end of a runner is not taken in before the attempt has ended by it: whoever comes after a crash reads it again. */
  async #read({ lines, begins, tooLong, to }: Step) {
    const mask = await this.#told.mask()
    const events: RunnerEvent[] = []
    let garbage = tooLong
    for (const [index, line] of lines.entries()) {
      const event = readEvent(line, mask)
      if (event?.event === 'end') return { events, end: event, to: begins[index] as number, garbage }
      if (event) events.push(event)
      else garbage += 1
    }
    return { events, end: undefined, to, garbage }
  }

  async #heed(events: readonly RunnerEvent[]): Promise<void> {
    for (const event of events) {
      if (event.event === 'ready') await this.#told.forget()
      else if (event.event === 'host-key')
        await this.#told.noteKey(this.#automation, event).catch((error) => this.#complain(error))
    }
  }

  /** An end that leaves hosts behind may be that of its time: its execution tells. */
  async #isAllDone(): Promise<boolean> {
    const left = await this.#automation.db
      .selectFrom('automation_attempt_host')
      .select('id')
      .where('attempt_id', '=', this.#attempt.id)
      .where('state', 'in', ['waiting', 'running', 'aborted'])
      .limit(1)
      .executeTakeFirst()
    return left === undefined
  }

  async #conclude(ending: Parameters<typeof endAttempt>[2]): Promise<void> {
    await endAttempt(this.#automation, this.#attempt.id, ending)
    await this.#leave()
    if (!ending.execution) this.#leaves = setTimeout(() => void this.#stop(), LEAVES_MS).unref()
  }

  /** Each host begins, or ends in its time: a runner that says neither cannot. */
  #watchSilence(): void {
    const isSilent = performance.now() - this.#heardAt > this.#attempt.host_seconds * 1_000 + SILENT_MS
    if (!isSilent || this.#isStuck || this.#isOver || this.#attempt.execution_id === null) return
    this.#isStuck = true
    void this.#stop()
  }

  /** A runner that said that it ends, and stays; or one that says nothing any more. */
  async #stop(): Promise<void> {
    const { executions, db } = this.#automation
    const { execution_id } = this.#attempt
    if (execution_id === null || this.#isClosed) return
    await inTransaction(db, (tx) => executions.stop(tx, execution_id)).catch((error) => this.#complain(error))
  }

  async #leave(): Promise<void> {
    this.#isOver = true
    clearInterval(this.#timer)
    this.#watcher?.close()
    await this.#lines?.close()
    this.#lines = undefined
  }

  #complain(error: unknown): void {
    if (this.#isClosed) return
    const { log } = this.#automation.kernel
    log.error({ err: error, attempt: this.#attempt.id }, 'A run could not be followed; it is tried again.')
  }
}
