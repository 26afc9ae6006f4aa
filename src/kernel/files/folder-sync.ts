import { constants } from 'node:fs'
import { open } from 'node:fs/promises'

interface Flushes {
  running: Promise<void>
  next?: Promise<void>
}

/**
 * Puts a folder's names on disk. Callers share it like the flush of the database's log: for each folder one fsync is
 * under way and one waits, which covers all who came meanwhile.
 */
export class FolderSync {
  /** How many fsyncs were made; fewer than calls when they were shared. */
  flushes = 0
  readonly #folders = new Map<string, Flushes>()

  /** Resolves when every name that was in the folder at the time of the call is on disk. */
  sync(folder: string): Promise<void> {
    const known = this.#folders.get(folder)
    if (!known) return this.#start(folder)
    known.next ??= known.running.then(
      () => this.#start(folder),
      () => this.#start(folder),
    )
    return known.next
  }

  #start(folder: string): Promise<void> {
    const flushes: Flushes = { running: this.#flush(folder) }
    this.#folders.set(folder, flushes)
    const end = () => {
      // The one that waited has put itself here when its turn came.
      if (this.#folders.get(folder) === flushes && !flushes.next) this.#folders.delete(folder)
    }
    flushes.running.then(end, end)
    return flushes.running
  }

  async #flush(folder: string): Promise<void> {
    const handle = await open(folder, constants.O_RDONLY | constants.O_DIRECTORY)
    try {
      this.flushes += 1
      await handle.sync()
    } finally {
      await handle.close()
    }
  }
}
