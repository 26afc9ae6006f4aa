import { chmodSync, lstatSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'

const OTHERS = 0o007
const MAY_PASS = 0o001

/**
 * Lets other accounts of the machine pass through the data folder to what is theirs, and read nothing else of it: where the
 * server is root, people's processes have to reach their own folders. What others may pass through and not list, such as
 * the folder of all workspaces, was made so on purpose.
 */
export function openDoors(data: string): void {
  for (const name of readdirSync(data)) {
    const path = join(data, name)
    const found = lstatSync(path, { throwIfNoEntry: false })
    // What is linked to lies elsewhere, with modes of its own.
    if (!found || found.isSymbolicLink()) continue
    const isDoor = found.isDirectory() && (found.mode & OTHERS) === MAY_PASS
    if (!isDoor && (found.mode & OTHERS) !== 0) chmodSync(path, found.mode & 0o7777 & ~OTHERS)
  }
  chmodSync(data, (statSync(data).mode & 0o7770) | MAY_PASS)
}
