import { contains, countUpTo, fold } from '../../../kernel/db/db.ts'
import { problems } from '../problems.ts'
import type { Db, TemplateRow, Tx } from '../tables.ts'

/** More than any installation registers; lists of all of them end there. */
const MOST = 10_000

export const findTemplate = (db: Db | Tx, id: number): Promise<TemplateRow | undefined> =>
  db.selectFrom('automation_template').selectAll().where('id', '=', id).executeTakeFirst()

/** With the name of who registered it. */
export type TemplateItem = TemplateRow & { made_by: string | null }

export interface TemplateFilter {
  /** Each word stands in its name, function, file or description. */
  search?: string | undefined
  /** Who registered it. */
  by?: number | undefined
}

const templatesOf = (db: Db | Tx, { search = '', by }: TemplateFilter = {}) =>
  db
    .selectFrom('automation_template as t')
    .leftJoin('kernel_account as a', 'a.id', 't.created_by')
    .$if(by !== undefined, (query) => query.where('t.created_by', '=', by as number))
    .where((is) =>
      is.and(
        fold(search)
          .split(/\s+/)
          .filter((word) => word !== '')
          .map((word) =>
            is.or([
              contains(db, is.ref('t.words_folded'), word),
              contains(db, is.ref('t.description_folded'), word),
            ]),
          ),
      ),
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
  { after, limit, ...filter }: TemplateFilter & { after?: number | undefined; limit: number },
): Promise<TemplateItem[]> =>
  templatesOf(db, filter)
    .selectAll('t')
    .select('a.name as made_by')
    .$if(after !== undefined, (query) => query.where('t.id', '>', after as number))
    .orderBy('t.id')
    .limit(limit)
    .execute()

export const countTemplates = (db: Db, filter: TemplateFilter) =>
  countUpTo(db, templatesOf(db, filter).select('t.id') as never)

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
