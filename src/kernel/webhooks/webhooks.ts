import { randomUUID } from 'node:crypto'
import type { Clock } from '../clock.ts'
import {
  type AnyDb,
  type AnyTx,
  afterCommit,
  dialectOf,
  inTransaction,
  type KernelDb,
  viewOf,
} from '../db/db.ts'
import { enqueue, type Jobs } from '../jobs/jobs.ts'
import type { By, Journal, Json } from '../journal/journal.ts'
import type { Notices } from '../notices/notices.ts'
import type { Secrets } from '../secrets/secrets.ts'
import { deliverWebhook, PING, sweepDeliveries } from './deliver.ts'
import { createWebhookKeys, type WebhookKeys } from './keys.ts'
import { createOutgoing, type Outgoing, type Resolve } from './outgoing.ts'
import { problems } from './problems.ts'
import type { WebhookRow } from './tables.ts'
import * as store from './webhooks.store.ts'

const MOST_HOOKS = 20
const LONGEST_ADDRESS = 2_048
const MOST_QUIET = 10_000

/** What a service says about one sort of its things that webhooks may listen to. */
export interface WebhookSource {
  /** Such as `collection.project`. */
  type: string
  service: string
  /** By name, such as `submission.received`, what each is about. */
  events: Readonly<Record<string, string>>
  /**
   * Who runs a thing: a role, or one account as `account:7`. They read the journal of its webhooks, and are told when one is
   * turned off.
   */
  audience(id: number): string
  /** The page of the console with a thing's webhooks. */
  page(id: number): string
}

export interface NewWebhook {
  address: string
  events: readonly string[]
}

export interface WebhooksParts {
  db: KernelDb
  clock: Clock
  journal: Journal
  jobs: Jobs
  notices: Notices
  secrets: Secrets
  /** Inner addresses and networks that the operator has listed. */
  allow: readonly string[]
  resolve?: Resolve
}

/** The thing whose events a webhook hears of. */
export interface Owner {
  source: WebhookSource
  id: number
}

/** Tells other people's servers of events: signed, tried again, each with a line in a log. */
export class Webhooks {
  readonly parts: WebhooksParts
  readonly outgoing: Outgoing
  readonly keys: WebhookKeys
  readonly #sources = new Map<string, WebhookSource>()
  /** Things to which nobody listens; of one server alone, where no other could add a listener. */
  readonly #quiet = new Set<string>()
  readonly #remembers: boolean

  constructor(parts: WebhooksParts) {
    this.parts = parts
    this.outgoing = createOutgoing(parts)
    this.#remembers = dialectOf(parts.db) === 'sqlite'
    this.keys = createWebhookKeys(parts)
    parts.jobs.register(deliverWebhook, this)
    parts.jobs.register(sweepDeliveries, this)
    parts.jobs.schedule({
      name: sweepDeliveries.name,
      cron: '23 4 * * *',
      job: sweepDeliveries,
      payload: {},
    })
  }

  /** Makes a sort of things known; before anything of it is told. */
  define(source: WebhookSource): void {
    this.#sources.set(source.type, source)
    this.parts.notices.define({
      kind: stoppedKind(source),
      service: source.service,
      title: 'A webhook was turned off because nothing but failures came back',
      default: { console: true, mail: true },
    })
  }

  /** The thing that `collection.project:7` names. */
  ownerOf({ owner }: { owner: string }): Owner {
    const [type = '', id] = owner.split(':')
    const source = this.#sources.get(type)
    if (!source) throw new Error(`Webhooks of ${type} are not defined.`)
    return { source, id: Number(id) }
  }

