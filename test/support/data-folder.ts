import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { type Identity, isAlive } from '../../src/kernel/execution/local/process.ts'

/** Removes a data folder, after what still runs for it: that would outlive the tests as it outlives the server. */
export function removeDataFolder(folder: string): void {
  endExecutions(folder)
  rmSync(folder, { recursive: true, force: true })
}

/** Ends the executions of a data folder, by their records: its server may be dead. */
export function endExecutions(folder: string): void {
  const records = join(folder, 'executions')
  if (!existsSync(records)) return
  for (const id of readdirSync(records)) {
    // With its group goes what waits for the namespace, and with that the namespace.
    end(join(records, id, 'launched'), (pid) => -pid)
    end(join(records, id, 'inside'), (pid) => pid)
  }
}

function end(note: string, whom: (pid: number) => number): void {
  if (!existsSync(note)) return
  const [pid = '', start = ''] = readFileSync(note, 'utf8').trim().split(' ')
  const identity: Identity = { pid: Number(pid), start }
  if (isAlive(identity)) process.kill(whom(identity.pid), 'SIGKILL')
}

/** Every byte of its files, the database's too: where a secret must not be found. */
export function everythingIn(folder: string): string {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readIfThere(join(entry.parentPath, entry.name)))
    .join('\n')
}

/** What runs beside removes files of its own while others are read. */
function readIfThere(path: string): string {
  try {
    return readFileSync(path, 'latin1')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return ''
    throw error
  }
}
