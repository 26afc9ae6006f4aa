const MOST = 10_000

/** Which runs have changed in this process, for whoever waits for one or shows it. */
export class Pulses {
  readonly #counts = new Map<number, number>()
  readonly #waiting = new Map<number, Set<() => void>>()

  beat(run: number): void {
    // A count that is gone differs from what anybody has seen: they look once more.
    if (this.#counts.size >= MOST) this.#counts.clear()
    this.#counts.set(run, (this.#counts.get(run) ?? 0) + 1)
    const waiting = this.#waiting.get(run)
    this.#waiting.delete(run)
    for (const wake of waiting ?? []) wake()
  }

  count(run: number): number {
    return this.#counts.get(run) ?? 0
  }

  /** Resolves with the next change of a run, or after a while: another node may have made one. */
  next(run: number, mostMs: number): Promise<void> {
    return new Promise((resolve) => {
      const waiting = this.#waiting.get(run) ?? new Set()
      this.#waiting.set(run, waiting)
      const timer = setTimeout(() => wake(), mostMs)
      const wake = () => {
        clearTimeout(timer)
        waiting.delete(wake)
        resolve()
      }
      waiting.add(wake)
    })
  }

  /** Nobody waits any longer. */
  wakeAll(): void {
    for (const waiting of [...this.#waiting.values()]) for (const wake of [...waiting]) wake()
    this.#waiting.clear()
  }
}
