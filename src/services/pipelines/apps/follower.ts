import { type FSWatcher, watch } from 'node:fs'

/** Where a file system tells nothing, such as one of another machine. */
const POLL_MS = 10_000
/** Copying a folder is many changes. */
const SETTLE_MS = 200

/** Calls when a folder has changed: told by the system at once, else found by looking. */
export class Follower {
  readonly #folder: string
  readonly #look: () => Promise<void>
  readonly #failed: (error: unknown) => void
  #watcher: FSWatcher | undefined
  #timers: { poll?: NodeJS.Timeout; settle?: NodeJS.Timeout } = {}
  #looking: Promise<void> = Promise.resolve()

  constructor(folder: string, look: () => Promise<void>, failed: (error: unknown) => void) {
    this.#folder = folder
    this.#look = look
    this.#failed = failed
  }

  begin(): void {
    if (this.#timers.poll) return
    this.#timers.poll = setInterval(() => this.#now(), POLL_MS).unref()
    try {
      this.#watcher = watch(this.#folder, { persistent: false }, () => {
        clearTimeout(this.#timers.settle)
        this.#timers.settle = setTimeout(() => this.#now(), SETTLE_MS).unref()
      })
      // The system has no watches left, or the folder is gone: looking goes on.
      this.#watcher.on('error', () => this.#watcher?.close())
    } catch (error) {
      this.#failed(error)
    }
  }

  #now(): void {
    this.#looking = this.#looking.then(() => this.#look()).catch(this.#failed)
  }

  async close(): Promise<void> {
    clearInterval(this.#timers.poll)
    clearTimeout(this.#timers.settle)
    this.#watcher?.close()
    await this.#looking
  }
}
