import { IconPlus, IconWebhook } from '@tabler/icons-react'
import { useState } from 'react'
import { client } from '../../../app/client.ts'
import { Ready, useData } from '../../../app/data.tsx'
import { Button } from '../../../ui/button.tsx'
import { Card, Row, Rows } from '../../../ui/card.tsx'
import { Link } from '../../../ui/link.tsx'
import { PageHead } from '../../../ui/page-head.tsx'
import { State } from '../../../ui/state.tsx'
import { Empty, NotFound } from '../../../ui/states.tsx'
import { counted } from '../../../ui/time.tsx'
import { BACK, mayIn, trailTo, useProject } from '../project.ts'
import { NewWebhook } from './form.tsx'
import { type Event, hostOf, markOf, type Webhook } from './webhook.ts'

/** Other servers that hear of a project. */
export default function Webhooks() {
  const { id, url, project } = useProject()
  const [isAdding, setAdding] = useState(false)
  const isOwner = project.data !== undefined && mayIn(project.data.data, 'owner')
  const hooks = useData(
    ['project', id, 'webhooks'],
    (signal) => client.read('/api/collection/projects/{id}/webhooks', { path: { id }, signal }),
    { live: ['webhook'], when: isOwner },
  )
  const add = (
    <Button look="filled" icon={<IconPlus aria-hidden="true" />} onClick={() => setAdding(true)}>
      Add a webhook
    </Button>
  )
  return (
    <Ready of={project} thing={`project ${id}`} back={BACK}>
      {(project) =>
        isOwner ? (
          <>
            <PageHead
              title="Webhooks"
              trail={trailTo(project, url)}
              sentence="Other servers are told when something happens here: with ids, codes and counts, never with answers."
              acts={hooks.data && hooks.data.data.items.length > 0 && add}
            />
            <Ready of={hooks} what="The list of webhooks">
              {({ items, events }) => (
                <>
                  {items.length === 0 ? (
                    <Empty icon={<IconWebhook aria-hidden="true" />} title="No webhooks yet" acts={add}>
                      A webhook is an address of yours. It gets a signed message for each event, and again
                      when it did not answer.
                    </Empty>
                  ) : (
                    <List of={items} events={events} url={url} />
                  )}
                  {isAdding && <NewWebhook project={id} events={events} onClose={() => setAdding(false)} />}
                </>
              )}
            </Ready>
          </>
        ) : (
          <NotFound thing={`webhooks of project ${id}`} back={BACK} />
        )
      }
    </Ready>
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
                <Link to={`${url}/webhooks/${hook.id}`}>
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
