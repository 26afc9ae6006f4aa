import { randomInt } from 'node:crypto'
import type { KernelConfig } from '../config/config.ts'
import { fold, inTransaction, type KernelDb, type KernelTx, lock } from '../db/db.ts'
import type { By } from '../journal/journal.ts'
import { Problem } from '../problem.ts'
import { claimInvitation, findOpenInvitation, giveInvited } from './acceptance.ts'
import { addAccount, isEmail, prepareAccount } from './account.ts'
import type { Identity } from './identity.ts'
import { problems } from './problems.ts'
import type { Stranger } from './provider.ts'
import { addRole } from './role.ts'

type Outsider = Pick<Stranger, 'issuer' | 'subject'>

/** Numbers that are tried beside a name that is taken. */
const NUMBERS = 100
const TRIES = 5
const MOST_LISTED = 100

export function findIdentity(db: KernelDb, { issuer, subject }: Outsider) {
  return db
    .selectFrom('kernel_account_identity')
    .selectAll()
    .where('issuer', '=', issuer)
    .where('subject', '=', subject)
    .executeTakeFirst()
}

export function listIdentities(identity: Identity, accountId: number) {
  return identity.db
    .selectFrom('kernel_account_identity')
    .selectAll()
    .where('account_id', '=', accountId)
    .orderBy('id')
    .limit(MOST_LISTED)
    .execute()
}

/** Ties an outside identity to an account. One that is another account's stays there; twice is once. */
export function linkIdentity(
  identity: Identity,
  by: By,
  accountId: number,
  outsider: Outsider,
): Promise<{ id: number }> {
  return inTransaction(identity.db, async (tx) => {
    const row = await insertIdentity(identity, tx, by, { ...outsider, accountId })
    if (row) return row
    const known = await findIdentity(tx, outsider)
    if (known?.account_id !== accountId) throw problems.outsideTaken()
    return known
  })
}

/** Unties one. The last way into an account stays: `own` is the person themselves, whom nobody would let in again. */
export function unlinkIdentity(
  identity: Identity,
  by: By,
  accountId: number,
  { id, own }: { id: number; own: boolean },
): Promise<void> {
  return inTransaction(identity.db, async (tx) => {
    await lock(tx, 'kernel_account', [accountId])
    const row = await tx
      .deleteFrom('kernel_account_identity')
      .where('id', '=', id)
      .where('account_id', '=', accountId)
      .returningAll()
      .executeTakeFirst()
    if (!row) throw problems.notFound('outside identity')
    if (own && !(await hasWayIn(tx, accountId))) throw problems.lastWayIn()
    await identity.journal.record(tx, {
      by,
      action: 'identity.unlinked',
      object: `account:${accountId}`,
      old: { issuer: row.issuer },
      personal: { subject: row.subject },
      audience: `account:${accountId}`,
    })
  })
}

/** Who may come in, and what they may do then. */
type Welcome = Pick<KernelConfig['oidc'], 'policy' | 'roles'>

/** Makes the account of somebody who comes for the first time: an invited one, or with `open` anybody. */
export async function makeOutsideAccount(
  identity: Identity,
  by: By,
  stranger: Stranger,
  settings: Welcome,
): Promise<number> {
  for (let left = TRIES; ; left -= 1) {
    try {
      return await makeOne(identity, by, stranger, settings)
    } catch (error) {
      // Another one took the name or the address a moment ago, or the same person came twice at once.
      const known = await findIdentity(identity.db, stranger)
      if (known) return known.account_id
      const again = error instanceof Problem && (error.code === 'name_taken' || error.code === 'email_taken')
      if (!again || left === 0) throw error
    }
  }
}

