import { Refused } from '../../../kernel/execution/execution.ts'
import type { Compute } from '../compute.ts'
import { requireStanding } from './groups.ts'
import { problems } from './outside-problems.ts'

/** Refuses whom the identity source knows no longer, or who has nobody to be on the machines (400). */
export async function requireStorageUser(compute: Compute, account: number): Promise<void> {
  await requireStanding(compute, account)
  try {
    await compute.executions.userOf(account)
  } catch (error) {
    if (error instanceof Refused) throw problems.noStorage()
    throw error
  }
}
