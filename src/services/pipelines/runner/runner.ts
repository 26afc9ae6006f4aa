import { setTimeout } from 'node:timers/promises'
import { openTransaction } from '../../../kernel/db/db.ts'
import { findNode } from '../../../kernel/execution/local/node.ts'
import { findExperiment } from '../experiments/experiment.store.ts'
import { seedHosts } from '../hosts/host.ts'
import type { Pipelines } from '../pipelines.ts'
import { type Cancelling, cancelExperiments } from './cancel.ts'
import { type Claimed, claimNext, holdClaims, MOST_AT_ONCE } from './dispatch.ts'
import { Following } from './following.ts'
import { releaseClaims, sweepLeftovers } from './leftovers.ts'
import { startClaimed } from './start.ts'
import { openWork } from './work.ts'

const ROUND_MS = 5_000
const SWEEP_ROUNDS = 720
/** They begin in order, but for one whose files take their time. */
const TURN_MS = 200

/** Gives waiting experiments to the executions of the kernel, in order, and takes their results. */
export interface Runner {
  /**
   * Takes up what was under way when the server ended, and dispatches from now on. A worker does so where inputs and results lie
   * in a folder that it shares with the server.
   */
  begin(as?: { worker: boolean }): Promise<void>
  /** Something waits, or a place is free: not to wait for the clock. */
  kick(): void
  /** Ends what waits or is at work, and gives those that it was not too late for. May the caller? They have to know. */
  cancel(wanted: Cancelling): Promise<number[]>
  /** Resolves when all that can go on by itself right now has gone on: for tests. */
  settle(): Promise<void>
  close(): Promise<void>
}

/** Makes this machine a host at the first start. Nothing runs before `begin`. */
export async function openRunner(pipelines: Pipelines): Promise<Runner> {
  await openWork(pipelines)
  await seedHosts(pipelines)
  const node = findNode(pipelines.kernel.config.data)
  if (node === undefined) throw new Error('The executions of the kernel are opened first.')
  return new Dispatcher(pipelines, node)
}

class Dispatcher implements Runner {
  readonly #pipelines: Pipelines
  readonly #node: string
  readonly #following: Following
  readonly #starting = new Map<number, { ends: AbortController; work: Promise<void> }>()
  readonly #unlisten: () => void
  #round: Promise<void> = Promise.resolve()
  /** The start of what was claimed last. */
  #last: Promise<void> = Promise.resolve()
  #waits = false
  #begun = false
  #dispatches = true
  #rounds = 0
  #timer: NodeJS.Timeout | undefined

  constructor(pipelines: Pipelines, node: string) {
    this.#pipelines = pipelines
    this.#node = node
    this.#following = new Following(pipelines, { node, freed: () => this.kick() })
    this.#unlisten = pipelines.experiments.onChange(({ status, runner }) => {
      if (runner === 'own' && status === 'submitted') this.kick()
    })
  }

  async begin({ worker } = { worker: false }): Promise<void> {
    if (this.#begun) return
    this.#begun = true
    this.#dispatches = !worker || this.#pipelines.settings.root !== undefined
    await releaseClaims(this.#pipelines, this.#own)
    await sweepLeftovers(this.#pipelines, this.#own.isUnderWay)
    void this.#following.reconcile().catch((error) => this.#complain(error))
    this.#timer = setInterval(() => this.#tick(), ROUND_MS).unref()
    this.kick()
  }

  kick(): void {
    // One that waits for its turn sees everything that waits until then.
    if (!this.#begun || this.#waits) return
    this.#waits = true
    openTransaction.exit(() => {
      this.#round = this.#round
        .then(() => {
          this.#waits = false
          return this.#dispatch()
        })
        .catch((error) => this.#complain(error))
    })
  }

  cancel(wanted: Cancelling): Promise<number[]> {
    return cancelExperiments(this.#pipelines, wanted, (id) =>
      openTransaction.exit(() => void this.#interrupt(id).catch((error) => this.#complain(error))),
    )
  }

  async settle(): Promise<void> {
    do {
      await this.#round
      await Promise.all([...this.#starting.values()].map(({ work }) => work))
      await this.#following.settle()
    } while (this.#waits || this.#starting.size > 0)
  }

  async close(): Promise<void> {
    this.#begun = false
    clearInterval(this.#timer)
    this.#unlisten()
    for (const { ends } of this.#starting.values()) ends.abort()
    await this.#round
    await Promise.all([...this.#starting.values()].map(({ work }) => work))
    await this.#following.close()
  }

  get #own() {
    return { node: this.#node, isUnderWay: (id: number) => this.#starting.has(id) }
  }

  async #dispatch(): Promise<void> {
    if (!this.#begun || !this.#dispatches) return
    const claimed = await claimNext(this.#pipelines, this.#node)
    for (const each of claimed) this.#start(each)
    if (claimed.length === MOST_AT_ONCE) this.kick()
  }

  #start(claimed: Claimed): void {
    const { id } = claimed.experiment
    const ends = new AbortController()
    const turn = Promise.race([this.#last, setTimeout(TURN_MS, undefined, { ref: false })])
    const work = startClaimed(this.#pipelines, claimed, { signal: ends.signal, turn })
      .catch((error) => this.#complain(error))
      .finally(() => {
        this.#starting.delete(id)
        // Where it could not begin its place is free.
        this.kick()
      })
    this.#starting.set(id, { ends, work })
    this.#last = work
  }

  async #interrupt(id: number): Promise<void> {
    this.#starting.get(id)?.ends.abort()
    const row = await findExperiment(this.#pipelines.db, id)
    if (row?.status === 'running') this.#following.interrupt(row)
    this.kick()
  }

  /** For what was not told: a crash loses hints, and other nodes have their own. */
  #tick(): void {
    this.#rounds += 1
    void this.#following.reconcile().catch((error) => this.#complain(error))
    // In turn with what claims: what has just been claimed is under way by then.
    this.#round = this.#round.then(() => this.#look()).catch((error) => this.#complain(error))
    this.kick()
  }

  async #look(): Promise<void> {
    if (!this.#begun) return
    await holdClaims(this.#pipelines, [...this.#starting.keys()], this.#node)
    await releaseClaims(this.#pipelines, this.#own)
    if (this.#rounds % SWEEP_ROUNDS === 0) await sweepLeftovers(this.#pipelines, this.#own.isUnderWay)
  }

  #complain(error: unknown): void {
    if (this.#begun)
      this.#pipelines.kernel.log.error({ err: error }, 'The queue of experiments has met a fault.')
  }
}
