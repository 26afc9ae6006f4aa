import { sql } from 'kysely'
import { contains, fold } from '../../../kernel/db/db.ts'
import type { Db, ExperimentRow } from '../tables.ts'

export const QUEUE_STATES = ['waiting', 'working'] as const
export type QueueState = (typeof QUEUE_STATES)[number]

const STATUSES: Record<QueueState, ExperimentRow['status'][]> = {
  waiting: ['submitted'],
  working: ['claimed', 'running'],
}

export interface QueueFilter {
  state?: QueueState
  host?: string
  app?: string
  search?: string
}

const openOnes = (db: Db, { state, host, app, search }: QueueFilter) =>
  db
    .selectFrom('pipelines_experiment as e')
    .where('e.runner', 'in', ['own', 'outside'])
    .where('e.status', 'in', state === undefined ? ['submitted', 'claimed', 'running'] : STATUSES[state])
    .$if(host !== undefined, (query) =>
      query.where((is) => is(is.fn.coalesce('e.host_key', 'e.host'), '=', host as string)),
    )
    .$if(app !== undefined, (query) => query.where('e.app', '=', app as string))
    .$if(search !== undefined && search !== '', (query) =>
      query.where(contains(db, sql.ref('e.words_folded'), fold(search as string))),
    )

/** What is not over, the oldest first: as it is handed out. */
export const listQueue = (
  db: Db,
  { after, limit, ...filter }: QueueFilter & { after: number; limit: number },
) =>
  openOnes(db, filter)
    .leftJoin('pipelines_app_version as v', 'v.id', 'e.app_version_id')
    .leftJoin('kernel_account as a', 'a.id', 'e.account_id')
    .select([
      'e.id',
      'e.account_id',
      'e.app',
      'e.app_version_id',
      'e.host',
      'e.host_key',
      'e.name',
      'e.status',
    ])
    .select([
      'e.runner',
      'e.message',
      'e.attempts',
      'e.due_at',
      'e.created_at',
      'e.claimed_at',
      'e.started_at',
    ])
    .select(['e.cancel_asked_at', 'a.name as account_name', 'a.first_name', 'a.last_name'])
    .where('e.id', '>', after)
    .orderBy('e.id')
    .limit(limit)
    .execute()

export type QueueItem = Awaited<ReturnType<typeof listQueue>>[number]

/** How many wait and are at work, whatever a list is narrowed to. */
export async function countQueue(db: Db): Promise<Record<QueueState, number>> {
  const rows = await openOnes(db, {})
    .select((is) => ['e.status', is.fn.countAll<number>().as('count')])
    .groupBy('e.status')
    .execute()
  const sum = (state: QueueState) =>
    rows
      .filter(({ status }) => STATUSES[state].includes(status))
      .reduce((total, { count }) => total + Number(count), 0)
  return { waiting: sum('waiting'), working: sum('working') }
}
