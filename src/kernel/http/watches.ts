import { Unreachable } from '../execution/execution.ts'
import type { PageStream } from './stream.ts'

/** How one thing is looked at for all pages that show it. */
export interface Look<R> {
  /** What a new reader hears at once. */
  greet(reader: PageStream, of: R): void
  /** Looks, and tells the readers what has changed. */
  look(): Promise<void>
}

/** Things that pages look at, by their numbers: one look at a thing for all of them, and none while nobody does. */
export interface Watches<R> {
  add(id: number, reader: PageStream, of: R): void
}

interface Watch<R> {
  readers: Map<PageStream, R>
  eye: Look<R>
  timer: NodeJS.Timeout
}

/** `open` begins to look at a thing; `onFault` is told once a watch what went wrong, but that a backend does not answer. */
export function createWatches<R>(
  everyMs: number,
  {
    open,
    onFault,
  }: {
    open(id: number, readers: ReadonlyMap<PageStream, R>): Look<R>
    onFault(error: unknown, id: number): void
  },
): Watches<R> {
  const watches = new Map<number, Watch<R>>()

  function begin(id: number): Watch<R> {
    const readers = new Map<PageStream, R>()
    const eye = open(id, readers)
    let isLooking = false
    let hasFailed = false
    // One at a time; a backend that hangs holds nobody else up.
    const look = async () => {
      if (isLooking) return
      isLooking = true
      try {
        await eye.look()
      } catch (error) {
        // What was last known stands; the page says since when.
        if (error instanceof Unreachable || hasFailed) return
        hasFailed = true
        onFault(error, id)
      } finally {
        isLooking = false
      }
    }
    const watch = { readers, eye, timer: setInterval(() => void look(), everyMs).unref() }
    watches.set(id, watch)
    // After the first reader is among them.
    queueMicrotask(() => void look())
    return watch
  }

  return {
    add(id, reader, of) {
      if (!reader.isOpen) return
      const watch = watches.get(id) ?? begin(id)
      watch.readers.set(reader, of)
      watch.eye.greet(reader, of)
      reader.onClose(() => {
        watch.readers.delete(reader)
        if (watch.readers.size > 0) return
        clearInterval(watch.timer)
        watches.delete(id)
      })
    },
  }
}
