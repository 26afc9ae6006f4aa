import { Checkbox, NativeSelect, Switch, Textarea, TextInput } from '@mantine/core'
import type { ReactNode } from 'react'
import { client } from '../../../app/client.ts'
import { useData } from '../../../app/data.tsx'
import { useSession } from '../../../app/session.ts'
import { Card } from '../../../ui/card.tsx'
import { Form, type FormHandle } from '../../../ui/form.tsx'
import { ICON_NAMES } from '../sessions/kind-icon.tsx'
import css from './kinds.module.css'
import { Questions } from './questions.tsx'
import type { Values } from './values.ts'

const TYPES = [
  { value: 'command', label: 'A program of your own' },
  { value: 'jupyter', label: 'Jupyter' },
  { value: 'terminal', label: 'A terminal in the page' },
  { value: 'code-server', label: 'VS Code in the page' },
  { value: 'local_test', label: 'A test that writes a line and ends' },
]

/** Everything about a kind of sessions, in groups. `first` stands above the rest. */
export function KindForm({
  form,
  submit,
  first,
  cancel,
}: {
  form: FormHandle<Values>
  submit: string
  first?: ReactNode
  cancel?: ReactNode
}) {
  return (
    <Form of={form} submit={submit} cancel={cancel}>
      <Card title="What it is">
        <div className="stack-small">
          {first}
          <TextInput label="Name (required)" maxLength={64} {...form.field('name')} />
          <TextInput
            label="Description"
            description="Stands on its card."
            maxLength={500}
            {...form.field('description')}
          />
          <NativeSelect label="Icon" data={['', ...ICON_NAMES]} {...form.field('icon')} />
        </div>
      </Card>
      <ProgramCard form={form} />
      <Card title="What people are asked">
        <div className="stack">
          <Questions
            form={form}
            of="parameters"
            title="Options"
            help="num_cpus, memory_mb, time_limit_minutes and gpu_enabled decide how much it gets; every other one is ATELIER_OPTION_{NAME} in the session."
          />
          <Questions
            form={form}
            of="fields"
            title="Own questions"
            help="The answer is ATELIER_FIELD_{NAME} in the session."
          />
        </div>
      </Card>
      <WhoCard form={form} />
      <TimeCard form={form} />
    </Form>
  )
}

function ProgramCard({ form }: { form: FormHandle<Values> }) {
  const { type, hasPage } = form.values
  return (
    <Card title="What it runs">
      <div className="stack-small">
        <NativeSelect label="Program" data={TYPES} {...form.field('type')} />
        <Textarea
          label={type === 'command' ? 'Command (required)' : 'Before it'}
          description={
            type === 'command'
              ? 'Lines of a shell, beginning in a hidden folder of the session; the workspace is $ATELIER_WORKSPACE. It finds ATELIER_HOST, ATELIER_PORT, ATELIER_BASE_PATH and ATELIER_SESSION_TOKEN.'
              : 'Lines of a shell, such as loading a module.'
          }
          autosize
          minRows={2}
          maxRows={20}
          maxLength={20_000}
          classNames={{ input: css.code }}
          spellCheck={false}
          {...form.field('command')}
        />
        <Switch
          label="It has a page of its own"
          description="A server that listens on ATELIER_HOST and ATELIER_PORT."
          {...form.toggle('hasPage')}
        />
        {hasPage && (
          <div className="columns">
            <TextInput
              label="First page"
              description="Below its address, such as lab; nothing is the address itself."
              maxLength={300}
              {...form.field('startPage')}
            />
            <TextInput
              label="Ready when this page answers"
              description="Nothing: as soon as it takes a connection."
              maxLength={300}
              {...form.field('readyPath')}
            />
          </div>
        )}
        {hasPage && (
          <Switch
            label="Its server knows nothing of the session’s address"
            description="Requests come to it as if it stood at the root."
            {...form.toggle('atRoot')}
          />
        )}
        <Switch
          label="Terminal and further ports beside it"
          description="A small helper that goes with each session."
          {...form.toggle('helper')}
        />
        <Textarea
          label="Environment"
          description="A line for each variable, as NAME=value. No secrets: people in the session can read it."
          autosize
          minRows={2}
          maxRows={12}
          classNames={{ input: css.code }}
          spellCheck={false}
          {...form.field('env')}
        />
      </div>
    </Card>
  )
}

function WhoCard({ form }: { form: FormHandle<Values> }) {
  const { account } = useSession()
  const groups = useData(
    ['groups', 'all'],
    (signal) => client.read('/api/groups', { query: { limit: 200 }, signal }),
    { when: account.administrator },
  )
  const resources = useData(['compute', 'resources'], (signal) =>
    client.read('/api/compute/resources', { signal }),
  )
  return (
    <Card title="Who and where">
      <div className="stack-small">
        <Choices
          form={form}
          of="groups"
          title="Groups that see it"
          none="None chosen: everybody who uses compute."
          choices={(groups.data?.data.items ?? []).map(({ id, name }) => [String(id), name])}
        />
        <Choices
          form={form}
          of="resources"
          title="Where it can run"
          none="None chosen: everywhere."
          choices={(resources.data?.data.items ?? []).map(({ key, name }) => [key, name])}
        />
      </div>
    </Card>
  )
}

function Choices({
  form,
  of,
  title,
  none,
  choices,
}: {
  form: FormHandle<Values>
  of: 'groups' | 'resources'
  title: string
  none: string
  choices: readonly (readonly [value: string, label: string])[]
}) {
  const { id, error } = form.field(of)
  const values = form.values[of]
  // One that is chosen but not to be seen by this person stays as it is.
  const unseen = values.filter((value) => !choices.some(([known]) => known === value))
  return (
    <Checkbox.Group
      id={id}
      label={title}
      description={values.length === 0 ? none : undefined}
      error={error}
      value={values}
      onChange={(next) => form.set({ [of]: next })}
    >
      <div className={css.choices}>
        {[...choices, ...unseen.map((value) => [value, value] as const)].map(([value, label]) => (
          <Checkbox key={value} value={value} label={label} />
        ))}
      </div>
    </Checkbox.Group>
  )
}

function TimeCard({ form }: { form: FormHandle<Values> }) {
  const minutes = (name: 'idleMinutes' | 'maxMinutes' | 'extendMinutes', label: string, help: string) => (
    <TextInput label={label} description={help} inputMode="numeric" maxLength={6} {...form.field(name)} />
  )
  return (
    <Card title="How long">
      <div className="columns">
        {minutes(
          'idleMinutes',
          'Minutes without activity',
          'Then it stops by itself. 0: never. Nothing: as the setting says.',
        )}
        {minutes(
          'maxMinutes',
          'Longest time, in minutes',
          'That one may ask for at its start. Nothing: no limit.',
        )}
        {minutes(
          'extendMinutes',
          'Can be extended up to, in minutes',
          'Its age at most. Nothing: not at all.',
        )}
      </div>
    </Card>
  )
}
