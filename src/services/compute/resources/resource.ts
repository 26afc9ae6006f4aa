import { getuid } from 'node:process'
import { inTransaction, lock } from '../../../kernel/db/db.ts'
import type { Health } from '../../../kernel/execution/execution.ts'
import { faultOfAccount } from '../../../kernel/execution/slurm/account.ts'
import { slurmBackend } from '../../../kernel/execution/slurm/backend.ts'
import type { SlurmSettings } from '../../../kernel/execution/slurm/settings.ts'
import type { By, Json } from '../../../kernel/journal/journal.ts'
import { type Compute, SERVICE } from '../compute.ts'
import { problems as common } from '../problems.ts'
import type { Db, ResourceRow, Tx } from '../tables.ts'
import { problems } from './resource-problems.ts'
import { keyIn, keyPlace } from './resources.ts'
import { isSafePath } from './safe-path.ts'

const MOST = 100
/** A test of the connection answers while somebody looks at the form. */
const TEST_MS = 5_000

export interface ResourceFields {
  name: string
  settings: SlurmSettings
  /** Signs tokens of slurmrestd, in Base64; null takes it away. */
  tokenKey: string | null
  enabled: boolean
}

/** All of them, the one that sessions take by default first. */
export function listResources(db: Db): Promise<ResourceRow[]> {
  return db.selectFrom('compute_resource').selectAll().orderBy('position').orderBy('id').limit(MOST).execute()
}

export async function getResource(db: Db, id: number): Promise<ResourceRow> {
  const row = await db.selectFrom('compute_resource').selectAll().where('id', '=', id).executeTakeFirst()
  if (!row) throw common.notFound()
  return row
}

/** What runs and waits on each, by key. */
export async function useOfResources(db: Db) {
  const rows = await db
    .selectFrom('compute_session')
    .select((is) => [
      'resource_key',
      'status',
      is.fn.countAll<number>().as('sessions'),
      is.fn.sum<number>('cpus').as('cpus'),
    ])
    .where('status', 'in', ['pending', 'running', 'stopping'])
    .groupBy(['resource_key', 'status'])
    .orderBy('resource_key')
    .limit(3 * MOST)
    .execute()
  return (key: string) => {
    const mine = rows.filter((row) => row.resource_key === key)
    const waiting = mine.filter(({ status }) => status === 'pending')
    const running = mine.filter(({ status }) => status !== 'pending')
    const total = (some: typeof rows, of: 'sessions' | 'cpus') =>
      some.reduce((sum, row) => sum + Number(row[of]), 0)
    return {
      running: total(running, 'sessions'),
      cpus: total(running, 'cpus'),
      waiting: total(waiting, 'sessions'),
    }
  }
}

/** Throws what cannot be used of a cluster's settings, by field; before any transaction, since it looks at the disk. */
export async function checkSettings(
  { kernel, root }: Compute,
  settings: SlurmSettings,
  tokenKey: string | null | undefined,
): Promise<void> {
  const forbidden = [kernel.config.data, root]
  const paths = (['conf', 'commands', 'keyFile'] as const).filter((name) => settings[name] !== undefined)
  const unsafe = await Promise.all(paths.map((name) => isSafePath(settings[name] as string, forbidden)))
  const errors = paths
    .filter((_name, i) => !unsafe[i])
    .map((name) => ({
      field: `settings.${name}`,
      message: 'There is no such file or folder on the server that nobody but its operators can write.',
    }))
  if (settings.driver === 'rest' && settings.url === undefined)
    errors.push({ field: 'settings.url', message: 'The address of slurmrestd is needed.' })
  if (tokenKey != null && Buffer.from(tokenKey, 'base64').length < 16)
    errors.push({
      field: 'tokenKey',
      message: 'The key is the file jwt_hs256.key of the cluster, in Base64.',
    })
  if (errors.length > 0) throw problems.invalid(errors)
}

/** Adds a cluster; `checkSettings` comes before, and `resources.reload` after the commit. */
export async function createResource(
  compute: Compute,
  tx: Tx,
  by: By,
  { key, ...fields }: ResourceFields & { key: string },
): Promise<ResourceRow> {
  const last = await tx
    .selectFrom('compute_resource')
    .select((is) => is.fn.max('position').as('position'))
    .executeTakeFirst()
  const row = await tx
    .insertInto('compute_resource')
    .values({
      key,
      backend: 'slurm',
      ...columnsOf(compute, key, fields),
      position: Number(last?.position ?? 0) + 1,
      version: 1,
    })
    .onConflict((on) => on.column('key').doNothing())
    .returningAll()
    .executeTakeFirst()
  if (!row) throw problems.keyTaken(key)
  await record(compute, tx, by, { action: 'added', row, values: { new: shown(fields) } })
  return row
}

export interface ResourceChange {
  id: number
  fields: Partial<ResourceFields> & {
    /** Sessions that name no resource take it. */
    first?: true
  }
  version?: number
}

