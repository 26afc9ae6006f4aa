import { Type } from 'typebox'
import { type AnyTx, inTransaction } from '../db/db.ts'
import { defineJob, enqueue, type Job } from '../jobs/jobs.ts'
import { type Answered, NoAnswer } from './outgoing.ts'
import type { DeliveryRow, WebhookRow } from './tables.ts'
import * as store from './webhooks.store.ts'
import type { Webhooks } from './webhooks.ts'

/** What a person sends to see whether it works. */
export const PING = 'ping'
/** What is waited for after each failing try but the last, in seconds: five tries in about an hour and a quarter. */
const PAUSES_S = [10, 60, 600, 3_600]
const TRIES = PAUSES_S.length + 1
/** Longer than one try takes; past it another node may have the delivery. */
const CLAIM_MS = 30_000
/** Looked at again so soon where somebody is at it. */
const BUSY_MS = 1_000
/** Where nothing answers, the rest is not tried at once either. */
const SILENT_MS = 10_000
const STOP_AFTER_MS = 3 * 86_400_000
const KEEP_MS = 30 * 86_400_000
/** One run leaves the others some room. */
const A_RUN = 100
const SHOWN_CHARACTERS = 2_000

const payload = Type.Object({ webhook: Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER }) })
/** The webhooks that this process sends to now: each is one receiver, told one thing after another. */
const busy = new WeakMap<Webhooks, Set<number>>()

/**
 * Sends what is due to one webhook, oldest first, one after another. A kill in the middle leaves a delivery claimed for
 * half a minute; then it is sent again, under the same id.
 */
export const deliverWebhook: Job<typeof payload, Webhooks> = defineJob({
  name: 'kernel.deliver-webhook',
  payload,
  async run({ webhook }, webhooks, { signal }) {
    const mine = busy.get(webhooks) ?? new Set()
    busy.set(webhooks, mine)
    if (mine.has(webhook)) return wake(webhooks, webhook, webhooks.parts.clock.now() + BUSY_MS)
    mine.add(webhook)
    try {
      for (let sent = 0; sent < A_RUN; sent += 1) {
        signal.throwIfAborted()
        if (!(await deliverNext(webhooks, webhook))) return
      }
      await wake(webhooks, webhook, webhooks.parts.clock.now())
    } finally {
      mine.delete(webhook)
    }
  },
})

/** Forgets deliveries after thirty days. */
export const sweepDeliveries = defineJob({
  name: 'kernel.sweep-deliveries',
  payload: Type.Object({}),
  async run(_payload, { parts }: Webhooks) {
    const before = parts.clock.now() - KEEP_MS
    await inTransaction(parts.db, (tx) => store.deleteOlderThan(tx, before))
  },
})

function wake({ parts }: Webhooks, webhook: number, at: number): Promise<void> {
  return inTransaction(parts.db, (tx) => wakeIn(tx, webhook, at))
}

/** Asks for a look at a webhook at a time, once. */
function wakeIn(tx: AnyTx, webhook: number, runAt: number): Promise<void> {
  return enqueue(tx, deliverWebhook, { webhook }, { runAt, key: `webhook:${webhook}@${runAt}` })
}

/** False when nothing is due, or the receiver is given a pause. */
async function deliverNext(webhooks: Webhooks, webhookId: number): Promise<boolean> {
  const { db, clock } = webhooks.parts
  const now = clock.now()
  const row = await store.findWebhook(db, webhookId)
  if (!row) return false
  if ((row.paused_until ?? 0) > now) {
    await wake(webhooks, webhookId, row.paused_until as number)
    return false
  }
  const claim = { webhookId, now, until: now + CLAIM_MS }
  const delivery = await inTransaction(db, (tx) => store.claimDelivery(tx, claim))
  if (!delivery) {
    // One is left for later, or claimed: by another node, or by this one before it was killed.
    const next = await store.findWaiting(db, webhookId)
    if (next) await wake(webhooks, webhookId, Math.max(next.next_at, next.claimed_until, now + BUSY_MS))
    return false
  }
  const tried = await send(webhooks, row, delivery)
  await inTransaction(db, (tx) => writeTried(webhooks, tx, { row, delivery, tried }))
  return tried.answered
}

interface Tried {
  ok: boolean
  /** False when no answer came at all. */
  answered: boolean
  columns: Pick<DeliveryRow, 'tried_at' | 'duration_ms' | 'status' | 'answer' | 'problem'>
}

async function send(webhooks: Webhooks, row: WebhookRow, delivery: DeliveryRow): Promise<Tried> {
  const at = webhooks.parts.clock.now()
  const timestamp = String(Math.floor(at / 1000))
  const { body, uid, event } = delivery
  const headers = {
    'content-type': 'application/json; charset=utf-8',
    'user-agent': 'Atelier',
    'x-atelier-delivery': uid,
    'x-atelier-event': event,
    'x-atelier-timestamp': timestamp,
    'x-atelier-signature': webhooks.keys.signatures(row, { timestamp, body }),
    'webhook-id': uid,
    'webhook-timestamp': timestamp,
    'webhook-signature': webhooks.keys.standard(row, { id: uid, timestamp, body }),
  }
  const start = performance.now()
  const took = () => ({ tried_at: at, duration_ms: Math.round(performance.now() - start) })
  try {
    const answer = await webhooks.outgoing.post(row.address, { headers, body })
    const ok = answer.status >= 200 && answer.status < 300
    const shown = answer.text.toWellFormed().replaceAll('\0', '').slice(0, SHOWN_CHARACTERS)
    const problem = ok ? null : refusal(answer)
    return { ok, answered: true, columns: { ...took(), status: answer.status, answer: shown, problem } }
  } catch (error) {
    if (!(error instanceof NoAnswer)) throw error
    const columns = { ...took(), status: null, answer: null, problem: error.message }
    return { ok: false, answered: false, columns }
  }
}

function refusal({ status }: Answered): string {
  return status >= 300 && status < 400
    ? `It answered ${status}, which leads elsewhere. Such answers are not followed: give the final address.`
    : `It answered ${status}.`
}

async function writeTried(
  webhooks: Webhooks,
  tx: Parameters<typeof store.updateDelivery>[0],
  { row, delivery, tried }: { row: WebhookRow; delivery: DeliveryRow; tried: Tried },
): Promise<void> {
  const now = webhooks.parts.clock.now()
  const { id, event } = delivery
  const tries = delivery.tries + 1
  const isOver = tried.ok || tries >= TRIES
  const next = now + (PAUSES_S[tries - 1] ?? 0) * 1000
  const state = tried.ok ? 'delivered' : isOver ? 'failed' : 'waiting'
  await store.updateDelivery(tx, id, { ...tried.columns, state, tries, next_at: next, claimed_until: 0 })
  if (!isOver) await wakeIn(tx, row.id, next)
  if (isOver) await webhooks.recordEnd(tx, row, { id, event, ok: tried.ok })
  if (tried.ok) {
    if (row.failing_since !== null) await store.updateWebhook(tx, { id: row.id }, { failing_since: null })
    return
  }
  const since = row.failing_since ?? now
  const paused = tried.answered ? null : now + SILENT_MS
  await store.updateWebhook(tx, { id: row.id }, { failing_since: since, paused_until: paused })
  if (paused !== null) await wakeIn(tx, row.id, paused)
  if (event !== PING && row.active === 1 && now - since >= STOP_AFTER_MS) await webhooks.stop(tx, row)
}
