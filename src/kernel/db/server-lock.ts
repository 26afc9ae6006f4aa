import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { isBusy } from './failures.ts'

export interface Holder {
  pid: number
  /** Where it listens, for the sentence that a second server says. */
  address: string
}

/** The one server of a data folder. */
export interface ServerLock {
  release(): void
}

/**
 * Takes the data folder for this process (promises.md, R15), or throws an error that names the server that has it. The
 * lock is a transaction on a SQLite file: any death of its holder frees it, which a file with a pid would not.
 */
export function takeServerLock(folder: string, holder: Holder): ServerLock {
  const database = new DatabaseSync(join(folder, 'server.lock'), { timeout: 0 })
  const note = join(folder, 'server.json')
  try {
    database.exec('pragma journal_mode = memory; begin exclusive')
  } catch (error) {
    database.close()
    if (!isBusy(error)) throw error
    throw new Error(
      `Another server uses this data folder: ${describe(note)}. Stop it first, or give this one its own folder.`,
      {
        cause: error,
      },
    )
  }
  writeFileSync(note, `${JSON.stringify(holder)}\n`, { mode: 0o640 })
  return {
    release() {
      rmSync(note, { force: true })
      database.exec('rollback')
      database.close()
    },
  }
}

function describe(note: string): string {
  try {
    const { pid, address } = JSON.parse(readFileSync(note, 'utf8')) as Holder
    return `process ${pid} at ${address}`
  } catch {
    return 'its process has not said its name yet'
  }
}
