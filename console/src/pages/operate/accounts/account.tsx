import { TextInput } from '@mantine/core'
import { useState } from 'react'
import { useAct } from '../../../app/act.ts'
import { client } from '../../../app/client.ts'
import { Ready, useData } from '../../../app/data.tsx'
import { personName, useSession } from '../../../app/session.ts'
import { Button } from '../../../ui/button.tsx'
import { Card } from '../../../ui/card.tsx'
import { Dialog } from '../../../ui/dialog.tsx'
import { Facts } from '../../../ui/facts.tsx'
import { Form, useForm } from '../../../ui/form.tsx'
import { Link, useParam } from '../../../ui/link.tsx'
import { Menu } from '../../../ui/menu.tsx'
import { PageHead, WithSide } from '../../../ui/page-head.tsx'
import { State } from '../../../ui/state.tsx'
import { Hint } from '../../../ui/states.tsx'
import { Time } from '../../../ui/time.tsx'
import { able } from './acts.tsx'
import { EraseAccount } from './erase.tsx'
import { GroupsCard, RolesCard } from './held.tsx'
import { AccountHistory } from './history.tsx'
import { FactorsDialog, SignInsCard } from './sign-ins.tsx'
import { SystemAccountDialog } from './system-account.tsx'
import { TokensCard } from './tokens-card.tsx'
import { ACCOUNTS, stateOf, type Whole } from './words.ts'

/** One account: what it may use, how it signs in, what it did. */
export default function Account() {
  const id = Number(useParam('id'))
  const account = useData(
    ['account', id],
    (signal) => client.read('/api/accounts/{id}', { path: { id }, signal }),
    { live: ({ object, action }) => object === `account:${id}` || action.startsWith('group.') },
  )
  return (
    <Ready of={account} thing={`account ${id}`} back={{ label: 'All accounts', to: ACCOUNTS.to }}>
      {(data, { etag }) => <Page account={data} etag={etag} />}
    </Ready>
  )
}

function Page({ account, etag }: { account: Whole; etag: string | undefined }) {
  const { id, kind, disabled, email, mergedInto } = account
  const act = useAct()
  const me = useSession().account.id
  const [open, setOpen] = useState<'disable' | 'factors' | 'erase' | 'edit' | 'system' | null>(null)
  const close = () => setOpen(null)
  const isPerson = kind === 'person'
  const isClosed = mergedInto !== null
  const canMail = isPerson && !disabled && email !== null
  const reset = () =>
    act(() => client.post('/api/accounts/{id}/reset', { path: { id } }), {
      done: `A link to a new password is on its way to ${email}`,
    })
  return (
    <>
      <PageHead
        title={personName(account)}
        trail={[{ label: 'Operate', to: ACCOUNTS.to }, ACCOUNTS]}
        state={
          <State pill look={isClosed ? 'past' : stateOf(account).look}>
            {isClosed ? 'Merged' : stateOf(account).word}
          </State>
        }
        sentence={
          isPerson
            ? `Signs in as ${account.name}.`
            : `${account.name}, a service account: it has tokens alone.`
        }
        acts={
          isClosed ? undefined : (
            <>
              {canMail && <Button onClick={() => void reset()}>Send a link to a new password</Button>}
              {disabled && (
                <Button look="filled" onClick={() => void able(act, account, true)}>
                  Enable
                </Button>
              )}
              <Menu
                label={`More acts on ${personName(account)}`}
                framed
                items={[
                  { label: 'Change name and address', run: () => setOpen('edit') },
                  { label: 'Set the system account', run: () => setOpen('system') },
                  { label: 'Merge with another', to: `/app/operate/accounts/${id}/merge` },
                  isPerson && !disabled && { label: 'Remove second steps', run: () => setOpen('factors') },
                  !disabled && id !== me && { label: 'Disable', danger: true, run: () => setOpen('disable') },
                  isPerson && id !== me && { label: 'Erase', danger: true, run: () => setOpen('erase') },
                ]}
              />
            </>
          )
        }
      />
      <WithSide
        side={
          <>
            <Card title="Facts">
              <Facts
                of={[
                  ['Sign-in name', account.name],
                  ['E-mail', email ?? 'none'],
                  isPerson ? ['Password', account.hasPassword ? 'set' : 'none'] : null,
                  ['System account', account.osAccount ?? 'none of their own'],
                  ['Last sign-in', <Time key="in" at={account.lastSignInAt} none="never" />],
                  ['Made', <Time key="made" at={account.createdAt} form="day" />],
                  account.disabledAt === null
                    ? null
                    : ['Disabled', <Time key="off" at={account.disabledAt} />],
                ]}
              />
            </Card>
            <GroupsCard account={account} />
          </>
        }
      >
        <Standing account={account} />
        {!isClosed && <RolesCard key={account.ownRoles.join()} account={account} />}
        {isPerson && !isClosed && <SignInsCard account={account} />}
        {!isClosed && <TokensCard account={account} />}
        <AccountHistory id={id} />
      </WithSide>
      <DisableDialog account={account} isOpen={open === 'disable'} onClose={close} />
      <FactorsDialog account={account} isOpen={open === 'factors'} onClose={close} />
      {open === 'edit' && <EditDialog account={account} etag={etag} onClose={close} />}
      {open === 'system' && <SystemAccountDialog account={account} onClose={close} />}
      {open === 'erase' && <EraseAccount account={account} onClose={close} />}
    </>
  )
}

