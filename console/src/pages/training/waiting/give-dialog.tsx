import { Refusal } from '@atelier/client'
import { Checkbox, TextInput } from '@mantine/core'
import { useState } from 'react'
import { client } from '../../../app/client.ts'
import { Dialog } from '../../../ui/dialog.tsx'
import { Form, useForm } from '../../../ui/form.tsx'
import { notify } from '../../../ui/notices.tsx'
import { Hint } from '../../../ui/states.tsx'
import type { InLine, Line } from './waiting.tsx'

interface GiveDialogProps {
  event: number
  row: InLine
  line: Line | undefined
  onClose: () => void
}

/** Gives somebody a seat past the line, with the reason; what it means for others is said before. */
export function GiveDialog({ event, row, line, onClose }: GiveDialogProps) {
  const { participant, workshop, position, offerUntil } = row
  const [inTheWay, setInTheWay] = useState(false)
  const isFull = offerUntil === null && line !== undefined && line.taken >= line.seats
  const form = useForm({
    initial: { reason: '', over: false, swap: row.swap },
    check: ({ reason }) => ({ reason: !reason.trim() && 'Say why; it stands in the journal.' }),
    send: async ({ reason, over, swap }) => {
      try {
        await client.post('/api/training/events/{id}/waiting/{line}/seat', {
          path: { id: event, line: row.id },
          body: { reason: reason.trim(), over, swap },
        })
      } catch (error) {
        if (error instanceof Refusal && error.code === 'in_the_way') setInTheWay(true)
        throw error
      }
    },
    done: () => {
      notify({ title: `${participant.name} has a seat in ${workshop.title}` })
      onClose()
    },
    fieldOf: { full: 'over', in_the_way: 'swap' },
  })
  return (
    <Dialog title={`Give ${participant.name} a seat in ${workshop.title}`} isOpen onClose={onClose}>
      <div className="stack-small">
        {position !== null && position > 1 && (
          <Hint look="attention">
            {position - 1 === 1 ? 'One person stands' : `${position - 1} people stand`} before them and{' '}
            {position - 1 === 1 ? 'keeps' : 'keep'} waiting.
          </Hint>
        )}
        <Form of={form} submit="Give the seat">
          <TextInput label="Why (required)" maxLength={500} data-autofocus {...form.field('reason')} />
          {isFull && (
            <Checkbox
              label={`Above the limit of ${line.seats}`}
              description="All seats are taken. Nobody loses theirs; the place keeps this mark."
              {...form.toggle('over')}
            />
          )}
          {(inTheWay || row.swap) && (
            <Checkbox
              label="What they hold at the same time goes"
              description="They get a mail with what they have then, if they have an address."
              {...form.toggle('swap')}
            />
          )}
        </Form>
      </div>
    </Dialog>
  )
}
