export interface TurnsOptions {
  atOnce: number
  /** Who would come behind so many is refused. */
  mostWaiting?: number
  /** With what. */
  refuse?: () => Error
}

/** Lets so many works run at once; the others wait, in the order in which they came. */
export function createTurns({
  atOnce,
  mostWaiting = Number.POSITIVE_INFINITY,
  refuse,
}: TurnsOptions): <R>(work: () => Promise<R>) => Promise<R> {
  let running = 0
  const waiting: (() => void)[] = []
  return async (work) => {
    if (running >= atOnce) {
      if (refuse && waiting.length >= mostWaiting) throw refuse()
      await new Promise<void>((resolve) => waiting.push(resolve))
    } else {
      running += 1
    }
    try {
      return await work()
    } finally {
      // The next one takes over this one's place.
      const next = waiting.shift()
      if (next) next()
      else running -= 1
    }
  }
}
