import type { Insertable } from 'kysely'
import { contains } from '../../../kernel/db/db.ts'
import type { AutomationTables, Db, HostKeyRow, Tx } from '../tables.ts'

/** So many addresses are asked for in one statement. */
const TOGETHER = 500
const MOST_KEYS_OF_HOST = 20

export interface Address {
  address: string
  port: number
}

/** Believed keys of all these addresses. */
export async function listTrusted(db: Db, addresses: readonly string[]): Promise<HostKeyRow[]> {
  const rows: HostKeyRow[] = []
  for (let at = 0; at < addresses.length; at += TOGETHER) {
    const some = addresses.slice(at, at + TOGETHER)
    const found = await db
      .selectFrom('automation_host_key')
      .selectAll()
      .where('state', '=', 'trusted')
      .where('address', 'in', some)
      .orderBy('id')
      .limit(some.length * MOST_KEYS_OF_HOST)
      .execute()
    rows.push(...found)
  }
  return rows
}

/** All keys of one address, believed ones first. */
export function listKeysOf(db: Db, { address, port }: Address): Promise<HostKeyRow[]> {
  return db
    .selectFrom('automation_host_key')
    .selectAll()
    .where('address', '=', address)
    .where('port', '=', port)
    .orderBy('state', 'desc')
    .orderBy('type')
    .limit(2 * MOST_KEYS_OF_HOST)
    .execute()
}

/** In order of number; by a part of their address. */
export function listHostKeys(
  db: Db,
  {
    search,
    state,
    after,
    limit,
  }: { search?: string; state?: HostKeyRow['state']; after?: number; limit: number },
): Promise<(HostKeyRow & { accepted_name: string | null })[]> {
  return db
    .selectFrom('automation_host_key as k')
    .leftJoin('kernel_account as a', 'a.id', 'k.accepted_by')
    .selectAll('k')
    .select('a.name as accepted_name')
    .$if(after !== undefined, (query) => query.where('k.id', '>', after as number))
    .$if(state !== undefined, (query) => query.where('k.state', '=', state as HostKeyRow['state']))
    .$if(!!search, (query) =>
      query.where((is) => contains(db, is.ref('k.address'), (search as string).toLowerCase())),
    )
    .orderBy('k.id')
    .limit(limit)
    .execute()
}

export function findHostKey(db: Db, id: number): Promise<HostKeyRow | undefined> {
  return db.selectFrom('automation_host_key').selectAll().where('id', '=', id).executeTakeFirst()
}

/** Undefined where there is one of that address, type and state. */
export function insertHostKey(
  tx: Tx,
  row: Insertable<AutomationTables['automation_host_key']>,
): Promise<HostKeyRow | undefined> {
  return tx
    .insertInto('automation_host_key')
    .values(row)
    .onConflict((on) => on.columns(['address', 'port', 'type', 'state']).doNothing())
    .returningAll()
    .executeTakeFirst()
}

export async function markSeen(tx: Tx, id: number, now: number): Promise<void> {
  await tx.updateTable('automation_host_key').set({ seen_at: now }).where('id', '=', id).execute()
}

/** What is offered in place of what was offered before. */
export async function replaceOffered(
  tx: Tx,
  id: number,
  columns: Pick<HostKeyRow, 'content' | 'fingerprint' | 'seen_at' | 'first_seen_at'>,
): Promise<void> {
  await tx
    .updateTable('automation_host_key')
    .set((is) => ({ ...columns, version: is('version', '+', 1) }))
    .where('id', '=', id)
    .execute()
}

/** Undefined when it is believed already, is gone, or is another key by now. */
export function trust(
  tx: Tx,
  { id, fingerprint }: Pick<HostKeyRow, 'id' | 'fingerprint'>,
  by: Pick<HostKeyRow, 'accepted_by' | 'accepted_at'>,
): Promise<HostKeyRow | undefined> {
  return tx
    .updateTable('automation_host_key')
    .set((is) => ({ ...by, state: 'trusted', version: is('version', '+', 1) }))
    .where('id', '=', id)
    .where('state', '=', 'offered')
    .where('fingerprint', '=', fingerprint)
    .returningAll()
    .executeTakeFirst()
}

export async function deleteTrustedOf(tx: Tx, { address, port }: Address): Promise<void> {
  await tx
    .deleteFrom('automation_host_key')
    .where('address', '=', address)
    .where('port', '=', port)
    .where('state', '=', 'trusted')
    .execute()
}

export function deleteHostKey(tx: Tx, id: number): Promise<HostKeyRow | undefined> {
  return tx.deleteFrom('automation_host_key').where('id', '=', id).returningAll().executeTakeFirst()
}
