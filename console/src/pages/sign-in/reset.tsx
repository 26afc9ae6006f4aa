import { PasswordInput } from '@mantine/core'
import { useState } from 'react'
import { client } from '../../app/client.ts'
import { useInstallation } from '../../app/installation.ts'
import { Button } from '../../ui/button.tsx'
import { Link, useGo } from '../../ui/link.tsx'
import { Hint } from '../../ui/states.tsx'
import css from './entrance.module.css'
import { Entrance, useSignInTexts } from './entrance.tsx'
import { useLinkSecret } from './fragment.ts'
import { EntranceForm, useSending } from './send.tsx'

/** The page that the mail about a forgotten password leads to. */
export default function Reset() {
  const { t } = useSignInTexts(useInstallation())
  const secret = useLinkSecret()
  const [password, setPassword] = useState('')
  const sending = useSending(t)
  const go = useGo()
  const save = () =>
    sending.send(async () => {
      await client.post('/api/recovery/complete', { body: { secret, password } })
      go('/?reset=done', { replace: true })
    })
  return (
    <Entrance title={t.resetTitle} lead={t.resetLead}>
      {secret === '' ? (
        <Hint>{t.noLink}</Hint>
      ) : (
        <EntranceForm of={sending} onSend={save}>
          <PasswordInput
            label={t.newPassword}
            description={t.newPasswordHelp}
            value={password}
            onChange={(event) => setPassword(event.currentTarget.value)}
            autoComplete="new-password"
            visibilityToggleButtonProps={{ 'aria-label': t.show }}
          />
          <Button type="submit" look="filled" wide busy={sending.isBusy}>
            {t.setPassword}
          </Button>
        </EntranceForm>
      )}
      <p className={css.note}>
        <Link to="/app/forgot">{t.forgotTitle}</Link> · <Link to="/">{t.back}</Link>
      </p>
    </Entrance>
  )
}
