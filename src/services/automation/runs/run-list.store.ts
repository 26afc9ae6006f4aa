import { sql } from 'kysely'
import { contains, fold } from '../../../kernel/db/db.ts'
import type { RunStatus } from '../run-tables.ts'
import type { Db } from '../tables.ts'
import type { Marked } from './confidential.ts'

/** Which runs a list is about. */
export interface Asked {
  preset?: boolean
  /** In one of these states; `open` of a list is scheduled or running. */
  statuses?: readonly RunStatus[]
  template?: number
  inventory?: number
  by?: number
  like?: number
  schedule?: number
  trigger?: number
  search?: string
}

/** A column whose indexes are not taken: SQLite would take one that narrows little before one that narrows much. */
const loose = (column: string) => sql<number>`+${sql.ref(column)}`

const isNarrow = ({ template, inventory, by, like, schedule, trigger }: Asked): boolean =>
  [template, inventory, by, like, schedule, trigger].some((each) => each !== undefined)

const runsOf = (
  db: Db,
  { preset, statuses, template, inventory, by, like, schedule, trigger, search }: Asked,
  isLoose = false,
) =>
  db
    .selectFrom('automation_run as r')
    .$if(preset !== undefined, (query) =>
      query.where(isLoose ? loose('r.is_preset') : 'r.is_preset', '=', preset ? 1 : 0),
    )
    .$if(statuses !== undefined, (query) => query.where('r.status', 'in', statuses as RunStatus[]))
    .$if(template !== undefined, (query) => query.where('r.template_id', '=', template as number))
    .$if(inventory !== undefined, (query) => query.where('r.inventory_id', '=', inventory as number))
    .$if(by !== undefined, (query) => query.where('r.created_by', '=', by as number))
    .$if(like !== undefined, (query) => query.where('r.like_id', '=', like as number))
    .$if(schedule !== undefined, (query) => query.where('r.schedule_id', '=', schedule as number))
    .$if(trigger !== undefined, (query) => query.where('r.trigger_id', '=', trigger as number))
    .$if(search !== undefined && search.trim() !== '', (query) =>
      query.where((is) =>
        is.and(
          fold(search as string)
            .split(/\s+/)
            .filter((word) => word !== '')
            .map((word) => contains(db, sql.ref('r.words_folded'), word) as never),
        ),
      ),
    )

/** With the names of what they are made of, and how their newest attempt stands. */
const withNames = (query: ReturnType<typeof runsOf>) =>
  query
    .leftJoin('automation_template as t', 't.id', 'r.template_id')
    .leftJoin('automation_inventory as i', 'i.id', 'r.inventory_id')
    .leftJoin('kernel_account as a', 'a.id', 'r.created_by')
    .leftJoin('automation_attempt as n', 'n.id', 'r.attempt_id')
    .selectAll('r')
    .select(['t.name as template_name', 'i.name as inventory_name'])
    .select(['t.changes', 't.can_dry_run', 't.needs_approval', 't.keeps_configuration'])
    .select(['a.name as account_name', 'a.first_name', 'a.last_name'])
    .select(['n.status as attempt_status', 'n.abort_asked_at', 'n.exception', 'n.hosts', 'n.ok', 'n.failed'])
    .select(['n.unreachable', 'n.changed'])

export type RunItem = Awaited<ReturnType<typeof listRuns>>[number]

/** Newest first. */
export const listRuns = (db: Db, { before, limit, ...asked }: Asked & { before?: number; limit: number }) =>
  withNames(runsOf(db, asked, isNarrow(asked)))
    .$if(before !== undefined, (query) => query.where('r.id', '<', before as number))
    .orderBy('r.id', 'desc')
    .limit(limit)
    .execute()

export type RunDetailItem = RunItem & Marked

export const findRunItem = (db: Db, id: number): Promise<RunDetailItem | undefined> =>
  withNames(runsOf(db, {}))
    .select(['t.form as template_form', 'n.template as attempt_template'])
    .where('r.id', '=', id)
    .executeTakeFirst()

/** How many there are in each state, for the chips of a list; whichever of them it shows. */
export async function countStatuses(
  db: Db,
  asked: Omit<Asked, 'statuses'>,
): Promise<Record<RunStatus, number>> {
  // Without words the index of states has them in order; that of words has both.
  const rows = await runsOf(db, asked, isNarrow(asked) || !asked.search?.trim())
    .select('r.status')
    .select((is) => is.fn.countAll<number>().as('n'))
    .groupBy('r.status')
    .execute()
  const counts = { created: 0, scheduled: 0, running: 0, finished: 0, failed: 0, aborted: 0 }
  for (const { status, n } of rows) counts[status] = Number(n)
  return counts
}

const MOST_QUEUED = 500

/** What waits, in the order in which it begins. */
export const listQueued = (db: Db) =>
  withNames(runsOf(db, {}))
    .where('r.status', '=', 'scheduled')
    .orderBy('r.due_at')
    .orderBy('r.id')
    .limit(MOST_QUEUED)
    .execute()

/** What is at work, or being stopped. */
export const listWorking = (db: Db) =>
  withNames(runsOf(db, {}))
    .where('r.id', 'in', (is) =>
      is.selectFrom('automation_attempt').select('run_id').where('status', '=', 'running'),
    )
    .where('n.status', '=', 'running')
    .orderBy('n.id')
    .limit(MOST_QUEUED)
    .execute()
