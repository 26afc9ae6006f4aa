import { IconPlus, IconWebhook } from '@tabler/icons-react'
import { type ReactNode, useState } from 'react'
import { Button } from '../../ui/button.tsx'
import { Card, Row, Rows } from '../../ui/card.tsx'
import { Link } from '../../ui/link.tsx'
import { PageHead } from '../../ui/page-head.tsx'
import { State } from '../../ui/state.tsx'
import { Empty } from '../../ui/states.tsx'
import { counted } from '../../ui/time.tsx'
import { client } from '../client.ts'
import { Ready, useData } from '../data.tsx'
import { NewWebhook } from './form.tsx'
import { type Event, type Hooks, hostOf, markOf, type Webhook } from './webhook.ts'

/** The servers that hear of a thing. `frame` is what the list stands in. */
export function WebhookList({
  of: hooks,
  sentence,
  frame = (list) => list,
}: {
  of: Hooks
  sentence: string
  frame?: (list: ReactNode) => ReactNode
}) {
  const { api, id, url, trail } = hooks
  const [isAdding, setAdding] = useState(false)
  const list = useData([api.list, id], (signal) => client.read(api.list, { path: { id }, signal }), {
    live: ['webhook'],
  })
  const add = (
    <Button look="filled" icon={<IconPlus aria-hidden="true" />} onClick={() => setAdding(true)}>
      Add a webhook
    </Button>
  )
  return (
    <>
      <PageHead
        title="Webhooks"
        trail={trail}
        sentence={sentence}
        acts={list.data && list.data.data.items.length > 0 && add}
      />
      {frame(
        <Ready of={list} what="The list of webhooks">
          {({ items, events }) => (
            <>
              {items.length === 0 ? (
                <Empty icon={<IconWebhook aria-hidden="true" />} title="No webhooks yet" acts={add}>
                  A webhook is an address of yours. It gets a signed message for each event, and again when it
                  did not answer.
                </Empty>
              ) : (
                <List of={items} events={events} url={url} />
              )}
              {isAdding && <NewWebhook of={hooks} events={events} onClose={() => setAdding(false)} />}
            </>
          )}
        </Ready>,
      )}
    </>
  )
}

function List({ of, events, url }: { of: readonly Webhook[]; events: readonly Event[]; url: string }) {
  return (
    <Card flush title={counted(of.length, 'webhook')}>
      <Rows>
        {of.map((hook) => {
          const { look, label } = markOf(hook)
          return (
            <Row
              key={hook.id}
              title={
                <Link to={`${url}/${hook.id}`}>
                  <bdi>{hostOf(hook)}</bdi>
                </Link>
              }
              note={hook.events.map((name) => titleOf(name, events)).join(' · ')}
            >
              <State look={look}>{label}</State>
            </Row>
          )
        })}
      </Rows>
    </Card>
  )
}

const titleOf = (name: string, events: readonly Event[]): string =>
  events.find((event) => event.name === name)?.title ?? name
