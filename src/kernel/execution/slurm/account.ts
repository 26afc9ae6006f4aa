import { userInfo } from 'node:os'
import { findOsUser } from '../os-account.ts'
import type { SlurmSettings } from './settings.ts'

/**
 * Why no session could run where jobs are handed in as the account of the settings: its folder is the server's own, closed
 * to all others. A name that only the cluster knows may be the same account there.
 */
export async function faultOfAccount({ driver, user }: SlurmSettings): Promise<string | undefined> {
  if (driver !== 'rest' || user === undefined) return undefined
  const [other, own] = [await findOsUser(user), userInfo()]
  if (!other || other.uid === own.uid) return undefined
  return `Sessions would run as ${user}, who cannot write the workspaces of ${own.username}. Leave the user empty, or run the server as root.`
}
