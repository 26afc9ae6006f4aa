import { Checkbox, Fieldset, TextInput } from '@mantine/core'
import '@mantine/core/styles/Fieldset.css'
import { useState } from 'react'
import { Button } from '../../ui/button.tsx'
import { Copy } from '../../ui/copy.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Form, type FormHandle, useForm } from '../../ui/form.tsx'
import { Hint } from '../../ui/states.tsx'
import { client } from '../client.ts'
import { queries } from '../queries.ts'
import type { Event, Hooks, Webhook } from './webhook.ts'

interface Values {
  address: string
  events: string[]
}

const check = ({ address, events }: Values) => ({
  address: !/^https?:\/\/\S+$/i.test(address.trim()) && 'Write a whole address that begins with https://.',
  events: events.length === 0 && 'Choose at least one event.',
})

/** Asks for an address and events, then shows the secret this once. */
export function NewWebhook({
  of: { api, id },
  events,
  onClose,
}: {
  of: Hooks
  events: readonly Event[]
  onClose: () => void
}) {
  const [secret, setSecret] = useState<string>()
  const form = useForm<Values, { secret: string }>({
    initial: { address: '', events: events.slice(0, 1).map(({ name }) => name) },
    check,
    send: (body) => client.post(api.list, { path: { id }, body: trimmed(body) }),
    done: ({ secret }) => {
      setSecret(secret)
      void queries.invalidateQueries({ queryKey: [api.list, id] })
    },
    draft: `webhook.new.${api.list}.${id}`,
  })
  if (secret !== undefined) return <SecretDialog secret={secret} onClose={onClose} />
  return (
    <Dialog title="Add a webhook" isOpen onClose={onClose}>
      <Form of={form} submit="Add the webhook" cancel={<Button onClick={onClose}>Back</Button>}>
        <Fields form={form} events={events} />
      </Form>
    </Dialog>
  )
}

/** Changes where one is sent, and of what. */
export function ChangeWebhook({
  hook,
  api,
  etag,
  events,
  onClose,
}: {
  hook: Webhook
  api: Hooks['api']
  etag: string | undefined
  events: readonly Event[]
  onClose: () => void
}) {
  const form = useForm<Values, Webhook>({
    initial: { address: hook.address, events: hook.events },
    check,
    send: (body) =>
      client.patch(api.hook, {
        path: { id: hook.id },
        body: trimmed(body),
        ...(etag && { ifMatch: etag }),
      }),
    done: onClose,
  })
  return (
    <Dialog title="Change the webhook" isOpen onClose={onClose}>
      <Form of={form} submit="Save" cancel={<Button onClick={onClose}>Back</Button>}>
        <Fields form={form} events={events} />
      </Form>
    </Dialog>
  )
}

const trimmed = ({ address, events }: Values) => ({ address: address.trim(), events })

function Fields({ form, events }: { form: FormHandle<Values>; events: readonly Event[] }) {
  const { error } = form.field('events')
  return (
    <>
      <TextInput
        label="Address (required)"
        description="Where messages are sent, with https. Addresses inside the network only where the operator lists them."
        type="url"
        data-autofocus
        {...form.field('address')}
      />
      <Fieldset legend="Tell it when (required)" variant="unstyled">
        <div className="stack-small" id={form.field('events').id} tabIndex={-1}>
          {events.map(({ name, title }) => (
            <Checkbox
              key={name}
              label={title}
              description={<code>{name}</code>}
              checked={form.values.events.includes(name)}
              onChange={(change) => {
                const others = form.values.events.filter((each) => each !== name)
                form.set({ events: change.currentTarget.checked ? [...others, name] : others })
              }}
            />
          ))}
          {error && <p className="small">{error}</p>}
        </div>
      </Fieldset>
    </>
  )
}

/** The secret, which nobody can see again. */
export function SecretDialog({ secret, onClose }: { secret: string; onClose: () => void }) {
  return (
    <Dialog title="The secret of this webhook" isOpen onClose={onClose}>
      <div className="stack-small">
        <Hint>It is shown this once. Copy it to the server that receives the messages.</Hint>
        <Copy text={secret} label="the secret" />
        <p className="small">
          Each message is signed with it: <code>x-atelier-signature</code> holds <code>v1=</code> and the
          HMAC-SHA-256 of the time in <code>x-atelier-timestamp</code>, a point, and the body.
        </p>
        <div className="line">
          <Button look="filled" onClick={onClose}>
            I have copied it
          </Button>
        </div>
      </div>
    </Dialog>
  )
}
