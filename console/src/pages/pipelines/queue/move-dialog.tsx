import { Select } from '@mantine/core'
import { client } from '../../../app/client.ts'
import { useData } from '../../../app/data.tsx'
import { queries } from '../../../app/queries.ts'
import { Dialog } from '../../../ui/dialog.tsx'
import { Form, useForm } from '../../../ui/form.tsx'
import { notify } from '../../../ui/notices.tsx'

export interface Movable {
  id: number
  name: string
  host: { key: string }
}

/** Lets one wait again: what a program outside never brought back, what pauses, or what should run elsewhere. */
export function MoveDialog({ of, onClose }: { of: Movable; onClose: () => void }) {
  const hosts = useData(['pipelines', 'hosts'], (signal) => client.read('/api/pipelines/hosts', { signal }))
  const form = useForm({
    initial: { host: of.host.key },
    send: ({ host }) =>
      client.post('/api/pipelines/queue/{id}/requeue', {
        path: { id: of.id },
        body: host === of.host.key ? {} : { host },
      }),
    done: () => {
      notify({ title: `“${of.name}” waits again` })
      void queries.invalidateQueries({ queryKey: ['pipelines', 'queue'] })
      onClose()
    },
    fieldOf: { unknown_host: 'host', no_command: 'host' },
  })
  const places = hosts.data?.data.items ?? []
  const known = places.some(({ key }) => key === of.host.key)
  return (
    <Dialog title={`Put “${of.name}” back into the queue`} isOpen onClose={onClose}>
      <Form of={form} submit="Put it back">
        <Select
          label="Host"
          description="Where it runs next. At one outside it waits for a program that asks."
          data={[
            ...(known ? [] : [{ value: of.host.key, label: of.host.key }]),
            ...places.map(({ key, name }) => ({ value: key, label: name })),
          ]}
          allowDeselect={false}
          {...form.field('host')}
        />
      </Form>
    </Dialog>
  )
}
