import { hash } from 'node:crypto'
import { fold } from '../../../kernel/db/db.ts'
import type { AppRow, AppVersionRow, Db, PolicyRow, Tx } from '../tables.ts'
import type { AppDefinition } from './definition.ts'

/** A folder holds fewer files. */
const MOST = 5_000

export interface AppWithVersion {
  row: AppRow
  version: Omit<AppVersionRow, 'definition'>
  policy: PolicyRow | undefined
}

const VERSION = ['id', 'app_id', 'version', 'label', 'words_folded', 'sha256', 'seen_at'] as const

/** Apps with their newest version, without those that are put away; by key or all, in order of it. */
export async function listApps(
  db: Db | Tx,
  { key, archived = false }: { key?: string; archived?: boolean } = {},
): Promise<AppWithVersion[]> {
  const rows = await db
    .selectFrom('pipelines_app as a')
    .innerJoin('pipelines_app_version as v', (on) =>
      on.onRef('v.app_id', '=', 'a.id').onRef('v.version', '=', 'a.current'),
    )
    .leftJoin('pipelines_policy as p', 'p.app_id', 'a.id')
    .select(['a.id as id', 'a.key', 'a.source', 'a.current', 'a.archived_at'])
    .select(['v.id as version_id', 'v.label', 'v.words_folded', 'v.sha256', 'v.seen_at'])
    .select(['p.enabled', 'p.input_days', 'p.output_days', 'p.cpus', 'p.memory_mb', 'p.minutes', 'p.slots'])
    .select(['p.host', 'p.version as policy_version'])
    .$if(key !== undefined, (query) => query.where('a.key', '=', key as string))
    .$if(!archived, (query) => query.where('a.archived_at', 'is', null))
    .orderBy('a.key')
    .limit(MOST)
    .execute()
  return rows.map(({ id, key, source, current, archived_at, version_id, ...rest }) => ({
    row: { id, key, source, current, archived_at },
    version: {
      id: version_id,
      app_id: id,
      version: current,
      label: rest.label,
      words_folded: rest.words_folded,
      sha256: rest.sha256,
      seen_at: rest.seen_at,
    },
    policy:
      rest.policy_version === null || rest.enabled === null
        ? undefined
        : {
            app_id: id,
            enabled: rest.enabled,
            input_days: rest.input_days,
            output_days: rest.output_days,
            cpus: rest.cpus,
            memory_mb: rest.memory_mb,
            minutes: rest.minutes,
            slots: rest.slots,
            host: rest.host,
            version: rest.policy_version,
          },
  }))
}

/** What the versions of apps say, by their ids. */
export const definitionsOf = (
  db: Db | Tx,
  ids: readonly number[],
): Promise<{ id: number; definition: string }[]> =>
  db
    .selectFrom('pipelines_app_version')
    .select(['id', 'definition'])
    .where('id', 'in', ids)
    .limit(ids.length)
    .execute()

/** Newest first. */
export const listVersions = (db: Db, app: number, page: { before?: number; limit: number }) =>
  db
    .selectFrom('pipelines_app_version')
    .select([...VERSION, 'definition'])
    .where('app_id', '=', app)
    .$if(page.before !== undefined, (query) => query.where('version', '<', page.before as number))
    .orderBy('version', 'desc')
    .limit(page.limit)
    .execute()

/** The same for two nodes that read the same file. */
export const hashOf = (definition: AppDefinition): string => hash('sha256', JSON.stringify(definition))

/** False where another node was first. */
export async function insertApp(
  tx: Tx,
  { definition, source, now }: { definition: AppDefinition; source: AppRow['source']; now: number },
): Promise<boolean> {
  const made = await tx
    .insertInto('pipelines_app')
    .values({ key: definition.key, source, current: 1, archived_at: null })
    .onConflict((on) => on.column('key').doNothing())
    .returning('id')
    .executeTakeFirst()
  if (!made) return false
  await insertVersion(tx, { app: made.id, version: 1, definition, now })
  return true
}

/** The definition becomes the newest version; false where another node was first. */
export async function addVersion(
  tx: Tx,
  {
    row,
    definition,
    source,
    now,
  }: { row: AppRow; definition: AppDefinition; source: AppRow['source']; now: number },
): Promise<boolean> {
  const version = row.current + 1
  if (!(await changeApp(tx, row, { current: version, source, archived_at: null }))) return false
  await insertVersion(tx, { app: row.id, version, definition, now })
  return true
}

/** Changes what is beside the versions; false where somebody else has changed it meanwhile. */
export async function changeApp(
  tx: Tx,
  { id, current }: AppRow,
  changes: Partial<Pick<AppRow, 'current' | 'source' | 'archived_at'>>,
): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable('pipelines_app')
    .set(changes)
    .where('id', '=', id)
    .where('current', '=', current)
    .executeTakeFirst()
  return numUpdatedRows === 1n
}

async function insertVersion(
  tx: Tx,
  { app, version, definition, now }: { app: number; version: number; definition: AppDefinition; now: number },
): Promise<void> {
  const { key, label, description, tags, categories } = definition
  const words = [label, key, description, ...tags, ...categories.map((each) => each.label)]
  await tx
    .insertInto('pipelines_app_version')
    .values({
      app_id: app,
      version,
      label: definition.version,
      words_folded: fold(words.join('\n')),
      definition: JSON.stringify(definition),
      sha256: hashOf(definition),
      seen_at: now,
    })
    .execute()
}
