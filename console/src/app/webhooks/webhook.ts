import type { Answer } from '@atelier/client'
import type { Crumb } from '../../ui/page.ts'
import type { Look } from '../../ui/state.tsx'

export type Webhook = Answer<'/api/collection/webhooks/{id}'>
export type Event = Answer<'/api/collection/projects/{id}/webhooks'>['events'][number]
export type Delivery = Answer<'/api/collection/webhooks/{id}/deliveries'>['items'][number]

/** Where the webhooks of one thing are, in the API and in the console. */
export interface Hooks {
  api: ReturnType<typeof apiOf>
  /** The number of the thing; of a person's own ones it is left out of the address. */
  id: number
  /** The page with the list. */
  url: string
  trail: Crumb[]
}

/** The addresses of a service, whose answers are of the same shape everywhere. `list` is where its things have theirs. */
export const apiOf = (
  service: 'automation' | 'collection' | 'compute' | 'pipelines' | 'training',
  list: string,
) => ({
  list: `/api/${service}${list}` as '/api/collection/projects/{id}/webhooks',
  hook: `/api/${service}/webhooks/{id}` as '/api/collection/webhooks/{id}',
  ping: `/api/${service}/webhooks/{id}/ping` as '/api/collection/webhooks/{id}/ping',
  secret: `/api/${service}/webhooks/{id}/secret` as '/api/collection/webhooks/{id}/secret',
  deliveries: `/api/${service}/webhooks/{id}/deliveries` as '/api/collection/webhooks/{id}/deliveries',
  delivery: `/api/${service}/webhook-deliveries/{id}` as '/api/collection/webhook-deliveries/{id}',
  again: `/api/${service}/webhook-deliveries/{id}/again` as '/api/collection/webhook-deliveries/{id}/again',
})

/** What people call it: the address without the rest that machines need. */
export function hostOf({ address }: Webhook): string {
  const { host, pathname } = new URL(address)
  return pathname === '/' ? host : host + pathname
}

/** How it stands. */
export function markOf({ active, stopped, failingSince }: Webhook): { look: Look; label: string } {
  if (!active)
    return stopped === 'failing'
      ? { look: 'failed', label: 'Turned off: only failures' }
      : { look: 'stopped', label: 'Off' }
  return failingSince === null
    ? { look: 'open', label: 'On' }
    : { look: 'attention', label: 'On, the last one failed' }
}

export const STATES = {
  waiting: { look: 'waiting', label: 'Waiting' },
  delivered: { look: 'done', label: 'Delivered' },
  failed: { look: 'failed', label: 'Failed' },
} as const satisfies Record<Delivery['state'], { look: Look; label: string }>
