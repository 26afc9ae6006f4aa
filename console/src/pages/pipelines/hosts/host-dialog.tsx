import { NumberInput, Select, TextInput } from '@mantine/core'
import { client } from '../../../app/client.ts'
import { queries } from '../../../app/queries.ts'
import { Dialog } from '../../../ui/dialog.tsx'
import { Form, useForm } from '../../../ui/form.tsx'
import { notify } from '../../../ui/notices.tsx'
import { backendWord, type Host } from './words.tsx'

const KEY = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/
const MOST_SLOTS = 10_000

/** A new host, or one that is changed; its key and what it stands for stay for good. */
export function HostDialog({
  host,
  backends,
  onClose,
}: {
  host?: Host
  backends: readonly string[]
  onClose: () => void
}) {
  const form = useForm({
    initial: {
      key: host?.key ?? '',
      name: host?.name ?? '',
      backend: host?.backend ?? backends.find((each) => each !== 'local') ?? 'local',
      slots: host?.slots ?? 4,
      partition: String(host?.options.partition ?? ''),
    },
    check: ({ key, name, slots }) => ({
      key: !host && !KEY.test(key) && 'Letters, digits, dots, dashes and underscores, such as cubic.',
      name: name.trim() === '' && 'Give it a name.',
      slots: !(slots >= 1 && slots <= MOST_SLOTS) && `Between 1 and ${MOST_SLOTS}.`,
    }),
    send: async ({ key, name, backend, slots, partition }) => {
      const body = {
        name: name.trim(),
        slots,
        options: { ...withoutPartition(host), ...(partition.trim() && { partition: partition.trim() }) },
      }
      if (!host) return client.post('/api/pipelines/hosts', { body: { ...body, key, backend } })
      return client.patch('/api/pipelines/hosts/{id}', {
        path: { id: host.id },
        body,
        ifMatch: `"${host.version}"`,
      })
    },
    done: ({ name }) => {
      notify({ title: `${name} is ${host ? 'changed' : 'added'}` })
      void queries.invalidateQueries({ queryKey: ['pipelines', 'hosts'] })
      onClose()
    },
    fieldOf: { key_taken: 'key', unknown_backend: 'backend' },
  })
  const { backend } = form.values
  return (
    <Dialog title={host ? `Change ${host.name}` : 'Add a host'} isOpen onClose={onClose}>
      <Form of={form} submit={host ? 'Save' : 'Add the host'}>
        <TextInput
          label="Name (required)"
          description="What people read."
          maxLength={64}
          {...form.field('name')}
        />
        {!host && (
          <>
            <TextInput
              label="Key (required)"
              description="What forms and the protocol say, such as cubic. It stays for good."
              maxLength={64}
              {...form.field('key')}
            />
            <Select
              label="What runs there"
              description="Clusters are set up under Compute. A program outside asks for experiments by the protocol."
              data={backends.map((value) => ({ value, label: backendWord(value) }))}
              allowDeselect={false}
              {...form.field('backend')}
            />
          </>
        )}
        {backend !== 'outside' && (
          <NumberInput
            label="Places (required)"
            description="Experiments at work there at once."
            min={1}
            max={MOST_SLOTS}
            allowDecimal={false}
            {...form.field('slots')}
          />
        )}
        {backend !== 'outside' && backend !== 'local' && (
          <TextInput
            label="Partition"
            description="Empty: what is set up for the cluster."
            maxLength={100}
            {...form.field('partition')}
          />
        )}
      </Form>
    </Dialog>
  )
}

function withoutPartition(host: Host | undefined) {
  const { partition: _partition, ...others } = host?.options ?? {}
  return others
}
