import { definitionIn } from '../apps/definition.ts'
import type { Db } from '../tables.ts'

/** What apps are called in versions of their definitions, which never change. */
export type Titles = (versions: readonly (number | null)[]) => Promise<ReadonlyMap<number | null, string>>

const MOST = 1_000

/** Reads each version once: a definition is long, and a list has many of one. */
export function createTitles(db: Db): Titles {
  const known = new Map<number | null, string>()
  return async (versions) => {
    const missing = [...new Set(versions)].filter((each) => each !== null && !known.has(each)) as number[]
    if (missing.length > 0) {
      if (known.size > MOST) known.clear()
      const rows = await db
        .selectFrom('pipelines_app_version')
        .select(['id', 'definition'])
        .where('id', 'in', missing)
        .orderBy('id')
        .limit(missing.length)
        .execute()
      for (const row of rows) known.set(row.id, definitionIn(row).label)
    }
    return known
  }
}
