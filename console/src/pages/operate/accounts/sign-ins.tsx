import { TextInput } from '@mantine/core'
import { useState } from 'react'
import { useAct } from '../../../app/act.ts'
import { client } from '../../../app/client.ts'
import { Ready, useData } from '../../../app/data.tsx'
import { personName } from '../../../app/session.ts'
import { Button } from '../../../ui/button.tsx'
import { Card, Row, Rows } from '../../../ui/card.tsx'
import { ConfirmDialog, Dialog } from '../../../ui/dialog.tsx'
import { Form, useForm } from '../../../ui/form.tsx'
import { Menu } from '../../../ui/menu.tsx'
import { notify } from '../../../ui/notices.tsx'
import { Time } from '../../../ui/time.tsx'
import css from './accounts.module.css'
import type { Whole } from './words.ts'

/** Where somebody is signed in, and which outside identities let them in. */
export function SignInsCard({ account }: { account: Whole }) {
  const { id, disabled } = account
  const [isEnding, setEnding] = useState(false)
  const sessions = useData(
    ['account', id, 'sessions'],
    (signal) => client.read('/api/accounts/{id}/sessions', { path: { id }, signal }),
    { live: ['session'] },
  )
  return (
    <Card
      title="Sign-ins"
      flush
      aside={
        (sessions.data?.data.items.length ?? 0) > 0 && (
          <Button small onClick={() => setEnding(true)}>
            End all
          </Button>
        )
      }
    >
      <Ready of={sessions} what="The list of sign-ins">
        {({ items }) =>
          items.length === 0 ? (
            <p className={css.none}>Signed in nowhere{disabled ? '' : ' now'}.</p>
          ) : (
            <Rows>
              {items.map((each) => (
                <Row
                  key={each.id}
                  title={each.browser ?? 'A program'}
                  note={each.address === null ? undefined : `from ${each.address}`}
                >
                  <span className="caption">
                    used <Time at={each.lastSeenAt} />
                  </span>
                </Row>
              ))}
            </Rows>
          )
        }
      </Ready>
      <Identities account={account} />
      <ConfirmDialog
        title={`Sign ${personName(account)} out everywhere?`}
        isOpen={isEnding}
        onClose={() => setEnding(false)}
        act="End all sign-ins"
        run={() => client.delete('/api/accounts/{id}/sessions', { path: { id } })}
      >
        Whatever is typed and not sent there is lost. They can sign in again.
      </ConfirmDialog>
    </Card>
  )
}

function Identities({ account }: { account: Whole }) {
  const { id } = account
  const act = useAct()
  const [isAdding, setAdding] = useState(false)
  const [removing, remove] = useState<{ id: number; subject: string } | null>(null)
  const identities = useData(
    ['account', id, 'identities'],
    (signal) => client.read('/api/accounts/{id}/identities', { path: { id }, signal }),
    { live: ['identity', 'account.merged'] },
  )
  const form = useForm({
    initial: { subject: '' },
    fieldOf: { outside_taken: 'subject', outside_off: 'subject' },
    check: ({ subject }) => ({ subject: !subject.trim() && 'Write how the provider numbers this person.' }),
    send: ({ subject }) =>
      client.post('/api/accounts/{id}/identities', { path: { id }, body: { subject: subject.trim() } }),
    done() {
      setAdding(false)
      form.reset()
      notify({ title: `${personName(account)} may come in by the outside sign-in` })
    },
  })
  const items = identities.data?.data.items ?? []
  return (
    <>
      {items.length > 0 && (
        <Rows>
          {items.map((each) => (
            <Row
              key={each.id}
              title={each.subject}
              note={`Outside identity at ${each.issuer}`}
              act={
                <Menu
                  label={`More acts on ${each.subject}`}
                  items={[{ label: 'Unlink', danger: true, run: () => remove(each) }]}
                />
              }
            />
          ))}
        </Rows>
      )}
      {!account.disabled && (
        <p className={css.none}>
          <button type="button" className="link" onClick={() => setAdding(true)}>
            Link an outside identity
          </button>
        </p>
      )}
      <Dialog title="Link an outside identity" isOpen={isAdding} onClose={() => setAdding(false)}>
        <Form of={form} submit="Link it" cancel={<Button onClick={() => setAdding(false)}>Back</Button>}>
          <TextInput
            label="Subject (required)"
            description="The number that the provider of the outside sign-in knows the person by. Whoever has it can come in as them."
            maxLength={255}
            data-autofocus
            {...form.field('subject')}
          />
        </Form>
      </Dialog>
      <ConfirmDialog
        title={`Unlink ${removing?.subject}?`}
        isOpen={removing !== null}
        onClose={() => remove(null)}
        act="Unlink"
        run={() =>
          removing &&
          act(
            () =>
              client.delete('/api/accounts/{id}/identities/{identity}', {
                path: { id, identity: removing.id },
              }),
            { done: 'It opens this account no more' },
          )
        }
      >
        The person cannot come in by it any more. Their password and passkeys stay.
      </ConfirmDialog>
    </>
  )
}

/** For somebody who lost their phone: they sign in with the password alone, until they set up a new second step. */
export function FactorsDialog({
  account,
  isOpen,
  onClose,
}: {
  account: Whole
  isOpen: boolean
  onClose: () => void
}) {
  const form = useForm({
    initial: { reason: '' },
    check: ({ reason }) => ({ reason: !reason.trim() && 'Say why: it stands in the journal.' }),
    send: ({ reason }) =>
      client.delete('/api/accounts/{id}/factors', {
        path: { id: account.id },
        body: { reason: reason.trim() },
      }),
    done() {
      onClose()
      notify({ title: `The second steps of ${personName(account)} are removed`, detail: 'They were told.' })
    },
  })
  return (
    <Dialog title={`Remove the second steps of ${personName(account)}?`} isOpen={isOpen} onClose={onClose}>
      <Form of={form} submit="Remove them" danger cancel={<Button onClick={onClose}>Keep</Button>}>
        <p>
          Code app, passkeys and recovery codes go. The password alone opens the account until they set up new
          ones.
        </p>
        <TextInput label="Reason (required)" maxLength={500} data-autofocus {...form.field('reason')} />
      </Form>
    </Dialog>
  )
}
