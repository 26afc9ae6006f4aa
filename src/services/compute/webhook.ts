import { publicAddress } from '../../kernel/config/address.ts'
import type { Scope } from '../../kernel/http/app.ts'
import type { Holding } from '../../kernel/identity/own-data.ts'
import type { Json } from '../../kernel/journal/journal.ts'
import type { Kernel } from '../../kernel/kernel.ts'
import { webhookRoutes } from '../../kernel/webhooks/routes.ts'
import { type Compute, SERVICE, USER_ROLE } from './compute.ts'
import { problems } from './problems.ts'
import type { Tx } from './tables.ts'

/** The account itself, as the owner of its webhooks. */
const TYPE = 'compute.account'
const MOST = 100

/** What a person's own server can hear: ids, names of workspaces, states and times; nothing that opens a session. */
const EVENTS = {
  'compute.session.ready': 'A session of mine is ready',
  'compute.session.ending': 'A session of mine ends soon',
  'compute.session.ended': 'A session of mine ended',
  'compute.session.failed': 'A session of mine failed',
  'compute.share.received': 'Somebody shares a copy of a workspace with me',
} as const

const ownerOf = (account: number): string => `${TYPE}:${account}`

/** Lets people's own webhooks listen; once, when the service is opened. */
export function defineWebhooks({ webhooks, identity }: Kernel): void {
  webhooks.define({
    type: TYPE,
    service: SERVICE,
    events: EVENTS,
    audience: (id) => `account:${id}`,
    page: () => '/app/compute/webhooks',
  })
  identity.holdings.push(holdingOf(webhooks))
  identity.merging.push({
    what: 'webhooks',
    count: (db, from) => webhooks.count(db, ownerOf(from)),
    move: (tx, from, to) => webhooks.moveAll(tx, ownerOf(from), ownerOf(to)),
  })
}

const holdingOf = (webhooks: Kernel['webhooks']): Holding => ({
  what: 'compute-webhooks',
  export: async (_db, account) => {
    const rows = await webhooks.list({ owner: ownerOf(account), limit: MOST })
    return rows.map(({ id, address, events, created_at }) => ({ id, address, events, created_at }))
  },
  erase: (tx, account) => webhooks.removeOf(tx, ownerOf(account)),
})

/** Tells a person's own webhooks, in the transaction of what has happened. `page` is where people find it. */
export function tellPerson(
  { kernel }: Compute,
  tx: Tx,
  account: number,
  { event, page, data }: { event: keyof typeof EVENTS; page: string; data: Record<string, Json> },
): Promise<void> {
  const told = { ...data, page: publicAddress(kernel.config) + page }
  return kernel.webhooks.emit(tx, { owner: ownerOf(account), event, data: told })
}

/** Everybody's own webhooks; nobody sees another's. */
export function ownWebhookRoutes(scope: Scope, { kernel }: Compute): void {
  webhookRoutes(scope, kernel.webhooks, {
    type: TYPE,
    async require(actor, id) {
      if (!actor?.may(USER_ROLE) || actor.accountId !== id) throw problems.notFound()
    },
  })
}
