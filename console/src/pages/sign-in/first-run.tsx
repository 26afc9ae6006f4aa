import { PasswordInput, TextInput } from '@mantine/core'
import { IconSparkles } from '@tabler/icons-react'
import { type ReactNode, useEffect, useRef } from 'react'
import { client } from '../../app/client.ts'
import { checkMailServer, MailServerFields, mailSettings, NO_MAIL_SERVER } from '../../app/mail-server.tsx'
import { refreshSession } from '../../app/session.ts'
import { Button } from '../../ui/button.tsx'
import { FormFaults, useForm } from '../../ui/form.tsx'
import { notify } from '../../ui/notices.tsx'
import { wordsOf } from '../../ui/words.ts'
import { Entrance } from './entrance.tsx'
import css from './first-run.module.css'

const PRINTED = /^first=(.{8,1024})$/

/** The password of the link that the server has printed. Read once: it leaves the address as soon as the page is there. */
const [, printed = ''] = PRINTED.exec(window.location.hash.slice(1)) ?? []

/** The first visit of an empty installation: three steps on one page, then with sample data or without. */
export function FirstRun({ onSignIn }: { onSignIn: () => void }) {
  const isWithSample = useRef(false)
  useEffect(() => {
    if (window.location.hash !== '')
      window.history.replaceState(window.history.state, '', window.location.pathname)
  }, [])
  const form = useForm({
    initial: {
      first: printed,
      password: '',
      again: '',
      email: '',
      name: '',
      publicUrl: window.location.origin,
      ...NO_MAIL_SERVER,
    },
    check: (values) => ({
      first: !values.first && 'Type the password that the server printed when it started.',
      password: values.password.length < 8 && 'A password has at least 8 characters.',
      again: values.again !== values.password && 'The two passwords differ.',
      name: !values.name.trim() && 'Give it a name that your people know.',
      publicUrl:
        !/^https?:\/\/[^\s/]+\/?$/.test(values.publicUrl.trim()) && 'Write the whole address, with https://.',
      ...checkMailServer(values),
    }),
    fieldOf: { wrong_password: 'first', invalid_password: 'password', invalid_email: 'email' },
    send: async (values) => {
      const email = values.email.trim()
      await client.post('/api/setup', {
        body: {
          first: values.first.trim(),
          password: values.password,
          ...(email && { email }),
          settings: { name: values.name.trim(), publicUrl: values.publicUrl.trim(), ...mailSettings(values) },
        },
      })
      if (isWithSample.current) await fill()
    },
    done: refreshSession,
  })
  return (
    <Entrance
      title="Set up your Atelier"
      lead="Three steps, and it is yours. All of it can be changed later in the settings."
    >
      <form
        className={css.form}
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          isWithSample.current =
            (event.nativeEvent as SubmitEvent).submitter?.getAttribute('value') === 'sample'
          form.submit()
        }}
      >
        <FormFaults of={form} />
        <Step number={1} title="Your password">
          {printed === '' && (
            <PasswordInput
              label="Printed password (required)"
              description="The server printed it when it started, with the address of this page."
              autoComplete="off"
              {...form.field('first')}
            />
          )}
          <PasswordInput
            label="New password (required)"
            description="For the account admin. At least 8 characters."
            autoComplete="new-password"
            {...form.field('password')}
          />
          <PasswordInput label="Once more (required)" autoComplete="new-password" {...form.field('again')} />
          <TextInput
            label="Your e-mail address"
            description="For notices, and when you forget the password."
            type="email"
            autoComplete="email"
            {...form.field('email')}
          />
        </Step>
        <Step number={2} title="Name and address">
          <TextInput
            label="Name of this installation (required)"
            placeholder="Kestrel Lab"
            maxLength={60}
            dir="auto"
            {...form.field('name')}
          />
          <TextInput
            label="Address that people use (required)"
            description="Links in mails and letters lead there. It counts from the next start."
            type="url"
            spellCheck={false}
            {...form.field('publicUrl')}
          />
        </Step>
        <Step
          number={3}
          title="Mail"
          note="You may skip this. Until then mails are kept, and you can read them here."
        >
          <details className={css.more}>
            <summary>Connect a mail server</summary>
            <div className={css.fields}>
              <MailServerFields of={form} />
            </div>
          </details>
        </Step>
        <div className={css.acts}>
          <Button type="submit" look="filled" wide value="empty" busy={form.isSending}>
            Start empty
          </Button>
          <Button
            type="submit"
            wide
            value="sample"
            icon={<IconSparkles aria-hidden="true" />}
            busy={form.isSending}
          >
            Fill with sample data
          </Button>
          <p className="caption">
            Sample data are made-up people and a study with a month of submissions. They can be removed again,
            and nothing else goes with them.
          </p>
          <button type="button" className="link" onClick={onSignIn}>
            Sign in with the printed password instead
          </button>
        </div>
      </form>
    </Entrance>
  )
}

/** It is set up by now: a refusal here is no reason to stay. */
async function fill(): Promise<void> {
  try {
    await client.post('/api/demo', { body: {} })
  } catch (error) {
    notify({ look: 'failed', title: wordsOf(error) })
  }
}

function Step({
  number,
  title,
  note,
  children,
}: {
  number: number
  title: string
  note?: string
  children: ReactNode
}) {
  return (
    <fieldset className={css.step}>
      <legend>
        <span className={css.number} aria-hidden="true">
          {number}
        </span>
        {title}
      </legend>
      {note && <p className="caption">{note}</p>}
      <div className={css.fields}>{children}</div>
    </fieldset>
  )
}
