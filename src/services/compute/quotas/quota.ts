import type { KernelDb, KernelTx } from '../../../kernel/db/db.ts'
import { inTransaction, lock } from '../../../kernel/db/db.ts'
import type { By } from '../../../kernel/journal/journal.ts'
import type { Compute } from '../compute.ts'
import type { ComputeTables, Db, QuotaRow, Tx } from '../tables.ts'
import { monthOf } from './figures.ts'
import { problems } from './quota-problems.ts'
import { diskOf, hoursInMonth, runningOf } from './use.ts'

/** How much somebody may use; null is no limit. Core hours in 1/100,000 for a calendar month. */
export interface Limits {
  sessions: number | null
  coreHours: number | null
  diskBytes: number | null
}

/** Of whom a quota is: everybody when both are left out. */
export interface Subject {
  account?: number
  group?: number
}

type Reading = KernelDb<ComputeTables> | KernelTx<ComputeTables>

const MOST = 10_000
const FIELDS = { sessions: 'sessions', coreHours: 'core_hours', diskBytes: 'disk_bytes' } as const

/**
 * What counts for a person, figure by figure: what is said for themselves, else the most generous of their groups, else what
 * is said for everybody.
 */
export async function limitsOf(db: Reading, account: number): Promise<Limits> {
  const rows = await db
    .selectFrom('compute_quota')
    .selectAll()
    .where((is) =>
      is.or([
        is('account_id', '=', account),
        is.and([is('account_id', 'is', null), is('group_id', 'is', null)]),
        is(
          'group_id',
          'in',
          is.selectFrom('kernel_group_member').select('group_id').where('account_id', '=', account),
        ),
      ]),
    )
    .limit(MOST)
    .execute()
  const pick = (field: (typeof FIELDS)[keyof typeof FIELDS]): number | null => {
    const own = rows.find((row) => row.account_id !== null)?.[field] ?? null
    const groups = rows.filter((row) => row.group_id !== null).flatMap((row) => row[field] ?? [])
    const all = rows.find((row) => row.account_id === null && row.group_id === null)?.[field] ?? null
    return own ?? (groups.length > 0 ? Math.max(...groups) : all)
  }
  return { sessions: pick('sessions'), coreHours: pick('core_hours'), diskBytes: pick('disk_bytes') }
}

/** What somebody is about to use. */
export interface Wish {
  /** One more running session. */
  sessions?: number
  /** The most that it can take, in 1/100,000. */
  coreHours?: number
  /** 0 asks whether there is any room at all. */
  diskBytes?: number
}

/**
 * Refuses in words what would go over somebody's limits. Two at once cannot both take the last place: the account's row is
 * locked first. Core hours that running sessions can still take count as used, so that the limit holds.
 */
export async function requireRoom(compute: Compute, tx: Tx, account: number, wish: Wish): Promise<void> {
  await lock(tx, 'kernel_account', [account])
  const limits = await limitsOf(tx, account)
  if (wish.sessions && limits.sessions !== null) {
    const running = await runningOf(tx, account)
    if (running + wish.sessions > limits.sessions) throw problems.sessions(running, limits.sessions)
  }
  if (wish.coreHours !== undefined && limits.coreHours !== null) {
    const now = compute.kernel.clock.now()
    const { used, kept } = await hoursInMonth(tx, account, now, monthOf(now))
    const figures = { used: used + kept, asked: wish.coreHours, limit: limits.coreHours }
    if (figures.used + figures.asked > limits.coreHours) throw problems.coreHours(figures)
  }
  if (wish.diskBytes !== undefined && limits.diskBytes !== null) {
    const figures = { used: await diskOf(tx, account), asked: wish.diskBytes, limit: limits.diskBytes }
    const isOver = figures.used + figures.asked > figures.limit || figures.used >= figures.limit
    if (isOver) throw problems.disk(figures)
  }
}

