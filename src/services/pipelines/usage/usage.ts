import { sql } from 'kysely'
import { findQuota, usedBytes } from '../../../kernel/files/quota.ts'
import { countInputs } from '../experiments/experiment.store.ts'
import { fileLimitOf, runningLimitOf } from '../limits/limit.ts'
import type { Pipelines } from '../pipelines.ts'
import type { Db, Tx } from '../tables.ts'

const MOST = 200
const MOST_PEOPLE = 1_000

/** What experiments hold: files that are still there. */
const heldIn = (db: Db, table: 'pipelines_input' | 'pipelines_output') =>
  db
    // Both have these columns.
    .selectFrom(`${table as 'pipelines_input'} as f`)
    .innerJoin('pipelines_experiment as x', 'x.id', 'f.experiment_id')
    .where('f.file_id', 'is not', null)
    .select((is) => [is.fn.countAll<number>().as('files'), is.fn.sum<number | null>('f.size').as('bytes')])

/** How many of somebody's experiments wait and are at work. */
async function atWorkOf(db: Db | Tx, account: number): Promise<{ waiting: number; running: number }> {
  const rows = await db
    .selectFrom('pipelines_experiment')
    .select((is) => ['status', is.fn.countAll<number>().as('count')])
    .where('account_id', '=', account)
    .where('status', 'in', ['submitted', 'claimed', 'running'])
    .groupBy('status')
    .execute()
  const of = (isOf: (status: string) => boolean) =>
    rows.filter((row) => isOf(row.status)).reduce((sum, { count }) => sum + Number(count), 0)
  return {
    waiting: of((status) => status === 'submitted'),
    running: of((status) => status !== 'submitted'),
  }
}

/** What somebody uses and may use right now. */
export async function readUse(pipelines: Pipelines, account: number) {
  const { db } = pipelines
  const [files, fileLimit, atWork, runningLimit, bytes, byteLimit, uploads] = await Promise.all([
    countInputs(db, account),
    fileLimitOf(pipelines, db, account),
    atWorkOf(db, account),
    runningLimitOf(pipelines, db, account),
    usedBytes(db, account),
    findQuota(db, account),
    uploadsOf(db, account),
  ])
  return {
    files: { used: files, limit: fileLimit },
    bytes: { used: bytes, limit: byteLimit ?? null },
    running: { used: atWork.running, limit: runningLimit },
    waiting: atWork.waiting,
    uploads,
  }
}

async function uploadsOf(db: Db, account: number): Promise<{ count: number; bytes: number }> {
  const row = await db
    .selectFrom('pipelines_upload')
    .select((is) => [is.fn.countAll<number>().as('count'), is.fn.sum<number | null>('size').as('bytes')])
    .where('account_id', '=', account)
    .where('file_id', 'is not', null)
    .executeTakeFirstOrThrow()
  return { count: Number(row.count), bytes: Number(row.bytes ?? 0) }
}

/** Somebody's experiments that hold something, the largest first. */
export function listLargest(db: Db, account: number) {
  const held = (table: 'pipelines_input' | 'pipelines_output') =>
    heldIn(db, table).select('x.id as experiment').where('x.account_id', '=', account).groupBy('x.id')
  const bytes = sql<number>`coalesce(i.bytes, 0) + coalesce(o.bytes, 0)`
  return db
    .selectFrom('pipelines_experiment as e')
    .leftJoin(held('pipelines_input').as('i'), 'i.experiment', 'e.id')
    .leftJoin(held('pipelines_output').as('o'), 'o.experiment', 'e.id')
    .selectAll('e')
    .select(['i.files as input_files', 'i.bytes as input_bytes'])
    .select(['o.files as output_files', 'o.bytes as output_bytes'])
    .where('e.account_id', '=', account)
    .where((is) => is.or([is('i.files', '>', 0), is('o.files', '>', 0)]))
    .orderBy(bytes, 'desc')
    .orderBy('e.id', 'desc')
    .limit(MOST)
    .execute()
}

/** Everybody who has experiments or stores something, who stores most first. */
export async function listPeopleByUse(db: Db) {
  const held = (table: 'pipelines_input' | 'pipelines_output') =>
    heldIn(db, table).select('x.account_id as account').groupBy('x.account_id')
  const made = db
    .selectFrom('pipelines_experiment')
    .select((is) => [
      'account_id as account',
      is.fn.countAll<number>().as('experiments'),
      is.fn.sum<number>(sql<number>`case when status = 'submitted' then 1 else 0 end`).as('waiting'),
      is.fn
        .sum<number>(sql<number>`case when status in ('claimed', 'running') then 1 else 0 end`)
        .as('running'),
      is.fn.sum<number | null>('cpu_seconds').as('cpu_seconds'),
    ])
    .where('account_id', 'is not', null)
    .groupBy('account_id')
  return db
    .selectFrom(made.as('m'))
    .innerJoin('kernel_account as a', 'a.id', 'm.account')
    .leftJoin(held('pipelines_input').as('i'), 'i.account', 'm.account')
    .leftJoin(held('pipelines_output').as('o'), 'o.account', 'm.account')
    .select(['a.id', 'a.name', 'a.first_name', 'a.last_name'])
    .select(['m.experiments', 'm.waiting', 'm.running', 'm.cpu_seconds'])
    .select(['i.files as input_files', 'i.bytes as input_bytes'])
    .select(['o.files as output_files', 'o.bytes as output_bytes'])
    .orderBy(sql<number>`coalesce(i.bytes, 0) + coalesce(o.bytes, 0)`, 'desc')
    .orderBy('a.id')
    .limit(MOST_PEOPLE)
    .execute()
}
