import { Select, Textarea, TextInput } from '@mantine/core'
import '@mantine/core/styles/Combobox.css'
import { client } from '../../../app/client.ts'
import { useData } from '../../../app/data.tsx'
import { Dialog } from '../../../ui/dialog.tsx'
import { Form, useForm } from '../../../ui/form.tsx'
import type { WorkspaceDetail } from './data.ts'

/** Changes what a workspace says about itself. */
export function EditDialog({
  workspace: { id, name, description, defaultKind },
  etag,
  onClose,
}: {
  workspace: WorkspaceDetail
  etag: string | undefined
  onClose: () => void
}) {
  const launch = useData(['launch', id], (signal) =>
    client.read('/api/compute/launch', { query: { workspace: id }, signal }),
  )
  const kinds = launch.data?.data.kinds ?? []
  const form = useForm({
    initial: { name, description, defaultKind: defaultKind ?? '' },
    check: ({ name }) => ({ name: !name.trim() && 'Give the workspace a name.' }),
    send: (values) =>
      client.patch('/api/compute/workspaces/{id}', {
        path: { id },
        body: {
          name: values.name.trim(),
          description: values.description.trim(),
          defaultKind: values.defaultKind || null,
        },
        ...(etag && { ifMatch: etag }),
      }),
    done: onClose,
  })
  return (
    <Dialog title={`Edit ${name}`} isOpen onClose={onClose}>
      <Form of={form} submit="Save">
        <TextInput label="Name (required)" maxLength={64} data-autofocus {...form.field('name')} />
        <Textarea label="Description" autosize minRows={2} maxLength={5_000} {...form.field('description')} />
        <Select
          label="Session kind that goes with it"
          description="What Launch offers first."
          data={[
            { value: '', label: 'Whichever was last' },
            ...kinds.map(({ key, name }) => ({ value: key, label: name })),
          ]}
          allowDeselect={false}
          {...form.field('defaultKind')}
        />
      </Form>
    </Dialog>
  )
}
