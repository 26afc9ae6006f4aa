import { actorOf } from './actor.ts'
import { findAccount, findRoles } from './identity.store.ts'
import type { Identity } from './identity.ts'

/** Whether somebody who is not here right now is still let in, and has a role: for what they have given away. */
export async function accountMay(identity: Identity, account: number, role: string): Promise<boolean> {
  const row = await findAccount(identity.db, account)
  if (!row || row.disabled_at !== null) return false
  const roles = await findRoles(identity.db, { account })
  return actorOf({
    accountId: account,
    name: row.name,
    administrator: row.administrator === 1,
    roles: roles.map(({ role: each }) => each),
    ladders: identity.ladders,
    via: 'session',
    credential: 'session',
  }).may(role)
}
