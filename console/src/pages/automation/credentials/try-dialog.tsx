import { NativeSelect } from '@mantine/core'
import { client } from '../../../app/client.ts'
import { Button } from '../../../ui/button.tsx'
import { Dialog } from '../../../ui/dialog.tsx'
import { Form, useForm } from '../../../ui/form.tsx'
import { useGo } from '../../../ui/link.tsx'
import { RUNS } from '../section.ts'
import type { Credential } from './data.ts'
import { NameField } from './places.tsx'

/** Signs in on one host by a real run, whose page then shows how it went. */
export function TryDialog({ of, onClose }: { of: Credential; onClose: () => void }) {
  const go = useGo()
  const inventories = new Map(of.uses.map(({ inventoryId, inventory }) => [String(inventoryId), inventory]))
  const form = useForm({
    initial: { inventory: [...inventories.keys()][0] ?? '', host: of.uses[0]?.host ?? '' },
    check: ({ host }) => ({ host: !host.trim() && 'Name a host.' }),
    send: ({ inventory, host }) =>
      client.post('/api/automation/credentials/{id}/try', {
        path: { id: of.id },
        body: { inventoryId: Number(inventory), host },
      }),
    done: ({ run }) => go(`${RUNS}/${run}`),
  })
  const { id, error } = form.field('host')
  return (
    <Dialog title={`Try ${of.name}`} isOpen onClose={onClose}>
      <Form of={form} submit="Sign in there" cancel={<Button onClick={onClose}>Back</Button>}>
        <p className="small">A run signs in on one host, and does nothing there.</p>
        <NativeSelect
          label="Inventory"
          data={[...inventories].map(([value, label]) => ({ value, label }))}
          {...form.field('inventory')}
        />
        <NameField
          id={id}
          error={error}
          inventory={Number(form.values.inventory)}
          scope="host"
          value={form.values.host}
          onChange={(host) => form.set({ host })}
        />
      </Form>
    </Dialog>
  )
}
