import { sql } from 'kysely'
import { contains, fold } from '../../../kernel/db/db.ts'
import type { HostState } from '../run-tables.ts'
import type { AttemptRow, Db } from '../tables.ts'
import type { Marked } from './confidential.ts'
import { REMAINS } from './run.store.ts'

const withPeople = (db: Db) =>
  db
    .selectFrom('automation_attempt as n')
    .leftJoin('kernel_account as a', 'a.id', 'n.by_account')
    .leftJoin('kernel_account as b', 'b.id', 'n.aborted_by')
    .selectAll('n')
    .select(['a.name as account_name', 'a.first_name', 'a.last_name'])
    .select(['b.name as aborter_name', 'b.first_name as aborter_first', 'b.last_name as aborter_last'])

export type AttemptItem = Awaited<ReturnType<typeof listAttempts>>[number]

/** Attempts of a run, the newest first; `before` is a number of one. */
export const listAttempts = (
  db: Db,
  run: number,
  { before, limit }: { before?: number | undefined; limit: number },
) =>
  withPeople(db)
    .where('n.run_id', '=', run)
    .$if(before !== undefined, (query) => query.where('n.number', '<', before as number))
    .orderBy('n.number', 'desc')
    .limit(limit)
    .execute()

export const findAttemptItem = (
  db: Db,
  run: number,
  number: number,
): Promise<(AttemptItem & Marked) | undefined> =>
  withPeople(db)
    .leftJoin('automation_template as t', 't.id', 'n.template_id')
    .select(['t.form as template_form', 'n.template as attempt_template'])
    .where('n.run_id', '=', run)
    .where('n.number', '=', number)
    .executeTakeFirst()

export type StateCounts = Record<HostState, number>

/** How the hosts of an attempt stand. */
export async function countStates(db: Db, attempt: number): Promise<StateCounts> {
  const rows = await db
    .selectFrom('automation_attempt_host')
    .select('state')
    .select((is) => is.fn.countAll<number>().as('n'))
    .where('attempt_id', '=', attempt)
    .groupBy('state')
    .execute()
  const counts: StateCounts = {
    waiting: 0,
    running: 0,
    ok: 0,
    failed: 0,
    unreachable: 0,
    'timed-out': 0,
    aborted: 0,
    skipped: 0,
  }
  for (const { state, n } of rows) counts[state] = Number(n)
  return counts
}

export interface HostsAsked {
  states?: readonly HostState[] | undefined
  group?: string | undefined
  changed?: boolean | undefined
  search?: string | undefined
  /** Changed after this change of the attempt. */
  since?: number | undefined
  /** The position of the last one of the page before. */
  after?: number | undefined
  limit: number
}

export type HostItem = Awaited<ReturnType<typeof listHostItems>>[number]

/** Hosts of an attempt in the order of their inventory, without what is long. */
export const listHostItems = (
  db: Db,
  attempt: number,
  { states, group, changed, search, since, after, limit }: HostsAsked,
) =>
  db
    .selectFrom('automation_attempt_host')
    .select(['id', 'position', 'name', 'hostname', 'platform', 'group_name', 'state', 'changed'])
    .select(['started_at', 'finished_at', 'error_kind', 'error', 'output_bytes', 'seq'])
    .where('attempt_id', '=', attempt)
    .$if(states !== undefined, (query) => query.where('state', 'in', states as HostState[]))
    .$if(group !== undefined, (query) => query.where('group_name', '=', group as string))
    .$if(changed !== undefined, (query) => query.where('changed', '=', changed ? 1 : 0))
    .$if(search !== undefined && search !== '', (query) =>
      query.where((is) =>
        is.or([
          contains(db, sql<string>`lower(name)`, fold(search as string)) as never,
          contains(db, sql<string>`lower(hostname)`, fold(search as string)) as never,
        ]),
      ),
    )
    .$if(since !== undefined, (query) => query.where('seq', '>', since as number))
    .$if(after !== undefined, (query) => query.where('position', '>', after as number))
    .orderBy('position')
    .limit(limit)
    .execute()

const EARLIER = 20
/** Other inventories may have a host of this name: so many of its attempts are looked through. */
const LOOKED_THROUGH = 5_000

/** The same host in other attempts on the same inventory, the newest first. */
export const listEarlier = (db: Db, { id, inventory_id }: AttemptRow, name: string) =>
  db
    .selectFrom((is) =>
      is
        .selectFrom('automation_attempt_host')
        .select(['id', 'attempt_id', 'state', 'changed', 'started_at', 'finished_at'])
        .where('name', '=', name)
        .orderBy('id', 'desc')
        .limit(LOOKED_THROUGH)
        .as('h'),
    )
    .innerJoin('automation_attempt as n', 'n.id', 'h.attempt_id')
    .innerJoin('automation_run as r', 'r.id', 'n.run_id')
    .select(['h.id', 'h.state', 'h.changed', 'h.started_at', 'h.finished_at', 'n.number', 'n.run_id'])
    .select(['r.name as run_name', 'n.template', 'n.dry_run'])
    .where('h.attempt_id', '<>', id)
    .where('n.run_id', '>', REMAINS)
    .where('n.inventory_id', inventory_id === null ? 'is' : '=', inventory_id)
    .orderBy('h.id', 'desc')
    .limit(EARLIER)
    .execute()
