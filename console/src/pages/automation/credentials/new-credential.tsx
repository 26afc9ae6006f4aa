import { client } from '../../../app/client.ts'
import { Button } from '../../../ui/button.tsx'
import { Card } from '../../../ui/card.tsx'
import { Form, useForm } from '../../../ui/form.tsx'
import { useGo } from '../../../ui/link.tsx'
import { notify } from '../../../ui/notices.tsx'
import { PageHead, WithSide } from '../../../ui/page-head.tsx'
import { NotFound } from '../../../ui/states.tsx'
import { useAutomation } from '../section.ts'
import { PlacesCard, SecretFields, WhatCard } from './credential-fields.tsx'
import { bodyOf, CREDENTIALS, CREDENTIALS_TRAIL, faultsOf, secretOf, valuesOf } from './data.ts'

export default function NewCredential() {
  const { keeps } = useAutomation()
  return keeps ? <Page /> : <NotFound back={{ label: 'All credentials', to: CREDENTIALS }} />
}

function Page() {
  const go = useGo()
  const form = useForm({
    initial: valuesOf(),
    check: faultsOf,
    send: (values) =>
      client.post('/api/automation/credentials', {
        body: { ...bodyOf(values), kind: values.kind, secret: secretOf(values) },
      }),
    done: ({ id, name }) => {
      notify({ title: `${name} is kept`, detail: 'Its secret is sealed. Nobody can read it again.' })
      go(`${CREDENTIALS}/${id}`)
    },
    fieldOf: { name_taken: 'name', place_taken: 'uses' },
  })
  return (
    <>
      <PageHead
        title="Add a credential"
        trail={CREDENTIALS_TRAIL}
        sentence="It is sealed when you save it. Runs use it; nobody sees it again."
      />
      <WithSide side={<Nearest />}>
        <Form of={form} submit="Keep it" cancel={<Button to={CREDENTIALS}>Back</Button>}>
          <WhatCard form={form} isNew />
          <Card title="The secret">
            <SecretFields form={form} />
          </Card>
          <PlacesCard form={form} />
        </Form>
      </WithSide>
    </>
  )
}

/** Which one a run takes where several could open a host. */
export function Nearest() {
  return (
    <Card title="Which one opens a host">
      <div className="stack-small">
        <p className="small">
          The nearest: one of the host itself, else of its groups in their order, else of the whole inventory.
        </p>
        <p className="small">
          It comes before passwords that stand in the inventory’s files. It reaches a run in memory alone: not
          on the disk, not on a command line.
        </p>
      </div>
    </Card>
  )
}
