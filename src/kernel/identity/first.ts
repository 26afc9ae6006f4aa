import { inTransaction } from '../db/db.ts'
import { markFirstRun } from '../installation/first-run.ts'
import { addAccount, prepareAccount } from './account.ts'
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
  const row = await prepareAccount(identity, { name: 'admin', password: chosen, administrator: true })
  await inTransaction(identity.db, async (tx) => {
    const { id } = await addAccount(identity, tx, { via: 'system' }, row)
    if (password === undefined) await markFirstRun(tx, id, identity.clock.now())
  })
  return password === undefined ? { password: chosen } : {}
}
