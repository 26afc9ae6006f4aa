import { WebhookList } from '../../../app/webhooks/hook-list.tsx'
import { useOwnHooks } from './own-hooks.ts'

/** Servers of mine that hear of my sessions, and of copies that others share with me. */
export default function Webhooks() {
  return (
    <WebhookList
      of={useOwnHooks()}
      sentence="Servers of mine are told of my sessions, and of copies that others share with me: with names, states and times, never with what opens a session."
    />
  )
}
