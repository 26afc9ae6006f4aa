import type { Host } from '../inventories/inventory.ts'
import type { AttemptHostRow, Db, Tx } from '../tables.ts'
import { UNKNOWN_HOST } from './repeat.ts'

const AT_ONCE = 500

/** Writes down the hosts of an attempt in their order; those that its inventory does not have have failed. */
export async function insertHosts(
  tx: Tx,
  attempt: number,
  { hosts, unknown, now }: { hosts: readonly Host[]; unknown: readonly string[]; now: number },
): Promise<void> {
  const rows = [
    ...hosts.map((host) => ({
      ...EMPTY,
      name: host.name,
      hostname: host.hostname,
      port: host.port,
      platform: host.platform,
      group_name: host.groups[0] ?? null,
    })),
    ...unknown.map((name) => ({ ...EMPTY, ...noHost(now), name })),
  ].map((row, position) => ({ ...row, attempt_id: attempt, position }))
  for (let from = 0; from < rows.length; from += AT_ONCE)
    await tx
      .insertInto('automation_attempt_host')
      .values(rows.slice(from, from + AT_ONCE))
      .execute()
}

const EMPTY = {
  hostname: null,
  port: null,
  platform: null,
  group_name: null,
  state: 'waiting' as AttemptHostRow['state'],
  started_at: null,
  finished_at: null,
  changed: 0,
  entries: null,
  error_kind: null,
  error: null,
  output_bytes: 0,
  kept_bytes: 0,
  seq: 0,
}

const noHost = (now: number) => ({
  state: 'failed' as const,
  finished_at: now,
  error_kind: UNKNOWN_HOST,
  error: 'The inventory has no host of this name.',
})

/** How much a host has printed: its result, which may be large, is left where it is. */
export const findSizes = (
  db: Db | Tx,
  attempt: number,
  name: string,
): Promise<Pick<AttemptHostRow, 'id' | 'output_bytes' | 'kept_bytes'> | undefined> =>
  db
    .selectFrom('automation_attempt_host')
    .select(['id', 'output_bytes', 'kept_bytes'])
    .where('attempt_id', '=', attempt)
    .where('name', '=', name)
    .executeTakeFirst()

export const findHost = (db: Db | Tx, attempt: number, name: string): Promise<AttemptHostRow | undefined> =>
  db
    .selectFrom('automation_attempt_host')
    .selectAll()
    .where('attempt_id', '=', attempt)
    .where('name', '=', name)
    .executeTakeFirst()
