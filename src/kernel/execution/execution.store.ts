import type { Insertable, Updateable } from 'kysely'
import { type KernelDb, type KernelTx, lock } from '../db/db.ts'
import type { ExecutionRow, ExecutionState, ExecutionTables } from './tables.ts'

type Changes = Updateable<ExecutionTables['kernel_execution']>

/** One look takes so many at most; beyond that the oldest come first. */
const MOST_OPEN = 10_000

export function insertExecution(
  tx: KernelTx,
  row: Insertable<ExecutionTables['kernel_execution']>,
): Promise<{ id: number }> {
  return tx.insertInto('kernel_execution').values(row).returning('id').executeTakeFirstOrThrow()
}

export function findExecution(db: KernelDb, id: number): Promise<ExecutionRow | undefined> {
  return db.selectFrom('kernel_execution').selectAll().where('id', '=', id).executeTakeFirst()
}

export function listExecutions(db: KernelDb, ids: readonly number[]): Promise<ExecutionRow[]> {
  if (ids.length === 0) return Promise.resolve([])
  return db.selectFrom('kernel_execution').selectAll().where('id', 'in', ids).orderBy('id').execute()
}

/** Which of these were over by then. */
export async function listEndedBefore(db: KernelDb, ids: readonly number[], at: number): Promise<number[]> {
  const rows = await db
    .selectFrom('kernel_execution')
    .select('id')
    .where('id', 'in', ids)
    .where('state', '=', 'ended')
    .where('ended_at', '<', at)
    .execute()
  return rows.map(({ id }) => id)
}

/** Those of a backend that are not over; `node` are those of one data folder alone. */
export function listOpen(db: KernelDb, backend: string, node?: string): Promise<ExecutionRow[]> {
  return db
    .selectFrom('kernel_execution')
    .selectAll()
    .where('backend', '=', backend)
    .where('state', '<>', 'ended')
    .$if(node !== undefined, (query) => query.where('node', '=', node as string))
    .orderBy('id')
    .limit(MOST_OPEN)
    .execute()
}

/** The row as it stands, which nobody else changes before the transaction ends. */
export async function findForChange(tx: KernelTx, id: number): Promise<ExecutionRow | undefined> {
  await lock(tx, 'kernel_execution', [id])
  return findExecution(tx, id)
}

/** Undefined when it has left that state meanwhile. */
export function changeExecution(
  tx: KernelTx,
  { id, state }: { id: number; state: ExecutionState },
  changes: Changes,
): Promise<ExecutionRow | undefined> {
  return tx
    .updateTable('kernel_execution')
    .set(changes)
    .where('id', '=', id)
    .where('state', '=', state)
    .returningAll()
    .executeTakeFirst()
}

/**
 * Says that this one is being handed over now. Undefined when it is over, or was claimed after `unlessSince`: then another
 * node is at it.
 */
export function claimExecution(
  tx: KernelTx,
  id: number,
  { now, unlessSince }: { now: number; unlessSince?: number },
): Promise<ExecutionRow | undefined> {
  return tx
    .updateTable('kernel_execution')
    .set({ submitted_at: now })
    .where('id', '=', id)
    .where('state', '=', 'asked')
    .$if(unlessSince !== undefined, (query) =>
      query.where((eb) =>
        eb.or([eb('submitted_at', 'is', null), eb('submitted_at', '<=', unlessSince as number)]),
      ),
    )
    .returningAll()
    .executeTakeFirst()
}

/** One that nobody has begun to hand over ends at once. */
export function endUnsubmitted(tx: KernelTx, id: number, now: number): Promise<ExecutionRow | undefined> {
  return tx
    .updateTable('kernel_execution')
    .set({ state: 'ended', outcome: 'stopped', stop_asked_at: now, ended_at: now })
    .where('id', '=', id)
    .where('state', '=', 'asked')
    .where('submitted_at', 'is', null)
    .returningAll()
    .executeTakeFirst()
}

