import { Textarea, TextInput } from '@mantine/core'
import { client } from '../../../app/client.ts'
import { Ready, useData } from '../../../app/data.tsx'
import { personName } from '../../../app/session.ts'
import { Button } from '../../../ui/button.tsx'
import { Dialog } from '../../../ui/dialog.tsx'
import { Form, useForm } from '../../../ui/form.tsx'
import { notify } from '../../../ui/notices.tsx'
import { Hint } from '../../../ui/states.tsx'
import { day } from '../../../ui/time.tsx'
import type { Whole } from './words.ts'

/** Erasing a person: what points to them goes for good, and a pseudonym stays. */
export function EraseAccount({ account, onClose }: { account: Whole; onClose: () => void }) {
  const { id, name } = account
  const outlook = useData(['account', id, 'erasure'], (signal) =>
    client.read('/api/accounts/{id}/erasure', { path: { id }, signal }),
  )
  const form = useForm({
    initial: { name: '', reason: '' },
    check: (values) => ({
      name: values.name !== name && `Type ${name}.`,
      reason: !values.reason.trim() && 'Say why: it stands in the journal.',
    }),
    send: (body) => client.post('/api/accounts/{id}/erasure', { path: { id }, body }),
    done({ backupsUntil }) {
      onClose()
      notify({
        title: `${name} is erased`,
        ...(backupsUntil && { detail: `Backups hold the old data until ${day(backupsUntil)}.` }),
      })
    },
  })
  return (
    <Dialog title={`Erase ${personName(account)}?`} isOpen onClose={onClose} wide>
      <Ready of={outlook} what="What would be erased">
        {({ obstacles, backupsUntil }) =>
          obstacles.length > 0 ? (
            <div className="stack-small">
              {obstacles.map((each) => (
                <Hint key={each}>{each}</Hint>
              ))}
              <div className="line">
                <Button onClick={onClose}>Keep the account</Button>
              </div>
            </div>
          ) : (
            <Form of={form} submit="Erase for good" danger cancel={<Button onClick={onClose}>Keep</Button>}>
              <p>
                Names, address, sign-ins, tokens, notices and what the journal holds of the person go. Entries
                of the journal stay, under a pseudonym.{' '}
                {backupsUntil ? `Backups hold the old data until ${day(backupsUntil)}.` : ''} It cannot be
                undone.
              </p>
              <Textarea
                label="Reason (required)"
                maxLength={500}
                autosize
                minRows={2}
                {...form.field('reason')}
              />
              <TextInput
                label={`Type ${name} to go on (required)`}
                autoComplete="off"
                {...form.field('name')}
              />
            </Form>
          )
        }
      </Ready>
    </Dialog>
  )
}
