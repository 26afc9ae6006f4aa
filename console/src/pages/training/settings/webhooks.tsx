import { WebhookList } from '../../../app/webhooks/hook-list.tsx'
import { EventHooks } from './event-hooks.tsx'
import { SettingsTabs } from './tabs.tsx'

/** Other servers that hear of an event. */
export default function Webhooks() {
  return (
    <EventHooks>
      {(hooks, url) => (
        <WebhookList
          of={hooks}
          sentence="Other servers are told when something happens here: with ids and counts, never with names or login keys."
          frame={(list) => <SettingsTabs url={url}>{list}</SettingsTabs>}
        />
      )}
    </EventHooks>
  )
}
