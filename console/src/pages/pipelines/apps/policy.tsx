import { NativeSelect, Switch, TextInput } from '@mantine/core'
import { client } from '../../../app/client.ts'
import { useData } from '../../../app/data.tsx'
import { useFollowing, useVersions, VersionsChoice } from '../../../app/versions.tsx'
import { Card } from '../../../ui/card.tsx'
import type { ConflictField } from '../../../ui/conflict.tsx'
import { Form, type FormHandle, useForm } from '../../../ui/form.tsx'
import { notify } from '../../../ui/notices.tsx'
import type { AppDetail } from './words.ts'

type Policy = NonNullable<AppDetail['forOperators']>['policy']

const NUMBERS = [
  ['inputDays', 'Inputs stay, in days', '0: for good. Empty: as the settings say.', 36_500],
  ['outputDays', 'Results stay, in days', '0: for good. Empty: as the settings say.', 36_500],
  ['cpus', 'Cores', 'Empty: as its definition says.', 4_096],
  ['memoryMb', 'Memory, in MB', 'Empty: as its definition says.', 100_000_000],
  ['minutes', 'Longest time, in minutes', 'Empty: as its definition says.', 525_600],
  ['slots', 'Experiments of it at work at once', 'Empty: as many as there is room for.', 10_000],
] as const
type NumberName = (typeof NUMBERS)[number][0]

/** As it is typed. */
type Values = Record<NumberName, string> & { enabled: boolean; host: string }

const valuesOf = (policy: Policy): Values => ({
  enabled: policy.enabled,
  host: policy.host ?? '',
  ...(Object.fromEntries(NUMBERS.map(([name]) => [name, policy[name]?.toString() ?? ''])) as Record<
    NumberName,
    string
  >),
})

const bodyOf = ({ enabled, host, ...numbers }: Values) => ({
  enabled,
  host: host === '' ? null : host,
  ...(Object.fromEntries(
    NUMBERS.map(([name]) => [name, numbers[name].trim() === '' ? null : Number(numbers[name])]),
  ) as Record<NumberName, number | null>),
})

function faultsOf(values: Values) {
  return Object.fromEntries(
    NUMBERS.map(([name, , , most]) => {
      const least = name.endsWith('Days') ? 0 : 1
      const [text, number] = [values[name].trim(), Number(values[name])]
      const isGood = text === '' || (Number.isInteger(number) && number >= least && number <= most)
      return [name, !isGood && `A whole number, at least ${least}, or nothing.`]
    }),
  )
}

const FIELDS: readonly ConflictField<Values>[] = [
  { name: 'enabled', label: 'Run here' },
  { name: 'host', label: 'Host' },
  ...NUMBERS.map(([name, label]) => ({ name, label })),
]

/** How an app is offered: what operators say beside its definition. */
export function PolicyCard({
  of: { key, label },
  policy,
  etag,
}: {
  of: AppDetail
  policy: Policy
  etag: string | undefined
}) {
  const versions = useVersions<Values>(
    { etag, values: valuesOf(policy) },
    {
      load: async () => {
        const { data, etag } = await client.read('/api/pipelines/apps/{key}', { path: { key } })
        return { etag, values: valuesOf(data.forOperators?.policy ?? policy) }
      },
      save: (values, match) =>
        client.put('/api/pipelines/apps/{key}/policy', { path: { key }, body: bodyOf(values), ...match }),
      done: () => notify({ title: `${label} is offered like this from now on` }),
      stays: true,
    },
  )
  const form: FormHandle<Values> = useForm<Values, unknown>({
    initial: versions.base.values,
    check: faultsOf,
    ...versions.formOf(() => form),
  })
  useFollowing(versions, form, { etag, values: valuesOf(policy) })
  return (
    <Card title="How it is offered">
      {versions.theirs ? (
        <VersionsChoice
          of={versions}
          form={form}
          title="Somebody else changed this meanwhile."
          fields={FIELDS}
        />
      ) : (
        <Form of={form} submit="Save">
          <Switch
            label="Run here"
            description="Without it nothing of it is begun on this server; what runs goes on."
            {...form.toggle('enabled')}
          />
          <HostChoice form={form} />
          <div className="columns">
            {NUMBERS.map(([name, label, description]) => (
              <TextInput
                key={name}
                label={label}
                description={description}
                inputMode="numeric"
                maxLength={9}
                {...form.field(name)}
              />
            ))}
          </div>
        </Form>
      )}
    </Card>
  )
}

function HostChoice({ form }: { form: FormHandle<Values> }) {
  const hosts = useData(['pipelines', 'hosts'], (signal) => client.read('/api/pipelines/hosts', { signal }), {
    live: ['pipelines.host'],
  })
  const items = hosts.data?.data.items ?? []
  const { host } = form.values
  // One that is gone meanwhile is still what counts.
  const isGone = host !== '' && !items.some(({ key }) => key === host)
  return (
    <NativeSelect
      label="Host"
      description="Where it runs when the form names none."
      data={[
        { value: '', label: 'The usual one' },
        ...(isGone ? [{ value: host, label: host }] : []),
        ...items.map(({ key, name }) => ({ value: key, label: name })),
      ]}
      {...form.field('host')}
    />
  )
}
