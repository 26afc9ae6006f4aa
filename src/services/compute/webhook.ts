import type { Json } from '../../kernel/journal/journal.ts'
import { type OwnEvents, tellOwnWebhooks } from '../../kernel/webhooks/own.ts'
import { type Compute, SERVICE, USER_ROLE } from './compute.ts'
import type { Tx } from './tables.ts'

type Event =
  | 'compute.session.ready'
  | 'compute.session.ending'
  | 'compute.session.ended'
  | 'compute.session.failed'
  | 'compute.share.received'

/** What a person's own server can hear: ids, names of workspaces, states and times; nothing that opens a session. */
export const OWN_EVENTS: OwnEvents<Event> = {
  service: SERVICE,
  role: USER_ROLE,
  page: '/app/compute/webhooks',
  events: {
    'compute.session.ready': 'A session of mine is ready',
    'compute.session.ending': 'A session of mine ends soon',
    'compute.session.ended': 'A session of mine ended',
    'compute.session.failed': 'A session of mine failed',
    'compute.share.received': 'Somebody shares a copy of a workspace with me',
  },
}

/** Tells a person's own webhooks, in the transaction of what has happened. `page` is where people find it. */
export const tellPerson = (
  { kernel }: Compute,
  tx: Tx,
  account: number,
  told: { event: Event; page: string; data: Record<string, Json> },
): Promise<void> => tellOwnWebhooks(kernel, OWN_EVENTS, tx, { account, ...told })
