import { type Expression, sql } from 'kysely'
import { contains, inTransaction, type KernelDb, type KernelTx, lock } from '../db/db.ts'
import type { By } from '../journal/journal.ts'
import { deleteOf } from '../notices/notices.store.ts'
import { getAccount, keepAnAdministrator } from './account.ts'
import { deleteFactorsOf } from './factor.store.ts'
import * as store from './identity.store.ts'
import { forgetActors, type Identity } from './identity.ts'
import { problems } from './problems.ts'
import { endSessionsOf } from './session.ts'
import type { AccountRow } from './tables.ts'

/** The name that is left of a person, here and in the journal. */
const pseudonym = (id: number): string => `erased-${id}`

/** Why a person cannot be erased yet, in sentences; none when they can. */
export async function erasureObstacles(identity: Identity, accountId: number): Promise<string[]> {
  const account = await getAccount(identity, accountId)
  const { db } = identity
  const administrators = await store.listAdministratorIds(db)
  const isLast = administrators.length === 1 && administrators[0] === account.id
  const found = isLast ? [problems.lastAdministrator().message] : []
  for (const holding of identity.holdings) found.push(...((await holding.obstacles?.(db, accountId)) ?? []))
  return found
}

/**
 * Takes out what points to a person, and leaves a pseudonym where others' records name them (promises.md, S8). It cannot
 * be undone. `name` is typed by whoever asks, so that nobody is erased by a slip.
 */
export async function eraseAccount(
  identity: Identity,
  by: By,
  accountId: number,
  { name, reason }: { name: string; reason?: string },
): Promise<void> {
  const account = await getAccount(identity, accountId)
  if (account.name === pseudonym(account.id)) throw problems.erasedAlready()
  if (name !== account.name) throw problems.nameNotTyped()
  const obstacles = await erasureObstacles(identity, accountId)
  if (obstacles.length > 0) throw problems.erasureRefused(obstacles)
  const gone = [account, ...(await listMergedInto(identity.db, accountId))]
  const texts = await textsOf(identity.db, gone)
  await inTransaction(identity.db, async (tx) => {
    await lock(tx, 'kernel_account', [accountId, ...(await store.listAdministratorIds(tx))])
    for (const each of gone) await eraseOne(identity, tx, each)
    await keepAnAdministrator(tx, account, { ...account, disabled_at: identity.clock.now() })
    await forgetTexts(tx, texts)
    await renameInTexts(tx, texts, pseudonym(accountId))
    forgetActors(identity, tx)
    await identity.journal.record(tx, {
      // Without the address: it would be the first thing to erase again.
      by: { ...by, address: by.account === accountId ? undefined : by.address },
      action: 'account.erased',
      object: `account:${accountId}`,
      reason,
    })
  })
  // It reads through all entries, which is nothing for a transaction; the account is closed by now, so no new ones come.
  await identity.journal.eraseTexts(texts)
}

async function eraseOne(identity: Identity, tx: KernelTx, account: AccountRow): Promise<void> {
  const { id } = account
  const now = identity.clock.now()
  const name = pseudonym(id)
  for (const holding of identity.holdings) await holding.erase?.(tx, id)
  const tokens = await tx.deleteFrom('kernel_token').where('account_id', '=', id).returning('id').execute()
  await identity.journal.erasePersonal(
    tx,
    id,
    tokens.map((token) => `token:${token.id}`),
  )
  await endSessionsOf(tx, id, { now })
  await deleteFactorsOf(tx, id)
  await deleteOf(tx, id)
  const ofAccount = [
    'kernel_browser',
    'kernel_account_identity',
    'kernel_group_member',
    'kernel_role',
    'kernel_reset',
    'kernel_login',
    'kernel_visit',
  ] as const
  for (const table of ofAccount) await tx.deleteFrom(table).where('account_id', '=', id).execute()
  await store.claimLogin(tx, id, name)
  await store.updateAccount(tx, id, {
    name,
    name_folded: name,
    email: null,
    email_folded: null,
    first_name: '',
    last_name: '',
    names_folded: '',
    password_hash: null,
    administrator: 0,
    disabled_at: now,
    disabled_reason: null,
    last_sign_in_at: null,
    updated_at: now,
  })
}

