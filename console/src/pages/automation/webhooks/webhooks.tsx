import { WebhookList } from '../../../app/webhooks/hook-list.tsx'
import { useOwnHooks } from './own-hooks.ts'

/** Servers of mine that hear of my runs. */
export default function Webhooks() {
  return (
    <WebhookList
      of={useOwnHooks()}
      sentence="Servers of mine are told how my runs end: with names, states, counts and times, never with what a host said."
    />
  )
}
