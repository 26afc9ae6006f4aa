import type { Insertable, Updateable } from 'kysely'
import { compileOnce, contains, type KernelDb, type KernelTx } from '../db/db.ts'
import type { DeliveryRow, WebhookRow, WebhookTables } from './tables.ts'

export function listWebhooks(
  db: KernelDb,
  filter: { owner: string; after?: number; limit: number },
): Promise<WebhookRow[]> {
  return db
    .selectFrom('kernel_webhook')
    .selectAll()
    .where('owner', '=', filter.owner)
    .where('id', '>', filter.after ?? 0)
    .orderBy('id')
    .limit(filter.limit)
    .execute()
}

export async function countWebhooks(db: KernelDb, owner: string): Promise<number> {
  const { n } = await db
    .selectFrom('kernel_webhook')
    .select((eb) => eb.fn.countAll<number>().as('n'))
    .where('owner', '=', owner)
    .executeTakeFirstOrThrow()
  return n
}

export function findWebhook(db: KernelDb, id: number): Promise<WebhookRow | undefined> {
  return db.selectFrom('kernel_webhook').selectAll().where('id', '=', id).executeTakeFirst()
}

/** Those that want to hear of something; asked for in the transaction of every event. */
export const listListeners = compileOnce<object, { owner: string }, { id: number; events: string }>(
  (db, value) =>
    db
      .selectFrom('kernel_webhook')
      .select(['id', 'events'])
      .where('owner', '=', value('owner'))
      .where('active', '=', 1)
      .orderBy('id'),
)

export function insertWebhook(
  tx: KernelTx,
  row: Insertable<WebhookTables['kernel_webhook']>,
): Promise<WebhookRow> {
  return tx.insertInto('kernel_webhook').values(row).returningAll().executeTakeFirstOrThrow()
}

/** Undefined when it is gone, or is no longer of that version. */
export function updateWebhook(
  tx: KernelTx,
  { id, version }: { id: number; version?: number },
  columns: Updateable<WebhookTables['kernel_webhook']>,
): Promise<WebhookRow | undefined> {
  return tx
    .updateTable('kernel_webhook')
    .set(columns)
    .$if(version !== undefined, (query) => query.set((eb) => ({ version: eb('version', '+', 1) })))
    .where('id', '=', id)
    .$if(version !== undefined, (query) => query.where('version', '=', version as number))
    .returningAll()
    .executeTakeFirst()
}

export async function moveWebhooks(tx: KernelTx, from: string, to: string): Promise<void> {
  await tx.updateTable('kernel_webhook').set({ owner: to }).where('owner', '=', from).execute()
}

export async function deleteWebhook(tx: KernelTx, id: number): Promise<boolean> {
  await tx.deleteFrom('kernel_webhook_delivery').where('webhook_id', '=', id).execute()
  const { numDeletedRows } = await tx.deleteFrom('kernel_webhook').where('id', '=', id).executeTakeFirst()
  return numDeletedRows > 0n
}

export async function deleteWebhooksOf(tx: KernelTx, owner: string): Promise<void> {
  const own = tx.selectFrom('kernel_webhook').select('id').where('owner', '=', owner)
  await tx.deleteFrom('kernel_webhook_delivery').where('webhook_id', 'in', own).execute()
  await tx.deleteFrom('kernel_webhook').where('owner', '=', owner).execute()
}

export function insertDelivery(
  tx: KernelTx,
  row: Pick<DeliveryRow, 'webhook_id' | 'uid' | 'event' | 'body' | 'created_at'>,
): Promise<{ id: number }> {
  return tx
    .insertInto('kernel_webhook_delivery')
    .values({
      ...row,
      state: 'waiting',
      tries: 0,
      next_at: row.created_at,
      claimed_until: 0,
      tried_at: null,
      duration_ms: null,
      status: null,
      answer: null,
      problem: null,
    })
    .returning('id')
    .executeTakeFirstOrThrow()
}

export type DeliveryItem = Omit<DeliveryRow, 'body' | 'answer'>

/** Newest first. */
export function listDeliveries(
  db: KernelDb,
  filter: { webhookId: number; state?: DeliveryRow['state']; before?: number; limit: number },
): Promise<DeliveryItem[]> {
  return db
    .selectFrom('kernel_webhook_delivery')
    .select(['id', 'webhook_id', 'uid', 'event', 'state', 'tries', 'next_at', 'claimed_until'])
    .select(['created_at', 'tried_at', 'duration_ms', 'status', 'problem'])
    .where('webhook_id', '=', filter.webhookId)
    .$if(filter.state !== undefined, (query) =>
      query.where('state', '=', filter.state as DeliveryRow['state']),
    )
    .$if(filter.before !== undefined, (query) => query.where('id', '<', filter.before as number))
    .orderBy('id', 'desc')
    .limit(filter.limit)
    .execute()
}

export function findDelivery(db: KernelDb, id: number): Promise<DeliveryRow | undefined> {
  return db.selectFrom('kernel_webhook_delivery').selectAll().where('id', '=', id).executeTakeFirst()
}

/** Takes the oldest delivery that is due; no other node gets it before `until`. */
export function claimDelivery(
  tx: KernelTx,
  claim: { webhookId: number; now: number; until: number },
): Promise<DeliveryRow | undefined> {
  return tx
    .updateTable('kernel_webhook_delivery')
    .set({ claimed_until: claim.until })
    .where('id', '=', (query) =>
      query
        .selectFrom('kernel_webhook_delivery')
        .select('id')
        .where('webhook_id', '=', claim.webhookId)
        .where('state', '=', 'waiting')
        .where('next_at', '<=', claim.now)
        .where('claimed_until', '<=', claim.now)
        .orderBy('next_at')
        .orderBy('id')
        .limit(1),
    )
    .where('state', '=', 'waiting')
    .where('claimed_until', '<=', claim.now)
    .returningAll()
    .executeTakeFirst()
}

/** The next delivery that is not over. */
export function findWaiting(
  db: KernelDb,
  webhookId: number,
): Promise<Pick<DeliveryRow, 'next_at' | 'claimed_until'> | undefined> {
  return db
    .selectFrom('kernel_webhook_delivery')
    .select(['next_at', 'claimed_until'])
    .where('webhook_id', '=', webhookId)
    .where('state', '=', 'waiting')
    .orderBy('next_at')
    .orderBy('id')
    .limit(1)
    .executeTakeFirst()
}

export async function updateDelivery(
  tx: KernelTx,
  id: number,
  columns: Updateable<WebhookTables['kernel_webhook_delivery']>,
): Promise<void> {
  await tx.updateTable('kernel_webhook_delivery').set(columns).where('id', '=', id).execute()
}

/** What waits for a webhook that is off comes to its end. */
export async function endWaiting(tx: KernelTx, webhookId: number, problem: string): Promise<void> {
  await tx
    .updateTable('kernel_webhook_delivery')
    .set({ state: 'failed', problem })
    .where('webhook_id', '=', webhookId)
    .where('state', '=', 'waiting')
    .execute()
}

export async function deleteDeliveriesWith(tx: KernelTx, owner: string, text: string): Promise<void> {
  await tx
    .deleteFrom('kernel_webhook_delivery')
    .where('webhook_id', 'in', (query) =>
      query.selectFrom('kernel_webhook').select('id').where('owner', '=', owner),
    )
    .where((eb) => contains(tx, eb.ref('body'), text))
    .execute()
}

export async function deleteOlderThan(tx: KernelTx, before: number): Promise<void> {
  await tx.deleteFrom('kernel_webhook_delivery').where('created_at', '<', before).execute()
}
