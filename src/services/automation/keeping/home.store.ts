import { countOpenFor } from '../approvals/approval.store.ts'
import type { Db } from '../tables.ts'

/** What is at work or waits, newest first, with its counts. */
export const listOpenRuns = (db: Db, limit: number) =>
  db
    .selectFrom('automation_run as r')
    .leftJoin('automation_attempt as a', 'a.id', 'r.attempt_id')
    .select(['r.id', 'r.name', 'r.status', 'r.started_at', 'r.due_at', 'r.created_at', 'r.waits_for'])
    .select(['a.hosts', 'a.ok', 'a.failed', 'a.unreachable'])
    .where('r.status', 'in', ['running', 'scheduled'])
    .where('r.is_preset', '=', 0)
    .orderBy('r.status')
    .orderBy('r.id', 'desc')
    .limit(limit)
    .execute()

/** Somebody's own, newest first. */
export const listRunsOf = (db: Db, account: number, limit: number) =>
  db
    .selectFrom('automation_run as r')
    .leftJoin('automation_template as t', 't.id', 'r.template_id')
    .select([
      'r.id',
      'r.name',
      'r.status',
      'r.started_at',
      'r.finished_at',
      'r.created_at',
      't.name as template',
    ])
    .where('r.created_by', '=', account)
    .where('r.is_preset', '=', 0)
    .orderBy('r.id', 'desc')
    .limit(limit)
    .execute()

/** Somebody's own that failed lately and were not tried again. */
export const listFailedOf = (db: Db, account: number, { since, limit }: { since: number; limit: number }) =>
  db
    .selectFrom('automation_run as r')
    .innerJoin('automation_attempt as a', 'a.id', 'r.attempt_id')
    .select(['r.id', 'r.name', 'r.schedule_id', 'a.hosts', 'a.ok', 'a.exception'])
    .where('r.created_by', '=', account)
    .where('r.status', '=', 'failed')
    .where('r.is_preset', '=', 0)
    .where('r.finished_at', '>', since)
    .where('r.schedule_id', 'is', null)
    .where((is) =>
      is.not(
        is.exists(is.selectFrom('automation_run as n').select('n.id').whereRef('n.like_id', '=', 'r.id')),
      ),
    )
    .orderBy('r.id', 'desc')
    .limit(limit)
    .execute()

/** Schedules whose newest run failed, or that were missed lately. */
export const listTroubledSchedules = (db: Db, { since, limit }: { since: number; limit: number }) =>
  db
    .selectFrom('automation_schedule as s')
    .leftJoin('automation_run as l', 'l.id', 's.last_run_id')
    .leftJoin('automation_attempt as a', 'a.id', 'l.attempt_id')
    .select([
      's.id',
      's.name',
      's.message',
      's.missed_at',
      's.last_run_id',
      'l.status',
      'a.hosts',
      'a.ok',
      'a.exception',
    ])
    .where((is) =>
      is.or([
        is.and([is('l.status', '=', 'failed'), is('l.finished_at', '>', since)]),
        is('s.missed_at', '>', since),
      ]),
    )
    .orderBy('s.id', 'desc')
    .limit(limit)
    .execute()

export const listComing = (db: Db, limit: number) =>
  db
    .selectFrom('automation_schedule')
    .select(['id', 'name', 'next_at'])
    .where('enabled', '=', 1)
    .where('next_at', 'is not', null)
    .orderBy('next_at')
    .orderBy('id')
    .limit(limit)
    .execute()

/** How many things wait for a person. */
export async function countWaiting(
  db: Db,
  account: number,
): Promise<{ approvals: number; keys: number; drifted: number }> {
  const [approvals, keys, drifted] = await Promise.all([
    countOpenFor(db, account),
    db
      .selectFrom('automation_host_key')
      .select((is) => is.fn.countAll<number>().as('n'))
      .where('state', '=', 'offered')
      .executeTakeFirstOrThrow(),
    db
      .selectFrom('automation_config')
      .select((is) => is.fn.countAll<number>().as('n'))
      .where('drift', '>', 0)
      .executeTakeFirstOrThrow(),
  ])
  return { approvals, keys: Number(keys.n), drifted: Number(drifted.n) }
}
