import { TextInput } from '@mantine/core'
import { client } from '../../../app/client.ts'
import { Ready, useData } from '../../../app/data.tsx'
import { useFollowing, useVersions, VersionsChoice } from '../../../app/versions.tsx'
import { Card } from '../../../ui/card.tsx'
import { Facts } from '../../../ui/facts.tsx'
import { Form, type FormHandle, useForm } from '../../../ui/form.tsx'
import { useParam } from '../../../ui/link.tsx'
import { notify } from '../../../ui/notices.tsx'
import { PageHead, WithSide } from '../../../ui/page-head.tsx'
import { count, Time } from '../../../ui/time.tsx'
import { TRAIL, useCompute } from '../section.ts'
import { ClusterForm } from './cluster-form.tsx'
import { Connection } from './connection.tsx'
import { FIELDS, faultsOf, keyOf, type ResourceDetail, settingsOf, type Values, valuesOf } from './values.ts'
import { RESOURCES, ResourceState } from './words.tsx'

const PATH = '/api/compute/resources/{id}'

export default function ResourcePage() {
  useCompute()
  const id = Number(useParam('id'))
  const resource = useData(
    ['compute', 'resources', id],
    (signal) => client.read(PATH, { path: { id }, signal }),
    { live: ['compute.resource', 'compute.session'] },
  )
  return (
    <Ready of={resource} thing={`resource ${id}`} back={{ label: 'All resources', to: RESOURCES }}>
      {(data, { etag }) => <Shown of={data} etag={etag} />}
    </Ready>
  )
}

function Shown({ of: resource, etag }: { of: ResourceDetail; etag: string | undefined }) {
  const { id, key, name, settings, health, hasTokenKey } = resource
  const now = { etag, values: valuesOf(resource) }
  const versions = useVersions<Values>(now, {
    load: async () => {
      const { data, etag } = await client.read(PATH, { path: { id } })
      return { etag, values: valuesOf(data) }
    },
    save: (values, match) =>
      client.patch(PATH, {
        path: { id },
        body: {
          name: values.name.trim(),
          ...(settings && { settings: settingsOf(values), ...keyOf(values) }),
        },
        ...match,
      }),
    done: () =>
      notify({ title: `${name} is saved`, detail: 'What runs there is looked after by it at once.' }),
    stays: true,
  })
  const form: FormHandle<Values> = useForm<Values, unknown>({
    initial: versions.base.values,
    check: (values) => faultsOf(values, false),
    ...versions.formOf(() => form),
  })
  useFollowing(versions, form, now)
  return (
    <>
      <PageHead
        title={name}
        trail={[...TRAIL, { label: 'Resources', to: RESOURCES }]}
        state={<ResourceState of={resource} pill />}
        sentence={health.message}
      />
      <WithSide
        side={
          <>
            <Card title="Now">
              <Facts
                of={[
                  [
                    'Key',
                    <span key="key" className="mono">
                      {key}
                    </span>,
                  ],
                  ['Running', count(resource.running)],
                  ['Cores in use', count(resource.cpus)],
                  ['Waiting', count(resource.waiting)],
                  ['As of', health.asOf === null ? 'not yet' : <Time key="at" at={health.asOf} />],
                ]}
              />
            </Card>
            {settings && <Connection form={form} id={id} />}
          </>
        }
      >
        {versions.theirs ? (
          <VersionsChoice
            of={versions}
            form={form}
            title="Somebody else saved this resource meanwhile."
            fields={FIELDS}
          />
        ) : settings ? (
          <ClusterForm form={form} submit="Save" hasKey={hasTokenKey} />
        ) : (
          <Form of={form} submit="Save">
            <Card title="What it is">
              <TextInput
                label="Name (required)"
                description="What people read who start a session there."
                maxLength={64}
                {...form.field('name')}
              />
            </Card>
          </Form>
        )}
      </WithSide>
    </>
  )
}
