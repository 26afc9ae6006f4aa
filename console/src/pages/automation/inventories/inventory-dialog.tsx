import { Radio, TextInput } from '@mantine/core'
import { client } from '../../../app/client.ts'
import { queries } from '../../../app/queries.ts'
import { Dialog } from '../../../ui/dialog.tsx'
import { Form, useForm } from '../../../ui/form.tsx'
import { useGo } from '../../../ui/link.tsx'
import { notify } from '../../../ui/notices.tsx'
import { addressOf, type InventoryRow } from './data.ts'

const FOLDER = 'web_nornir/nornir_config'
const wordOf = (name: string) =>
  name
    .toLowerCase()
    .normalize('NFKD')
    .replaceAll(/[^a-z0-9]+/g, '_')
    .replaceAll(/^_|_$/g, '')

/** A new inventory, or one that is called otherwise, or whose files lie elsewhere. */
export function InventoryDialog({ of, onClose }: { of?: InventoryRow; onClose: () => void }) {
  const go = useGo()
  const form = useForm({
    initial: {
      name: of?.name ?? '',
      hostsFile: of?.hostsFile ?? '',
      groupsFile: of?.groupsFile ?? '',
      defaultsFile: of?.defaultsFile ?? '',
      unknownKeys: of?.unknownKeys ?? ('refuse' as const),
    },
    check: ({ name }) => ({ name: name.trim() === '' && 'Give it a name.' }),
    send: async (values) => {
      const name = values.name.trim()
      const folder = `${FOLDER}/${wordOf(name) || 'inventory'}`
      const body = {
        name,
        hostsFile: values.hostsFile.trim() || `${folder}/hosts.yaml`,
        groupsFile: values.groupsFile.trim() || `${folder}/groups.yaml`,
        defaultsFile: values.defaultsFile.trim() || null,
        unknownKeys: values.unknownKeys,
      }
      if (!of) return (await client.post('/api/automation/inventories', { body })).id
      await client.patch('/api/automation/inventories/{id}', { path: { id: of.id }, body })
      return of.id
    },
    done: async (id, { name }) => {
      notify({ title: `${name} is ${of ? 'changed' : 'made'}` })
      await queries.invalidateQueries({ queryKey: ['automation'] })
      onClose()
      if (!of) go(addressOf(id, 'files'))
    },
  })
  return (
    <Dialog title={of ? `Change ${of.name}` : 'New inventory'} isOpen onClose={onClose}>
      <Form of={form} submit={of ? 'Save' : 'Make the inventory'}>
        <TextInput label="Name (required)" maxLength={200} {...form.field('name')} />
        <TextInput
          label="File of hosts"
          description="Below the automation root. Left empty, it gets a folder of its own."
          placeholder={`${FOLDER}/${wordOf(form.values.name) || 'name'}/hosts.yaml`}
          maxLength={256}
          {...form.field('hostsFile')}
        />
        <TextInput
          label="File of groups"
          placeholder={`${FOLDER}/${wordOf(form.values.name) || 'name'}/groups.yaml`}
          maxLength={256}
          {...form.field('groupsFile')}
        />
        <TextInput
          label="File of defaults"
          description="What holds where neither a host nor its groups say anything. It may be left out."
          maxLength={256}
          {...form.field('defaultsFile')}
        />
        <Radio.Group
          label="A host whose SSH key nobody has seen"
          value={form.values.unknownKeys}
          onChange={(value) => form.set({ unknownKeys: value as 'refuse' | 'accept' })}
        >
          <div className="stack-small">
            <Radio value="refuse" label="is refused until somebody accepts its key" />
            <Radio value="accept" label="is taken at the first meeting, and refused once its key changes" />
          </div>
        </Radio.Group>
      </Form>
    </Dialog>
  )
}
