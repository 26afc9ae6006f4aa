import { createAccount } from './account.ts'
import { newSecret } from './credential.ts'
import type { Identity } from './identity.ts'

/**
 * Makes the account `admin` where there is no account yet, and gives the password that the operator must be told: the
 * random one, never the one that they set themselves.
 */
export async function ensureFirstAdministrator(
  identity: Identity,
  password?: string,
): Promise<{ password?: string } | undefined> {
  const any = await identity.db.selectFrom('kernel_account').select('id').limit(1).executeTakeFirst()
  if (any) return undefined
  const chosen = password ?? newSecret().slice(0, 20)
  await createAccount(identity, { via: 'system' }, { name: 'admin', password: chosen, administrator: true })
  return password === undefined ? { password: chosen } : {}
}
