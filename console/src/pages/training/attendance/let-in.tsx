import { ConfirmDialog } from '../../../ui/dialog.tsx'
import { type AtDoor, freeWords, whereElse } from './at-door.ts'

/** Asks before somebody who is not registered is let in, and says what speaks against it. */
export function LetInDialog({ of: { asked, workshops, letIn, ask } }: { of: AtDoor }) {
  if (asked === null) return null
  const workshop = workshops.find(({ id }) => id === asked.workshopId)
  return (
    <ConfirmDialog
      isOpen
      onClose={() => ask(null)}
      title={`Let ${asked.name} in at ${workshop?.title ?? 'this workshop'}?`}
      act={asked.free > 0 ? 'Let in' : 'Let in over the limit'}
      keep="Leave out"
      danger={false}
      run={() => letIn(asked)}
    >
      <p>
        Not registered here. {whereElse(asked.elsewhere)} {freeWords(asked.free)}
      </p>
      <p>It stays a walk-in: what they have chosen does not change.</p>
    </ConfirmDialog>
  )
}