  /**
   * Tells whoever listens, in the transaction of the event: told when that commits, never when it does not. It costs next
   * to nothing where nobody listens. `data` holds ids and counts, never what people have answered.
   */
  async emit(tx: AnyTx, told: { owner: string; event: string; data: Json }): Promise<void> {
    if (this.#quiet.has(told.owner)) return
    const listeners = await store.listListeners(viewOf(tx), { owner: told.owner })
    if (listeners.length === 0) return this.#remember(tx, told.owner)
    for (const { id, events } of listeners) {
      if ((JSON.parse(events) as string[]).includes(told.event)) await this.#enqueue(tx, id, told)
    }
  }

  list(filter: { owner: string; after?: number; limit: number }): Promise<WebhookRow[]> {
    return store.listWebhooks(this.parts.db, filter)
  }

  count(db: AnyDb, owner: string): Promise<number> {
    return store.countWebhooks(viewOf(db), owner)
  }

  async get(id: number): Promise<WebhookRow> {
    const row = await store.findWebhook(this.parts.db, id)
    if (!row) throw problems.notFound()
    return row
  }

  /** A new webhook, in the caller's transaction; its secret can be made again of what is kept. */
  async add(tx: AnyTx, by: By, { source, id }: Owner, wanted: NewWebhook) {
    const { clock } = this.parts
    const owner = `${source.type}:${id}`
    const checked = this.#checked(source, wanted)
    if ((await store.countWebhooks(viewOf(tx), owner)) >= MOST_HOOKS) throw problems.tooMany(MOST_HOOKS)
    const { columns, kept } = this.keys.make()
    const row = await store.insertWebhook(viewOf(tx), {
      owner,
      ...checked,
      ...columns,
      active: 1,
      stopped: null,
      failing_since: null,
      paused_until: null,
      created_at: clock.now(),
      version: 1,
    })
    await this.#record(tx, by, row, { action: 'webhook.created', new: facts(row) })
    this.#forgetQuiet(tx)
    return { row, kept }
  }

  /** Changes what is named; turned on again it begins anew. */
  async change(
    by: By,
    id: number,
    { version, active, ...changes }: Partial<NewWebhook> & { active?: boolean; version?: number },
  ): Promise<WebhookRow> {
    return inTransaction(this.parts.db, async (tx) => {
      const old = await store.findWebhook(tx, id)
      if (!old) throw problems.notFound()
      const wanted = { address: old.address, events: JSON.parse(old.events) as string[], ...changes }
      const row = await store.updateWebhook(
        tx,
        { id, version: version ?? old.version },
        {
          ...this.#checked(this.ownerOf(old).source, wanted),
          ...(active === true && { active: 1, stopped: null, failing_since: null, paused_until: null }),
          ...(active === false && { active: 0, stopped: 'by-hand' as const }),
        },
      )
      if (!row) throw problems.changed()
      if (active === false) await store.endWaiting(tx, id, 'The webhook was turned off.')
      await this.#record(tx, by, row, { action: 'webhook.changed', old: facts(old), new: facts(row) })
      this.#forgetQuiet(tx)
      return row
    })
  }

  async remove(by: By, id: number): Promise<void> {
    await inTransaction(this.parts.db, async (tx) => {
      const row = await store.findWebhook(tx, id)
      if (!row || !(await store.deleteWebhook(tx, id))) throw problems.notFound()
      await this.#record(tx, by, row, { action: 'webhook.removed', old: facts(row) })
    })
  }

  /** Takes away all that listen to a thing, with the thing itself: nobody could reach them any more. */
  async removeOf(tx: AnyTx, owner: string): Promise<void> {
    await store.deleteWebhooksOf(viewOf(tx), owner)
    this.#forgetQuiet(tx)
  }

  /** Gives all that listen to a thing to another, when two become one. */
  async moveAll(tx: AnyTx, from: string, to: string): Promise<void> {
    await store.moveWebhooks(viewOf(tx), from, to)
    this.#forgetQuiet(tx)
  }

  /** Gives it a new secret, in the caller's transaction; for a day the old one signs as well. */
  async rotate(tx: AnyTx, by: By, id: number) {
    const old = await store.findWebhook(viewOf(tx), id)
    if (!old) throw problems.notFound()
    const { columns, kept } = this.keys.renew(old)
    const row = await store.updateWebhook(viewOf(tx), { id }, columns)
    if (!row) throw problems.notFound()
    await this.#record(tx, by, row, { action: 'webhook.secret-rotated' })
    return { row, kept }
  }

  /** Sends a test to one webhook, also while it is off. Gives the id of the delivery. */
  async ping(by: By, id: number): Promise<number> {
    return inTransaction(this.parts.db, async (tx) => {
      const row = await store.findWebhook(tx, id)
      if (!row) throw problems.notFound()
      await store.updateWebhook(tx, { id }, { paused_until: null })
      const delivery = await this.#enqueue(tx, id, { owner: row.owner, event: PING, data: {} })
      await this.#record(tx, by, row, { action: 'webhook.pinged', details: { delivery } })
      return delivery
    })
  }

  /** Sends a delivery once more under its old id, with all its tries. */
  async sendAgain(by: By, deliveryId: number): Promise<void> {
    const { db, clock } = this.parts
    await inTransaction(db, async (tx) => {
      const delivery = await store.findDelivery(tx, deliveryId)
      const row = delivery && (await store.findWebhook(tx, delivery.webhook_id))
      if (!row) throw problems.notFound()
      const again = { state: 'waiting' as const, tries: 0, next_at: clock.now(), claimed_until: 0 }
      await store.updateDelivery(tx, deliveryId, again)
      await store.updateWebhook(tx, { id: row.id }, { paused_until: null })
      await enqueue(tx, deliverWebhook, { webhook: row.id }, { key: `webhook:${row.id}` })
      await this.#record(tx, by, row, { action: 'webhook.sent-again', details: { delivery: deliveryId } })
    })
  }

  /** Takes deliveries that hold one of these texts out of the log of a thing: of a person who is erased (promises.md, S8). */
  async forget(tx: AnyTx, owner: string, texts: readonly string[]): Promise<void> {
    for (const text of texts) await store.deleteDeliveriesWith(viewOf(tx), owner, JSON.stringify(text))
  }

  /** Turns it off and tells those who run its thing. */
  async stop(tx: AnyTx, row: WebhookRow): Promise<void> {
    const stopped = { active: 0, stopped: 'failing' as const }
    // Somebody has changed it meanwhile: it gets another chance.
    if (!(await store.updateWebhook(viewOf(tx), { id: row.id, version: row.version }, stopped))) return
    await store.endWaiting(viewOf(tx), row.id, 'The webhook was turned off after three days of failures.')
    const { source, id } = this.ownerOf(row)
    await this.#record(tx, { via: 'system' }, row, { action: 'webhook.stopped' })
    await this.parts.notices.send(tx, {
      to: { role: source.audience(id) },
      kind: stoppedKind(source),
      title: 'A webhook was turned off',
      text: `For three days nothing but failures came back from ${new URL(row.address).host}. Look at its log, then turn it on again.`,
      link: source.page(id),
    })
  }

  /** How a delivery ended, in the journal: something left the house, or should have. */
  recordEnd(tx: AnyTx, row: WebhookRow, delivery: { id: number; event: string; ok: boolean }): Promise<void> {
    const { id, event, ok } = delivery
    const action = ok ? 'webhook.delivered' : 'webhook.failed'
    return this.#record(tx, { via: 'system' }, row, { action, details: { delivery: id, event } })
  }

  async #enqueue(tx: AnyTx, id: number, told: { owner: string; event: string; data: Json }): Promise<number> {
    const now = this.parts.clock.now()
    const uid = randomUUID()
    const body = JSON.stringify({
      delivery: uid,
      event: told.event,
      object: told.owner,
      at: new Date(now).toISOString(),
      data: told.data,
    })
    const row = { webhook_id: id, uid, event: told.event, body, created_at: now }
    const delivery = await store.insertDelivery(viewOf(tx), row)
    await enqueue(tx, deliverWebhook, { webhook: id }, { key: `webhook:${id}` })
    return delivery.id
  }

