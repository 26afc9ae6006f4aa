import { type ReferenceExpression, type SelectQueryBuilder, sql } from 'kysely'
import { contains, fold } from '../../../kernel/db/db.ts'
import { RUN_STATUSES, type RunStatus } from '../run-tables.ts'
import type { Marked } from '../runs/confidential.ts'
import { NEITHER } from '../runs/run.store.ts'
import type { Db, InventoryRow, RunRow, TemplateRow } from '../tables.ts'
import type { Order, Page } from './page.ts'

export interface WireTask extends RunRow, Marked {
  created_name: string | null
  template_name: string | null
  inventory_name: string | null
}

export interface WireTemplate extends TemplateRow {
  created_name: string | null
}

export const TASK_ORDERS = [
  'id',
  'name',
  'status',
  'date_scheduled',
  'date_started',
  'date_finished',
  'inventory',
] as const

export interface TaskFilter {
  words: readonly string[]
  status?: RunStatus | undefined
  template?: string | undefined
  inventory?: string | undefined
  creator?: string | undefined
  isPreset?: boolean | undefined
}

const tasks = (db: Db) =>
  db
    .selectFrom('automation_run as r')
    .leftJoin('kernel_account as a', 'a.id', 'r.created_by')
    .leftJoin('automation_template as t', 't.id', 'r.template_id')
    .leftJoin('automation_inventory as i', 'i.id', 'r.inventory_id')

/** Without the rows of other tables: a hundred thousand are counted so. */
function tasksOf(db: Db, { words, status, template, inventory, creator, isPreset }: TaskFilter) {
  return db
    .selectFrom('automation_run as r')
    .where('r.is_preset', '<>', NEITHER)
    .where((is) => is.and(words.map((word) => contains(db, is.ref('r.words_folded'), fold(word)))))
    .$if(status !== undefined, (query) => query.where('r.status', '=', status as RunStatus))
    .$if(template !== undefined, (query) =>
      query.where('r.template_id', 'in', (is) =>
        is
          .selectFrom('automation_template')
          .select('id')
          .where('name', '=', template as string),
      ),
    )
    .$if(inventory !== undefined, (query) =>
      query.where('r.inventory_id', 'in', (is) =>
        is
          .selectFrom('automation_inventory')
          .select('id')
          .where('name', '=', inventory as string),
      ),
    )
    .$if(creator !== undefined, (query) =>
      query.where('r.created_by', 'in', (is) =>
        is
          .selectFrom('kernel_account')
          .select('id')
          .where('name', '=', creator as string),
      ),
    )
    .$if(isPreset !== undefined, (query) => query.where('r.is_preset', '=', isPreset ? 1 : 0))
}

/** As the numbers of the protocol are ordered, not as our words for them. */
const statusOrder = sql<number>`case r.status ${sql.join(
  RUN_STATUSES.map((status, number) => sql`when ${sql.lit(status)} then ${sql.lit(number)}`),
  sql` `,
)} end`

const TASK_COLUMNS = {
  id: sql.ref('r.id'),
  name: sql.ref('r.name'),
  status: statusOrder,
  date_scheduled: sql.ref('r.scheduled_at'),
  date_started: sql.ref('r.started_at'),
  date_finished: sql.ref('r.finished_at'),
  inventory: sql.ref('r.inventory_id'),
}

const TASK_NAMES = [
  ...(['a.name as created_name', 't.name as template_name', 'i.name as inventory_name'] as const),
  ...(['t.form as template_form', 'n.template as attempt_template'] as const),
] as const

/** The page is found by its numbers first: all that could be on it is put in order, and the rest is read of what is. */
export async function listTasks(
  db: Db,
  asked: { filter: TaskFilter; orders: Order<keyof typeof TASK_COLUMNS>[]; page: Page },
): Promise<WireTask[]> {
  const found = await ordered(tasksOf(db, asked.filter), asked.orders, TASK_COLUMNS)
    .orderBy('r.id', 'desc')
    .select('r.id')
    .limit(asked.page.limit)
    .offset(asked.page.offset)
    .execute()
  const ids = found.map(({ id }) => id)
  if (ids.length === 0) return []
  const rows = await tasks(db)
    .leftJoin('automation_attempt as n', 'n.id', 'r.attempt_id')
    .selectAll('r')
    .select(TASK_NAMES)
    .where('r.id', 'in', ids)
    .limit(ids.length)
    .execute()
  const places = new Map(ids.map((id, place) => [id, place]))
  return rows.toSorted((one, other) => (places.get(one.id) as number) - (places.get(other.id) as number))
}

export const countTasks = (db: Db, filter: TaskFilter): Promise<number> =>
  countOf(db, tasksOf(db, filter).select('r.id'))

