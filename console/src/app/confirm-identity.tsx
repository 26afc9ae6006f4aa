import { PasswordInput, TextInput } from '@mantine/core'
import { IconKey } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { Hint, Skeleton } from '../ui/states.tsx'
import { wordsOf } from '../ui/words.ts'
import { client } from './client.ts'
import { canPasskeys, showPasskey } from './passkey.ts'

/** Asks to see again who this is: by password, code or passkey. */
export default function ConfirmIdentity({
  why,
  onDone,
  onLeave,
}: {
  why: string
  onDone: () => void
  onLeave: () => void
}) {
  return (
    <Dialog title="Show that it is you" isOpen onClose={onLeave}>
      <Proof why={why} onDone={onDone} />
    </Dialog>
  )
}

function Proof({ why, onDone }: { why: string; onDone: () => void }) {
  const factors = useQuery({
    queryKey: ['me', 'factors', 'confirm'],
    queryFn: () => client.get('/api/me/factors'),
  }).data
  const [text, setText] = useState('')
  const [fault, setFault] = useState<string | null>(null)
  const [isBusy, setBusy] = useState(false)
  if (!factors) return <Skeleton rows={2} />
  const hasCode = factors.totp !== null || factors.recoveryCodesLeft > 0
  const hasPasskey = factors.passkeys.length > 0 && factors.passkeysPossible && canPasskeys()
  const prove = async (proof: () => Promise<Parameters<typeof send>[0]>) => {
    setBusy(true)
    setFault(null)
    try {
      await send(await proof())
      onDone()
    } catch (error) {
      setFault(wordsOf(error))
    } finally {
      setBusy(false)
    }
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    void prove(async () => (factors.password ? { password: text } : { code: text }))
  }
  if (!factors.password && !hasCode && !hasPasskey)
    return <Hint>You sign in elsewhere. Sign out here and in again, then repeat this.</Hint>
  const field = {
    value: text,
    onChange: (event: { currentTarget: { value: string } }) => setText(event.currentTarget.value),
    'data-autofocus': true,
  }
  return (
    <form className="stack-small" onSubmit={submit}>
      <p>{why}</p>
      {fault && (
        <div role="alert">
          <Hint look="failed">{fault}</Hint>
        </div>
      )}
      {factors.password ? (
        <PasswordInput
          label="Password"
          autoComplete="current-password"
          visibilityToggleButtonProps={{ 'aria-label': 'Show what I typed' }}
          {...field}
        />
      ) : (
        hasCode && (
          <TextInput label="Code of your app, or a recovery code" autoComplete="one-time-code" {...field} />
        )
      )}
      <div className="line">
        {(factors.password || hasCode) && (
          <Button type="submit" look="filled" busy={isBusy}>
            Continue
          </Button>
        )}
        {hasPasskey && (
          <Button
            icon={<IconKey aria-hidden="true" />}
            onClick={() =>
              void prove(async () => ({
                passkey: await showPasskey(await client.get('/api/session/confirm')),
              }))
            }
          >
            Use a passkey
          </Button>
        )}
      </div>
    </form>
  )
}

type Shown = Parameters<typeof client.post<'/api/session/confirm'>>[1]['body']
const send = (body: Shown) => client.post('/api/session/confirm', { body })
