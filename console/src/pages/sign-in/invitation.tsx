import { Refusal } from '@atelier/client'
import { PasswordInput, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useEffect } from 'react'
import { client } from '../../app/client.ts'
import { useInstallation } from '../../app/installation.ts'
import { refreshSession } from '../../app/session.ts'
import type { SignInTexts } from '../../text/sign-in.ts'
import { Button } from '../../ui/button.tsx'
import { Link, useGo } from '../../ui/link.tsx'
import { Hint, Skeleton } from '../../ui/states.tsx'
import css from './entrance.module.css'
import { Entrance, useSignInTexts } from './entrance.tsx'
import { useFields } from './fields.ts'
import { useLinkSecret } from './fragment.ts'
import { EntranceForm, useSending } from './send.tsx'

/** The page that an invitation leads to: it makes the account and signs in. */
export default function Invitation() {
  const installation = useInstallation()
  const { t } = useSignInTexts(installation)
  const secret = useLinkSecret()
  const opened = useQuery({
    queryKey: ['invitation'],
    queryFn: () => client.post('/api/invitations/open', { body: { secret } }),
    enabled: secret !== '',
  })
  const invitation = opened.data
  const lead = invitation && t.invitedLead(invitation.inviter, installation?.name ?? 'Atelier')
  return (
    <Entrance title={t.invitedTitle} {...(lead && { lead })}>
      {secret === '' && <Hint>{t.noLink}</Hint>}
      {opened.error && <Hint look="failed">{faultOf(t, opened.error)}</Hint>}
      {opened.isLoading && <Skeleton rows={3} />}
      {invitation && <Accept secret={secret} invitation={invitation} t={t} />}
      <p className={css.note}>
        <Link to="/">{t.back}</Link>
      </p>
    </Entrance>
  )
}

const faultOf = (t: SignInTexts, error: Error): string =>
  error instanceof Refusal ? (t.refusals[error.code] ?? error.message) : t.unreachable

interface Invited {
  email: string
  firstName: string
  lastName: string
}

function Accept({ secret, invitation, t }: { secret: string; invitation: Invited; t: SignInTexts }) {
  const { values, setValues, field } = useFields({
    name: '',
    firstName: invitation.firstName,
    lastName: invitation.lastName,
    password: '',
  })
  const sending = useSending(t)
  const go = useGo()
  useEffect(() => {
    const [first = ''] = invitation.email.split('@')
    setValues((now) => (now.name === '' ? { ...now, name: first.replaceAll(/[^\p{L}\p{N}._-]/gu, '') } : now))
  }, [invitation.email, setValues])
  const join = () =>
    sending.send(async () => {
      await client.post('/api/invitations/accept', { body: { secret, ...values, name: values.name.trim() } })
      await refreshSession()
      go('/app', { replace: true })
    })
  return (
    <EntranceForm of={sending} onSend={join}>
      <p className={css.note} dir="auto">
        {t.invitedFor(invitation.email)}
      </p>
      <div className="columns">
        <TextInput label={t.firstName} autoComplete="given-name" dir="auto" {...field('firstName')} />
        <TextInput label={t.lastName} autoComplete="family-name" dir="auto" {...field('lastName')} />
      </div>
      <TextInput
        label={t.chooseName}
        description={t.chooseNameHelp}
        autoComplete="username"
        autoCapitalize="none"
        spellCheck={false}
        {...field('name')}
      />
      <PasswordInput
        label={t.password}
        description={t.newPasswordHelp}
        autoComplete="new-password"
        visibilityToggleButtonProps={{ 'aria-label': t.show }}
        {...field('password')}
      />
      <Button type="submit" look="filled" wide busy={sending.isBusy}>
        {t.join}
      </Button>
    </EntranceForm>
  )
}
