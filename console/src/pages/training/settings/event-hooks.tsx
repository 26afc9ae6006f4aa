import type { ReactNode } from 'react'
import { Ready } from '../../../app/data.tsx'
import { apiOf, type Hooks } from '../../../app/webhooks/webhook.ts'
import { NotFound } from '../../../ui/states.tsx'
import { BACK, manages, trailTo, useEvent } from '../event.ts'

const api = apiOf('training', '/events/{id}/webhooks')

/** The webhooks of the event of this address, for its managers. */
export function EventHooks({ children }: { children: (hooks: Hooks, url: string) => ReactNode }) {
  const { id, url, event } = useEvent()
  return (
    <Ready of={event} thing={`event ${id}`} back={BACK}>
      {(found) => {
        if (!manages(found)) return <NotFound back={BACK} />
        const settings = `${url}/settings`
        const trail = [...trailTo(found, url), { label: 'Settings', to: settings }]
        return children({ api, id, url: `${settings}/webhooks`, trail }, url)
      }}
    </Ready>
  )
}
