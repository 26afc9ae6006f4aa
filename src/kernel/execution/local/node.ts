import { randomUUID } from 'node:crypto'
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'

/**
 * The folder of this machine's executions, and the name of the data folder: by it a copy of the database that was restored
 * elsewhere knows that the processes in it are not its own.
 */
export function openNode(data: string): { folder: string; node: string } {
  const folder = join(data, 'executions')
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const known = findNode(data)
  if (known !== undefined) return { folder, node: known }
  const file = join(folder, 'node')
  const node = randomUUID()
  writeFileSync(`${file}.part`, `${node}\n`, { mode: 0o600 })
  renameSync(`${file}.part`, file)
  return { folder, node }
}

/** The name of a data folder; undefined where no server has run on it. */
export function findNode(data: string): string | undefined {
  try {
    return readFileSync(join(data, 'executions', 'node'), 'utf8').trim()
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}

const PAGE = 500

/** Removes the records of those that `listOld` picks. */
export async function sweepRecords(
  folder: string,
  listOld: (ids: readonly number[]) => Promise<number[]>,
): Promise<void> {
  const ids = (await readdir(folder)).filter((name) => /^\d+$/.test(name)).map(Number)
  for (let from = 0; from < ids.length; from += PAGE) {
    for (const id of await listOld(ids.slice(from, from + PAGE))) {
      await rm(join(folder, String(id)), { recursive: true, force: true })
    }
  }
}
