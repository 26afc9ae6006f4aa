import { TextInput } from '@mantine/core'
import { client } from '../../../app/client.ts'
import { personName } from '../../../app/session.ts'
import { Button } from '../../../ui/button.tsx'
import { Dialog } from '../../../ui/dialog.tsx'
import { Form, useForm } from '../../../ui/form.tsx'
import type { Whole } from './words.ts'

/** As whom what somebody starts runs on this machine and on clusters. */
export function SystemAccountDialog({ account, onClose }: { account: Whole; onClose: () => void }) {
  const path = { id: account.id }
  const form = useForm({
    initial: { name: account.osAccount ?? '' },
    fieldOf: { unknown_os_account: 'name', reserved_os_account: 'name', os_account_taken: 'name' },
    async send(values) {
      const name = values.name.trim()
      if (name === '') await client.delete('/api/accounts/{id}/os-account', { path })
      else await client.put('/api/accounts/{id}/os-account', { path, body: { name } })
    },
    done: onClose,
  })
  return (
    <Dialog title={`System account of ${personName(account)}`} isOpen onClose={onClose}>
      <Form of={form} submit="Save" cancel={<Button onClick={onClose}>Keep as it was</Button>}>
        <TextInput
          label="Account of the operating system"
          description="Their sessions and runs are started as this account, and their files belong to it. Empty: as the account that is meant for all."
          maxLength={32}
          data-autofocus
          {...form.field('name')}
        />
      </Form>
    </Dialog>
  )
}
