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
  readonly #descriptor: number
  readonly #log: Log
  #running: Promise<void> | undefined
  #next: Promise<void> | undefined
  #clean = true

  constructor(database: string, log: Log) {
    this.#log = log
    this.#descriptor = openSync(`${database}-wal`, constants.O_RDWR)
    // The log's name must be on disk too, else a power loss could take the whole file.
    const folder = openSync(dirname(database), constants.O_RDONLY)
    fsyncSync(folder)
    closeSync(folder)
  }

  /** Says that the log holds something which is not on disk. */
  mark(): void {
    this.#clean = false
  }

  /** Resolves when all that was in the log at the time of the call is on disk. */
  settled(): Promise<void> {
    if (this.#clean && !this.#running) return Promise.resolve()
    if (!this.#running) return this.#start()
    this.#next ??= this.#running.then(
      () => this.#start(),
      () => this.#start(),
    )
    return this.#next
  }

  #start(): Promise<void> {
    this.#next = undefined
    this.#clean = true
    this.#running = this.#flush().finally(() => {
      this.#running = undefined
    })
    return this.#running
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
        // After a failed flush the kernel may have dropped the pages: a second one that succeeds proves nothing.
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
