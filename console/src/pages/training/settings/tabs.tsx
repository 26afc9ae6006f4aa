import type { ReactNode } from 'react'
import { Tabs } from '../../../ui/tabs.tsx'

/** The pages of an event's settings. */
export function SettingsTabs({ url, children }: { url: string; children: ReactNode }) {
  return (
    <div className="stack">
      <Tabs
        label="Settings of the event"
        of={[
          { label: 'The event', to: `${url}/settings` },
          { label: 'Members', to: `${url}/settings/members` },
          { label: 'Webhooks', to: `${url}/settings/webhooks` },
        ]}
      />
      {children}
    </div>
  )
}