/** Why the account is closed, when it is. */
function Standing({ account: { mergedInto, disabled, disabledReason } }: { account: Whole }) {
  if (mergedInto)
    return (
      <Hint>
        <p>
          What was here belongs to{' '}
          <Link to={`/app/operate/accounts/${mergedInto.id}`}>{mergedInto.name}</Link> now.
        </p>
      </Hint>
    )
  if (!disabled) return null
  return <Hint>Nobody can sign in with this account{disabledReason ? `: ${disabledReason}` : ''}.</Hint>
}

interface DialogOf {
  account: Whole
  isOpen: boolean
  onClose: () => void
}

function DisableDialog({ account, isOpen, onClose }: DialogOf) {
  const act = useAct()
  const form = useForm({
    initial: { reason: '' },
    send: ({ reason }) => able(act, account, false, reason.trim()),
    done: onClose,
  })
  return (
    <Dialog title={`Disable ${personName(account)}?`} isOpen={isOpen} onClose={onClose}>
      <Form of={form} submit="Disable" danger cancel={<Button onClick={onClose}>Keep</Button>}>
        <p>
          Every sign-in ends at once, and no token opens anything. Nothing is removed; you can enable it
          again.
        </p>
        <TextInput
          label="Reason"
          description="Stands on this page and in the journal."
          maxLength={500}
          data-autofocus
          {...form.field('reason')}
        />
      </Form>
    </Dialog>
  )
}

function EditDialog({
  account,
  etag,
  onClose,
}: {
  account: Whole
  etag: string | undefined
  onClose: () => void
}) {
  const { id, firstName, lastName, email } = account
  const form = useForm({
    initial: { firstName, lastName, email: email ?? '' },
    fieldOf: { email_taken: 'email', invalid_email: 'email' },
    send: (values) =>
      client.patch('/api/accounts/{id}', {
        path: { id },
        body: { ...values, email: values.email.trim() || null },
        ...(etag && { ifMatch: etag }),
      }),
    done: onClose,
  })
  return (
    <Dialog title={`Name and address of ${account.name}`} isOpen onClose={onClose}>
      <Form of={form} submit="Save" cancel={<Button onClick={onClose}>Keep as it was</Button>}>
        <TextInput label="First name" maxLength={150} {...form.field('firstName')} />
        <TextInput label="Last name" maxLength={150} {...form.field('lastName')} />
        <TextInput label="E-mail address" maxLength={255} {...form.field('email')} />
      </Form>
    </Dialog>
  )
}
