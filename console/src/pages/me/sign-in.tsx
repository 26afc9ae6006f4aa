import { PasswordInput, TextInput } from '@mantine/core'
import { IconDeviceMobile, IconKey, IconPlus } from '@tabler/icons-react'
import { useState } from 'react'
import { useAct } from '../../app/act.ts'
import { client } from '../../app/client.ts'
import { confirmed } from '../../app/confirm.tsx'
import { type Data, Ready, useData } from '../../app/data.tsx'
import { canPasskeys, makePasskey } from '../../app/passkey.ts'
import { Button } from '../../ui/button.tsx'
import { Card, Row, Rows } from '../../ui/card.tsx'
import { ConfirmDialog, Dialog } from '../../ui/dialog.tsx'
import { Form, useForm } from '../../ui/form.tsx'
import { notify } from '../../ui/notices.tsx'
import { State } from '../../ui/state.tsx'
import { Hint } from '../../ui/states.tsx'
import { day } from '../../ui/time.tsx'
import { CodeApp } from './code-app.tsx'
import { MePage } from './me-page.tsx'
import { OutsideIdentities } from './outside-identities.tsx'
import { RecoveryCodes } from './recovery-codes.tsx'

/** Password, second steps and passkeys. */
export default function SigningIn() {
  const factors = useData(['me', 'factors'], (signal) => client.read('/api/me/factors', { signal }), {
    live: ['factor', 'account.password-set'],
  })
  const [codes, setCodes] = useState<readonly string[]>()
  return (
    <MePage tab="Signing in">
      <Ready of={factors}>
        {(of) => (
          <>
            <Card title="Password">
              <PasswordForm hasOne={of.password} />
            </Card>
            <SecondSteps of={of} onCodes={setCodes} />
            <OutsideIdentities />
          </>
        )}
      </Ready>
      <Dialog title="Recovery codes" isOpen={codes !== undefined} onClose={() => setCodes(undefined)}>
        <RecoveryCodes codes={codes ?? []} onClose={() => setCodes(undefined)} />
      </Dialog>
    </MePage>
  )
}

function PasswordForm({ hasOne }: { hasOne: boolean }) {
  const form = useForm({
    initial: { current: '', next: '' },
    check: ({ current, next }) => ({
      current: hasOne && current === '' && 'Type the password that you have now.',
      next: next.length < 8 && 'A password has at least 8 characters.',
    }),
    send: ({ current, next }) =>
      confirmed(() => client.post('/api/me/password', { body: { next, ...(hasOne && { current }) } })),
    done: () => {
      form.reset()
      notify({ title: 'The new password is set', detail: 'Your other sign-ins have ended.' })
    },
    fieldOf: { wrong_password: 'current', invalid_password: 'next' },
  })
  const eye = { visibilityToggleButtonProps: { 'aria-label': 'Show what I typed' } }
  return (
    <Form of={form} submit={hasOne ? 'Change the password' : 'Set a password'}>
      {hasOne && (
        <PasswordInput
          label="Current password"
          autoComplete="current-password"
          {...eye}
          {...form.field('current')}
        />
      )}
      <PasswordInput
        label="New password"
        description="At least 8 characters, and none of the most used ones. Your other sign-ins end."
        autoComplete="new-password"
        {...eye}
        {...form.field('next')}
      />
    </Form>
  )
}

type Factors = NonNullable<Data<Awaited<ReturnType<typeof client.get<'/api/me/factors'>>>>['data']>['data']

