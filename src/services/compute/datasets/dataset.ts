import { isAbsolute, normalize } from 'node:path'
import type { Selectable } from 'kysely'
import { contains, fold, inTransaction } from '../../../kernel/db/db.ts'
import type { By } from '../../../kernel/journal/journal.ts'
import { problem } from '../../../kernel/problem.ts'
import { type Compute, SERVICE } from '../compute.ts'
import { problems as common } from '../problems.ts'
import type { ComputeTables, Db, Tx } from '../tables.ts'

export type DatasetRow = Selectable<ComputeTables['compute_dataset']>

export interface DatasetFields {
  title: string
  description: string
  /** On the machines where sessions run. */
  path: string
}

const problems = {
  keyTaken: (key: string) =>
    problem('key_taken', 409, `There is a data set “${key}” already. Choose another key.`, {
      errors: [{ field: 'key', message: 'Another data set has it.' }],
    }),
  invalidPath: () =>
    problem('invalid_path', 400, 'The path begins with a slash, and has no “..” in it.', {
      errors: [{ field: 'path', message: 'Begin it with a slash, and without “..”.' }],
    }),
}

/** In order of number; by words of their keys and titles. */
export function listDatasets(
  db: Db,
  { search, after, limit }: { search?: string; after?: number; limit: number },
): Promise<DatasetRow[]> {
  return db
    .selectFrom('compute_dataset')
    .selectAll()
    .$if(after !== undefined, (query) => query.where('id', '>', after as number))
    .$if(!!search, (query) =>
      query.where((is) =>
        is.or([
          contains(db, is.ref('title_folded'), fold(search as string)),
          contains(db, is.ref('key'), search as string),
        ]),
      ),
    )
    .orderBy('id')
    .limit(limit)
    .execute()
}

/** Titles of those of these keys that the catalogue has. */
export async function titlesOf(db: Db, keys: readonly string[]): Promise<Map<string, string>> {
  if (keys.length === 0) return new Map()
  const rows = await db
    .selectFrom('compute_dataset')
    .select(['key', 'title'])
    .where('key', 'in', keys)
    .orderBy('id')
    .limit(keys.length)
    .execute()
  return new Map(rows.map(({ key, title }) => [key, title]))
}

export async function getDataset(db: Db, id: number): Promise<DatasetRow> {
  const row = await db.selectFrom('compute_dataset').selectAll().where('id', '=', id).executeTakeFirst()
  if (!row) throw common.notFound()
  return row
}

/** Puts a data set into the catalogue: workspaces may link to where it lies. */
export async function createDataset(
  compute: Compute,
  tx: Tx,
  by: By,
  { key, ...fields }: DatasetFields & { key: string },
): Promise<DatasetRow> {
  const row = await tx
    .insertInto('compute_dataset')
    .values({ key, ...columnsOf(fields), created_at: compute.kernel.clock.now() })
    .onConflict((on) => on.column('key').doNothing())
    .returningAll()
    .executeTakeFirst()
  if (!row) throw problems.keyTaken(key)
  await record(compute, tx, by, { action: 'created', row, values: { new: { key, ...fields } } })
  return row
}

/** Changes what the catalogue says; links that were made lead on to where they led. */
export function changeDataset(
  compute: Compute,
  by: By,
  { id, fields }: { id: number; fields: Partial<DatasetFields> },
): Promise<DatasetRow> {
  return inTransaction(compute.db, async (tx) => {
    const old = await getDataset(tx, id)
    if (Object.keys(fields).length === 0) return old
    const row = await tx
      .updateTable('compute_dataset')
      .set(columnsOf(fields))
      .where('id', '=', id)
      .returningAll()
      .executeTakeFirstOrThrow()
    const before = Object.fromEntries(
      Object.keys(fields).map((name) => [name, old[name as keyof DatasetFields]]),
    )
    await record(compute, tx, by, { action: 'changed', row, values: { old: before, new: { ...fields } } })
    return row
  })
}

/** Takes a data set out of the catalogue; links that were made stay. */
export function removeDataset(compute: Compute, by: By, id: number): Promise<void> {
  return inTransaction(compute.db, async (tx) => {
    const row = await tx.deleteFrom('compute_dataset').where('id', '=', id).returningAll().executeTakeFirst()
    if (!row) throw common.notFound()
    await record(compute, tx, by, { action: 'removed', row, values: { old: { path: row.path } } })
  })
}

function columnsOf<F extends Partial<DatasetFields>>(fields: F) {
  const { path, title } = fields
  if (path !== undefined && (!isAbsolute(path) || normalize(path) !== path)) throw problems.invalidPath()
  return { ...fields, ...(title !== undefined && { title_folded: fold(title) }) } as F & {
    title_folded: string
  }
}

async function record(
  { kernel }: Compute,
  tx: Tx,
  by: By,
  { action, row, values }: { action: 'created' | 'changed' | 'removed'; row: DatasetRow; values: object },
): Promise<void> {
  await kernel.journal.record(tx, {
    by,
    action: `compute.dataset.${action}`,
    object: `compute.dataset:${row.id}`,
    service: SERVICE,
    details: { name: row.title },
    ...values,
  })
}