async function makeOne(identity: Identity, by: By, stranger: Stranger, settings: Welcome): Promise<number> {
  const invitation = stranger.emailChecked && (await findOpenInvitation(identity, { email: stranger.email }))
  if (!invitation && settings.policy === 'known') throw problems.outsideUnknown()
  const { db } = identity
  const row = await prepareAccount(identity, {
    name: await freeName(db, nameOf(stranger)),
    email: await freeEmail(db, stranger),
    firstName: lineOf(stranger.firstName),
    lastName: lineOf(stranger.lastName),
  })
  return inTransaction(db, async (tx) => {
    if (invitation) await claimInvitation(identity, tx, invitation)
    const account = await addAccount(identity, tx, by, row)
    if (!(await insertIdentity(identity, tx, by, { ...stranger, accountId: account.id })))
      throw problems.outsideTaken()
    if (invitation) await giveInvited(identity, tx, by, { invitation, account })
    else
      for (const role of settings.roles)
        await addRole(identity, tx, by, { holder: { account: account.id }, role })
    return account.id
  })
}

async function insertIdentity(
  identity: Identity,
  tx: KernelTx,
  by: By,
  { accountId, issuer, subject }: Outsider & { accountId: number },
): Promise<{ id: number } | undefined> {
  const row = await tx
    .insertInto('kernel_account_identity')
    .values({ account_id: accountId, issuer, subject, created_at: identity.clock.now() })
    .onConflict((on) => on.columns(['issuer', 'subject']).doNothing())
    .returning('id')
    .executeTakeFirst()
  if (!row) return undefined
  await identity.journal.record(tx, {
    by,
    action: 'identity.linked',
    object: `account:${accountId}`,
    new: { issuer },
    personal: { subject },
    audience: `account:${accountId}`,
  })
  return row
}

/** A password, a passkey, or another outside identity. */
async function hasWayIn(tx: KernelTx, accountId: number): Promise<boolean> {
  const row = await tx
    .selectFrom('kernel_account as a')
    .select('id')
    .where('id', '=', accountId)
    .where((eb) =>
      eb.or([
        eb('password_hash', 'is not', null),
        eb.exists(eb.selectFrom('kernel_account_identity').select('id').whereRef('account_id', '=', 'a.id')),
        eb.exists(
          eb
            .selectFrom('kernel_factor')
            .select('id')
            .whereRef('account_id', '=', 'a.id')
            .where('kind', '=', 'passkey'),
        ),
      ]),
    )
    .executeTakeFirst()
  return row !== undefined
}

/** What the provider says, as far as it can be a name here. */
const nameOf = ({ name, email }: Stranger): string => fitName(name ?? email?.split('@')[0] ?? '')

/** A text as far as it can be a sign-in name. */
export function fitName(text: string): string {
  const fit = text
    .normalize('NFC')
    .replaceAll(/[^\p{L}\p{N}._@+-]+/gu, '.')
    .replace(/^[^\p{L}\p{N}]+/u, '')
  return [...fit].slice(0, 100).join('') || 'person'
}

/** A name like one that is there gets a number: it is never the same person for that (design.md, Identity). */
async function freeName(db: KernelDb, wanted: string): Promise<string> {
  const names = [wanted, ...Array.from({ length: NUMBERS }, (_, i) => `${wanted}${i + 2}`)]
  const rows = await db
    .selectFrom('kernel_login')
    .select('login')
    .where('login', 'in', names.map(fold))
    .execute()
  const taken = new Set(rows.map((row) => row.login))
  return names.find((each) => !taken.has(fold(each))) ?? `${wanted}${randomInt(1_000, 1_000_000_000)}`
}

/** An address that is somebody's here, or that the provider doubts, stays empty. */
async function freeEmail(db: KernelDb, { email, emailDoubtful }: Stranger): Promise<string | undefined> {
  if (email === undefined || emailDoubtful || !isEmail(email)) return undefined
  const row = await db
    .selectFrom('kernel_login')
    .select('login')
    .where('login', '=', fold(email))
    .executeTakeFirst()
  return row ? undefined : email
}

/** One line of at most 150 letters, as names are here. */
const lineOf = (text: string): string =>
  text
    .replaceAll(/\p{C}+/gu, ' ')
    .trim()
    .slice(0, 150)
    .toWellFormed()
