import { client } from '../../../app/client.ts'
import { ConfirmDialog } from '../../../ui/dialog.tsx'
import { counted } from '../../../ui/time.tsx'
import type { Workshop } from './data.ts'

interface RemoveDialogProps {
  event: number
  workshop: Workshop
  /** How many links it has. */
  links: number
  onClose: () => void
  done?: () => void
}

/** Asks before a workshop goes, and says what goes with it. */
export function RemoveDialog({ event, workshop, links, onClose, done }: RemoveDialogProps) {
  const { registrations, waits } = workshop
  const goes = [
    registrations > 0 && `${counted(registrations, 'person loses', 'people lose')} their seat there`,
    waits > 0 && `${counted(waits, 'place')} in its line ${waits === 1 ? 'ends' : 'end'}`,
    links > 0 && `${counted(links, 'link')} ${links === 1 ? 'goes' : 'go'} with it`,
  ].filter((each) => each !== false)
  return (
    <ConfirmDialog
      isOpen
      onClose={onClose}
      title={`Remove ${workshop.title}?`}
      act="Remove the workshop"
      run={async () => {
        await client.delete('/api/training/events/{id}/workshops/{workshop}', {
          path: { id: event, workshop: workshop.id },
        })
        done?.()
      }}
    >
      <p>
        {goes.length === 0
          ? 'Nobody has chosen it, and no link is tied to it.'
          : `${new Intl.ListFormat('en').format(goes)}. Nobody is told by mail.`}{' '}
        It cannot be taken back.
      </p>
    </ConfirmDialog>
  )
}
