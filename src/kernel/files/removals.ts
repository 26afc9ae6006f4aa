/** The one door through which stored bytes go away, so that a backup finds every file that its rows name. */
export interface Removals {
  /** Runs `remove` now, or once nobody reads any more. */
  run(remove: () => Promise<void>): Promise<void>
  /** Holds removals back; resolves when those under way have ended. Each pause needs its own resume. */
  pause(): Promise<void>
  resume(): void
  readonly paused: boolean
}

export function createRemovals(): Removals {
  let pauses = 0
  let released = Promise.withResolvers<void>()
  const underWay = new Set<Promise<void>>()
  return {
    get paused() {
      return pauses > 0
    },
    async run(remove) {
      while (pauses > 0) await released.promise
      const removal = remove()
      underWay.add(removal)
      try {
        await removal
      } finally {
        underWay.delete(removal)
      }
    },
    async pause() {
      pauses += 1
      await Promise.allSettled(underWay)
    },
    resume() {
      if (pauses === 0) throw new Error('Removals were resumed more often than paused.')
      pauses -= 1
      if (pauses > 0) return
      released.resolve()
      released = Promise.withResolvers()
    },
  }
}
