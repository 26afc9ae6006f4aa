import { SegmentedControl, Textarea, TextInput } from '@mantine/core'
import { client } from '../../../app/client.ts'
import { Button } from '../../../ui/button.tsx'
import { Card } from '../../../ui/card.tsx'
import { Form, useForm } from '../../../ui/form.tsx'
import { useGo } from '../../../ui/link.tsx'
import { PageHead, WithSide } from '../../../ui/page-head.tsx'
import { zone } from '../../../ui/time.tsx'
import { EVENTS } from '../event.ts'
import { nameFault } from './name.ts'

export default function NewEvent() {
  const go = useGo()
  const form = useForm({
    initial: { name: '', mode: 'choice', place: '', contact: '', description: '', zone: zone() },
    draft: 'event.new',
    check: ({ name }) => ({ name: nameFault(name) }),
    send: (values) =>
      client.post('/api/training/events', {
        body: {
          name: values.name.trim(),
          mode: values.mode === 'wishes' ? 'wishes' : 'choice',
          zone: values.zone.trim(),
          place: values.place.trim() || null,
          contact: values.contact.trim() || null,
          description: values.description.trim() || null,
        },
      }),
    done: ({ id }) => go(`${EVENTS}/${id}/workshops`),
  })
  return (
    <>
      <PageHead
        title="New event"
        trail={[
          { label: 'Training', to: EVENTS },
          { label: 'Events', to: EVENTS },
        ]}
        sentence="You become its manager. It is closed until you open it, or the clock does."
      />
      <WithSide
        side={
          <Card title="What comes next">
            <ol className="stack-small small">
              <li>1. Add the workshops, each with its time slot and its seats.</li>
              <li>2. Import the list of participants; each gets a key.</li>
              <li>3. Print the letters, hand them out, and open registration.</li>
            </ol>
          </Card>
        }
      >
        <Card>
          <Form of={form} submit="Make the event" cancel={<Button to={EVENTS}>Back</Button>}>
            <TextInput
              label="Name (required)"
              description="What people read, such as Research Skills Week 2026. It can be changed."
              maxLength={80}
              {...form.field('name')}
            />
            <div className="stack-small">
              <span className="small" id="event-mode">
                How people get their workshops
              </span>
              <SegmentedControl
                aria-labelledby="event-mode"
                data={[
                  { value: 'choice', label: 'They choose, first come' },
                  { value: 'wishes', label: 'They rank wishes' },
                ]}
                value={form.values.mode}
                onChange={(mode) => form.set({ mode })}
              />
              <p className="caption">
                {form.values.mode === 'wishes'
                  ? 'Until a deadline everybody ranks wishes; then you have them distributed fairly.'
                  : 'Who is first gets the seat. Full workshops have a waiting list.'}
              </p>
            </div>
            <TextInput
              label="Time zone (required)"
              description="Of all times that people read, such as Europe/Brussels."
              {...form.field('zone')}
            />
            <TextInput label="Place" maxLength={200} {...form.field('place')} />
            <TextInput
              label="Whom participants ask"
              description="A name, an address or a number. Stands on their pages and letters."
              maxLength={500}
              {...form.field('contact')}
            />
            <Textarea
              label="What it is about"
              description="Participants read it before they choose."
              autosize
              minRows={2}
              maxLength={5_000}
              {...form.field('description')}
            />
          </Form>
        </Card>
      </WithSide>
    </>
  )
}
