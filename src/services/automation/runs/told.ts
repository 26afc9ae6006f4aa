import type { Automation } from '../automation.ts'
import { noteHostKey } from '../host-keys/host-key.ts'
import { type Mask, maskOf } from './mask.ts'
import { type GivenOrder, targetOf } from './order.ts'
import type { RunnerEvent } from './protocol.ts'

/** So many keys of each place where a host answers: a runner that makes them up must not fill the journal. */
const MOST_KEYS = 10

/** What one runner is told, once, and what follows from it. */
export class Told {
  readonly #make: () => Promise<GivenOrder>
  #given: Promise<GivenOrder> | undefined
  #mask: Mask | undefined
  #isTold: boolean
  #keys = 0

  constructor(make: () => Promise<GivenOrder>, { isTold }: { isTold: boolean }) {
    this.#make = make
    this.#isTold = isTold
  }

  /** The runner has its order. */
  get isTold(): boolean {
    return this.#isTold
  }

  /** The order as one line; undefined where the runner has it. */
  async line(): Promise<string | undefined> {
    return this.#isTold ? undefined : (await this.give()).line
  }

  /** Made once; a fault of making it is tried again with the next need. */
  give(): Promise<GivenOrder> {
    this.#given ??= this.#make().catch((error) => {
      this.#given = undefined
      throw error
    })
    return this.#given
  }

  /** Covers what nothing may hold that is written down. */
  async mask(): Promise<Mask> {
    this.#mask ??= maskOf((await this.give()).mask)
    return this.#mask
  }

  /** The runner has said that it has its order. */
  async forget(): Promise<void> {
    this.#isTold = true
    const given = await this.give()
    given.line = ''
  }

  async noteKey(automation: Automation, event: Extract<RunnerEvent, { event: 'host-key' }>): Promise<void> {
    const { targets, unknownKeys } = await this.give()
    if (!targets.has(targetOf(event.address, event.port))) return
    this.#keys += 1
    if (this.#keys > targets.size * MOST_KEYS) return
    await noteHostKey(automation, event, unknownKeys)
  }
}
