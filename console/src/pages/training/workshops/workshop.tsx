import { useState } from 'react'
import { Ready } from '../../../app/data.tsx'
import { Button } from '../../../ui/button.tsx'
import { Card } from '../../../ui/card.tsx'
import { Facts } from '../../../ui/facts.tsx'
import { useGo, useParam } from '../../../ui/link.tsx'
import { PageHead, WithSide } from '../../../ui/page-head.tsx'
import { NotFound } from '../../../ui/states.tsx'
import { count } from '../../../ui/time.tsx'
import { BACK, type Event, manages, trailTo, useEvent } from '../event.ts'
import { partnerOf, type Link as Tie, useLinks, useWorkshops, type Workshop } from './data.ts'
import { RemoveDialog } from './remove-dialog.tsx'
import { WorkshopForm } from './workshop-form.tsx'

/** One workshop: a new one, or one that is changed. */
export default function OneWorkshop() {
  const { id, url, event } = useEvent()
  const wanted = useParam('workshop')
  const workshops = useWorkshops(id)
  const links = useLinks(id)
  const list = `${url}/workshops`
  const back = { label: 'All workshops', to: list }
  return (
    <Ready of={event} thing={`event ${id}`} back={BACK}>
      {(event) => (
        <Ready of={workshops} what="The workshop">
          {({ items }, { etag }) => {
            const workshop = items.find((each) => String(each.id) === wanted)
            if (!manages(event) || (!workshop && wanted !== 'new'))
              return <NotFound thing={`workshop ${wanted}`} back={back} />
            return (
              <>
                <PageHead
                  title={workshop?.title ?? 'New workshop'}
                  trail={[...trailTo(event, url), { label: 'Workshops', to: list }]}
                  sentence={
                    workshop
                      ? `${count(workshop.taken)} of ${count(workshop.seats)} seats taken.`
                      : 'People see it at once when registration is open.'
                  }
                />
                <WithSide
                  side={
                    workshop && (
                      <Side
                        of={workshop}
                        event={event}
                        items={items}
                        ties={links.data?.data.items ?? []}
                        url={url}
                      />
                    )
                  }
                >
                  <Card>
                    <WorkshopForm
                      key={workshop?.id ?? 'new'}
                      event={event}
                      others={items}
                      workshop={workshop}
                      etag={etag}
                      list={list}
                    />
                  </Card>
                </WithSide>
              </>
            )
          }}
        </Ready>
      )}
    </Ready>
  )
}

interface SideProps {
  of: Workshop
  event: Event
  items: readonly Workshop[]
  ties: readonly Tie[]
  url: string
}

function Side({ of: workshop, event, items, ties, url }: SideProps) {
  const go = useGo()
  const [isLeaving, setLeaving] = useState(false)
  const own = ties.flatMap((tie) => {
    const other = items.find(({ id }) => id === partnerOf(tie, workshop.id))
    return other ? [{ ...tie, other }] : []
  })
  return (
    <>
      <Card title="Who has a seat">
        <Facts
          of={[
            ['Registered', count(workshop.registrations)],
            ['Kept by offers', count(workshop.taken - workshop.registrations)],
            ['Waiting', count(workshop.waits)],
          ]}
        />
      </Card>
      <Card title="Links">
        <div className="stack-small small">
          {own.length === 0 && <p>It can be combined with every workshop of another time slot.</p>}
          {own.map(({ id, type, other }) => (
            <p key={id}>
              {type === 'inclusive' ? 'Only together with ' : 'Never together with '}
              <bdi>{other.title}</bdi>.
            </p>
          ))}
          <Button to={`${url}/rules`}>Change links</Button>
        </div>
      </Card>
      <Card title="Remove it">
        <Button danger onClick={() => setLeaving(true)}>
          Remove the workshop
        </Button>
      </Card>
      {isLeaving && (
        <RemoveDialog
          event={event.id}
          workshop={workshop}
          links={own.length}
          onClose={() => setLeaving(false)}
          done={() => go(`${url}/workshops`)}
        />
      )}
    </>
  )
}
