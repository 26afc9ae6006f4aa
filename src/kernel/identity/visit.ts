import { inTransaction } from '../db/db.ts'
import type { By } from '../journal/journal.ts'
import type { Kernel } from '../kernel.ts'
import type { Actor } from './actor.ts'

/** How long an administrator looks at another person's things before they say why once more. */
const VISIT_MS = 3_600_000

/** Whether somebody has said within the last hour why they look at this thing of another person (promises.md, A12). */
export async function isVisiting(
  { db, clock }: Pick<Kernel, 'db' | 'clock'>,
  { accountId }: Pick<Actor, 'accountId'>,
  object: string,
): Promise<boolean> {
  const visit = await db
    .selectFrom('kernel_visit')
    .select('id')
    .where('account_id', '=', accountId)
    .where('object', '=', object)
    .where('ends_at', '>', clock.now())
    .limit(1)
    .executeTakeFirst()
  return visit !== undefined
}

export interface Visit {
  by: By
  actor: Actor
  /** What is looked at, as the journal names it. */
  object: string
  owner: number | null
  reason: string
  service: string
  action: string
  /** What its owner is told. */
  notice: { kind: string; title: string; text: string; link: string }
}

/** Lets somebody look at another person's thing for an hour; that person is told why, and so is the journal. */
export async function beginVisit(
  { db, clock, journal, notices }: Pick<Kernel, 'db' | 'clock' | 'journal' | 'notices'>,
  { by, actor, object, owner, reason, service, action, notice }: Visit,
): Promise<{ endsAt: number }> {
  const now = clock.now()
  const endsAt = now + VISIT_MS
  await inTransaction(db, async (tx) => {
    await tx
      .insertInto('kernel_visit')
      .values({ account_id: actor.accountId, object, reason, made_at: now, ends_at: endsAt })
      .execute()
    const audience = owner === null ? undefined : `account:${owner}`
    await journal.record(tx, { by, action, object, service, reason, audience })
    if (owner !== null && owner !== actor.accountId) await notices.send(tx, { to: [owner], ...notice })
  })
  return { endsAt }
}