  #checked(source: WebhookSource, { address, events }: NewWebhook): { address: string; events: string } {
    const url = address.length <= LONGEST_ADDRESS && URL.canParse(address) ? new URL(address) : undefined
    if (!url || !/^https?:$/.test(url.protocol) || url.username !== '' || url.password !== '')
      throw problems.invalidAddress()
    const unknown = events.find((name) => !Object.hasOwn(source.events, name))
    if (unknown !== undefined) throw problems.unknownEvent(unknown)
    if (events.length === 0) throw problems.noEvent()
    if (!this.outgoing.mayName(url.hostname)) throw problems.refusedAddress()
    return { address: url.href, events: JSON.stringify([...new Set(events)].sort()) }
  }

  #record(
    tx: AnyTx,
    by: By,
    row: WebhookRow,
    entry: { action: string; old?: Json; new?: Json; details?: Json },
  ): Promise<void> {
    const { source, id } = this.ownerOf(row)
    const place = { object: `webhook:${row.id}`, service: source.service, audience: source.audience(id) }
    const details = { owner: row.owner, ...(entry.details as object | undefined) }
    return this.parts.journal.record(tx, { by, ...place, ...entry, details })
  }

  #remember(tx: AnyTx, owner: string): void {
    if (!this.#remembers) return
    afterCommit(tx, () => {
      if (this.#quiet.size >= MOST_QUIET) this.#quiet.clear()
      this.#quiet.add(owner)
    })
  }

  /** At once for what comes later in the same commit, and after it for what was read before. */
  #forgetQuiet(tx: AnyTx): void {
    this.#quiet.clear()
    afterCommit(tx, () => this.#quiet.clear())
  }
}

const stoppedKind = ({ service }: WebhookSource): string => `${service}.webhook-stopped`

/** Of the address its host alone: what follows is a key at many receivers. */
const facts = ({ address, events, active }: WebhookRow): Json => ({
  address: new URL(address).origin,
  events: JSON.parse(events) as string[],
  active: active === 1,
})