export function askForEnd(tx: KernelTx, id: number, now: number): Promise<ExecutionRow | undefined> {
  return tx
    .updateTable('kernel_execution')
    .set({ stop_asked_at: now })
    .where('id', '=', id)
    .where('state', '<>', 'ended')
    .where('stop_asked_at', 'is', null)
    .returningAll()
    .executeTakeFirst()
}

/** Of a backend that does not answer. */
export function markUnreachable(tx: KernelTx, ids: readonly number[], now: number): Promise<ExecutionRow[]> {
  return tx
    .updateTable('kernel_execution')
    .set({ unreachable_since: now })
    .where('id', 'in', ids)
    .where('state', '<>', 'ended')
    .where('unreachable_since', 'is', null)
    .returningAll()
    .execute()
}

/** Those of one data folder that were given up, and perhaps run on. */
export function listGivenUp(db: KernelDb, node: string): Promise<ExecutionRow[]> {
  return db
    .selectFrom('kernel_execution')
    .selectAll()
    .where('node', '=', node)
    .where('state', '=', 'ended')
    .where('unreachable_since', 'is not', null)
    .orderBy('id')
    .limit(MOST_OPEN)
    .execute()
}

export async function markEnded(tx: KernelTx, id: number): Promise<void> {
  await tx.updateTable('kernel_execution').set({ unreachable_since: null }).where('id', '=', id).execute()
}

/** Of a backup: all that ran on other machines than this one are over, as far as anybody here can know. */
export async function giveUpAll(
  tx: KernelTx,
  { unlessNode, at, reason }: { unlessNode: string | undefined; at: number; reason: string },
): Promise<void> {
  await tx
    .updateTable('kernel_execution')
    .set({ state: 'ended', outcome: 'lost', reason, ended_at: at, unreachable_since: at })
    .where('backend', '=', 'local')
    .where('state', '<>', 'ended')
    .$if(unlessNode !== undefined, (query) => query.where('node', '<>', unlessNode as string))
    .execute()
}

const LOCAL = 'local:'

/** Says that a node looks after its own executions until then. */
export const beat = (tx: KernelTx, { node, now, until }: { node: string; now: number; until: number }) =>
  takeWatch(tx, { backend: `${LOCAL}${node}`, node, now, until })

/** Those of other nodes that are silent, with when each was to have been heard of. */
export function listSilent(
  db: KernelDb,
  { node, now, id }: { node: string; now: number; id?: number },
): Promise<(ExecutionRow & { until: number })[]> {
  return db
    .selectFrom('kernel_execution as e')
    .innerJoin('kernel_execution_watch as w', (join) =>
      join.onRef('w.node', '=', 'e.node').on('w.backend', 'like', `${LOCAL}%`),
    )
    .selectAll('e')
    .select('w.until')
    .where('e.backend', '=', 'local')
    .where('e.state', '<>', 'ended')
    .where('e.node', '<>', node)
    .where('w.until', '<=', now)
    .$if(id !== undefined, (query) => query.where('e.id', '=', id as number))
    .orderBy('e.id')
    .limit(MOST_OPEN)
    .execute()
}

/** True when this node looks after a backend until then: it did already, nobody did, or whoever did is silent. */
export async function takeWatch(
  tx: KernelTx,
  { backend, node, now, until }: { backend: string; node: string; now: number; until: number },
): Promise<boolean> {
  const taken = await tx
    .insertInto('kernel_execution_watch')
    .values({ backend, node, until })
    .onConflict((on) =>
      on
        .column('backend')
        .doUpdateSet({ node, until })
        .where((eb) =>
          eb.or([eb('kernel_execution_watch.node', '=', node), eb('kernel_execution_watch.until', '<', now)]),
        ),
    )
    .returning('backend')
    .executeTakeFirst()
  return taken !== undefined
}
