import { NativeSelect, TextInput } from '@mantine/core'
import { client } from '../../../app/client.ts'
import { Ready, useData } from '../../../app/data.tsx'
import { Dialog } from '../../../ui/dialog.tsx'
import { Form, useForm } from '../../../ui/form.tsx'
import { useGo } from '../../../ui/link.tsx'
import type { ExperimentDetail } from './words.ts'

const NEW = 'new'

/** My workspaces, as pipelines sees them; nobody else asks. */
const useMyWorkspaces = () =>
  useData(['pipelines', 'workspaces'], (signal) => client.read('/api/pipelines/workspaces', { signal }))

/** Copies the results into a workspace, and goes there. */
export function WorkspaceDialog({ of: experiment, onClose }: { of: ExperimentDetail; onClose: () => void }) {
  const workspaces = useMyWorkspaces()
  return (
    <Dialog title="Open in a workspace" isOpen onClose={onClose}>
      <Ready of={workspaces} what="The list of workspaces">
        {({ items }) => <Choice of={experiment} items={items} />}
      </Ready>
    </Dialog>
  )
}

function Choice({
  of: { id, name },
  items,
}: {
  of: ExperimentDetail
  items: readonly { id: number; name: string }[]
}) {
  const go = useGo()
  const form = useForm({
    initial: { workspace: NEW, name: name.slice(0, 64) },
    check: (values) => ({ name: values.workspace === NEW && values.name.trim() === '' && 'Give it a name.' }),
    send: (values) =>
      client.post('/api/pipelines/experiments/{id}/open-in-workspace', {
        path: { id },
        body:
          values.workspace === NEW ? { name: values.name.trim() } : { workspace: Number(values.workspace) },
      }),
    done: ({ page }: { page: string }) => go(page),
  })
  return (
    <Form of={form} submit="Copy the results there">
      <NativeSelect
        label="Workspace"
        description={`The results are copied into a folder experiment-${id} there; what you change there does not change them here.`}
        data={[
          { value: NEW, label: 'A new one' },
          ...items.map((each) => ({ value: String(each.id), label: each.name })),
        ]}
        {...form.field('workspace')}
      />
      {form.values.workspace === NEW && (
        <TextInput label="Its name (required)" maxLength={64} {...form.field('name')} />
      )}
    </Form>
  )
}
