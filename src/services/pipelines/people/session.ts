import { randomBytes } from 'node:crypto'
import { inTransaction, lock } from '../../../kernel/db/db.ts'
import { methodsOf } from '../../../kernel/identity/factor.ts'
import { noteSignIn } from '../../../kernel/identity/identity.store.ts'
import { forgetActors } from '../../../kernel/identity/identity.ts'
import { checkPassword } from '../../../kernel/identity/sign-in.ts'
import type { AccountRow } from '../../../kernel/identity/tables.ts'
import { addToken } from '../../../kernel/identity/token.ts'
import type { By } from '../../../kernel/journal/journal.ts'
import { Problem } from '../../../kernel/problem.ts'
import type { Pipelines } from '../pipelines.ts'
import { findApplicant, findPerson } from './person.store.ts'
import { ask } from './sign-up.ts'

/** To the second. */
const GOOD_MS = 86_400_000
const NAME = 'Pipelines (protocol)'

export interface SignInByForm {
  email: string
  password: string
  /** For counting wrong tries; undefined for the machine itself. */
  counted?: string
}

/** Why somebody whose password is right does not come in. */
export type Refusal = 'waiting' | 'second step' | 'wrong'

/** Signs somebody in by the protocol. Too many wrong tries are a Problem. */
export async function signInByForm(
  pipelines: Pipelines,
  by: By,
  { email, password, counted }: SignInByForm,
): Promise<{ token: string } | { refused: Refusal }> {
  const { identity } = pipelines.kernel
  let account: AccountRow
  try {
    account = await checkPassword(identity, by, { name: email, password, counted })
  } catch (error) {
    if (error instanceof Problem && error.status === 401) return { refused: 'wrong' }
    throw error
  }
  if ((await methodsOf(identity.db, account.id)).length > 0) return { refused: 'second step' }
  if (!(await mayUse(pipelines, account.id))) {
    if (!(await findApplicant(pipelines.db, account.id))) await ask(pipelines, by, account)
    if (!(await mayUse(pipelines, account.id))) return { refused: 'waiting' }
  }
  const token = await giveToken(pipelines, by, account)
  return token === undefined ? { refused: 'wrong' } : { token }
}

const mayUse = async ({ db, kernel }: Pipelines, account: number): Promise<boolean> =>
  (await findPerson(db, kernel.identity, account))?.may === 1

/** A new session by the protocol, which ends the one before. Undefined when the account was closed meanwhile. */
export async function giveToken(
  { kernel, db }: Pipelines,
  by: By,
  account: AccountRow,
): Promise<string | undefined> {
  const { identity, clock } = kernel
  const value = randomBytes(32).toString('base64url')
  const now = clock.now()
  const isThere = await inTransaction(db, async (tx) => {
    await lock(tx, 'kernel_account', [account.id])
    if (!(await noteSignIn(tx, account, { at: now }))) return false
    await tx
      .updateTable('kernel_token')
      .set({ revoked_at: now })
      .where('account_id', '=', account.id)
      .where('protocol', '=', 1)
      .where('name', '=', NAME)
      .where('revoked_at', 'is', null)
      .execute()
    forgetActors(identity, tx)
    await addToken(
      identity,
      tx,
      { ...by, account: account.id, name: account.name },
      {
        accountId: account.id,
        name: NAME,
        scopes: ['pipelines:write'],
        expiresAt: now + GOOD_MS,
        quiet: true,
        value,
      },
    )
    return true
  })
  return isThere ? value : undefined
}
