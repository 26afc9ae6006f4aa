import { WebhookList } from '../../../app/webhooks/hook-list.tsx'
import { useOwnHooks } from './own-hooks.ts'

/** Servers of mine that hear of my experiments. */
export default function Webhooks() {
  return (
    <WebhookList
      of={useOwnHooks()}
      sentence="Servers of mine are told how my experiments end: with names, states and times, never with a file or what stands in a form."
    />
  )
}
