import { inTransaction } from '../../../kernel/db/db.ts'
import { changeAccount, createAccount, isEmail } from '../../../kernel/identity/account.ts'
import type { Actor } from '../../../kernel/identity/actor.ts'
import { newSecret } from '../../../kernel/identity/credential.ts'
import { findAccountByLogin } from '../../../kernel/identity/identity.store.ts'
import { addToken, revokeToken, TOKEN_PREFIX } from '../../../kernel/identity/token.ts'
import type { By } from '../../../kernel/journal/journal.ts'
import type { Compute } from '../compute.ts'
import { problems } from './outside-problems.ts'

const DOMAIN = /^[a-z0-9-]+(\.[a-z0-9-]+)+$/
const MOST = 1_000

/** A program that signs people in by what it says about them. */
export interface Client {
  name: string
  emailDomain: string | null
  account: number
}

/** Makes a trusted client: a service account with one token, which is given here once and never again. */
export async function addClient(
  compute: Compute,
  by: By,
  { name, emailDomain }: { name: string; emailDomain?: string },
): Promise<{ token: string }> {
  const { kernel, db } = compute
  const { identity, clock } = kernel
  if (emailDomain !== undefined && !DOMAIN.test(emailDomain)) throw problems.badDomain()
  if (await findClient(compute, name)) throw problems.clientThere(name)
  const known = await findAccountByLogin(identity.db, name)
  // One that was removed is taken up again, with the people that it brought.
  if (known && known.kind !== 'service') throw problems.clientName(name)
  if (known && known.disabled_at !== null) await changeAccount(identity, by, known.id, { disabled: false })
  const account = known ?? (await createAccount(identity, by, { name, kind: 'service' }))
  const value = TOKEN_PREFIX + newSecret()
  await inTransaction(db, async (tx) => {
    const token = await addToken(identity, tx, by, {
      accountId: account.id,
      value,
      name: 'trusted client of compute',
      // It opens no service: what it is good for is asked of its row here.
      scopes: ['clients:read'],
      quiet: true,
    })
    const made = await tx
      .insertInto('compute_client')
      .values({
        account_id: account.id,
        token_id: token.id,
        name,
        email_domain: emailDomain ?? null,
        made_at: clock.now(),
      })
      .onConflict((on) => on.column('account_id').doNothing())
      .returning('id')
      .executeTakeFirst()
    if (!made) throw problems.clientThere(name)
    await kernel.journal.record(tx, {
      by,
      service: 'compute',
      action: 'compute.client.added',
      object: `account:${account.id}`,
      new: { name, emailDomain: emailDomain ?? null },
    })
  })
  return { token: value }
}

/** All of them, by name. */
export async function listClients({ db }: Compute): Promise<Client[]> {
  const rows = await db
    .selectFrom('compute_client')
    .selectAll()
    .orderBy('name')
    .orderBy('id')
    .limit(MOST)
    .execute()
  return rows.map(({ name, email_domain, account_id }) => ({
    name,
    emailDomain: email_domain,
    account: account_id,
  }))
}

/** Takes its token and its right; the people that it brought stay. */
export async function removeClient(compute: Compute, by: By, name: string): Promise<void> {
  const { kernel, db } = compute
  const row = await findClient(compute, name)
  if (!row) throw problems.noClient(name)
  await inTransaction(db, async (tx) => {
    const gone = await tx
      .deleteFrom('compute_client')
      .where('id', '=', row.id)
      .returning('id')
      .executeTakeFirst()
    if (!gone) throw problems.noClient(name)
    await kernel.journal.record(tx, {
      by,
      service: 'compute',
      action: 'compute.client.removed',
      object: `account:${row.account_id}`,
      old: { name, emailDomain: row.email_domain },
    })
  })
  await revokeToken(kernel.identity, by, row.token_id)
  await changeAccount(kernel.identity, by, row.account_id, {
    disabled: true,
    reason: 'The client was removed.',
  })
}

/** The client whose token this is; any other token of the same account is none. */
export function clientOf({ db }: Compute, { accountId, credential }: Actor) {
  return db
    .selectFrom('compute_client')
    .selectAll()
    .where('account_id', '=', accountId)
    .where('token_id', '=', Number(credential.replace('token:', '')))
    .executeTakeFirst()
}

/** Whether a client may speak for somebody with this address. */
export function speaksFor({ email_domain }: { email_domain: string | null }, email: string): boolean {
  if (!isEmail(email)) return false
  // Letters of other alphabets become those of a domain in lower case: the sign of Kelvin is a k.
  const domain = email
    .slice(email.lastIndexOf('@') + 1)
    .replaceAll(/[A-Z]/g, (letter) => letter.toLowerCase())
  return email_domain === null || domain === email_domain
}

const findClient = ({ db }: Compute, name: string) =>
  db.selectFrom('compute_client').selectAll().where('name', '=', name).executeTakeFirst()
