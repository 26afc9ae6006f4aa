import { client } from '../../../app/client.ts'
import { ConfirmDialog } from '../../../ui/dialog.tsx'
import { notify } from '../../../ui/notices.tsx'
import { counted } from '../../../ui/time.tsx'
import type { Event } from '../event.ts'
import { MessageDialog } from '../mail/message-dialog.tsx'
import { RemindDialog } from '../mail/remind-dialog.tsx'
import { PlaceDialog } from './behalf.tsx'
import { AddDialog, EditDialog } from './edit-dialog.tsx'
import { KeyDialog } from './key-dialog.tsx'
import type { Open } from './selected.tsx'

/** The dialogs of the list: one at a time. */
export function PeopleDialogs({
  open,
  onClose,
  event,
}: {
  open: Open | null
  onClose: () => void
  event: Event
}) {
  if (open === null) return null
  switch (open.kind) {
    case 'add':
      return <AddDialog event={event} onClose={onClose} />
    case 'edit':
      return <EditDialog event={event} person={open.person} onClose={onClose} />
    case 'key':
      return <KeyDialog event={event} person={open.person} onClose={onClose} />
    case 'place':
      return <PlaceDialog event={event} who={open.who} name={open.name} onClose={onClose} />
    case 'remind':
      return <RemindDialog event={event} to={open.to} onClose={onClose} />
    case 'write':
      return <MessageDialog event={event} to={open.to} onClose={onClose} />
    case 'keys':
      return <KeysDialog event={event} of={open} onClose={onClose} />
  }
}

function KeysDialog({
  of: { selection, chosen },
  event,
  onClose,
}: {
  of: Extract<Open, { kind: 'keys' }>
  event: Event
  onClose: () => void
}) {
  return (
    <ConfirmDialog
      isOpen
      onClose={onClose}
      title={`Give ${counted(chosen, 'person', 'people')} of ${event.name} new keys?`}
      act="Give new keys"
      keep="Keep the old ones"
      run={async () => {
        const { count } = await client.post('/api/training/events/{id}/keys', {
          path: { id: event.id },
          body: selection,
        })
        notify({ title: `${counted(count, 'new key')} made`, detail: 'Print the letters again.' })
      }}
    >
      <p>
        Their old keys, and the phones that are signed in with them, work no more at once. Letters that are
        printed already are good for nothing then. What they have chosen stays.
      </p>
    </ConfirmDialog>
  )
}
