import { inTransaction } from '../../../kernel/db/db.ts'
import { addAccount, prepareAccount } from '../../../kernel/identity/account.ts'
import { newSecret } from '../../../kernel/identity/credential.ts'
import { findAccountByLogin } from '../../../kernel/identity/identity.store.ts'
import { addRole } from '../../../kernel/identity/role.ts'
import { addToken, TOKEN_PREFIX } from '../../../kernel/identity/token.ts'
import type { By } from '../../../kernel/journal/journal.ts'
import { BACKEND_ROLE, type Pipelines } from '../pipelines.ts'
import { problems } from './person-problems.ts'

/** Gives a program that takes experiments by the protocol a token; its account is made when it is new. */
export async function addBackendToken(
  { kernel: { identity } }: Pipelines,
  by: By,
  name: string,
): Promise<{ token: string; account: number }> {
  const known = await findAccountByLogin(identity.db, name)
  if (known && known.kind !== 'service') throw problems.notService(name)
  const row = await prepareAccount(identity, { name, kind: 'service' })
  const value = TOKEN_PREFIX + newSecret()
  return inTransaction(identity.db, async (tx) => {
    const { id } = known ?? (await addAccount(identity, tx, by, row))
    await addRole(identity, tx, by, { holder: { account: id }, role: BACKEND_ROLE })
    await addToken(identity, tx, by, {
      accountId: id,
      name: 'Backend of pipelines',
      scopes: ['pipelines:write'],
      value,
    })
    return { token: value, account: id }
  })
}
