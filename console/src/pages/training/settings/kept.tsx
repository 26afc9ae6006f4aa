import { useState } from 'react'
import { client } from '../../../app/client.ts'
import { Button } from '../../../ui/button.tsx'
import { Card } from '../../../ui/card.tsx'
import { ConfirmDialog } from '../../../ui/dialog.tsx'
import { Facts } from '../../../ui/facts.tsx'
import { count, counted, Time } from '../../../ui/time.tsx'
import type { Event } from '../event.ts'

/** How many people it holds data of, until when, and the act that ends it now. */
export function Kept({ event }: { event: Event }) {
  const [isAsking, setAsking] = useState(false)
  const { id, name, participants, registered, erasedAt, erasesAt } = event
  return (
    <Card title="What is kept">
      <div className="stack-small">
        <Facts
          of={[
            ['Participants', count(participants)],
            erasedAt
              ? ['Erased', <Time key="erased" at={erasedAt} />]
              : ['Erased by itself', <Time key="erases" at={erasesAt} form="day" none="never" />],
          ]}
        />
        {participants > 0 && !erasedAt && (
          <Button danger onClick={() => setAsking(true)}>
            Erase the people now
          </Button>
        )}
      </div>
      <ConfirmDialog
        isOpen={isAsking}
        onClose={() => setAsking(false)}
        title={`Erase the people of ${name}?`}
        act="Erase for good"
        typed={name}
        run={() => client.post('/api/training/events/{id}/erase', { path: { id }, body: { name } })}
      >
        <p>
          Names, keys and mails of {counted(participants, 'participant')} go, and the choices of{' '}
          {counted(registered, 'person', 'people')}. Workshops and numbers stay. Backups hold them until they
          are replaced. It cannot be taken back.
        </p>
      </ConfirmDialog>
    </Card>
  )
}