export const findTask = (db: Db, id: number): Promise<WireTask | undefined> =>
  tasks(db)
    .leftJoin('automation_attempt as n', 'n.id', 'r.attempt_id')
    .selectAll('r')
    .select(TASK_NAMES)
    .where('r.id', '=', id)
    .executeTakeFirst()

/** How long the results of these attempts are, together. */
export async function sizeOfResults(db: Db, attempts: readonly number[]): Promise<number> {
  if (attempts.length === 0) return 0
  const { bytes } = await db
    .selectFrom('automation_attempt_host')
    .select(sql<number>`coalesce(sum(octet_length(entries)), 0)`.as('bytes'))
    .where('attempt_id', 'in', attempts)
    .executeTakeFirstOrThrow()
  return Number(bytes)
}

export const TEMPLATE_ORDERS = [
  'id',
  'name',
  'package_path',
  'file_name',
  'function_name',
  'created_by__username',
] as const

export interface TemplateFilter {
  words: readonly string[]
  file?: string | undefined
  function?: string | undefined
  path?: string | undefined
  creator?: string | undefined
}

const templates = (db: Db) =>
  db.selectFrom('automation_template as t').leftJoin('kernel_account as a', 'a.id', 't.created_by')

const templatesOf = (db: Db, { words, creator, ...filter }: TemplateFilter) =>
  templates(db)
    .where((is) => is.and(words.map((word) => contains(db, is.ref('t.words_folded'), fold(word)))))
    .$if(filter.file !== undefined, (query) => query.where('t.file_name', '=', filter.file as string))
    .$if(filter.path !== undefined, (query) => query.where('t.package_path', '=', filter.path as string))
    .$if(filter.function !== undefined, (query) =>
      query.where('t.function_name', '=', filter.function as string),
    )
    .$if(creator !== undefined, (query) => query.where('a.name', '=', creator as string))

const TEMPLATE_COLUMNS = {
  id: sql.ref('t.id'),
  name: sql.ref('t.name'),
  package_path: sql.ref('t.package_path'),
  file_name: sql.ref('t.file_name'),
  function_name: sql.ref('t.function_name'),
  created_by__username: sql.ref('a.name'),
}

export const listTemplatesOf = (
  db: Db,
  asked: { filter: TemplateFilter; orders: Order<keyof typeof TEMPLATE_COLUMNS>[]; page: Page },
): Promise<WireTemplate[]> =>
  ordered(templatesOf(db, asked.filter), asked.orders, TEMPLATE_COLUMNS)
    .orderBy('t.id')
    .selectAll('t')
    .select('a.name as created_name')
    .limit(asked.page.limit)
    .offset(asked.page.offset)
    .execute()

export const countTemplatesOf = (db: Db, filter: TemplateFilter): Promise<number> =>
  countOf(db, templatesOf(db, filter).select('t.id'))

export const findTemplateOf = (db: Db, id: number): Promise<WireTemplate | undefined> =>
  templates(db).selectAll('t').select('a.name as created_name').where('t.id', '=', id).executeTakeFirst()

export const listInventoriesOf = (db: Db, { limit, offset }: Page): Promise<InventoryRow[]> =>
  db.selectFrom('automation_inventory').selectAll().orderBy('id').limit(limit).offset(offset).execute()

export const countInventoriesOf = (db: Db): Promise<number> =>
  countOf(db, db.selectFrom('automation_inventory').select('id'))

/** Whether there is a thing of that number. */
export async function isThere(
  db: Db,
  table: 'automation_template' | 'automation_inventory' | 'kernel_account',
  id: number,
): Promise<boolean> {
  const row = await db.selectFrom(table).select('id').where('id', '=', id).executeTakeFirst()
  return row !== undefined
}

const ALWAYS: ReadonlySet<string> = new Set([
  'id',
  'name',
  'status',
  'package_path',
  'file_name',
  'function_name',
])

/** What has no value comes last, whichever way the order goes. */
function ordered<D, T extends keyof D, O, K extends string>(
  query: SelectQueryBuilder<D, T, O>,
  orders: readonly Order<K>[],
  columns: Readonly<Record<K, ReferenceExpression<D, T>>>,
): SelectQueryBuilder<D, T, O> {
  let result = query
  for (const { key, descending } of orders) {
    const column = columns[key]
    // What always has a value is left as it is: an index gives its order.
    if (!ALWAYS.has(key)) result = result.orderBy(sql`case when ${column} is null then 1 else 0 end`)
    result = result.orderBy(sql`${column}`, descending ? 'desc' : 'asc')
  }
  return result
}

async function countOf(db: Db, query: { as(name: string): unknown }): Promise<number> {
  const { n } = await db
    .selectFrom(query.as('found') as never)
    .select(sql<number>`count(*)`.as('n'))
    .executeTakeFirstOrThrow()
  return Number(n)
}
