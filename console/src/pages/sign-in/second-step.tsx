import { TextInput } from '@mantine/core'
import { IconKey } from '@tabler/icons-react'
import { useState } from 'react'
import { client } from '../../app/client.ts'
import { canPasskeys, showPasskey } from '../../app/passkey.ts'
import { refreshSession } from '../../app/session.ts'
import type { SignInTexts } from '../../text/sign-in.ts'
import { Button } from '../../ui/button.tsx'
import { Entrance } from './entrance.tsx'
import { EntranceForm, useSending } from './send.tsx'

/** After the password: a code, or a passkey. */
export function SecondStep({
  methods,
  t,
  onBack,
}: {
  methods: readonly ('code' | 'passkey')[]
  t: SignInTexts
  onBack: () => void
}) {
  const [code, setCode] = useState('')
  const sending = useSending(t)
  const hasPasskey = methods.includes('passkey') && canPasskeys()
  const byCode = () =>
    sending.send(async () => {
      await client.post('/api/session/second-factor', { body: { code } })
      await refreshSession()
    })
  const byPasskey = () =>
    sending.send(async () => {
      const passkey = await showPasskey(await client.get('/api/session/passkey'))
      await client.post('/api/session/second-factor', { body: { passkey } })
      await refreshSession()
    })
  return (
    <Entrance title={t.secondTitle} lead={t.secondLead}>
      <EntranceForm of={sending} onSend={byCode}>
        <TextInput
          label={t.code}
          description={t.codeHelp}
          value={code}
          onChange={(event) => setCode(event.currentTarget.value)}
          autoComplete="one-time-code"
          autoCapitalize="none"
          spellCheck={false}
          autoFocus
        />
        <Button type="submit" look="filled" wide busy={sending.isBusy}>
          {t.goOn}
        </Button>
        {hasPasskey && (
          <Button wide icon={<IconKey aria-hidden="true" />} onClick={byPasskey}>
            {t.usePasskey}
          </Button>
        )}
        <Button look="quiet" wide onClick={onBack}>
          {t.otherAccount}
        </Button>
      </EntranceForm>
    </Entrance>
  )
}
