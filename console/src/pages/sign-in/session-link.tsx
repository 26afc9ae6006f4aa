import { TextInput } from '@mantine/core'
import { useState } from 'react'
import { client } from '../../app/client.ts'
import { useInstallation } from '../../app/installation.ts'
import { Button } from '../../ui/button.tsx'
import { Link } from '../../ui/link.tsx'
import { Hint } from '../../ui/states.tsx'
import css from './entrance.module.css'
import { Entrance, useSignInTexts } from './entrance.tsx'
import { useLinkSecret } from './fragment.ts'
import { EntranceForm, useSending } from './send.tsx'

/** The page that a link into a running session leads to. */
export default function SessionLink() {
  const { t } = useSignInTexts(useInstallation())
  const link = useLinkSecret()
  const [name, setName] = useState('')
  const sending = useSending(t)
  const enter = () =>
    sending.send(async () => {
      const { address } = await client.post('/api/compute/session-links/enter', {
        body: { link, name: name.trim() },
      })
      window.location.assign(address)
    })
  return (
    <Entrance title={t.sessionTitle} lead={t.sessionLead}>
      {link === '' ? (
        <Hint>{t.noLink}</Hint>
      ) : (
        <EntranceForm of={sending} onSend={enter}>
          <TextInput
            label={t.sessionName}
            autoComplete="name"
            dir="auto"
            maxLength={60}
            value={name}
            onChange={({ currentTarget }) => setName(currentTarget.value)}
          />
          <Button look="filled" type="submit" busy={sending.isBusy} wide>
            {t.sessionGo}
          </Button>
        </EntranceForm>
      )}
      <p className={css.note}>
        <Link to="/">{t.back}</Link>
      </p>
    </Entrance>
  )
}
