import { inTransaction, type KernelTx } from '../db/db.ts'
import type { By } from '../journal/journal.ts'
import { BROWSER_MS } from './browser.ts'
import { newSecret, sha256 } from './credential.ts'
import { forgetActors, type Identity } from './identity.ts'
import { problems } from './problems.ts'
import type { SessionRow } from './tables.ts'

/** Ends 12 hours after it was last used, and 7 days after it began (promises.md, A9). */
export const IDLE_MS = 12 * 3_600_000
export const WHOLE_MS = 7 * 24 * 3_600_000

/** Makes a sign-in of an account; its secret is given once, for the cookie. */
export async function openSession(
  tx: KernelTx,
  session: { accountId: number; now: number; address?: string; userAgent?: string },
): Promise<{ id: number; secret: string }> {
  const secret = newSecret()
  const { id } = await tx
    .insertInto('kernel_session')
    .values({
      account_id: session.accountId,
      sha256: sha256(secret),
      created_at: session.now,
      last_seen_at: session.now,
      address: session.address ?? null,
      user_agent: session.userAgent?.slice(0, 300) ?? null,
      confirmed_at: null,
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  return { id, secret }
}

export function listSessions(identity: Identity, accountId: number): Promise<SessionRow[]> {
  return identity.db
    .selectFrom('kernel_session')
    .selectAll()
    .where('account_id', '=', accountId)
    .where('last_seen_at', '>', identity.clock.now() - IDLE_MS)
    .where('created_at', '>', identity.clock.now() - WHOLE_MS)
    .orderBy('id', 'desc')
    .limit(200)
    .execute()
}

/** Ends one sign-in of an account, on the server: its cookie opens nothing any more. */
export function endSession(identity: Identity, by: By, accountId: number, id: number): Promise<void> {
  return inTransaction(identity.db, async (tx) => {
    const { numDeletedRows } = await tx
      .deleteFrom('kernel_session')
      .where('id', '=', id)
      .where('account_id', '=', accountId)
      .executeTakeFirst()
    if (numDeletedRows === 0n) throw problems.notFound('sign-in')
    forgetActors(identity, tx)
    await identity.journal.record(tx, {
      by,
      action: 'session.ended',
      object: `account:${accountId}`,
      details: { session: id },
    })
  })
}

/** Ends all of an account, for the operator. Returns how many there were. */
export function endAllSessions(identity: Identity, by: By, accountId: number): Promise<number> {
  return inTransaction(identity.db, async (tx) => {
    const ended = await endSessionsOf(tx, accountId, { now: identity.clock.now() })
    forgetActors(identity, tx)
    await identity.journal.record(tx, {
      by,
      action: 'session.all-ended',
      object: `account:${accountId}`,
      details: { ended },
    })
    return ended
  })
}

/** With those by protocols: a token that was given for a password ends; what it was traded for ends by itself. */
export async function endSessionsOf(
  tx: KernelTx,
  accountId: number,
  { now, keep }: { now: number; keep?: number },
): Promise<number> {
  await tx
    .updateTable('kernel_token')
    .set({ revoked_at: now })
    .where('account_id', '=', accountId)
    .where('protocol', '=', 1)
    .where('parent_token', 'is', null)
    .where('parent_session', 'is', null)
    .where('revoked_at', 'is', null)
    .execute()
  const { numDeletedRows } = await tx
    .deleteFrom('kernel_session')
    .where('account_id', '=', accountId)
    .$if(keep !== undefined, (query) => query.where('id', '!=', keep as number))
    .executeTakeFirst()
  return Number(numDeletedRows)
}

/** Forgets sign-ins that have ended by themselves, and what was kept for the way there. */
export async function sweepSessions(identity: Identity): Promise<void> {
  const now = identity.clock.now()
  await inTransaction(identity.db, async (tx) => {
    await tx
      .deleteFrom('kernel_session')
      .where((eb) => eb.or([eb('last_seen_at', '<', now - IDLE_MS), eb('created_at', '<', now - WHOLE_MS)]))
      .execute()
    await tx.deleteFrom('kernel_spent_ticket').where('expires_at', '<', now).execute()
    await tx.deleteFrom('kernel_visit').where('ends_at', '<', now).execute()
    await tx
      .deleteFrom('kernel_browser')
      .where('last_seen_at', '<', now - BROWSER_MS)
      .execute()
  })
}
