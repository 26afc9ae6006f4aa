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

/** The page that the mail of a sign-up leads to. A press, so that a program that looks into mails proves nothing. */
export default function Verify() {
  const { t } = useSignInTexts(useInstallation())
  const secret = useLinkSecret()
  const [state, setState] = useState<'approved' | 'waiting'>()
  const sending = useSending(t)
  const prove = () =>
    sending.send(async () => {
      const answer = await client.post('/api/pipelines/people/verify', { body: { secret } })
      setState(answer.state === 'approved' ? 'approved' : 'waiting')
    })
  return (
    <Entrance title={t.verifyTitle} {...(state === undefined && { lead: t.verifyLead })}>
      {secret === '' && <Hint>{t.noLink}</Hint>}
      {state !== undefined && (
        <div role="status">
          <Hint look="done">{t.verified[state]}</Hint>
        </div>
      )}
      {secret !== '' && state === undefined && (
        <EntranceForm of={sending} onSend={prove}>
          <Button type="submit" look="filled" wide busy={sending.isBusy}>
            {t.verify}
          </Button>
        </EntranceForm>
      )}
      <p className={css.note}>
        <Link to="/">{t.back}</Link>
      </p>
    </Entrance>
  )
}
