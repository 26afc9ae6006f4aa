import { Select } from '@mantine/core'
import '@mantine/core/styles/Combobox.css'
import { client } from '../../../app/client.ts'
import { useData } from '../../../app/data.tsx'
import { Dialog } from '../../../ui/dialog.tsx'
import { Form, useForm } from '../../../ui/form.tsx'
import { useGo } from '../../../ui/link.tsx'
import { Hint } from '../../../ui/states.tsx'
import { runPath } from '../runs/words.ts'

const MOST = 200

/** Reads the configurations of an inventory now: by which template, where there are several. */
export function ReadDialog({ onClose }: { onClose: () => void }) {
  const go = useGo()
  const inventories = useData(['automation', 'inventories', 'all'], (signal) =>
    client.read('/api/automation/inventories', { query: { limit: MOST }, signal }),
  )
  const templates = useData(['automation', 'templates', 'all'], (signal) =>
    client.read('/api/automation/templates', { query: { limit: MOST }, signal }),
  )
  const readers = (templates.data?.data.items ?? []).filter(({ keepsConfiguration }) => keepsConfiguration)
  const form = useForm({
    initial: { inventory: null as string | null, template: null as string | null },
    check: ({ inventory }) => ({ inventory: inventory === null && 'Choose an inventory.' }),
    send: ({ inventory, template }) =>
      client.post('/api/automation/configs/read', {
        body: { inventoryId: Number(inventory), ...(template !== null && { templateId: Number(template) }) },
      }),
    done: ({ runId }) => go(runPath({ id: runId })),
    fieldOf: { not_a_reader: 'template' },
  })
  return (
    <Dialog title="Read configurations now" isOpen onClose={onClose}>
      <Form of={form} submit="Read them">
        {templates.data && readers.length === 0 && (
          <Hint>
            No template is marked as one whose results are configurations. A superuser marks one on its page,
            such as Get configuration.
          </Hint>
        )}
        <Select
          label="Inventory (required)"
          data={(inventories.data?.data.items ?? []).map(({ id, name }) => ({
            value: String(id),
            label: name,
          }))}
          searchable
          {...form.field('inventory')}
        />
        {readers.length > 1 && (
          <Select
            label="Template"
            description={`Left empty: ${readers[0]?.name}.`}
            data={readers.map(({ id, name }) => ({ value: String(id), label: name }))}
            clearable
            {...form.field('template')}
          />
        )}
      </Form>
    </Dialog>
  )
}
