import { availableParallelism } from 'node:os'
import { inTransaction, lock } from '../../../kernel/db/db.ts'
import type { By, Json } from '../../../kernel/journal/journal.ts'
import { type Pipelines, SERVICE } from '../pipelines.ts'
import { problems as common } from '../problems.ts'
import type { Db, HostRow, Tx } from '../tables.ts'
import { problems } from './host-problems.ts'

const MOST = 100
const POLL_STEP_MS = 60_000
/** Of a host whose experiments somebody else's program runs. */
export const OUTSIDE = 'outside'

export interface HostFields {
  name: string
  /** What only its backend understands, such as `partition`. */
  options: Record<string, string | number | boolean>
  slots: number
  enabled: boolean
}

/** All of them, the one that is usual first. */
export const listHosts = (db: Db | Tx): Promise<HostRow[]> =>
  db.selectFrom('pipelines_host').selectAll().orderBy('position').orderBy('id').limit(MOST).execute()

export async function getHost(db: Db | Tx, id: number): Promise<HostRow> {
  const row = await db.selectFrom('pipelines_host').selectAll().where('id', '=', id).executeTakeFirst()
  if (!row) throw common.notFound()
  return row
}

/** Whether the form's host is one whose experiments wait for somebody else's program. */
export async function isOutside(db: Db | Tx, key: string): Promise<boolean> {
  const row = await db
    .selectFrom('pipelines_host')
    .select('backend')
    .where('key', '=', key)
    .executeTakeFirst()
  return row?.backend === OUTSIDE
}

/** Where an experiment runs: as its form says, else as its app's policy does, else at the first host that is switched on. */
export function placeOf(
  hosts: readonly HostRow[],
  { host, policy }: { host: string; policy: string | null },
): HostRow | undefined {
  const own = hosts.filter(({ backend }) => backend !== OUTSIDE)
  const named = (key: string | null) => own.find((row) => row.key === key)
  return named(host) ?? named(policy) ?? own.find(({ enabled }) => enabled === 1) ?? own[0]
}

/** Makes this machine a host at the first start, with a place for each core. */
export async function seedHosts({ db, settings }: Pick<Pipelines, 'db' | 'settings'>): Promise<void> {
  if ((await listHosts(db)).length > 0) return
  await inTransaction(db, (tx) =>
    tx
      .insertInto('pipelines_host')
      .values({
        key: settings.defaultHost,
        name: 'This machine',
        backend: 'local',
        options: '{}',
        slots: availableParallelism(),
        enabled: 1,
        position: 0,
        polled_at: null,
        version: 1,
      })
      .onConflict((on) => on.column('key').doNothing())
      .execute(),
  )
}

/** Adds a place to run experiments, behind the others. */
export async function createHost(
  pipelines: Pipelines,
  tx: Tx,
  by: By,
  { key, backend, ...fields }: HostFields & { key: string; backend: string },
): Promise<HostRow> {
  requireBackend(pipelines, backend)
  const last = await tx
    .selectFrom('pipelines_host')
    .select((is) => is.fn.max('position').as('position'))
    .executeTakeFirst()
  const position = Number(last?.position ?? 0) + 1
  const row = await tx
    .insertInto('pipelines_host')
    .values({ key, backend, ...columnsOf(fields), position, polled_at: null, version: 1 })
    .onConflict((on) => on.column('key').doNothing())
    .returningAll()
    .executeTakeFirst()
  if (!row) throw problems.keyTaken(key)
  await record(pipelines, tx, by, { row, what: 'added', fields: { backend, ...fields } })
  return row
}

/** Changes a host: what is at work there goes on. `first` makes it the usual one. */
export function changeHost(
  pipelines: Pipelines,
  by: By,
  {
    id,
    version,
    fields: { first, ...fields },
  }: { id: number; version?: number; fields: Partial<HostFields> & { first?: true } },
): Promise<HostRow> {
  return inTransaction(pipelines.db, async (tx) => {
    await lock(tx, 'pipelines_host', [id])
    const old = await getHost(tx, id)
    if (version !== undefined && version !== old.version) throw common.changed()
    const row = await tx
      .updateTable('pipelines_host')
      .set({
        ...columnsOf(fields),
        ...(first && { position: await firstPosition(tx, id) }),
        version: old.version + 1,
      })
      .where('id', '=', id)
      .returningAll()
      .executeTakeFirstOrThrow()
    await record(pipelines, tx, by, { row, what: 'changed', fields: { ...fields, ...(first && { first }) } })
    return row
  })
}