/** Names and addresses of the person, as they may stand in mails, invitations, kept answers and entries of others. */
async function textsOf(db: KernelDb, accounts: readonly AccountRow[]): Promise<string[]> {
  const invitations = await db
    .selectFrom('kernel_invitation')
    .select('email')
    .where(
      'account_id',
      'in',
      accounts.map(({ id }) => id),
    )
    .limit(100)
    .execute()
  const former: string[] = []
  for (const { id } of accounts) former.push(...(await formerAddresses(db, id)))
  const names = accounts.map((each) => `${each.first_name} ${each.last_name}`)
  const texts = [
    ...former,
    ...names.filter((each) => /\S \S/.test(each)),
    ...accounts.flatMap(({ name, email }) => [name, email]),
    ...invitations.map((row) => row.email),
  ]
  return [...new Set(texts.filter((text) => text !== null))]
}

/** One statement looks for all of them. */
const MOST_ADDRESSES = 100

/** Addresses that the account had before, by its entries of changes. */
async function formerAddresses(db: KernelDb, accountId: number): Promise<string[]> {
  const rows = await db
    .selectFrom('kernel_journal as j')
    .innerJoin('kernel_journal_personal as p', 'p.entry_id', 'j.id')
    .select('p.value')
    .where('j.object', '=', `account:${accountId}`)
    .where('j.action', '=', 'account.changed')
    .orderBy('j.id', 'desc')
    .limit(1_000)
    .execute()
  const found = rows.flatMap(({ value }) => {
    const { old } = JSON.parse(value) as { old?: { email?: string | null } }
    return old?.email ? [old.email] : []
  })
  return [...new Set(found)].slice(0, MOST_ADDRESSES)
}

/** What holds one of the texts, and is of no use to others: mails to the person, their invitations, what was answered or sent. */
async function forgetTexts(tx: KernelTx, texts: readonly string[]): Promise<void> {
  const folded = texts.map((text) => text.toLowerCase())
  const lower = (column: Expression<string>) => sql<string>`lower(${column})`
  await tx
    .deleteFrom('kernel_mail')
    .where((eb) => eb(lower(eb.ref('to_address')), 'in', folded))
    .execute()
  const invitations = tx.selectFrom('kernel_invitation').select('id').where('email_folded', 'in', folded)
  await tx.deleteFrom('kernel_invitation_group').where('invitation_id', 'in', invitations).execute()
  await tx.deleteFrom('kernel_invitation').where('email_folded', 'in', folded).execute()
  for (const table of ['kernel_idempotency', 'kernel_webhook_delivery'] as const)
    await tx
      .deleteFrom(table)
      .where((eb) => eb.or(texts.map((text) => contains(tx, eb.ref('body'), JSON.stringify(text)))))
      .execute()
}

/** What others were told of the person ("Ada has made you owner") says the pseudonym from now on. */
async function renameInTexts(tx: KernelTx, texts: readonly string[], name: string): Promise<void> {
  const escaped = texts.map((text) => text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'))
  // Whole words, and no parts of addresses: a person may be called "Al", or "app".
  const whole = new RegExp(
    `(?<![\\p{L}\\p{N}/.@#_-])(?:${escaped.join('|')})(?![\\p{L}\\p{N}/@#_-]|[.:][\\p{L}\\p{N}])`,
    'gu',
  )
  for (const [table, first] of [
    ['kernel_notice', 'title'],
    ['kernel_mail', 'subject'],
  ] as const) {
    const rows = await tx
      .selectFrom(table)
      .select(['id', 'text', sql.ref<string>(first).as('first')])
      .where((eb) =>
        eb.or(
          texts.flatMap((text) => [
            contains(tx, eb.ref('text'), text),
            contains(tx, sql.ref<string>(first), text),
          ]),
        ),
      )
      .orderBy('id')
      .execute()
    for (const row of rows)
      await sql`update ${sql.table(table)} set text = ${row.text.replaceAll(whole, name)}, ${sql.ref(first)} = ${row.first.replaceAll(whole, name)} where id = ${row.id}`.execute(
        tx as never,
      )
  }
}

function listMergedInto(db: KernelDb, accountId: number): Promise<AccountRow[]> {
  return db
    .selectFrom('kernel_account')
    .selectAll()
    .where('merged_into', '=', accountId)
    .orderBy('id')
    .limit(100)
    .execute()
}
