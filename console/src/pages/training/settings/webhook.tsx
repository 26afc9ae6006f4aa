import { WebhookPage } from '../../../app/webhooks/hook-page.tsx'
import { EventHooks } from './event-hooks.tsx'

/** One webhook of an event. */
export default function Webhook() {
  return <EventHooks>{(hooks) => <WebhookPage of={hooks} />}</EventHooks>
}
