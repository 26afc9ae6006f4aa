import { client } from '../../../app/client.ts'
import { ConfirmDialog } from '../../../ui/dialog.tsx'
import type { InLine } from './waiting.tsx'

/** Asks before somebody loses their place: at the end of the line is all that they could get again. */
export function LeaveDialog({ event, row, onClose }: { event: number; row: InLine; onClose: () => void }) {
  const { participant, workshop, offerUntil } = row
  return (
    <ConfirmDialog
      title={`Take ${participant.name} off the list of ${workshop.title}?`}
      isOpen
      onClose={onClose}
      act="Take off the list"
      run={() =>
        client.delete('/api/training/events/{id}/waiting/{line}', { path: { id: event, line: row.id } })
      }
    >
      <p>
        {offerUntil
          ? 'The seat that is kept for them goes to the next who waits.'
          : 'They can join again while registration is open, at the end of the line.'}
      </p>
    </ConfirmDialog>
  )
}
