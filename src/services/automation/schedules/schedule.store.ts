import { contains, countUpTo, fold } from '../../../kernel/db/db.ts'
import type { Db, RunRow, ScheduleRow, Tx } from '../tables.ts'

/** A schedule with what it runs, and how the last of its runs stands. */
export interface ScheduleItem extends ScheduleRow {
  preset: string | null
  template_id: number | null
  template: string | null
  inventory: string | null
  owner: string | null
  last_status: RunRow['status'] | null
}

interface Asked {
  preset?: number | undefined
  search?: string | undefined
}

const schedulesOf = (db: Db | Tx, { preset, search }: Asked) =>
  db
    .selectFrom('automation_schedule as s')
    .$if(preset !== undefined, (query) => query.where('s.run_id', '=', preset as number))
    .$if(!!search, (query) =>
      query.where((is) => contains(db, is.ref('s.words_folded'), fold(search as string))),
    )

const items = (db: Db | Tx, asked: Asked) =>
  schedulesOf(db, asked)
    .leftJoin('automation_run as p', (join) => join.onRef('p.id', '=', 's.run_id').on('p.is_preset', '=', 1))
    .leftJoin('automation_template as t', 't.id', 'p.template_id')
    .leftJoin('automation_inventory as i', 'i.id', 'p.inventory_id')
    .leftJoin('automation_run as l', 'l.id', 's.last_run_id')
    .leftJoin('kernel_account as a', 'a.id', 's.created_by')
    .selectAll('s')
    .select(['p.name as preset', 'p.template_id', 't.name as template', 'i.name as inventory'])
    .select(['l.status as last_status', 'a.name as owner'])

/** In order of number. */
export const listSchedules = (
  db: Db,
  { after, limit, ...asked }: Asked & { after?: number | undefined; limit: number },
): Promise<ScheduleItem[]> =>
  items(db, asked)
    .$if(after !== undefined, (query) => query.where('s.id', '>', after as number))
    .orderBy('s.id')
    .limit(limit)
    .execute()

export const countSchedules = (db: Db, asked: Asked) =>
  countUpTo(db, schedulesOf(db, asked).select('s.id') as never)

export const findSchedule = (db: Db | Tx, id: number): Promise<ScheduleItem | undefined> =>
  items(db, {}).where('s.id', '=', id).executeTakeFirst()

/** Those whose time has come; the ones that wait for their run before are not among them until it is over. */
export const listDue = (db: Db, now: number, limit: number): Promise<ScheduleRow[]> =>
  db
    .selectFrom('automation_schedule as s')
    .selectAll()
    .where('enabled', '=', 1)
    .where('next_at', '<=', now)
    .where((is) =>
      is.or([
        is('waits', '=', 0),
        is('overlap', '=', 'skip'),
        is.not(
          is.exists(
            is
              .selectFrom('automation_run as r')
              .select('r.id')
              .whereRef('r.id', '=', 's.last_run_id')
              .where('r.status', 'in', ['scheduled', 'running']),
          ),
        ),
      ]),
    )
    .orderBy('next_at')
    .orderBy('id')
    .limit(limit)
    .execute()

/** The preset of that number, where there is one. */
export const findPreset = (db: Db | Tx, id: number): Promise<RunRow | undefined> =>
  db
    .selectFrom('automation_run')
    .selectAll()
    .where('id', '=', id)
    .where('is_preset', '=', 1)
    .executeTakeFirst()
