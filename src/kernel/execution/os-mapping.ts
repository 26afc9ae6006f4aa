import { inTransaction, lock } from '../db/db.ts'
import type { Identity } from '../identity/identity.ts'
import type { By } from '../journal/journal.ts'
import { FIRST_PERSON, findOsName, findOsUser } from './os-account.ts'
import { problems } from './problems.ts'

/**
 * Says as which account of the operating system somebody's processes run, or with undefined that they have none. It has to
 * be there, to belong to a person, and to be nobody else's.
 */
export async function setOsName(
  identity: Identity,
  by: By,
  account: number,
  name: string | undefined,
): Promise<void> {
  if (name !== undefined) await requirePerson(name)
  await inTransaction(identity.db, async (tx) => {
    await lock(tx, 'kernel_account', [account])
    const old = (await findOsName(tx, account))?.name
    if (old === name) return
    await tx.deleteFrom('kernel_os_account').where('account_id', '=', account).execute()
    if (name !== undefined) {
      const made = await tx
        .insertInto('kernel_os_account')
        .values({ account_id: account, name, set_at: identity.clock.now() })
        .onConflict((on) => on.column('name').doNothing())
        .returning('account_id')
        .executeTakeFirst()
      if (!made) throw problems.osNameTaken(name)
    }
    await identity.journal.record(tx, {
      by,
      action: name === undefined ? 'account.os-account-removed' : 'account.os-account-set',
      object: `account:${account}`,
      personal: { old, new: name },
    })
  })
}

async function requirePerson(name: string): Promise<void> {
  const found = await findOsUser(name)
  if (!found) throw problems.osNameUnknown(name)
  if (found.uid < FIRST_PERSON) throw problems.osNameReserved(name)
}

/** What an account has here goes with the person who is erased, and to the account that theirs is merged into. */
export function registerOsAccounts(identity: Identity): void {
  identity.holdings.push({
    what: 'operating-system',
    async export(db, account) {
      return { account: (await findOsName(db, account))?.name ?? null }
    },
    async erase(tx, account) {
      await tx.deleteFrom('kernel_os_account').where('account_id', '=', account).execute()
      await tx
        .updateTable('kernel_execution')
        .set({ os_user: null, account_id: null })
        .where('account_id', '=', account)
        .where('state', '=', 'ended')
        .execute()
    },
  })
  identity.merging.push({
    what: 'accounts of the operating system',
    async count(db, from) {
      return (await findOsName(db, from)) ? 1 : 0
    },
    async move(tx, from, to) {
      const moved = await tx
        .deleteFrom('kernel_os_account')
        .where('account_id', '=', from)
        .returning(['name', 'set_at'])
        .executeTakeFirst()
      if (!moved) return
      await tx
        .insertInto('kernel_os_account')
        .values({ account_id: to, ...moved })
        .onConflict((on) => on.column('account_id').doNothing())
        .execute()
    },
  })
}
