import type { Answer } from '@atelier/client'
import type { Look } from '../../../ui/state.tsx'

export type Webhook = Answer<'/api/collection/webhooks/{id}'>
export type Event = Answer<'/api/collection/projects/{id}/webhooks'>['events'][number]
export type Delivery = Answer<'/api/collection/webhooks/{id}/deliveries'>['items'][number]

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
