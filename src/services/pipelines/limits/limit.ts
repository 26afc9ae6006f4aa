import type { Pipelines } from '../pipelines.ts'
import type { Db, Tx } from '../tables.ts'

const MOST = 10_000

/** What counts for a person: what is said for themselves, else the most generous of their groups, else the setting. */
async function limitOf(db: Db | Tx, account: number, what: 'files' | 'running'): Promise<number | undefined> {
  const rows = await db
    .selectFrom('pipelines_limit')
    .select(['account_id', what])
    .where(what, 'is not', null)
    .where((is) =>
      is.or([
        is('account_id', '=', account),
        is(
          'group_id',
          'in',
          is.selectFrom('kernel_group_member').select('group_id').where('account_id', '=', account),
        ),
      ]),
    )
    .limit(MOST)
    .execute()
  const own = rows.find(({ account_id }) => account_id !== null)?.[what]
  const groups = rows.flatMap((row) => row[what] ?? [])
  return own ?? (groups.length > 0 ? Math.max(...groups) : undefined)
}

/** Input files that somebody may store at once. */
export const fileLimitOf = async (
  { settings }: Pick<Pipelines, 'settings'>,
  db: Db | Tx,
  account: number,
): Promise<number> => (await limitOf(db, account, 'files')) ?? settings.maxFiles

/** Experiments of somebody that may be at work at once. */
export const runningLimitOf = async (
  { settings }: Pick<Pipelines, 'settings'>,
  db: Db | Tx,
  account: number,
): Promise<number> => (await limitOf(db, account, 'running')) ?? settings.running