/** Removes a host at which nothing is at work. What waits for it goes elsewhere. */
export function removeHost(pipelines: Pipelines, by: By, id: number): Promise<void> {
  return inTransaction(pipelines.db, async (tx) => {
    await lock(tx, 'pipelines_host', [id])
    const row = await getHost(tx, id)
    const others = (await listHosts(tx)).filter((each) => each.backend !== OUTSIDE && each.id !== id)
    if (row.backend !== OUTSIDE && others.length === 0) throw problems.lastStays()
    const atWork = (await useOfHosts(tx))(row.key).running
    if (atWork > 0) throw problems.inUse(atWork)
    await tx.deleteFrom('pipelines_host').where('id', '=', id).execute()
    await record(pipelines, tx, by, { row, what: 'removed', fields: {} })
  })
}

/** What is at work and what waits at each, by key. */
export async function useOfHosts(db: Db | Tx) {
  const [working, waiting] = await Promise.all([
    db
      .selectFrom('pipelines_experiment')
      .select((is) => ['host_key as key', is.fn.countAll<number>().as('count')])
      .where('runner', 'in', ['own', 'outside'])
      .where('status', 'in', ['claimed', 'running'])
      .groupBy('host_key')
      .execute(),
    db
      .selectFrom('pipelines_experiment')
      .select((is) => ['host as key', is.fn.countAll<number>().as('count')])
      .where('runner', 'in', ['own', 'outside'])
      .where('status', '=', 'submitted')
      .groupBy('host')
      .execute(),
  ])
  const countIn = (rows: typeof waiting | typeof working, key: string) =>
    Number(rows.find((row) => row.key === key)?.count ?? 0)
  return (key: string) => ({ running: countIn(working, key), waiting: countIn(waiting, key) })
}

/** A program outside has asked for experiments: hosts outside are looked after, as operators see. Never awaited for its own sake. */
export async function notePoll({ db, kernel }: Pick<Pipelines, 'db' | 'kernel'>): Promise<void> {
  const now = kernel.clock.now()
  await inTransaction(db, (tx) =>
    tx
      .updateTable('pipelines_host')
      .set({ polled_at: now })
      .where('backend', '=', OUTSIDE)
      .where((is) => is.or([is('polled_at', 'is', null), is('polled_at', '<', now - POLL_STEP_MS)]))
      .execute(),
  )
}

async function firstPosition(tx: Tx, id: number): Promise<number> {
  const row = await tx
    .selectFrom('pipelines_host')
    .select((is) => is.fn.min('position').as('position'))
    .where('id', '<>', id)
    .executeTakeFirst()
  return Number(row?.position ?? 1) - 1
}

function requireBackend({ executions }: Pipelines, backend: string): void {
  if (backend !== OUTSIDE && !executions.backends.has(backend)) throw problems.backendUnknown(backend)
}

function columnsOf<F extends Partial<HostFields>>({ name, options, slots, enabled }: F) {
  return {
    ...(name !== undefined && { name }),
    ...(options && { options: JSON.stringify(options) }),
    ...(slots !== undefined && { slots }),
    ...(enabled !== undefined && { enabled: enabled ? 1 : 0 }),
  } as F extends HostFields
    ? { name: string; options: string; slots: number; enabled: number }
    : Partial<HostRow>
}

async function record(
  { kernel }: Pipelines,
  tx: Tx,
  by: By,
  {
    row,
    what,
    fields,
  }: { row: HostRow; what: 'added' | 'changed' | 'removed'; fields: Record<string, Json> },
): Promise<void> {
  await kernel.journal.record(tx, {
    by,
    action: 'pipelines.host.changed',
    object: `pipelines.host:${row.id}`,
    service: SERVICE,
    details: { name: row.name, what },
    new: fields,
  })
}