function SecondSteps({ of, onCodes }: { of: Factors; onCodes: (codes: readonly string[]) => void }) {
  const act = useAct()
  const [open, setOpen] = useState<'totp' | 'passkey'>()
  const [removing, setRemoving] = useState<{ name: string; run: () => Promise<unknown> }>()
  const isOn = of.totp !== null || of.passkeys.length > 0
  const close = () => setOpen(undefined)
  const added = (codes: readonly string[] | null) => {
    close()
    if (codes) onCodes(codes)
    else notify({ title: 'The second step is added' })
  }
  const renew = () =>
    act(async () => onCodes((await confirmed(() => client.post('/api/me/recovery-codes'))).recoveryCodes))
  const canHave = of.passkeysPossible && canPasskeys()
  return (
    <Card
      title="Second step"
      flush
      aside={isOn ? <State look="done">On</State> : <State look="stopped">Off</State>}
    >
      <Rows>
        <Row
          icon={<IconDeviceMobile aria-hidden="true" />}
          title="Code app"
          note={
            of.totp
              ? `Since ${day(of.totp.createdAt)}. After the password it is asked for a code.`
              : 'An app on the phone that shows a new code every 30 seconds.'
          }
          act={
            of.totp ? (
              <Button
                small
                aria-label="Remove the code app"
                onClick={() =>
                  setRemoving({ name: 'the code app', run: () => client.delete('/api/me/totp') })
                }
              >
                Remove
              </Button>
            ) : (
              <Button small onClick={() => setOpen('totp')}>
                Set up
              </Button>
            )
          }
        />
        {of.passkeys.map(({ id, name, createdAt, lastUsedAt }) => (
          <Row
            key={id}
            icon={<IconKey aria-hidden="true" />}
            title={name}
            note={`Passkey since ${day(createdAt)}, ${lastUsedAt ? `last used ${day(lastUsedAt)}` : 'never used'}`}
            act={
              <Button
                small
                aria-label={`Remove ${name}`}
                onClick={() =>
                  setRemoving({ name, run: () => client.delete('/api/me/passkeys/{id}', { path: { id } }) })
                }
              >
                Remove
              </Button>
            }
          />
        ))}
        <Row
          icon={<IconPlus aria-hidden="true" />}
          title="Passkey"
          note={
            canHave
              ? 'Your finger, face or PIN on this device, or a key to plug in. It signs you in alone, without a name.'
              : 'Browsers have passkeys only where the address is https:// with a name, or localhost.'
          }
          act={
            canHave && (
              <Button small onClick={() => setOpen('passkey')}>
                Add a passkey
              </Button>
            )
          }
        />
        {isOn && (
          <Row
            title="Recovery codes"
            note={`${of.recoveryCodesLeft} of 10 are left, for when you have none of the above at hand.`}
            act={
              <Button small onClick={() => void renew()}>
                Make new ones
              </Button>
            }
          />
        )}
      </Rows>
      <Dialog title="Set up a code app" isOpen={open === 'totp'} onClose={close}>
        <CodeApp onDone={added} />
      </Dialog>
      <Dialog title="Add a passkey" isOpen={open === 'passkey'} onClose={close}>
        <NewPasskey onDone={added} isFirst={!isOn} />
      </Dialog>
      <ConfirmDialog
        title={`Remove ${removing?.name ?? 'it'}?`}
        isOpen={removing !== undefined}
        onClose={() => setRemoving(undefined)}
        act="Remove"
        run={() => removing && confirmed(removing.run)}
      >
        It opens your account no more. With the last second step the recovery codes go too, and the password
        alone is enough.
      </ConfirmDialog>
    </Card>
  )
}

function NewPasskey({
  onDone,
  isFirst,
}: {
  onDone: (codes: readonly string[] | null) => void
  isFirst: boolean
}) {
  const form = useForm({
    initial: { name: '' },
    check: ({ name }) => ({ name: !name.trim() && 'Name it, so that you know it again.' }),
    send: ({ name }) =>
      confirmed(async () => {
        const passkey = await makePasskey(await client.get('/api/me/passkeys/new'))
        return client.post('/api/me/passkeys', { body: { name: name.trim(), passkey } })
      }),
    done: ({ recoveryCodes }) => onDone(recoveryCodes),
  })
  return (
    <Form of={form} submit="Go on in the browser">
      {isFirst && (
        <Hint look="running">
          From then on the password alone is not enough: it is asked for the passkey, or for one of ten
          recovery codes that you get.
        </Hint>
      )}
      <TextInput label="Name (required)" description="Such as: my laptop" {...form.field('name')} />
    </Form>
  )
}
