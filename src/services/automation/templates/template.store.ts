import { contains, countUpTo, fold } from '../../../kernel/db/db.ts'
import { problems } from '../problems.ts'
import type { Db, TemplateRow, Tx } from '../tables.ts'

/** More than any installation registers; lists of all of them end there. */
const MOST = 10_000

export const findTemplate = (db: Db | Tx, id: number): Promise<TemplateRow | undefined> =>
  db.selectFrom('automation_template').selectAll().where('id', '=', id).executeTakeFirst()

/** With the name of who registered it. */
export type TemplateItem = TemplateRow & { made_by: string | null }

const templatesOf = (db: Db | Tx, search?: string) =>
  db
    .selectFrom('automation_template as t')
    .leftJoin('kernel_account as a', 'a.id', 't.created_by')
    .$if(!!search, (query) =>
      query.where((is) => contains(db, is.ref('t.words_folded'), fold(search as string))),
    )

/** One of that number; it is not found otherwise. */
export async function requireItem(db: Db | Tx, id: number): Promise<TemplateItem> {
  const row = await templatesOf(db)
    .selectAll('t')
    .select('a.name as made_by')
    .where('t.id', '=', id)
    .executeTakeFirst()
  if (!row) throw problems.notFound()
  return row
}

/** In the order in which they were registered. */
export const listTemplates = (
  db: Db | Tx,
  { search, after, limit }: { search?: string | undefined; after?: number | undefined; limit: number },
): Promise<TemplateItem[]> =>
  templatesOf(db, search)
    .selectAll('t')
    .select('a.name as made_by')
    .$if(after !== undefined, (query) => query.where('t.id', '>', after as number))
    .orderBy('t.id')
    .limit(limit)
    .execute()

export const countTemplates = (db: Db, search?: string) =>
  countUpTo(db, templatesOf(db, search).select('t.id') as never)

/** Where those lie that are registered, whoever registered them. */
export const listPlaces = (
  db: Db | Tx,
): Promise<Pick<TemplateRow, 'id' | 'name' | 'package_path' | 'file_name' | 'function_name'>[]> =>
  db
    .selectFrom('automation_template')
    .select(['id', 'name', 'package_path', 'file_name', 'function_name'])
    .orderBy('id')
    .limit(MOST)
    .execute()
