import { Refusal } from '@atelier/client'
import { PasswordInput, TextInput } from '@mantine/core'
import { IconBuildingCommunity, IconKey, IconTicket } from '@tabler/icons-react'
import { lazy, Suspense, useEffect, useState } from 'react'
import { client } from '../../app/client.ts'
import { type Installation, useInstallation, useSignUpPolicy } from '../../app/installation.ts'
import { canPasskeys, showPasskey } from '../../app/passkey.ts'
import { refreshSession, useSessionQuery } from '../../app/session.ts'
import type { SignInTexts } from '../../text/sign-in.ts'
import { Button } from '../../ui/button.tsx'
import { Link, useGo, useQueryState } from '../../ui/link.tsx'
import css from './entrance.module.css'
import { Entrance, useSignInTexts } from './entrance.tsx'
import { SecondStep } from './second-step.tsx'
import { EntranceForm, useSending } from './send.tsx'

type Method = 'code' | 'passkey'

const FirstRun = lazy(() => import('./first-run.tsx').then((page) => ({ default: page.FirstRun })))

/** `/`: whoever is in already goes on to where they wanted. */
export default function SignIn() {
  const { data: session } = useSessionQuery()
  const [query] = useQueryState()
  // As it was at first: on the way there the address is another one already.
  const [next] = useState(query.next)
  const installation = useInstallation()
  const { t } = useSignInTexts(installation)
  const [methods, setMethods] = useState<readonly Method[]>()
  const go = useGo()
  useEffect(() => {
    if (session) go(next?.startsWith('/app') ? next : '/app', { replace: true })
  }, [session, next, go])
  const [isPrinted, setPrinted] = useState(false)
  if (installation && !installation.setUp && !isPrinted && !session)
    return (
      <Suspense>
        <FirstRun onSignIn={() => setPrinted(true)} />
      </Suspense>
    )
  if (methods) return <SecondStep methods={methods} t={t} onBack={() => setMethods(undefined)} />
  return (
    <Entrance title={t.title} lead={t.lead}>
      <FirstStep installation={installation} t={t} onHalf={setMethods} />
    </Entrance>
  )
}

function FirstStep({
  installation,
  t,
  onHalf,
}: {
  installation: Installation | undefined
  t: SignInTexts
  onHalf: (methods: readonly Method[]) => void
}) {
  const [{ refused, reset }] = useQueryState()
  const [name, setName] = useState('')
  const [password, setPassword] = useState('')
  const sending = useSending(t, refused ? (t.refusals[refused] ?? refused) : null)
  const signIn = () =>
    sending.send(async () => {
      if (name.trim() === '' || password === '')
        throw missing(t.required(name.trim() === '' ? t.name : t.password))
      const answer = await client.post('/api/session', { body: { name: name.trim(), password } })
      if ('methods' in answer) onHalf(answer.methods)
      else await refreshSession()
    })
  const byPasskey = () =>
    sending.send(async () => {
      const passkey = await showPasskey(await client.get('/api/session/passkey'))
      await client.post('/api/session/passkey', { body: { passkey } })
      await refreshSession()
    })
  const outside = installation?.signIn.outside
  return (
    <>
      {outside && (
        <>
          <a className={css.outside} href="/api/session/outside">
            <IconBuildingCommunity aria-hidden="true" />
            <span>{t.outside(outside.name)}</span>
          </a>
          <p className={css.or}>{t.or}</p>
        </>
      )}
      {reset && !sending.fault && (
        <p role="status" className={css.note}>
          {t.resetDone}
        </p>
      )}
      <EntranceForm of={sending} onSend={signIn}>
        <TextInput
          label={t.name}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          autoComplete="username"
          autoCapitalize="none"
          spellCheck={false}
          dir="auto"
        />
        <div className={css.secret}>
          <PasswordInput
            label={t.password}
            value={password}
            onChange={(event) => setPassword(event.currentTarget.value)}
            autoComplete="current-password"
            visibilityToggleButtonProps={{ 'aria-label': t.show }}
          />
          <Link to="/app/forgot" className={css.beside}>
            {t.forgot}
          </Link>
        </div>
        <Button type="submit" look="filled" wide busy={sending.isBusy}>
          {t.signIn}
        </Button>
        {installation?.signIn.passkeys && canPasskeys() && (
          <Button wide icon={<IconKey aria-hidden="true" />} onClick={byPasskey}>
            {t.passkey}
          </Button>
        )}
      </EntranceForm>
      <AskForAccount of={installation} t={t} />
      {installation?.services.some(({ name }) => name === 'training') && <Workshops t={t} />}
      {installation?.contact && <p className={css.note}>{t.ask(installation.contact)}</p>}
    </>
  )
}

/** Where somebody new can come in by themselves. */
function AskForAccount({ of: installation, t }: { of: Installation | undefined; t: SignInTexts }) {
  const policy = useSignUpPolicy(installation)
  if (policy === undefined || policy === 'closed') return null
  return (
    <p className={css.note}>
      {t.signUpAsk} <Link to="/app/sign-up">{t.signUpLink}</Link>
    </p>
  )
}

/** Participants have a key and no account; their page is another one. */
function Workshops({ t }: { t: SignInTexts }) {
  return (
    <section className={css.workshops}>
      <IconTicket aria-hidden="true" />
      <div>
        <h2>{t.workshopsTitle}</h2>
        <p>
          {t.workshopsLead} <a href="/app/join">{t.workshopsKey}</a> {t.workshopsCode}
        </p>
      </div>
    </section>
  )
}

/** Something that was left empty, worded like a refusal. */
const missing = (detail: string) => new Refusal(400, { code: 'empty', detail })
