import type { AttemptRow, Db, RunRow, Tx } from '../tables.ts'

export const findRun = (db: Db | Tx, id: number): Promise<RunRow | undefined> =>
  db.selectFrom('automation_run').selectAll().where('id', '=', id).executeTakeFirst()

export const findAttempt = (db: Db | Tx, id: number): Promise<AttemptRow | undefined> =>
  db.selectFrom('automation_attempt').selectAll().where('id', '=', id).executeTakeFirst()

/** Those that are not over: of one run, or of all. */
export const listAtWork = (db: Db | Tx, run?: number): Promise<AttemptRow[]> =>
  db
    .selectFrom('automation_attempt')
    .selectAll()
    .where('status', '=', 'running')
    .$if(run !== undefined, (query) => query.where('run_id', '=', run as number))
    .orderBy('id')
    .limit(10_000)
    .execute()

/** Those that may begin, in their order; the ones that wait for a second person are not among them. */
export const listDue = (
  db: Db,
  { now, unless, limit }: { now: number; unless: string; limit: number },
): Promise<RunRow[]> =>
  db
    .selectFrom('automation_run')
    .selectAll()
    .where('status', '=', 'scheduled')
    .where('due_at', '<=', now)
    .where((is) => is.or([is('waits_for', 'is', null), is('waits_for', '<>', unless)]))
    .orderBy('due_at')
    .orderBy('id')
    .limit(limit)
    .execute()

export async function countAtWork(db: Db | Tx): Promise<number> {
  const { n } = await db
    .selectFrom('automation_attempt')
    .select((is) => is.fn.countAll<number>().as('n'))
    .where('status', '=', 'running')
    .executeTakeFirstOrThrow()
  return Number(n)
}

/** Says why a run that is scheduled has not begun. */
export async function sayWaits(tx: Tx, { id, waits_for }: RunRow, waits: string): Promise<void> {
  if (waits_for === waits) return
  await tx
    .updateTable('automation_run')
    .set({ waits_for: waits })
    .where('id', '=', id)
    .where('status', '=', 'scheduled')
    .execute()
}

export const NO_PLACE = 'Waits for a free place.'

/** Says of runs that are due and wait for nothing else that there is no place: a server that starts anew sees that they were not missed. */
export const sayNoPlace = (tx: Tx, runs: readonly number[]): Promise<unknown> =>
  tx
    .updateTable('automation_run')
    .set({ waits_for: NO_PLACE })
    .where('id', 'in', runs)
    .where('status', '=', 'scheduled')
    .where('waits_for', 'is', null)
    .execute()

/** The run of no number that anybody can ask for, under which attempts of runs that were removed wait until a job clears them away. */
export const REMAINS = 0
/** Its `is_preset`: it is neither a run nor a preset, and in no list. */
export const NEITHER = 2

/** Removes a run that is not at work, and puts its attempts where nobody sees them. Undefined where it is at work, or gone. */
export async function deleteRun(tx: Tx, id: number): Promise<RunRow | undefined> {
  if ((await listAtWork(tx, id)).length > 0) return undefined
  const attempts = tx.selectFrom('automation_attempt').select('id').where('run_id', '=', id)
  await tx.deleteFrom('automation_host_lock').where('attempt_id', 'in', attempts).execute()
  await tx.deleteFrom('automation_approval').where('run_id', '=', id).execute()
  await moveAttempts(tx, id)
  return tx
    .deleteFrom('automation_run')
    .where('id', '=', id)
    .where('status', 'not in', ['running', 'scheduled'])
    .returningAll()
    .executeTakeFirst()
}

async function moveAttempts(tx: Tx, run: number): Promise<void> {
  const any = await tx
    .selectFrom('automation_attempt')
    .select('id')
    .where('run_id', '=', run)
    .limit(1)
    .executeTakeFirst()
  if (!any) return
  await tx
    .insertInto('automation_run')
    .values({
      ...{
        id: REMAINS,
        name: '',
        words_folded: '',
        status: 'finished',
        notify: '{}',
        is_preset: NEITHER,
        dry_run: 0,
      },
      ...{ number: 0, created_at: 0, version: 1 },
    })
    .onConflict((on) => on.column('id').doNothing())
    .execute()
  await tx
    .updateTable('automation_attempt')
    .set((is) => ({ run_id: REMAINS, number: is.ref('id') }))
    .where('run_id', '=', run)
    .execute()
}
