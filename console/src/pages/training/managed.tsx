import type { ReactNode } from 'react'
import { Ready } from '../../app/data.tsx'
import { NotFound } from '../../ui/states.tsx'
import { BACK, type Event, manages, useEvent } from './event.ts'

/** A page of an event for those who manage it; for others it is not there. */
export function Managed({ children }: { children: (event: Event, url: string) => ReactNode }) {
  const { id, url, event } = useEvent()
  return (
    <Ready of={event} thing={`event ${id}`} back={BACK}>
      {(found) => (manages(found) ? children(found, url) : <NotFound back={BACK} />)}
    </Ready>
  )
}
