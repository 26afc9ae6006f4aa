import { inTransaction, lock } from '../../../kernel/db/db.ts'
import { setQuota } from '../../../kernel/files/quota.ts'
import type { By } from '../../../kernel/journal/journal.ts'
import { type Pipelines, SERVICE } from '../pipelines.ts'
import { problems } from '../problems.ts'
import type { Db, Tx } from '../tables.ts'

/** What is said for a person, or for each member of a group; what is null is said elsewhere. */
export interface Limits {
  files: number | null
  running: number | null
  /** The kernel's quota: of all that is stored in their name. */
  bytes: number | null
}

export interface Subject {
  kind: 'account' | 'group'
  id: number
}

const MOST = 10_000

/** In the order in which they were first set. */
export const listLimits = (db: Db) =>
  db
    .selectFrom('pipelines_limit as l')
    .leftJoin('kernel_account as a', 'a.id', 'l.account_id')
    .leftJoin('kernel_group as g', 'g.id', 'l.group_id')
    .leftJoin('kernel_quota as q', (join) =>
      join.on((is) =>
        is.or([is('q.account_id', '=', is.ref('l.account_id')), is('q.group_id', '=', is.ref('l.group_id'))]),
      ),
    )
    .selectAll('l')
    .select(['a.name', 'a.first_name', 'a.last_name', 'g.name as group_name', 'q.bytes'])
    // A group that was removed has no members either.
    .where((is) => is.or([is('a.id', 'is not', null), is('g.id', 'is not', null)]))
    .orderBy('l.id')
    .limit(MOST)
    .execute()

/** Sets what a person or a group may use; null for all of it takes the limit away. Nothing that is there or runs is touched. */
export async function setLimits(
  { kernel, db }: Pipelines,
  by: By,
  subject: Subject,
  limits: Limits,
): Promise<void> {
  await inTransaction(db, async (tx) => {
    const { name, before } = await lookAt(tx, subject)
    const { files, running, bytes } = limits
    const column = `${subject.kind}_id` as const
    if (files === null && running === null && bytes === null)
      await tx.deleteFrom('pipelines_limit').where(column, '=', subject.id).execute()
    else {
      const figures = { files, running, set_at: kernel.clock.now() }
      await tx
        .insertInto('pipelines_limit')
        .values({ account_id: null, group_id: null, [column]: subject.id, ...figures })
        .onConflict((on) => on.column(column).where(column, 'is not', null).doUpdateSet(figures))
        .execute()
    }
    await setQuota(
      tx,
      subject.kind === 'account' ? { accountId: subject.id } : { groupId: subject.id },
      bytes ?? undefined,
    )
    await kernel.journal.record(tx, {
      by,
      action: 'pipelines.limit.changed',
      object: `${subject.kind}:${subject.id}`,
      service: SERVICE,
      details: { ...(subject.kind === 'group' && { name }), before, after: { ...limits } },
      ...(subject.kind === 'account' && { personal: { name } }),
      audience: subject.kind === 'account' ? `account:${subject.id}` : undefined,
    })
  })
}

/** Its name and its limits, locked: of two who set them at once each says truthfully what was there before. */
async function lookAt(
  tx: Tx,
  { kind, id }: Subject,
): Promise<{ name: string; before: Record<string, number> }> {
  const table = `kernel_${kind}` as const
  await lock(tx, table, [id])
  const found = await tx.selectFrom(table).select('name').where('id', '=', id).executeTakeFirst()
  if (!found) throw problems.notFound()
  const column = `${kind}_id` as const
  const limit = await tx
    .selectFrom('pipelines_limit')
    .select(['files', 'running'])
    .where(column, '=', id)
    .executeTakeFirst()
  const quota = await tx.selectFrom('kernel_quota').select('bytes').where(column, '=', id).executeTakeFirst()
  const before = Object.entries({ ...limit, ...quota }).flatMap(([what, figure]) =>
    figure === null ? [] : [[what, figure] as const],
  )
  return { name: found.name, before: Object.fromEntries(before) }
}
