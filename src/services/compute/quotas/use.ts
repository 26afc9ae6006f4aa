import { type ExpressionBuilder, sql } from 'kysely'
import type { KernelDb, KernelTx } from '../../../kernel/db/db.ts'
import type { ComputeTables } from '../tables.ts'
import { coreHoursOf } from './figures.ts'

type Reading = KernelDb<ComputeTables> | KernelTx<ComputeTables>

const MOST = 10_000

/** Sessions of somebody that wait or run; one that stops has made place already. */
export async function runningOf(db: Reading, account: number): Promise<number> {
  const { count } = await db
    .selectFrom('compute_session')
    .select((is) => is.fn.countAll<number>().as('count'))
    .where('account_id', '=', account)
    .where('status', 'in', ['pending', 'running'])
    .executeTakeFirstOrThrow()
  return Number(count)
}

/** Bytes in somebody's workspaces, the trash counted in, copies that they have not accepted left out. */
export async function diskOf(db: Reading, account: number): Promise<number> {
  const { sum } = await db
    .selectFrom('compute_workspace as w')
    .leftJoin('compute_share as s', 's.copy_id', 'w.id')
    .select((is) => is.fn.sum<number | null>('w.disk_bytes').as('sum'))
    .where('w.account_id', '=', account)
    .where((is) => is.or([is('s.copy_id', 'is', null), is('s.accepted', '=', 1)]))
    .executeTakeFirstOrThrow()
  return Number(sum ?? 0)
}

export interface Span {
  from: number
  to: number
}

/** Core hours of somebody in a time, in 1/100,000: what was used, and what their running sessions can still take of it. */
export async function hoursInMonth(
  db: Reading,
  account: number,
  now: number,
  month: Span,
): Promise<{ used: number; kept: number }> {
  const ended = await db
    .selectFrom('compute_session')
    .select(millisecondsIn(month))
    .where('account_id', '=', account)
    .where('started_at', '<', month.to)
    .where('ended_at', '>', month.from)
    .executeTakeFirstOrThrow()
  const open = await db
    .selectFrom('compute_session')
    .select(['cpus', 'started_at', 'created_at', 'minutes', 'deadline_at'])
    .where('account_id', '=', account)
    .where('status', 'in', ['pending', 'running', 'stopping'])
    .limit(MOST)
    .execute()
  let used = coreHoursOf(1, Number(ended.milliseconds ?? 0))
  let kept = 0
  for (const { cpus, started_at, minutes, deadline_at } of open) {
    const begins = started_at ?? now
    const ends = deadline_at ?? (minutes === null ? month.to : begins + minutes * 60_000)
    used += coreHoursOf(cpus, Math.max(0, now - Math.max(begins, month.from)))
    kept += coreHoursOf(cpus, Math.max(0, Math.min(ends, month.to) - now))
  }
  return { used, kept }
}

/** Milliseconds of cores that ended sessions took within a time. */
const millisecondsIn =
  ({ from, to }: Span) =>
  (is: ExpressionBuilder<ComputeTables, 'compute_session'>) => {
    const end = sql`case when ${is.ref('ended_at')} > ${to} then ${to} else ${is.ref('ended_at')} end`
    const start = sql`case when ${is.ref('started_at')} < ${from} then ${from} else ${is.ref('started_at')} end`
    return sql<number | null>`sum((${end} - ${start}) * ${is.ref('cpus')})`.as('milliseconds')
  }
