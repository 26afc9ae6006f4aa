import { publicAddress } from '../config/address.ts'
import type { AnyTx } from '../db/db.ts'
import type { Scope } from '../http/app.ts'
import type { Holding } from '../identity/own-data.ts'
import type { Json } from '../journal/journal.ts'
import type { Kernel } from '../kernel.ts'
import { problems } from './problems.ts'
import { webhookRoutes } from './routes.ts'

const MOST = 100

/** What a service lets people's own servers hear: of themselves, as the owners of their webhooks. */
export interface OwnEvents<E extends string> {
  service: string
  /** By name, such as `compute.session.ready`, what each is about. */
  events: Readonly<Record<E, string>>
  /** Who may have webhooks there. */
  role: string
  /** The page of the console with somebody's webhooks. */
  page: string
}

const typeOf = ({ service }: { service: string }): string => `${service}.account`
const ownerOf = (of: { service: string }, account: number): string => `${typeOf(of)}:${account}`

/** Lets people's own webhooks listen; once, when the service is opened. */
export function defineOwnWebhooks<E extends string>({ webhooks, identity }: Kernel, own: OwnEvents<E>): void {
  webhooks.define({
    type: typeOf(own),
    service: own.service,
    events: own.events,
    audience: (id) => `account:${id}`,
    page: () => own.page,
  })
  identity.holdings.push(holdingOf(webhooks, own))
  identity.merging.push({
    what: `webhooks of ${own.service}`,
    count: (db, from) => webhooks.count(db, ownerOf(own, from)),
    move: (tx, from, to) => webhooks.moveAll(tx, ownerOf(own, from), ownerOf(own, to)),
  })
}

const holdingOf = (webhooks: Kernel['webhooks'], own: { service: string }): Holding => ({
  what: `${own.service}-webhooks`,
  export: async (_db, account) => {
    const rows = await webhooks.list({ owner: ownerOf(own, account), limit: MOST })
    return rows.map(({ id, address, events, created_at }) => ({ id, address, events, created_at }))
  },
  erase: (tx, account) => webhooks.removeOf(tx, ownerOf(own, account)),
})

/** Tells a person's own webhooks, in the transaction of what has happened. `page` is where people find it. */
export function tellOwnWebhooks<E extends string>(
  { webhooks, config }: Kernel,
  own: OwnEvents<E>,
  tx: AnyTx,
  told: { account: number; event: E; page: string; data: Record<string, Json> },
): Promise<void> {
  const data = { ...told.data, page: publicAddress(config) + told.page }
  return webhooks.emit(tx, { owner: ownerOf(own, told.account), event: told.event, data })
}

/** Everybody's own webhooks; nobody sees another's. */
export function ownWebhookRoutes<E extends string>(
  scope: Scope,
  { webhooks }: Kernel,
  own: OwnEvents<E>,
): void {
  webhookRoutes(scope, webhooks, {
    type: typeOf(own),
    async require(actor, id) {
      if (!actor?.may(own.role) || actor.accountId !== id) throw problems.notFound()
    },
  })
}
