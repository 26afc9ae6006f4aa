import { TextInput } from '@mantine/core'
import { useState } from 'react'
import { client } from '../../app/client.ts'
import { useInstallation } from '../../app/installation.ts'
import { Button } from '../../ui/button.tsx'
import { Link } from '../../ui/link.tsx'
import { Hint } from '../../ui/states.tsx'
import css from './entrance.module.css'
import { Entrance, useSignInTexts } from './entrance.tsx'
import { EntranceForm, useSending } from './send.tsx'

/** The same words whether there is such an account or not. */
export default function Forgot() {
  const { t } = useSignInTexts(useInstallation())
  const [name, setName] = useState('')
  const [isSent, setSent] = useState(false)
  const sending = useSending(t)
  const send = () =>
    sending.send(async () => {
      await client.post('/api/recovery', { body: { name: name.trim() } })
      setSent(true)
    })
  return (
    <Entrance title={t.forgotTitle} lead={t.forgotLead}>
      {isSent ? (
        <div role="status">
          <Hint look="done">{t.linkSent}</Hint>
        </div>
      ) : (
        <EntranceForm of={sending} onSend={send}>
          <TextInput
            label={t.name}
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
            autoComplete="username"
            autoCapitalize="none"
            spellCheck={false}
            dir="auto"
          />
          <Button
            type="submit"
            look="filled"
            wide
            busy={sending.isBusy}
            {...(name.trim() === '' && { why: t.required(t.name) })}
          >
            {t.sendLink}
          </Button>
        </EntranceForm>
      )}
      <p className={css.note}>
        <Link to="/">{t.back}</Link>
      </p>
    </Entrance>
  )
}
