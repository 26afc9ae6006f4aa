import { TextInput } from '@mantine/core'
import { client } from '../../../app/client.ts'
import { Button } from '../../../ui/button.tsx'
import { Dialog } from '../../../ui/dialog.tsx'
import { Form, useForm } from '../../../ui/form.tsx'
import { below, faultOfName } from './words.ts'

const TEXTS = {
  folder: { title: 'New folder', label: 'Name', submit: 'Make the folder' },
  file: { title: 'New text file', label: 'Name, such as notes.md', submit: 'Make the file' },
  move: { title: 'Rename or move', label: 'Name', submit: 'Save' },
} as const

interface NameDialogProps {
  what: keyof typeof TEXTS
  workspace: number
  folder: string
  /** The name that it has now. */
  from?: string
  onClose: () => void
}

/** Asks for the name of something new, or for another name and place. */
export function NameDialog({ what, workspace: id, folder, from = '', onClose }: NameDialogProps) {
  const { title, label, submit } = TEXTS[what]
  const form = useForm({
    initial: { name: from, place: folder },
    check: ({ name }) => ({ name: faultOfName(name) }),
    send: async ({ name, place }) => {
      const path = below(what === 'move' ? place.replace(/^\/+|\/+$/g, '') : folder, name)
      if (what === 'folder')
        await client.post('/api/compute/workspaces/{id}/folders', { path: { id }, body: { path } })
      else if (what === 'file')
        await client.put('/api/compute/workspaces/{id}/files/content', {
          path: { id },
          query: { path },
          body: { text: '' },
        })
      else if (path !== below(folder, from))
        await client.post('/api/compute/workspaces/{id}/files/move', {
          path: { id },
          body: { from: below(folder, from), to: path },
        })
    },
    done: onClose,
    fieldOf: { exists: 'name', invalid_name: 'name', file_missing: 'place' },
  })
  return (
    <Dialog title={title} isOpen onClose={onClose}>
      <Form of={form} submit={submit} cancel={<Button onClick={onClose}>Cancel</Button>}>
        <TextInput label={`${label} (required)`} data-autofocus maxLength={255} {...form.field('name')} />
        {what === 'move' && (
          <TextInput
            label="Folder"
            description="Such as raw/day1; empty for the workspace itself."
            maxLength={1_500}
            {...form.field('place')}
          />
        )}
      </Form>
    </Dialog>
  )
}