/** Changes a resource. What runs there goes on, and is looked after by the new settings at once. */
export async function changeResource(
  compute: Compute,
  by: By,
  { id, fields: { first, ...fields }, version }: ResourceChange,
): Promise<ResourceRow> {
  const { backend } = await getResource(compute.db, id)
  if (backend === 'local' && (fields.settings || fields.tokenKey !== undefined)) throw problems.noCluster()
  if (fields.settings) await checkSettings(compute, fields.settings, fields.tokenKey)
  const changed = await inTransaction(compute.db, async (tx) => {
    await lock(tx, 'compute_resource', [id])
    const old = await getResource(tx, id)
    if (version !== undefined && version !== old.version) throw common.changed()
    const row = await tx
      .updateTable('compute_resource')
      .set({
        ...columnsOf(compute, old.key, fields),
        ...(first && { position: await firstPosition(tx, id) }),
        version: old.version + 1,
      })
      .where('id', '=', id)
      .returningAll()
      .executeTakeFirstOrThrow()
    const more = first ? { first: true } : {}
    await record(compute, tx, by, { action: 'changed', row, values: { new: { ...shown(fields), ...more } } })
    return row
  })
  await compute.resources.reload()
  return changed
}

/** Removes a cluster on which nothing runs. Sessions that ran there keep its key. */
export async function removeResource(compute: Compute, by: By, id: number): Promise<void> {
  await inTransaction(compute.db, async (tx) => {
    await lock(tx, 'compute_resource', [id])
    const row = await getResource(tx, id)
    if (row.backend === 'local') throw problems.localStays()
    const { running, waiting } = (await useOfResources(tx))(row.key)
    if (running + waiting > 0) throw problems.inUse(running + waiting)
    await tx.deleteFrom('compute_resource').where('id', '=', id).execute()
    await record(compute, tx, by, { action: 'removed', row, values: {} })
  })
  await compute.resources.reload()
}

/** Asks a cluster whether it answers to these settings; nothing is kept. `id` lends the key that is kept already. */
export async function testSettings(
  compute: Compute,
  { settings, tokenKey, id }: { settings: SlurmSettings; tokenKey?: string | null; id?: number },
): Promise<Health> {
  await checkSettings(compute, settings, tokenKey)
  const kept =
    id === undefined || tokenKey !== undefined ? undefined : keyIn(compute, await getResource(compute.db, id))
  const key = tokenKey == null ? kept : Buffer.from(tokenKey, 'base64')
  const backend = slurmBackend({
    key: 'test',
    settings,
    clock: compute.kernel.clock,
    deadlineMs: TEST_MS,
    ...(key && { tokenKey: key }),
  })
  try {
    const health = await backend.health()
    // As root jobs are handed in as the person's account, or as the one for all.
    const fault = health.connected && getuid?.() !== 0 ? await faultOfAccount(settings) : undefined
    if (fault !== undefined) return { connected: false, message: fault }
    return health.cause === undefined ? health : { ...health, message: `${health.message} ${health.cause}` }
  } finally {
    await backend.close()
  }
}

async function firstPosition(tx: Tx, id: number): Promise<number> {
  const row = await tx
    .selectFrom('compute_resource')
    .select((is) => is.fn.min('position').as('position'))
    .where('id', '<>', id)
    .executeTakeFirst()
  return Number(row?.position ?? 1) - 1
}

function columnsOf<F extends Partial<ResourceFields>>(compute: Compute, key: string, fields: F) {
  const { name, settings, tokenKey, enabled } = fields
  const cipher = tokenKey == null ? null : compute.kernel.secrets.encrypt(tokenKey, keyPlace(key))
  return {
    ...(name !== undefined && { name }),
    ...(settings && { settings: JSON.stringify(settings) }),
    ...(tokenKey !== undefined && { secret_cipher: cipher }),
    ...(enabled !== undefined && { enabled: enabled ? 1 : 0 }),
  } as F extends ResourceFields
    ? { name: string; settings: string; secret_cipher: string | null; enabled: number }
    : Partial<ResourceRow>
}

/** Without the key. */
const shown = ({ tokenKey, settings, ...others }: Partial<ResourceFields>): Record<string, Json> => ({
  ...others,
  ...(settings && { settings: { ...settings, parameters: { ...settings.parameters } } }),
  ...(tokenKey !== undefined && { tokenKey: tokenKey === null ? 'taken away' : 'set' }),
})

async function record(
  { kernel }: Compute,
  tx: Tx,
  by: By,
  { action, row, values }: { action: 'added' | 'changed' | 'removed'; row: ResourceRow; values: object },
): Promise<void> {
  await kernel.journal.record(tx, {
    by,
    action: `compute.resource.${action}`,
    object: `compute.resource:${row.id}`,
    service: SERVICE,
    details: { name: row.name },
    ...values,
  })
}
