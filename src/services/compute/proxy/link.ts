import { inTransaction } from '../../../kernel/db/db.ts'
import { newSecret, sha256 } from '../../../kernel/identity/credential.ts'
import type { By } from '../../../kernel/journal/journal.ts'
import type { Compute } from '../compute.ts'
import { findSession, recordSession } from '../sessions/session.ts'
import type { Db, SessionRow, Tx } from '../tables.ts'
import { addCode } from './code.ts'
import { addressWith } from './open.ts'
import type { Pass } from './pass.ts'
import { proxyProblems } from './proxy-problems.ts'
import { tellVisit } from './visit-notices.ts'

const MOST_LINKS = 20

/** Links into a session that can still be used or were, newest first. */
export const listLinks = (db: Db, session: number) =>
  db
    .selectFrom('compute_session_link')
    .selectAll()
    .where('session_id', '=', session)
    .orderBy('id', 'desc')
    .limit(200)
    .execute()

export type LinkRow = Awaited<ReturnType<typeof listLinks>>[number]

/** Makes a link that lets whoever has it into a running session. Its text is given this once, and kept by its hash. */
export async function addLink(
  compute: Compute,
  tx: Tx,
  by: By,
  { session, may, minutes }: { session: SessionRow; may: Pass['may']; minutes: number },
): Promise<{ row: LinkRow; text: string }> {
  const now = compute.kernel.clock.now()
  if (session.status !== 'running') throw proxyProblems.notRunning()
  const open = (await listLinks(tx, session.id)).filter((row) => row.revoked_at === null && row.ends_at > now)
  if (open.length >= MOST_LINKS) throw proxyProblems.tooManyLinks()
  const text = newSecret()
  const row = await tx
    .insertInto('compute_session_link')
    .values({
      session_id: session.id,
      hash: sha256(text),
      may,
      made_at: now,
      ends_at: now + minutes * 60_000,
    })
    .returningAll()
    .executeTakeFirstOrThrow()
  const action = 'compute.session.link-made'
  await recordSession(compute, tx, session, { by, action, details: { link: row.id, may, minutes } })
  return { row, text }
}

/** Whoever came in by it is out within five seconds. */
export function revokeLink(compute: Compute, by: By, session: SessionRow, link: number): Promise<void> {
  return inTransaction(compute.db, async (tx) => {
    const row = await tx
      .updateTable('compute_session_link')
      .set({ revoked_at: compute.kernel.clock.now() })
      .where('id', '=', link)
      .where('session_id', '=', session.id)
      .where('revoked_at', 'is', null)
      .returning('id')
      .executeTakeFirst()
    if (!row) throw proxyProblems.noLink()
    const action = 'compute.session.link-revoked'
    await recordSession(compute, tx, session, { by, action, details: { link } })
  })
}

/** Lets somebody in by a link: gives the address to go to, and tells the owner. */
export function useLink(
  compute: Compute,
  by: By,
  { text, name, origin }: { text: string; name: string; origin: string },
): Promise<{ address: string; may: Pass['may'] }> {
  const now = compute.kernel.clock.now()
  return inTransaction(compute.db, async (tx) => {
    const row = await tx
      .updateTable('compute_session_link')
      .set({ used_at: now })
      .where('hash', '=', sha256(text))
      .where('revoked_at', 'is', null)
      .where('ends_at', '>', now)
      .returningAll()
      .executeTakeFirst()
    const session = row && (await findSession(tx, row.session_id))
    if (!row || session?.status !== 'running' || session.account_id === null) throw proxyProblems.badLink()
    const { id, may } = row
    const from = { session: session.id, door: 'main' as const, account: session.account_id, visit: false }
    const code = await addCode(compute, tx, { ...from, may, by: 'link', ref: id })
    const address = addressWith(compute, session, { origin, door: 'main', code })
    if (address === undefined) throw proxyProblems.badLink()
    if (by.account !== session.account_id) {
      const action = 'compute.session.link-used'
      await recordSession(compute, tx, session, {
        ...{ by: { credential: `link:${id}`, ...by }, action, details: { link: id, may } },
        personal: { visitor: name },
      })
      await tellVisit(compute, tx, session, { name: by.name ?? name, may })
    }
    return { address, may }
  })
}