/** The same for whoever is not in a transaction: before an upload whose bytes come one by one. */
export const checkRoom = (compute: Compute, account: number, wish: Wish): Promise<void> =>
  inTransaction(compute.db, (tx) => requireRoom(compute, tx, account, wish))

export const listQuotas = (db: Db) =>
  db
    .selectFrom('compute_quota as q')
    .leftJoin('kernel_account as a', 'a.id', 'q.account_id')
    .leftJoin('kernel_group as g', 'g.id', 'q.group_id')
    .selectAll('q')
    .select(['a.name as account_name', 'g.name as group_name'])
    .orderBy('q.id')
    .limit(MOST)
    .execute()

/** Sets the limits of a person, a group or everybody. A figure that is null is no limit here. */
export async function setQuota(compute: Compute, by: By, subject: Subject, limits: Limits): Promise<void> {
  const { kernel, db } = compute
  await inTransaction(db, async (tx) => {
    const { name, before } = await subjectOf(tx, subject)
    const figures = {
      sessions: limits.sessions,
      core_hours: limits.coreHours,
      disk_bytes: limits.diskBytes,
      set_at: kernel.clock.now(),
    }
    if (before) await tx.updateTable('compute_quota').set(figures).where('id', '=', before.id).execute()
    else
      await tx
        .insertInto('compute_quota')
        .values({ account_id: subject.account ?? null, group_id: subject.group ?? null, ...figures })
        .execute()
    await kernel.journal.record(
      tx,
      entryOf(by, subject, { name, before: before && limitsIn(before), after: { ...limits } }),
    )
  })
}

/** Takes a quota away: what is said for the group or for everybody counts again. That there is none is fine. */
export async function removeQuota(compute: Compute, by: By, subject: Subject): Promise<void> {
  await inTransaction(compute.db, async (tx) => {
    const { name, before } = await subjectOf(tx, subject)
    if (!before) return
    await tx.deleteFrom('compute_quota').where('id', '=', before.id).execute()
    await compute.kernel.journal.record(tx, entryOf(by, subject, { name, before: limitsIn(before) }))
  })
}

/** Its name and its quota, with the row locked that two who set it at once would both change. */
async function subjectOf(tx: Tx, { account, group }: Subject): Promise<{ name: string; before?: QuotaRow }> {
  const kind = account === undefined ? 'group' : 'account'
  const id = account ?? group
  if (id === undefined) {
    // Everybody has no row of their own: the first account's stands for them.
    await lock(tx, 'kernel_account', [1])
    const before = await tx
      .selectFrom('compute_quota')
      .selectAll()
      .where('account_id', 'is', null)
      .where('group_id', 'is', null)
      .executeTakeFirst()
    return { name: 'everybody', before }
  }
  const table = `kernel_${kind}` as const
  await lock(tx, table, [id])
  const found = await tx.selectFrom(table).select('name').where('id', '=', id).executeTakeFirst()
  if (!found) throw problems.subjectMissing(kind)
  const before = await tx
    .selectFrom('compute_quota')
    .selectAll()
    .where(`${kind}_id`, '=', id)
    .executeTakeFirst()
  return { name: found.name, before }
}

const limitsIn = (row: QuotaRow): Limits => ({
  sessions: row.sessions,
  coreHours: row.core_hours,
  diskBytes: row.disk_bytes,
})

function entryOf(
  by: By,
  { account, group }: Subject,
  { name, before, after }: { name: string; before?: Limits; after?: Limits },
) {
  const object =
    account !== undefined ? `account:${account}` : group !== undefined ? `group:${group}` : 'compute.quota'
  return {
    by,
    action: 'compute.quota.changed',
    object,
    service: 'compute',
    details: {
      ...(account === undefined && { name }),
      ...(before && { before: { ...before } }),
      ...(after && { after: { ...after } }),
    },
    ...(account !== undefined && { personal: { name } }),
  }
}
