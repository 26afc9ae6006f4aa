import { NumberInput, TextInput } from '@mantine/core'
import '@mantine/core/styles/NumberInput.css'
import { client } from '../../../app/client.ts'
import { Dialog } from '../../../ui/dialog.tsx'
import { Form, useForm } from '../../../ui/form.tsx'
import { useGo } from '../../../ui/link.tsx'
import { EVENTS, type Event } from '../event.ts'
import { nameFault } from './name.ts'

const YEAR = 364

/** Makes next year's event out of this one. */
export function CopyDialog({ event, onClose }: { event: Pick<Event, 'id' | 'name'>; onClose: () => void }) {
  const go = useGo()
  const form = useForm({
    initial: { name: '', days: YEAR as number | string },
    check: ({ name }) => ({ name: nameFault(name) }),
    send: ({ name, days }) =>
      client.post('/api/training/events/{id}/copy', {
        path: { id: event.id },
        body: { name: name.trim(), days: Number(days) },
      }),
    done: ({ id }) => go(`${EVENTS}/${id}/workshops`),
  })
  return (
    <Dialog title={`Copy ${event.name}`} isOpen onClose={onClose}>
      <div className="stack-small">
        <p className="small">
          Its workshops, links and settings are copied; its people and their choices are not. The copy is
          closed.
        </p>
        <Form of={form} submit="Make the copy">
          <TextInput
            label="Name of the copy (required)"
            maxLength={80}
            data-autofocus
            {...form.field('name')}
          />
          <NumberInput
            label="Days later"
            description="Of all its times. 364 is a year later on the same day of the week."
            min={0}
            max={3_650}
            allowDecimal={false}
            {...form.field('days')}
          />
        </Form>
      </div>
    </Dialog>
  )
}
