import { sql } from 'kysely'
import { contains, countUpTo, fold } from '../../../kernel/db/db.ts'
import { isSharedWith } from '../sharing/rights.ts'
import type { Db, ExperimentRow } from '../tables.ts'

/** How an experiment stands, for those who look for some: `open` is not over. */
export const EXPERIMENT_FILTERS = ['open', 'waiting', 'running', 'completed', 'failed', 'cancelled'] as const
export type ExperimentFilter = (typeof EXPERIMENT_FILTERS)[number]

const STATUSES: Record<ExperimentFilter, ExperimentRow['status'][]> = {
  open: ['submitted', 'claimed', 'running'],
  waiting: ['submitted'],
  running: ['claimed', 'running'],
  completed: ['completed'],
  failed: ['failed'],
  cancelled: ['cancelled'],
}

/** Which experiments a list is about; without an account those of everybody. */
export interface Asked {
  account?: number
  /** Those that others share with this account, as of `now`. */
  sharedWith?: { account: number; now: number }
  batch?: number
  app?: string
  state?: ExperimentFilter
  search?: string
  /** Of each batch its newest one alone. */
  grouped?: boolean
  /** Those of no batch. */
  single?: boolean
}

const experimentsOf = (db: Db, { account, sharedWith, batch, app, state, search, grouped, single }: Asked) =>
  db
    .selectFrom('pipelines_experiment as e')
    .$if(account !== undefined, (query) => query.where('e.account_id', '=', account as number))
    .$if(sharedWith !== undefined, (query) =>
      query.where((is) => isSharedWith(is, sharedWith as { account: number; now: number })),
    )
    .$if(batch !== undefined, (query) => query.where('e.batch_id', '=', batch as number))
    .$if(app !== undefined, (query) => query.where('e.app', '=', app as string))
    .$if(state !== undefined, (query) => query.where('e.status', 'in', STATUSES[state as ExperimentFilter]))
    .$if(search !== undefined && search !== '', (query) =>
      query.where(contains(db, sql.ref('e.words_folded'), fold(search as string))),
    )
    .$if(single === true, (query) => query.where('e.batch_id', 'is', null))
    .$if(grouped === true, (query) =>
      query.where((is) =>
        is.or([
          is('e.batch_id', 'is', null),
          is(
            'e.id',
            '=',
            is
              .selectFrom('pipelines_experiment as last')
              .select((each) => each.fn.max('last.id').as('id'))
              .whereRef('last.batch_id', '=', 'e.batch_id'),
          ),
        ]),
      ),
    )

/** Few are in these states: they are found by their state and sorted, not looked for from the newest on. */
const FEW: readonly (ExperimentFilter | undefined)[] = ['open', 'waiting', 'running']

/** Newest first. What is long (the form, the command) stays in the database. */
export const listExperimentItems = (db: Db, asked: Asked & { before?: number; limit: number }) =>
  experimentsOf(db, asked)
    .leftJoin('pipelines_batch as b', 'b.id', 'e.batch_id')
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
    .select(['e.runner', 'e.batch_id', 'e.created_at', 'e.claimed_at', 'e.started_at', 'e.ended_at'])
    .select(['e.exit_code', 'e.cause', 'e.message', 'e.notify', 'e.kept', 'e.cancel_asked_at'])
    .select(['e.inputs_until', 'e.outputs_until', 'e.inputs_removed_at', 'e.outputs_removed_at'])
    .select([
      'b.name as batch_name',
      'v.label as app_label',
      'a.name as account_name',
      'a.first_name',
      'a.last_name',
    ])
    .$if(asked.before !== undefined, (query) => query.where('e.id', '<', asked.before as number))
    .orderBy(FEW.includes(asked.state) ? sql`+e.id` : sql.ref('e.id'), 'desc')
    .limit(asked.limit)
    .execute()

export type ExperimentItem = Awaited<ReturnType<typeof listExperimentItems>>[number]

/** How many match. */
export const countExperiments = (db: Db, asked: Asked) =>
  countUpTo(db, experimentsOf(db, asked).select('e.id') as never)

/** How the experiments of these batches stand. */
export const countByBatch = (db: Db, batches: readonly number[]) =>
  db
    .selectFrom('pipelines_experiment')
    .select(['batch_id', 'status'])
    .select((each) => each.fn.countAll<number>().as('n'))
    .where('batch_id', 'in', batches)
    .groupBy(['batch_id', 'status'])
    .limit(batches.length * 6)
    .execute()

/** Those of these numbers that are somebody's own. */
export const listOwnRows = (db: Db, account: number, ids: readonly number[]) =>
  db
    .selectFrom('pipelines_experiment')
    .selectAll()
    .where('id', 'in', ids)
    .where('account_id', '=', account)
    .orderBy('id')
    .limit(ids.length)
    .execute()

const MOST_STEPS = 500

/** What happened to an experiment, in order. */
export const listSteps = (db: Db, experiment: number) =>
  db
    .selectFrom('pipelines_step')
    .select(['id', 'at', 'step', 'text'])
    .where('experiment_id', '=', experiment)
    .orderBy('id')
    .limit(MOST_STEPS)
    .execute()

/** The definition that an experiment was made with, and the batch that it belongs to. */
export const findMadeWith = (db: Db, experiment: number) =>
  db
    .selectFrom('pipelines_experiment as e')
    .leftJoin('pipelines_app_version as v', 'v.id', 'e.app_version_id')
    .leftJoin('pipelines_batch as b', 'b.id', 'e.batch_id')
    .leftJoin('kernel_account as a', 'a.id', 'e.account_id')
    .leftJoin('pipelines_host as h', 'h.key', 'e.host_key')
    .select(['v.definition', 'v.label as app_label', 'v.version as app_version', 'v.sha256 as app_sha256'])
    .select(['b.name as batch_name', 'h.name as host_name'])
    .select(['a.name as account_name', 'a.first_name', 'a.last_name'])
    .where('e.id', '=', experiment)
    .executeTakeFirstOrThrow()

/** One file of an experiment with where its bytes lie; undefined where there is none of that name, or it is removed. */
export const findFileOf = (db: Db, experiment: number, side: Side, name: string) =>
  db
    .selectFrom(TABLES[side])
    .innerJoin('kernel_file as f', 'f.id', `${TABLES[side]}.file_id`)
    .select(['f.id', 'f.area', 'f.path', 'f.size', 'f.sha256', 'f.created_at'])
    .where(`${TABLES[side]}.experiment_id`, '=', experiment)
    .where(`${TABLES[side]}.name`, '=', name)
    .executeTakeFirst()

/** Pages of an experiment's files that are still there, for whoever reads all of them. */
export const listFilesOf = (db: Db, experiment: number, side: Side, after = '') =>
  db
    .selectFrom(TABLES[side])
    .innerJoin('kernel_file as f', 'f.id', `${TABLES[side]}.file_id`)
    .select([`${TABLES[side]}.name as name`, 'f.path', 'f.size', 'f.sha256', 'f.created_at'])
    .where(`${TABLES[side]}.experiment_id`, '=', experiment)
    .where(`${TABLES[side]}.name`, '>', after)
    .orderBy('name')
    .limit(500)
    .execute()

export type Side = 'inputs' | 'outputs'
const TABLES = { inputs: 'pipelines_input', outputs: 'pipelines_output' } as const
