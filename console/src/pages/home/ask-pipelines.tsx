import { Textarea } from '@mantine/core'
import { useAct } from '../../app/act.ts'
import { client } from '../../app/client.ts'
import { useData } from '../../app/data.tsx'
import { useInstallation, useSignUpPolicy } from '../../app/installation.ts'
import { refreshSession, useSession } from '../../app/session.ts'
import { Card } from '../../ui/card.tsx'
import { Form, useForm } from '../../ui/form.tsx'
import { Hint } from '../../ui/states.tsx'
import { Time } from '../../ui/time.tsx'

/** For whoever may not use pipelines: how their asking stands, or how they ask. */
export function AskForPipelines() {
  const { services, account } = useSession()
  const { email } = account
  const policy = useSignUpPolicy(useInstallation())
  const own = useData(['pipelines', 'me'], (signal) => client.read('/api/pipelines/people/me', { signal }), {
    when: policy !== undefined,
    live: ['pipelines.person'],
  }).data?.data
  if (own === undefined || policy === undefined) return null
  const { state, appliedAt, decision } = own
  if (state === 'approved') return <Approved />
  if (state === 'waiting' || state === 'unverified')
    return (
      <Hint look="waiting" act={state === 'unverified' && email !== null && <SendAgain to={email} />}>
        Your account is waiting for approval
        {appliedAt !== null && (
          <>
            {' '}
            (asked <Time at={appliedAt} />)
          </>
        )}
        .{' '}
        {state === 'unverified'
          ? 'Open the link in the mail that we sent you: it shows that the address is yours.'
          : 'You get a mail when somebody has decided.'}
      </Hint>
    )
  // Whoever has other work here is not asked again and again.
  if (services.length > 0) return null
  if (state === 'denied')
    return (
      <Hint>
        Your account may not use pipelines. {decision !== null && <span dir="auto">{decision}</span>}
      </Hint>
    )
  return policy === 'closed' ? null : <Ask />
}

/** The mail that proves the address may have been lost. */
function SendAgain({ to }: { to: string }) {
  const act = useAct()
  const again = () =>
    act(() => client.post('/api/pipelines/people/mail', { body: { email: to } }), {
      done: `Another mail is on its way to ${to}`,
      detail: 'Look also where unwanted mail goes.',
    })
  return (
    <button type="button" className="link" onClick={() => void again()}>
      Send it again
    </button>
  )
}

/** The right has come while this page was open. */
function Approved() {
  return (
    <Hint
      look="done"
      act={
        <button type="button" className="link" onClick={() => void refreshSession()}>
          Show them
        </button>
      }
    >
      You may use pipelines now.
    </Hint>
  )
}

function Ask() {
  const form = useForm({
    initial: { intention: '' },
    send: ({ intention }) => client.post('/api/pipelines/people/me', { body: { intention } }),
    done: refreshSession,
  })
  return (
    <Card title="Use pipelines">
      <Form of={form} submit="Ask for it">
        <p>Hand in images and a form, and get processed results back. Somebody here lets you in.</p>
        <Textarea
          label="What you want to do"
          description="A few words help whoever decides."
          autosize
          minRows={2}
          maxRows={6}
          maxLength={4_000}
          dir="auto"
          {...form.field('intention')}
        />
      </Form>
    </Card>
  )
}
