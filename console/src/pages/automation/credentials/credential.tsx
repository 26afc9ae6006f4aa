import { Switch } from '@mantine/core'
import { useRef, useState } from 'react'
import { client } from '../../../app/client.ts'
import { Ready, useData } from '../../../app/data.tsx'
import { useFollowing, useVersions, type Version, VersionsChoice } from '../../../app/versions.tsx'
import { Button } from '../../../ui/button.tsx'
import { Card } from '../../../ui/card.tsx'
import { Copy } from '../../../ui/copy.tsx'
import { Facts } from '../../../ui/facts.tsx'
import { Form, type FormHandle, useForm } from '../../../ui/form.tsx'
import { useGo, useParam } from '../../../ui/link.tsx'
import { notify } from '../../../ui/notices.tsx'
import { PageHead, WithSide } from '../../../ui/page-head.tsx'
import { Hint } from '../../../ui/states.tsx'
import { counted, Time } from '../../../ui/time.tsx'
import { useAutomation } from '../section.ts'
import { PlacesCard, SecretFields, WhatCard } from './credential-fields.tsx'
import { RemoveDialog } from './credentials.tsx'
import {
  bodyOf,
  CREDENTIALS,
  CREDENTIALS_TRAIL,
  type Credential,
  faultsOf,
  KINDS,
  placeWords,
  secretOf,
  type Values,
  valuesOf,
} from './data.ts'
import { TryDialog } from './try-dialog.tsx'

/** One credential: where it is used, and how its secret is replaced unseen. */
export default function CredentialPage() {
  const { keeps } = useAutomation()
  const id = Number(useParam('id'))
  const credential = useData(
    ['automation', 'credential', id],
    (signal) => client.read('/api/automation/credentials/{id}', { path: { id }, signal }),
    { live: ['automation.credential'] },
  )
  return (
    <Ready of={credential} thing={`credential ${id}`} back={{ label: 'All credentials', to: CREDENTIALS }}>
      {(found, { etag }) => <Page of={found} etag={etag} keeps={keeps} />}
    </Ready>
  )
}

function Page({ of, etag, keeps }: { of: Credential; etag: string | undefined; keeps: boolean }) {
  const [isLeaving, leave] = useState(false)
  const [isTrying, setTrying] = useState(false)
  const go = useGo()
  return (
    <>
      <PageHead
        title={of.name}
        trail={CREDENTIALS_TRAIL}
        sentence={`${KINDS[of.kind].label}, used in ${counted(of.uses.length, 'place')}. Its secret is shown to nobody.`}
        acts={
          keeps && (
            <>
              {of.kind !== 'token' && of.uses.length > 0 && (
                <Button onClick={() => setTrying(true)}>Try it</Button>
              )}
              <Button danger onClick={() => leave(true)}>
                Remove
              </Button>
            </>
          )
        }
      />
      <WithSide side={<Told of={of} />}>
        {keeps ? <Editor of={of} etag={etag} /> : <Shown of={of} />}
      </WithSide>
      {isTrying && <TryDialog of={of} onClose={() => setTrying(false)} />}
      {isLeaving && <RemoveDialog of={of} onClose={() => leave(false)} done={() => go(CREDENTIALS)} />}
    </>
  )
}

function Told({ of }: { of: Credential }) {
  const { key } = of
  return (
    <Card title="What is known of it">
      <div className="stack-small">
        <Facts
          of={[
            ['Kind', KINDS[of.kind].label],
            of.username === null ? null : ['Signs in as', <code key="user">{of.username}</code>],
            key && ['Key', `${key.type}${key.bits === null ? '' : `, ${key.bits} bits`}`],
            key && ['Fingerprint', <Copy key="print" text={key.fingerprint} label="the fingerprint" />],
            key && key.comment !== '' ? ['Comment', <bdi key="comment">{key.comment}</bdi>] : null,
            ['Enable secret', of.hasEnable ? 'kept with it' : 'none'],
            ['Secret set', <Time key="set" at={of.secretChangedAt} />],
            ['Last used', of.usedAt === null ? 'never' : <Time key="used" at={of.usedAt} />],
          ]}
        />
        {key?.warning && <Hint>{key.warning}</Hint>}
      </div>
    </Card>
  )
}

function Shown({ of }: { of: Credential }) {
  return (
    <Card title="Which hosts it opens">
      {of.uses.length === 0 ? (
        <p className="small muted">None yet.</p>
      ) : (
        <ul className="stack-small">
          {of.uses.map((use) => (
            <li key={placeWords(use)}>
              <bdi>{placeWords(use)}</bdi>
            </li>
          ))}
        </ul>
      )}
    </Card>
  )
}

function Editor({ of, etag }: { of: Credential; etag: string | undefined }) {
  const handle = useRef<FormHandle<Values>>(undefined)
  const path = { id: of.id }
  const now: Version<Values> = { etag, values: valuesOf(of) }
  const versions = useVersions(now, {
    load: async () => {
      const { data, etag } = await client.read('/api/automation/credentials/{id}', { path })
      return { etag, values: valuesOf(data) }
    },
    save: (values, match) =>
      client.patch('/api/automation/credentials/{id}', {
        path,
        body: { ...bodyOf(values), ...(values.replaces && { secret: secretOf(values) }) },
        ...match,
      }),
    done: () => notify({ title: 'The credential is saved' }),
    stays: true,
  })
  const form: FormHandle<Values> = useForm({
    initial: now.values,
    check: faultsOf,
    ...versions.formOf(() => handle.current as FormHandle<Values>),
    fieldOf: { name_taken: 'name', place_taken: 'uses' },
  })
  handle.current = form
  useFollowing(versions, form, now)
  return (
    <>
      <VersionsChoice
        of={versions}
        form={form}
        title="Somebody else has changed this credential"
        fields={[
          { name: 'name', label: 'Name' },
          { name: 'username', label: 'Signs in as' },
          { name: 'note', label: 'Note' },
          {
            name: 'uses',
            label: 'Opens',
            show: (uses) => (uses as Values['uses']).map(placeWords).join('; '),
          },
        ]}
      />
      <Form of={form} submit="Save">
        <WhatCard form={form} />
        <Card title="The secret">
          <div className="stack-small">
            <Switch
              label="Replace the secret"
              description="What you type takes the place of the one that nobody sees."
              {...form.toggle('replaces')}
            />
            {form.values.replaces && <SecretFields form={form} />}
          </div>
        </Card>
        <PlacesCard form={form} />
      </Form>
    </>
  )
}
