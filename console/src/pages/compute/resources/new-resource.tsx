import { client } from '../../../app/client.ts'
import { Button } from '../../../ui/button.tsx'
import { useForm } from '../../../ui/form.tsx'
import { useGo } from '../../../ui/link.tsx'
import { notify } from '../../../ui/notices.tsx'
import { PageHead, WithSide } from '../../../ui/page-head.tsx'
import { TRAIL, useCompute } from '../section.ts'
import { ClusterForm } from './cluster-form.tsx'
import { Connection } from './connection.tsx'
import { faultsOf, keyOf, settingsOf, valuesOf } from './values.ts'
import { RESOURCES } from './words.tsx'

export default function NewResource() {
  useCompute()
  const go = useGo()
  const form = useForm({
    initial: valuesOf(),
    check: (values) => faultsOf(values, true),
    send: (values) =>
      client.post('/api/compute/resources', {
        body: {
          key: values.key,
          name: values.name.trim(),
          settings: settingsOf(values),
          ...keyOf(values),
        },
      }),
    done: ({ name }) => {
      notify({ title: `${name} is added`, detail: 'Sessions can be started there once it answers.' })
      go(RESOURCES)
    },
    fieldOf: { resource_taken: 'key' },
  })
  return (
    <>
      <PageHead
        title="Add a cluster"
        trail={[...TRAIL, { label: 'Resources', to: RESOURCES }]}
        sentence="A Slurm that shares its file system with this server: sessions write into people’s workspaces there."
      />
      <WithSide side={<Connection form={form} />}>
        <ClusterForm
          form={form}
          submit="Add the cluster"
          isNew
          cancel={<Button to={RESOURCES}>Back</Button>}
        />
      </WithSide>
    </>
  )
}
