import { Checkbox } from '@mantine/core'
import { client } from '../../../app/client.ts'
import { queries } from '../../../app/queries.ts'
import { Dialog } from '../../../ui/dialog.tsx'
import { Facts } from '../../../ui/facts.tsx'
import { Form, useForm } from '../../../ui/form.tsx'
import { notify } from '../../../ui/notices.tsx'
import { Hint } from '../../../ui/states.tsx'
import { count, counted } from '../../../ui/time.tsx'
import type { Distribution } from './words.ts'

/** Makes a draft true; what that means is said before, in numbers. */
export function PublishDialog({
  of: { id, all, workshops, faults },
  onClose,
}: {
  of: Distribution
  onClose: () => void
}) {
  const places = workshops.reduce((sum, { taken }) => sum + taken, 0)
  const form = useForm({
    initial: { open: false },
    send: ({ open }) =>
      client.post('/api/training/allocations/{id}/publish', { path: { id }, body: { open } }),
    done: () => {
      notify({ title: 'Published', detail: 'People see their workshops on their page.' })
      void queries.invalidateQueries({ queryKey: ['allocation', id] })
      onClose()
    },
  })
  return (
    <Dialog title="Publish this distribution?" isOpen onClose={onClose}>
      <div className="stack-small">
        <p>
          It replaces everything that people have chosen so far, but for fixed places. Wishing ends, and
          whoever has an address gets their timetable by mail.
        </p>
        <Facts
          of={[
            ['Places', `${count(places)} for ${counted(all?.people ?? 0, 'person', 'people')}`],
            ['Without any wish', counted(all?.without ?? 0, 'person', 'people')],
            ['Wished, and nothing', counted(all?.none ?? 0, 'place')],
          ]}
        />
        {faults.length > 0 && (
          <Hint>{counted(faults.length, 'rule is', 'rules are')} broken. These places keep a mark.</Hint>
        )}
        <Form of={form} submit="Publish">
          <Checkbox
            label="Open what is left"
            description="Free seats can be chosen then, first come, first served."
            {...form.toggle('open')}
          />
        </Form>
      </div>
    </Dialog>
  )
}
