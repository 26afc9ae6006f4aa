import type { Answer } from '@atelier/client'
import { SegmentedControl, TextInput } from '@mantine/core'
import { IconMail, IconMessage } from '@tabler/icons-react'
import { useState } from 'react'
import { useAct } from '../../../app/act.ts'
import { client } from '../../../app/client.ts'
import { Ready, useData } from '../../../app/data.tsx'
import { queries } from '../../../app/queries.ts'
import { Button } from '../../../ui/button.tsx'
import { Card, Row, Rows } from '../../../ui/card.tsx'
import { ConfirmDialog, Dialog } from '../../../ui/dialog.tsx'
import { Form, useForm } from '../../../ui/form.tsx'
import { Menu } from '../../../ui/menu.tsx'
import { notify } from '../../../ui/notices.tsx'
import { PageHead } from '../../../ui/page-head.tsx'
import { Empty } from '../../../ui/states.tsx'
import { TRAIL, useAutomation } from '../section.ts'

type Channel = Answer<'/api/automation/channels'>['items'][number]
const KEY = ['automation', 'channels']

/** Chats and mailboxes that can be told how runs end. */
export default function Channels() {
  const { keeps } = useAutomation()
  const [isNew, setNew] = useState(false)
  const [removed, setRemoved] = useState<Channel | null>(null)
  const channels = useData(KEY, (signal) => client.read('/api/automation/channels', { signal }), {
    live: ['automation.channel'],
  })
  return (
    <>
      <PageHead
        title="Channels"
        trail={TRAIL}
        sentence="Chats and mailboxes that templates, presets and runs can name to be told how they end."
        acts={
          keeps && (
            <Button look="filled" onClick={() => setNew(true)}>
              Add a channel
            </Button>
          )
        }
      />
      <Ready of={channels} what="The list of channels">
        {({ items }) =>
          items.length === 0 ? (
            <Empty
              icon={<IconMessage aria-hidden="true" />}
              title="No channels yet"
              acts={
                keeps && (
                  <Button look="filled" onClick={() => setNew(true)}>
                    Add a channel
                  </Button>
                )
              }
            >
              A channel is an incoming webhook of a chat, or a mailbox of a team. People are told below the
              bell in any case.
            </Empty>
          ) : (
            <Card title="Channels" flush>
              <Rows>
                {items.map((channel) => (
                  <Line key={channel.id} of={channel} keeps={keeps} onRemove={() => setRemoved(channel)} />
                ))}
              </Rows>
            </Card>
          )
        }
      </Ready>
      {isNew && <NewChannel onClose={() => setNew(false)} />}
      <ConfirmDialog
        title={`Remove ${removed?.name ?? ''}?`}
        isOpen={removed !== null}
        onClose={() => setRemoved(null)}
        act="Remove the channel"
        run={async () => {
          await client.delete('/api/automation/channels/{id}', { path: { id: removed?.id ?? 0 } })
          await queries.invalidateQueries({ queryKey: KEY })
        }}
      >
        What names it tells it nothing any more.
      </ConfirmDialog>
    </>
  )
}

function Line({ of, keeps, onRemove }: { of: Channel; keeps: boolean; onRemove: () => void }) {
  const act = useAct()
  const test = () =>
    void act(() => client.post('/api/automation/channels/{id}/test', { path: { id: of.id } }), {
      done: 'A message is on its way',
      detail: `Look whether it arrives at ${of.name}.`,
    })
  const Icon = of.kind === 'chat' ? IconMessage : IconMail
  return (
    <Row
      icon={<Icon aria-hidden="true" />}
      title={of.name}
      note={of.failure === '' ? of.shown : `${of.shown}. The last message did not arrive: ${of.failure}`}
      act={
        keeps && (
          <>
            <Button small onClick={test} aria-label={`Send a test to ${of.name}`}>
              Test
            </Button>
            <Menu label={`More acts on ${of.name}`} items={[{ label: 'Remove', run: onRemove }]} />
          </>
        )
      }
    />
  )
}

function NewChannel({ onClose }: { onClose: () => void }) {
  const form = useForm({
    initial: { name: '', kind: 'chat' as 'chat' | 'mail', address: '' },
    check: ({ name, address }) => ({
      name: name.trim() === '' && 'Give it a name.',
      address: address.trim() === '' && 'Give its address.',
    }),
    send: ({ name, kind, address }) =>
      client.post('/api/automation/channels', { body: { name: name.trim(), kind, address: address.trim() } }),
    done: ({ name }) => {
      notify({ title: `${name} is added` })
      void queries.invalidateQueries({ queryKey: KEY })
      onClose()
    },
    fieldOf: { bad_address: 'address', name_taken: 'name' },
  })
  const isChat = form.values.kind === 'chat'
  return (
    <Dialog title="Add a channel" isOpen onClose={onClose}>
      <Form of={form} submit="Add the channel">
        <SegmentedControl
          aria-label="Sort of channel"
          data={[
            { value: 'chat', label: 'Chat' },
            { value: 'mail', label: 'Mailbox' },
          ]}
          value={form.values.kind}
          onChange={(kind) => form.set({ kind: kind as 'chat' | 'mail' })}
        />
        <TextInput label="Name (required)" maxLength={200} {...form.field('name')} />
        <TextInput
          label={isChat ? 'Incoming webhook (required)' : 'Mail address (required)'}
          description={
            isChat
              ? 'From Slack, Mattermost, Rocket.Chat or another one that takes {"text": …}. It is sealed, and never shown again.'
              : 'Of a team, such as network@example.org.'
          }
          maxLength={2_048}
          autoComplete="off"
          {...form.field('address')}
        />
      </Form>
    </Dialog>
  )
}
