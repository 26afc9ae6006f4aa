import { closeSync, constants, fdatasync, fstatSync, fsyncSync, openSync } from 'node:fs'
import { dirname } from 'node:path'
import type { Log } from '../log.ts'

/**
 * Flushes the write-ahead log off the event loop: one flush under way, one waiting that covers all who came meanwhile.
 * The descriptor stays the right file through checkpoints, VACUUM and other processes (tried); were the log ever taken
 * away, `lost` tells and nothing more may be answered.
 */
export class LogFlusher {
  flushes = 0
  lost = false
  /** Counts commits; what was seen of the database is named by it. */
  commits = 0
  readonly #descriptor: number
  readonly #log: Log
  /** The last commit that is on disk. */
  #flushed = 0
  #running: { promise: Promise<void>; covers: number } | undefined
  #next: Promise<void> | undefined

  constructor(database: string, log: Log) {
    this.#log = log
    this.#descriptor = openSync(`${database}-wal`, constants.O_RDWR)
    // The log's name must be on disk too, else a power loss could take the whole file.
    const folder = openSync(dirname(database), constants.O_RDONLY)
    fsyncSync(folder)
    closeSync(folder)
  }

  /** Says that there is one more commit in the log, which is not on disk. */
  mark(): void {
    this.commits += 1
  }

  /** Resolves when the log is on disk up to a commit; up to the latest one when none is named. */
  settled(commit = this.commits): Promise<void> {
    if (this.#flushed >= commit) return Promise.resolve()
    // A flush that succeeds after one that failed proves nothing about what was in the log then.
    if (this.lost) return Promise.reject(new Error('The log of the database cannot be flushed.'))
    if (!this.#running) return this.#start()
    if (this.#running.covers >= commit) return this.#running.promise
    this.#next ??= this.#running.promise.then(
      () => this.#start(),
      () => this.#start(),
    )
    return this.#next
  }

  #start(): Promise<void> {
    this.#next = undefined
    const covers = this.commits
    const promise = this.#flush()
      .then(() => {
        this.#flushed = covers
      })
      .finally(() => {
        this.#running = undefined
      })
    this.#running = { promise, covers }
    return promise
  }

  #flush(): Promise<void> {
    if (fstatSync(this.#descriptor).nlink === 0) {
      this.lost = true
      this.#log.fatal(
        'The log of the database was removed while the server runs. Nothing more is written; stop the server and restore.',
      )
      return Promise.reject(new Error('The log of the database is gone.'))
    }
    return new Promise((resolve, reject) => {
      fdatasync(this.#descriptor, (error) => {
        this.flushes += 1
        if (!error) return resolve()
        this.lost = true
        this.#log.fatal(
          { err: error },
          'The log of the database could not be flushed. Nothing more is written.',
        )
        reject(error)
      })
    })
  }

  async close(): Promise<void> {
    await this.settled().catch(() => undefined)
    closeSync(this.#descriptor)
  }
}
