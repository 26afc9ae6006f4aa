import { PasswordInput, Textarea, TextInput } from '@mantine/core'
import { useState } from 'react'
import { client } from '../../app/client.ts'
import { useInstallation, useSignUpPolicy } from '../../app/installation.ts'
import type { SignInTexts } from '../../text/sign-in.ts'
import { Button } from '../../ui/button.tsx'
import { Link } from '../../ui/link.tsx'
import { Hint } from '../../ui/states.tsx'
import css from './entrance.module.css'
import { Entrance, useSignInTexts } from './entrance.tsx'
import { useFields } from './fields.ts'
import { EntranceForm, useSending } from './send.tsx'

/** `/app/sign-up`: somebody new asks for an account of pipelines. */
export default function SignUp() {
  const installation = useInstallation()
  const { t } = useSignInTexts(installation)
  const policy = useSignUpPolicy(installation)
  const [sentTo, setSentTo] = useState<string>()
  const title = sentTo === undefined ? t.signUpTitle : t.checkMail
  const lead = sentTo === undefined ? policy && t.signUpLead[policy] : t.checkMailLead(sentTo)
  return (
    <Entrance title={title} {...(lead !== undefined && { lead })}>
      {sentTo === undefined ? (
        policy !== undefined && policy !== 'closed' && <Application t={t} onSent={setSentTo} />
      ) : (
        <Sent to={sentTo} t={t} />
      )}
      <p className={css.note}>
        <Link to="/">{t.back}</Link>
      </p>
    </Entrance>
  )
}

const EMPTY = { firstName: '', lastName: '', email: '', institution: '', intention: '', password: '' }

function Application({ t, onSent }: { t: SignInTexts; onSent: (email: string) => void }) {
  const { values, field } = useFields(EMPTY)
  const sending = useSending(t)
  const email = values.email.trim()
  const missing = email === '' ? t.email : values.password === '' ? t.password : undefined
  const send = () =>
    sending.send(async () => {
      await client.post('/api/pipelines/people', { body: { ...values, email } })
      onSent(email)
    })
  return (
    <EntranceForm of={sending} onSend={send}>
      <div className="columns">
        <TextInput label={t.firstName} autoComplete="given-name" dir="auto" {...field('firstName')} />
        <TextInput label={t.lastName} autoComplete="family-name" dir="auto" {...field('lastName')} />
      </div>
      <TextInput
        label={t.email}
        type="email"
        autoComplete="email"
        autoCapitalize="none"
        spellCheck={false}
        {...field('email')}
      />
      <TextInput label={t.institution} autoComplete="organization" dir="auto" {...field('institution')} />
      <Textarea
        label={t.intention}
        description={t.intentionHelp}
        autosize
        minRows={2}
        maxRows={6}
        maxLength={4_000}
        dir="auto"
        {...field('intention')}
      />
      <PasswordInput
        label={t.password}
        description={t.newPasswordHelp}
        autoComplete="new-password"
        visibilityToggleButtonProps={{ 'aria-label': t.show }}
        {...field('password')}
      />
      <Button
        type="submit"
        look="filled"
        wide
        busy={sending.isBusy}
        {...(missing !== undefined && { why: t.required(missing) })}
      >
        {t.signUp}
      </Button>
    </EntranceForm>
  )
}

/** The mail is on its way; another one where it does not come. */
function Sent({ to, t }: { to: string; t: SignInTexts }) {
  const [isSentAgain, setSentAgain] = useState(false)
  const sending = useSending(t)
  const again = () =>
    sending.send(async () => {
      await client.post('/api/pipelines/people/mail', { body: { email: to } })
      setSentAgain(true)
    })
  return (
    <EntranceForm of={sending} onSend={again}>
      {isSentAgain && (
        <div role="status">
          <Hint look="done">{t.sentAgain}</Hint>
        </div>
      )}
      <Button type="submit" wide busy={sending.isBusy}>
        {t.sendAgain}
      </Button>
    </EntranceForm>
  )
}
