import type { Scope } from '../../kernel/http/app.ts'
import type { Json } from '../../kernel/journal/journal.ts'
import type { Kernel } from '../../kernel/kernel.ts'
import { webhookRoutes } from '../../kernel/webhooks/routes.ts'
import { requireEvent, roleAt } from './events/member.ts'
import type { Tx } from './tables.ts'
import { SERVICE, type Training } from './training.ts'

const TYPE = 'training.event'

/** What other people's servers can hear of an event: ids and counts, never a name or a key. */
const EVENTS = {
  'registration.made': 'Somebody has chosen workshops, or chosen others',
  'registration.dropped': 'Somebody has given workshops back',
  'event.opened': 'Registration has opened',
  'event.closed': 'Registration has closed',
  'allocation.published': 'A distribution of wishes was published',
} as const

/** Lets webhooks listen to events; once, when the service is opened. */
export function defineWebhooks({ webhooks }: Kernel): void {
  webhooks.define({
    type: TYPE,
    service: SERVICE,
    events: EVENTS,
    audience: (id) => roleAt(id, 'manager'),
    page: (id) => `/app/training/events/${id}/settings/webhooks`,
  })
}

/** Tells the listeners of an event, in the transaction of what has happened. */
export function tellEvent(
  { kernel }: Training,
  tx: Tx,
  eventId: number,
  told: { event: keyof typeof EVENTS; data: Json },
): Promise<void> {
  return kernel.webhooks.emit(tx, { owner: `${TYPE}:${eventId}`, ...told })
}

/** Takes the listeners of an event away with it. */
export const removeListeners = ({ kernel }: Training, tx: Tx, eventId: number): Promise<void> =>
  kernel.webhooks.removeOf(tx, `${TYPE}:${eventId}`)

/** Webhooks of events, for their managers. */
export function eventWebhookRoutes(scope: Scope, training: Training): void {
  webhookRoutes(scope, training.kernel.webhooks, {
    things: '/events',
    type: TYPE,
    require: (actor, id) => requireEvent(training, actor, id, 'manager'),
  })
}
