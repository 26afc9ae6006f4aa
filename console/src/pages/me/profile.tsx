import { Input, SegmentedControl, Select, Switch, TextInput, useMantineColorScheme } from '@mantine/core'
import '@mantine/core/styles/Combobox.css'
import { useRef, useState } from 'react'
import { useAct } from '../../app/act.ts'
import { client } from '../../app/client.ts'
import { confirmed } from '../../app/confirm.tsx'
import { Ready, useData } from '../../app/data.tsx'
import { refreshSession } from '../../app/session.ts'
import { useVersions, VersionsChoice } from '../../app/versions.tsx'
import { LANGUAGES, type Language } from '../../text/language.ts'
import { Card } from '../../ui/card.tsx'
import { Facts } from '../../ui/facts.tsx'
import { Form, type FormHandle, useForm } from '../../ui/form.tsx'
import { areKeysOn, setKeysOn } from '../../ui/keys.ts'
import { notify } from '../../ui/notices.tsx'
import { WithSide } from '../../ui/page-head.tsx'
import { Time } from '../../ui/time.tsx'
import { MePage } from './me-page.tsx'

const KEY = ['me']
const readMe = (signal?: AbortSignal) => client.read('/api/me', signal ? { signal } : {})

/** Name, address, and how the console looks here. */
export default function Profile() {
  const me = useData(KEY, readMe, { live: ['account.changed'] })
  return (
    <MePage tab="Profile">
      <Ready of={me}>
        {(account, { etag }) => (
          <WithSide
            side={
              <Card title="Account">
                <Facts
                  of={[
                    ['Sign-in name', <code key="name">{account.name}</code>],
                    ['Made', <Time key="made" at={account.createdAt} form="day" />],
                    ['Last sign-in', <Time key="last" at={account.lastSignInAt} />],
                  ]}
                />
              </Card>
            }
          >
            <Card title="Name and address">
              <NameForm account={account} etag={etag} />
            </Card>
            <Card title="The console in this browser">
              <Appearance />
            </Card>
            <Card title="Mails to me">
              <MailLanguage />
            </Card>
          </WithSide>
        )}
      </Ready>
    </MePage>
  )
}

interface Names {
  firstName: string
  lastName: string
  email: string
}
const namesOf = (account: { firstName: string; lastName: string; email: string | null }): Names => ({
  firstName: account.firstName,
  lastName: account.lastName,
  email: account.email ?? '',
})

const FIELDS = [
  { name: 'firstName', label: 'First name' },
  { name: 'lastName', label: 'Last name' },
  { name: 'email', label: 'E-mail address' },
] as const

function NameForm({ account, etag }: { account: Parameters<typeof namesOf>[0]; etag: string | undefined }) {
  const first = { etag, values: namesOf(account) }
  const known = useRef(first.values)
  const versions = useVersions<Names>(first, {
    load: async () => {
      const fresh = await readMe()
      known.current = namesOf(fresh.data)
      return { etag: fresh.etag, values: known.current }
    },
    save: ({ email, ...names }, match) => {
      // Only what was changed: the address asks for more than the name.
      const body = { ...names, ...(email !== known.current.email && { email: email || null }) }
      return confirmed(() => client.patch('/api/me', { body, ...match }))
    },
    done: async () => {
      notify({ title: 'Your profile is saved' })
      await refreshSession()
    },
    stays: true,
  })
  const form: FormHandle<Names> = useForm<Names, unknown>({
    initial: versions.base.values,
    fieldOf: { invalid_email: 'email', email_taken: 'email' },
    ...versions.formOf(() => form),
  })
  if (versions.theirs)
    return (
      <VersionsChoice
        of={versions}
        form={form}
        title="Somebody else changed your profile meanwhile."
        fields={FIELDS}
      />
    )
  return (
    <Form of={form} submit="Save">
      <div className="columns">
        <TextInput label="First name" autoComplete="given-name" dir="auto" {...form.field('firstName')} />
        <TextInput label="Last name" autoComplete="family-name" dir="auto" {...form.field('lastName')} />
      </div>
      <TextInput
        label="E-mail address"
        description="You can sign in with it, and a link to a new password goes there."
        type="email"
        autoComplete="email"
        {...form.field('email')}
      />
    </Form>
  )
}

const SCHEMES = [
  { value: 'auto', label: 'As the system' },
  { value: 'light', label: 'Light' },
  { value: 'dark', label: 'Dark' },
]

function Appearance() {
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  const [keys, setKeys] = useState(areKeysOn)
  return (
    <div className="stack-small">
      <Input.Wrapper label="Appearance" labelElement="div">
        <div>
          <SegmentedControl
            aria-label="Appearance"
            data={SCHEMES}
            value={colorScheme}
            onChange={(value) => setColorScheme(value as 'auto' | 'light' | 'dark')}
          />
        </div>
      </Input.Wrapper>
      <Switch
        label="Single keys"
        description="Such as g h for Home, / for search, j and k in lists. Ctrl K works without."
        checked={keys}
        onChange={(event) => {
          setKeysOn(event.currentTarget.checked)
          setKeys(event.currentTarget.checked)
        }}
      />
    </div>
  )
}

function MailLanguage() {
  const act = useAct()
  const settings = useData(
    ['me', 'notice-settings'],
    (signal) => client.read('/api/me/notice-settings', { signal }),
    { live: ['notice.settings-changed'] },
  )
  return (
    <Ready of={settings}>
      {({ language, kinds }) => (
        <Select
          label="Language of mails"
          data={Object.entries(LANGUAGES).map(([value, label]) => ({ value, label }))}
          value={language}
          allowDeselect={false}
          onChange={(value) =>
            void act(
              () =>
                client.put('/api/me/notice-settings', {
                  body: {
                    language: value as Language,
                    kinds: kinds.map(({ kind, console, mail }) => ({ kind, console, mail })),
                  },
                }),
              { done: `Mails to you are in ${LANGUAGES[value as Language]}` },
            )
          }
        />
      )}
    </Ready>
  )
}
