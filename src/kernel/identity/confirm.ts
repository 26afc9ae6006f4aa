import { type AnyTx, inTransaction, viewOf } from '../db/db.ts'
import type { By } from '../journal/journal.ts'
import { getAccount } from './account.ts'
import type { Actor } from './actor.ts'
import { triesOf } from './attempts.ts'
import { type Method, methodsOf } from './factor.ts'
import type { Identity } from './identity.ts'
import { verifyPassword } from './password.ts'
import { problems } from './problems.ts'
import { type ProofOf, proveFactor, type Take } from './prove.ts'

/** So long after a sign-in, or after showing again who one is, one may change how one signs in. */
const FRESH_MS = 15 * 60_000
/** So soon after it was shown again a signature is given. */
const SIGNING_MS = 2 * 60_000

/** For what a borrowed screen must not do. A token is nobody who can be asked again. */
export async function requireFresh(identity: Identity, actor: Actor): Promise<void> {
  if (actor.via === 'token') throw problems.signInNeeded()
  const session = await identity.db
    .selectFrom('kernel_session')
    .select(['created_at', 'confirmed_at'])
    .where('id', '=', sessionIdOf(actor))
    .executeTakeFirst()
  const since = Math.max(session?.created_at ?? 0, session?.confirmed_at ?? 0)
  const age = identity.clock.now() - since
  if (age < 0 || age > FRESH_MS)
    throw problems.confirmNeeded(await confirmMethodsOf(identity, actor.accountId))
}

/**
 * For a signature: it is shown again just before, and used up by it. Gives what uses it, in the transaction that signs. Who has
 * nothing to show here has signed in elsewhere just now.
 */
export async function signing(identity: Identity, actor: Actor): Promise<(tx: AnyTx) => Promise<void>> {
  if (actor.via === 'token') throw problems.signInNeeded()
  const methods = await confirmMethodsOf(identity, actor.accountId)
  if (methods.length === 0) {
    await requireFresh(identity, actor)
    return async () => undefined
  }
  return async (tx) => {
    const now = identity.clock.now()
    const { numUpdatedRows } = await viewOf(tx)
      .updateTable('kernel_session')
      .set({ confirmed_at: null })
      .where('id', '=', sessionIdOf(actor))
      .where('confirmed_at', '>', now - SIGNING_MS)
      .where('confirmed_at', '<=', now)
      .executeTakeFirst()
    if (numUpdatedRows === 0n) throw problems.signatureNeeded(methods)
  }
}

/** The same where an administrator's route is used on oneself, so that it is no way around what `/api/me` asks for. */
export async function requireFreshOnSelf(identity: Identity, actor: Actor, id: number): Promise<void> {
  if (actor.via === 'session' && id === actor.accountId) await requireFresh(identity, actor)
}

/** By what a person can show that it is them. */
async function confirmMethodsOf(identity: Identity, accountId: number): Promise<('password' | Method)[]> {
  const account = await getAccount(identity, accountId)
  const methods = await methodsOf(identity.db, accountId)
  return account.password_hash === null ? methods : ['password', ...methods]
}

/** Shows again that the person at the screen is the one who signed in. */
export async function confirmSession(
  identity: Identity,
  by: By,
  actor: Actor,
  { password, ...shown }: { password?: string } & ProofOf,
): Promise<void> {
  if (actor.via === 'token') throw problems.signInNeeded()
  const take = await proofOf(identity, actor, { password, ...shown })
  await inTransaction(identity.db, async (tx) => {
    if (!(await take(tx))) throw problems.wrongCode()
    await tx
      .updateTable('kernel_session')
      .set({ confirmed_at: identity.clock.now() })
      .where('id', '=', sessionIdOf(actor))
      .execute()
    await identity.journal.record(tx, {
      by,
      action: 'session.confirmed',
      object: `account:${actor.accountId}`,
    })
  })
}

async function proofOf(
  identity: Identity,
  actor: Actor,
  { password, ...shown }: { password?: string } & ProofOf,
): Promise<Take> {
  const account = await getAccount(identity, actor.accountId)
  if (password === undefined) return proveFactor(identity, account, shown)
  const attempt = { kind: 'password', subject: account.name_folded, address: shown.counted }
  const tries = triesOf(identity.attempts, attempt)
  if (!(await verifyPassword(account.password_hash, password, tries))) throw problems.wrongPassword()
  identity.attempts.succeed(attempt)
  return async () => true
}

export const sessionIdOf = (actor: Actor): number => Number(actor.credential.split(':')[1])
