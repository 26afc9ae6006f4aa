import { realpath, stat } from 'node:fs/promises'
import { dirname, sep } from 'node:path'
import { getuid } from 'node:process'

const STICKY = 0o1000
const WRITABLE = 0o022

/**
 * Whether nobody but the machine's operators can have written what lies there: programs and settings of a cluster's commands
 * run with the server's rights, and the console must not be a way to those. `forbidden` holds what people write through us.
 */
export async function isSafePath(path: string, forbidden: readonly string[]): Promise<boolean> {
  let real: string
  try {
    real = await realpath(path)
    for (let at = real; ; at = dirname(at)) {
      const { uid, mode } = await stat(at)
      if (uid !== 0 && uid !== getuid?.()) return false
      // In a sticky folder, such as /tmp, nobody replaces what is another's.
      if ((mode & WRITABLE) !== 0 && !(at !== real && (mode & STICKY) !== 0)) return false
      if (at === dirname(at)) break
    }
  } catch {
    return false
  }
  return !forbidden.some((folder) => real === folder || real.startsWith(folder + sep))
}
