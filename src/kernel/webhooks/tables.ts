import type { Generated, Selectable } from 'kysely'

export interface WebhookTables {
  /** An address that is told of events of one thing. */
  kernel_webhook: {
    id: Generated<number>
    /** Whose events, such as `collection.project:7`. */
    owner: string
    address: string
    /** Names of events, as a JSON array. */
    events: string
    /** What its secrets are bound to. */
    nonce: string
    cipher: string
    /** The secret before, which signs as well for a while. */
    previous_cipher: string | null
    previous_until: number | null
    active: number
    /** Why it is off: by a person, or since nothing but failures came back. */
    stopped: 'by-hand' | 'failing' | null
    /** The first of the failures since the last success. */
    failing_since: number | null
    /** No answer came at all: nothing is tried before this. */
    paused_until: number | null
    created_at: number
    /** Counts changes by people. */
    version: number
  }
  kernel_webhook_delivery: {
    id: Generated<number>
    webhook_id: number
    /** The same at every try: by it a receiver knows a repetition. */
    uid: string
    event: string
    /** What is sent, letter for letter. */
    body: string
    state: 'waiting' | 'delivered' | 'failed'
    tries: number
    next_at: number
    claimed_until: number
    created_at: number
    /** Of the last try. */
    tried_at: number | null
    duration_ms: number | null
    status: number | null
    /** The first part of the answer. */
    answer: string | null
    /** Why the last try failed, for people. */
    problem: string | null
  }
}

export type WebhookRow = Selectable<WebhookTables['kernel_webhook']>
export type DeliveryRow = Selectable<WebhookTables['kernel_webhook_delivery']>
