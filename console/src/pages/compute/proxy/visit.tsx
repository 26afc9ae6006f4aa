import { TextInput } from '@mantine/core'
import { useState } from 'react'
import { Button } from '../../../ui/button.tsx'
import { Dialog } from '../../../ui/dialog.tsx'
import { Form, useForm } from '../../../ui/form.tsx'
import { openDoor } from './open.ts'

/** For administrators: opens somebody else's session with a reason, which its owner reads. */
export function VisitButton({ session: { id } }: { session: { id: number } }) {
  const [isAsking, setAsking] = useState(false)
  return (
    <>
      <Button onClick={() => setAsking(true)}>Open with a reason</Button>
      <Dialog
        title={`Open session ${id} of somebody else`}
        isOpen={isAsking}
        onClose={() => setAsking(false)}
      >
        <Reason session={id} onDone={() => setAsking(false)} />
      </Dialog>
    </>
  )
}

function Reason({ session, onDone }: { session: number; onDone: () => void }) {
  const form = useForm({
    initial: { reason: '' },
    check: ({ reason }) => ({ reason: reason.trim() === '' && 'Say why: its owner reads it.' }),
    send: async ({ reason }) => openDoor(session, { reason: reason.trim() }),
    done: onDone,
  })
  return (
    <Form of={form} submit="Open it">
      <p className="small">
        You work in it as its owner does. They are told, with your name and your reason.
      </p>
      <TextInput label="Reason (required)" maxLength={500} {...form.field('reason')} />
    </Form>
  )
}
