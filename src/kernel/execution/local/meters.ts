import type { Clock } from '../../clock.ts'
import type { Limits, Meter } from '../execution.ts'
import { readProcesses, sharedOnce, type Usage, usageBelow } from './process.ts'

interface Totals {
  cpuSeconds: number
  peakBytes: number
}

interface Sample extends Totals {
  /** By the clock of the machine, as the seconds of CPU are. */
  at: number
  cpus: number
  last: Usage
}

const FRESH_MS = 2_000
/** A reading is followed by a rest of so many times what it took: with hundreds it is not done at each look. */
const REST = 40
const MB = 1_048_576

/** What executions use: all processes of the machine are read once for all of them. */
export class Meters {
  readonly #clock: Clock
  readonly #samples = new Map<number, Sample>()
  #restUntil = 0

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** Reads now, unless it has just been done. Each execution comes with the process that all of its own descend from. */
  async read(
    executions: readonly (readonly [id: number, pid: number | undefined])[],
  ): Promise<Map<number, Usage>> {
    const found = new Map<number, Usage>()
    const since = performance.now()
    if (executions.length === 0 || since < this.#restUntil) return found
    const children = await readProcesses()
    const at = performance.now()
    this.#restUntil = at + (at - since) * REST
    for (const [id, pid] of executions) {
      if (pid === undefined) continue
      const usage = usageBelow(children, pid)
      found.set(id, usage)
      this.#keep(id, usage, at)
    }
    return found
  }

  #keep(id: number, usage: Usage, at: number): void {
    const before = this.#samples.get(id)
    // What has ended and was not waited for is missing from the newer sum.
    const used = before ? Math.max(0, usage.cpuSeconds - before.last.cpuSeconds) : 0
    const seconds = before ? (at - before.at) / 1_000 : 0
    this.#samples.set(id, {
      at,
      last: usage,
      cpus: seconds > 0 ? used / seconds : 0,
      cpuSeconds: Math.max(before?.cpuSeconds ?? 0, usage.cpuSeconds),
      peakBytes: Math.max(before?.peakBytes ?? 0, usage.memoryBytes),
    })
  }

  async meter(id: number, pid: number | undefined): Promise<Meter | undefined> {
    const known = this.#samples.get(id)
    if (!known || performance.now() - known.at > FRESH_MS) await this.read([[id, pid]])
    const sample = this.#samples.get(id)
    if (!sample) return undefined
    const { cpus, last } = sample
    return { at: this.#clock.now(), cpus, memoryBytes: last.memoryBytes, processes: last.processes }
  }

  /** More than it may hold, also when what its processes share counts once. */
  isOver({ memoryBytes, pids }: Usage, { memoryMb }: Limits): boolean {
    if (memoryMb === undefined || memoryBytes <= memoryMb * MB) return false
    return sharedOnce(pids) > memoryMb * MB
  }

  totals(id: number): Partial<Totals> {
    const { cpuSeconds, peakBytes } = this.#samples.get(id) ?? {}
    return { cpuSeconds, peakBytes }
  }

  forget(id: number): Partial<Totals> {
    const totals = this.totals(id)
    this.#samples.delete(id)
    return totals
  }
}
