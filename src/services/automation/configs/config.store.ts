import { contains, countUpTo, fold } from '../../../kernel/db/db.ts'
import { REMAINS } from '../runs/run.store.ts'
import type { ConfigRow, ConfigVersionRow, Db, Tx } from '../tables.ts'

/** What a list of configurations can be narrowed to. */
export const CONFIG_STATES = ['drift', 'failed', 'unintended', 'as-intended'] as const
export type ConfigState = (typeof CONFIG_STATES)[number]

/** A host's configuration without its texts, and when it changed the last time. */
export interface ConfigItem extends Omit<ConfigRow, 'intended' | 'seal_key' | 'sealed'> {
  inventory: string | null
  has_intended: number
  changed_at: number | null
  size: number | null
  number: number | null
}

interface Asked {
  inventory?: number | undefined
  search?: string | undefined
  state?: ConfigState | undefined
}

const configsOf = (db: Db | Tx, { inventory, search, state }: Asked) =>
  db
    .selectFrom('automation_config as c')
    .$if(inventory !== undefined, (query) => query.where('c.inventory_id', '=', inventory as number))
    .$if(!!search, (query) =>
      query.where((is) => contains(db, is.ref('c.words_folded'), fold(search as string))),
    )
    .$if(state === 'drift', (query) => query.where('c.drift', '>', 0))
    .$if(state === 'as-intended', (query) => query.where('c.drift', '=', 0))
    .$if(state === 'unintended', (query) => query.where('c.intended_at', 'is', null))
    .$if(state === 'failed', (query) => query.where('c.failed_at', 'is not', null))

const items = (db: Db | Tx, asked: Asked) =>
  configsOf(db, asked)
    .leftJoin('automation_inventory as i', 'i.id', 'c.inventory_id')
    .leftJoin('automation_config_version as v', 'v.id', 'c.version_id')
    .select([
      'c.id',
      'c.inventory_id',
      'c.host',
      'c.words_folded',
      'c.platform',
      'c.version_id',
      'c.versions',
    ])
    .select(['c.read_at', 'c.failed_at', 'c.failure', 'c.intended_by', 'c.intended_at', 'c.ignored'])
    .select(['c.drift', 'c.drift_since', 'c.version', 'i.name as inventory'])
    .select(['v.at as changed_at', 'v.size', 'v.number'])
    .select((is) => is.case().when('c.intended_at', 'is', null).then(0).else(1).end().as('has_intended'))

/** In order of number. */
export const listConfigs = (
  db: Db,
  { after, limit, ...asked }: Asked & { after?: number | undefined; limit: number },
): Promise<ConfigItem[]> =>
  items(db, asked)
    .$if(after !== undefined, (query) => query.where('c.id', '>', after as number))
    .orderBy('c.id')
    .limit(limit)
    .execute()

export const countConfigs = (db: Db, asked: Asked) =>
  countUpTo(db, configsOf(db, asked).select('c.id') as never)

export const findConfigItem = (db: Db, id: number): Promise<ConfigItem | undefined> =>
  items(db, {}).where('c.id', '=', id).executeTakeFirst()

export const findConfig = (db: Db | Tx, id: number): Promise<ConfigRow | undefined> =>
  db.selectFrom('automation_config').selectAll().where('id', '=', id).executeTakeFirst()

export const findConfigOf = (
  db: Db | Tx,
  { inventory, host }: { inventory: number; host: string },
): Promise<ConfigRow | undefined> =>
  db
    .selectFrom('automation_config')
    .selectAll()
    .where('inventory_id', '=', inventory)
    .where('host', '=', host)
    .executeTakeFirst()

/** Newest first, without their texts. */
export const listVersions = (
  db: Db,
  config: number,
  { before, limit }: { before?: number | undefined; limit: number },
) =>
  db
    .selectFrom('automation_config_version as v')
    .leftJoin('automation_attempt as a', (join) =>
      join.onRef('a.id', '=', 'v.attempt_id').on('a.run_id', '>', REMAINS),
    )
    .select(['v.id', 'v.number', 'v.at', 'v.size', 'v.added', 'v.removed', 'a.run_id', 'a.number as attempt'])
    .where('v.config_id', '=', config)
    .$if(before !== undefined, (query) => query.where('v.id', '<', before as number))
    .orderBy('v.id', 'desc')
    .limit(limit)
    .execute()

export const findVersion = (
  db: Db | Tx,
  config: number,
  number: number,
): Promise<ConfigVersionRow | undefined> =>
  db
    .selectFrom('automation_config_version')
    .selectAll()
    .where('config_id', '=', config)
    .where('number', '=', number)
    .executeTakeFirst()

export const findNewest = (
  db: Db | Tx,
  { version_id }: Pick<ConfigRow, 'version_id'>,
): Promise<ConfigVersionRow | undefined> =>
  db
    .selectFrom('automation_config_version')
    .selectAll()
    .where('id', '=', version_id ?? 0)
    .executeTakeFirst()
