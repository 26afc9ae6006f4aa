/** Work that goes on side by side, so many at once. */
export class Lanes {
  readonly #most: number
  readonly #running = new Set<Promise<void>>()
  #failure: { reason: unknown } | undefined

  constructor(most: number) {
    this.#most = most
  }

  /** Begins it when a lane is free. Throws what another has failed with. */
  async add(work: () => Promise<void>): Promise<void> {
    while (this.#running.size >= this.#most) await Promise.race(this.#running)
    if (this.#failure) throw this.#failure.reason
    const run: Promise<void> = work()
      .catch((reason) => {
        this.#failure ??= { reason }
      })
      .finally(() => this.#running.delete(run))
    this.#running.add(run)
  }

  /** Waits for all that has begun; throws what the first has failed with. */
  async end(): Promise<void> {
    await Promise.all(this.#running)
    if (this.#failure) throw this.#failure.reason
  }
}
