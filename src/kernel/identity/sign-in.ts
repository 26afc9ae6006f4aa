import { fold, inTransaction } from '../db/db.ts'
import type { By } from '../journal/journal.ts'
import { triesOf } from './attempts.ts'
import * as store from './identity.store.ts'
import type { Identity } from './identity.ts'
import { hashPassword, isOutdated, verifyPassword } from './password.ts'
import { problems } from './problems.ts'
import { openSession } from './session.ts'
import type { AccountRow } from './tables.ts'

export interface SignIn {
  /** Name or e-mail address. */
  name: string
  password: string
  /** For counting wrong tries; undefined for the machine itself. */
  counted?: string
  userAgent?: string
}

/**
 * Signs a person in and gives the secret of the new session. Unknown names, wrong passwords and disabled accounts get the
 * same words after the same time, and count alike (promises.md, A7, A8).
 */
export async function signIn(
  identity: Identity,
  by: By,
  attempted: SignIn,
): Promise<{ account: AccountRow; secret: string }> {
  const attempt = {
    kind: 'password',
    subject: fold(attempted.name).slice(0, 200),
    address: attempted.counted,
  }
  const tries = triesOf(identity.attempts, attempt)
  const refuse = () => {
    identity.journal.note({ by, action: 'session.refused', personal: { name: attempted.name.slice(0, 200) } })
    return problems.signInRefused()
  }
  const account = await store.findAccountByLogin(identity.db, attempted.name)
  if (!(await verifyPassword(account?.password_hash, attempted.password, tries)) || !account) throw refuse()
  if (account.disabled_at !== null) {
    tries.fail()
    throw refuse()
  }
  identity.attempts.succeed(attempt)
  const renewed = isOutdated(account.password_hash ?? '')
    ? await hashPassword(attempted.password).catch(() => undefined)
    : undefined
  const now = identity.clock.now()
  return inTransaction(identity.db, async (tx) => {
    const noted = await store.noteSignIn(tx, account, { at: now, passwordHash: renewed })
    if (!noted) throw refuse()
    const session = await openSession(tx, {
      accountId: account.id,
      now,
      address: by.address,
      userAgent: attempted.userAgent,
    })
    await identity.journal.record(tx, {
      by: {
        ...by,
        account: account.id,
        name: account.name,
        via: 'session',
        credential: `session:${session.id}`,
      },
      action: 'session.opened',
      object: `account:${account.id}`,
    })
    return { account: noted, secret: session.secret }
  })
}
