import { WebhookPage } from '../../../app/webhooks/hook-page.tsx'
import { useOwnHooks } from './own-hooks.ts'

/** One webhook of mine. */
export default function Webhook() {
  return <WebhookPage of={useOwnHooks()} />
}
