import { type FSWatcher, watch } from 'node:fs'
import { inTransaction } from '../../../kernel/db/db.ts'
import { type OsUser, Unreachable } from '../../../kernel/execution/execution.ts'
import { lastLineOf, plainText } from '../../../kernel/execution/plain-text.ts'
import type { ExecutionRow } from '../../../kernel/execution/tables.ts'
import type { Automation } from '../automation.ts'
import { answerAsk } from '../credentials/agent.ts'
import { noteHostKey } from '../host-keys/host-key.ts'
import type { AttemptRow } from '../tables.ts'
import { type Control, openControl } from './control.ts'
import { endAttempt } from './end.ts'
import { readEvent } from './events.ts'
import { Intake } from './intake.ts'
import { Lines, type Step } from './lines.ts'
import { type Mask, maskOf } from './mask.ts'
import { type GivenOrder, targetOf } from './order.ts'
import { addRunOutput, bytesOf, type OutputLine } from './output.ts'
import type { RunnerEvent } from './protocol.ts'
import { findAttempt } from './run.store.ts'
import { workOf } from './work.ts'

/** Between two looks at what a runner has written: a host's change is in the page within 300 ms. */
const PAUSE_MS = 25
/** For what the watch of the file misses. */
const LOOK_MS = 1_000
/** A line is a result of this machine's settings, and its wrapping. */
const WRAPPING_BYTES = 65_536
const PRINTED_BYTES = 65_536
/** Beyond the time of a host: its runner ends it, and says so, unless something in it does not give way. */
const SILENT_MS = 8_000
/** So many keys of each place where a host answers: a runner that makes them up must not fill the journal. */
const MOST_KEYS = 10
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
  #given: Promise<GivenOrder> | undefined
  #mask: Mask | undefined
  #control: Control | undefined
  #intake: Intake | undefined
  #lines: Lines | undefined
  #watcher: FSWatcher | undefined
  #timer: NodeJS.Timeout | undefined
  #leaves: NodeJS.Timeout | undefined
  #round: Promise<void> = Promise.resolve()
  #waits = false
  #hasOrder: boolean
  #end: Extract<RunnerEvent, { event: 'end' }> | undefined
  /** When its runner was heard the last time, once a host has begun: to load a template may take longer than a host. */
  #heardAt: number
  #isStuck = false
  #keys = 0
  #isOver = false
  #isDeaf = false
  #isClosed = false

  constructor(automation: Automation, attempt: AttemptRow, options: FollowerOptions) {
    this.#automation = automation
    this.#attempt = attempt
    this.#options = options
    this.#hasOrder = attempt.engine !== ''
    this.#heardAt = this.#hasOrder ? performance.now() : Number.POSITIVE_INFINITY
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
        order: () => this.#order(),
        ask: async (ask) => answerAsk(this.#automation, (await this.#give()).credentials, ask),
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
    const printed = await this.#printed(execution?.id)
    // It has said that it ends before all that it printed was there.
    if (this.#isOver) return this.#keepPrinted(printed)
    await this.#conclude({
      ...(this.#end && { said: this.#end }),
      execution,
      isStuck: this.#isStuck,
      printed,
      lastLine: lastLineOf(printed.at(-1)?.text ?? null),
    })
  }

  async #keepPrinted(lines: readonly OutputLine[]): Promise<void> {
    if (lines.length === 0) return
    const { id } = this.#attempt
    await inTransaction(this.#automation.db, async (tx) => {
      if (await findAttempt(tx, id)) await addRunOutput(tx, id, lines)
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
    if (!this.#hasOrder) await this.#listen()
    try {
      await this.#takeIn()
    } catch (error) {
      await this.#startAnew()
      throw error
    }
    if (this.#end && !this.#isOver && (await this.#isAllDone())) await this.#conclude({ said: this.#end })
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
    this.#mask ??= maskOf((await this.#give()).mask)
    const events: RunnerEvent[] = []
    let garbage = tooLong
    for (const [index, line] of lines.entries()) {
      const event = readEvent(line, this.#mask)
      if (event?.event === 'end') return { events, end: event, to: begins[index] as number, garbage }
      if (event) events.push(event)
      else garbage += 1
    }
    return { events, end: undefined, to, garbage }
  }

  async #heed(events: readonly RunnerEvent[]): Promise<void> {
    for (const event of events) {
      if (event.event === 'ready') await this.#forgetOrder()
      else if (event.event === 'host-key') await this.#noteKey(event)
    }
  }

  /** It is given once. */
  async #forgetOrder(): Promise<void> {
    this.#hasOrder = true
    const given = await this.#give()
    given.line = ''
  }

  async #noteKey(event: Extract<RunnerEvent, { event: 'host-key' }>): Promise<void> {
    const { targets, unknownKeys } = await this.#give()
    if (!targets.has(targetOf(event.address, event.port))) return
    this.#keys += 1
    if (this.#keys > targets.size * MOST_KEYS) return
    await noteHostKey(this.#automation, event, unknownKeys).catch((error) => this.#complain(error))
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

  async #order(): Promise<string | undefined> {
    return this.#hasOrder ? undefined : (await this.#give()).line
  }

  /** Made once; a fault of making it is tried again with the next need. */
  #give(): Promise<GivenOrder> {
    this.#given ??= this.#options.order().catch((error) => {
      this.#given = undefined
      throw error
    })
    return this.#given
  }

  /** What the runner itself printed, as lines of the run's own output. */
  async #printed(execution: number | undefined): Promise<OutputLine[]> {
    if (execution === undefined) return []
    const text = await this.#automation.executions
      .output(execution, { bytes: PRINTED_BYTES })
      .catch((error: unknown) => {
        if (error instanceof Unreachable) return ''
        throw error
      })
    this.#mask ??= maskOf((await this.#give()).mask)
    const line: OutputLine = {
      at: this.#automation.kernel.clock.now(),
      kind: 'stderr',
      text: this.#mask(plainText(text)),
    }
    return bytesOf([line]) > 0 ? [line] : []
  }

  #complain(error: unknown): void {
    if (this.#isClosed) return
    const { log } = this.#automation.kernel
    log.error({ err: error, attempt: this.#attempt.id }, 'A run could not be followed; it is tried again.')
  }
}
