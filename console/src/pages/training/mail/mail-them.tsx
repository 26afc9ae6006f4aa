import { useState } from 'react'
import { type MailDialogProps, RemindDialog } from './remind-dialog.tsx'

/** Two clicks to remind some of an event: this one, and the one that says how many. */
export function MailThem({ event, to }: Pick<MailDialogProps, 'event' | 'to'>) {
  const [isOpen, setOpen] = useState(false)
  return (
    <>
      <button type="button" className="link" onClick={() => setOpen(true)}>
        Mail them
      </button>
      {isOpen && <RemindDialog event={event} to={to} onClose={() => setOpen(false)} />}
    </>
  )
}
