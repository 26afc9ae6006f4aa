import { IconPlus, IconStack2 } from '@tabler/icons-react'
import { useState } from 'react'
import { Ready } from '../../../app/data.tsx'
import { FillBar } from '../../../ui/bars.tsx'
import { Button } from '../../../ui/button.tsx'
import { Card, Row, Rows } from '../../../ui/card.tsx'
import { Link } from '../../../ui/link.tsx'
import { Menu } from '../../../ui/menu.tsx'
import { PageHead } from '../../../ui/page-head.tsx'
import { Empty, NotFound } from '../../../ui/states.tsx'
import { count, counted } from '../../../ui/time.tsx'
import { BACK, type Event, manages, trailTo, useEvent } from '../event.ts'
import { saySpan } from '../local-time.ts'
import { partnerOf, slotsOf, type Link as Tie, useLinks, useWorkshops, type Workshop } from './data.ts'
import { RemoveDialog } from './remove-dialog.tsx'
import css from './workshops.module.css'

/** The workshops of an event, by time slot. */
export default function Workshops() {
  const { id, url, event } = useEvent()
  const workshops = useWorkshops(id)
  const links = useLinks(id)
  const [leaving, setLeaving] = useState<Workshop>()
  const items = workshops.data?.data.items
  const ties = links.data?.data.items ?? []
  return (
    <Ready of={event} thing={`event ${id}`} back={BACK}>
      {(event) =>
        manages(event) ? (
          <>
            <PageHead
              title="Workshops"
              trail={trailTo(event, url)}
              sentence={items && sentenceOf(items)}
              acts={
                items &&
                items.length > 0 && (
                  <Button look="filled" icon={<IconPlus aria-hidden="true" />} to={`${url}/workshops/new`}>
                    Add a workshop
                  </Button>
                )
              }
            />
            <Ready of={workshops} what="The list of workshops">
              {({ items }) =>
                items.length === 0 ? (
                  <Empty
                    icon={<IconStack2 aria-hidden="true" />}
                    title="No workshops yet"
                    acts={
                      <Button look="filled" to={`${url}/workshops/new`}>
                        Add a workshop
                      </Button>
                    }
                  >
                    A workshop has a title, a time slot and seats. People choose one in each slot.
                  </Empty>
                ) : (
                  <div className="stack">
                    {slotsOf(items).map(({ moment, workshops }) => (
                      <Slot
                        key={moment}
                        moment={moment}
                        of={workshops}
                        event={event}
                        url={url}
                        noteOf={(workshop) => noteOf(workshop, { ties, all: items })}
                        onRemove={setLeaving}
                      />
                    ))}
                  </div>
                )
              }
            </Ready>
            {leaving && (
              <RemoveDialog
                event={id}
                workshop={leaving}
                links={ties.filter((tie) => partnerOf(tie, leaving.id) !== undefined).length}
                onClose={() => setLeaving(undefined)}
              />
            )}
          </>
        ) : (
          <NotFound back={BACK} />
        )
      }
    </Ready>
  )
}

function sentenceOf(items: readonly Workshop[]): string {
  if (items.length === 0) return 'What people choose from, by time slot.'
  const taken = items.reduce((sum, workshop) => sum + workshop.taken, 0)
  const seats = items.reduce((sum, workshop) => sum + workshop.seats, 0)
  const slots = new Set(items.map(({ moment }) => moment)).size
  return `${counted(items.length, 'workshop')} in ${counted(slots, 'time slot')}; ${count(taken)} of ${counted(seats, 'seat')} taken.`
}

interface SlotProps {
  moment: string
  of: readonly Workshop[]
  event: Event
  url: string
  noteOf: (workshop: Workshop) => string
  onRemove: (workshop: Workshop) => void
}

function Slot({ moment, of, event, url, noteOf, onRemove }: SlotProps) {
  const [first] = of
  return (
    <Card
      flush
      title={<bdi>{moment}</bdi>}
      aside={first && saySpan(event.zone, first.startsAt, first.endsAt)}
    >
      <Rows>
        {of.map((workshop) => (
          <Row
            key={workshop.id}
            title={
              <Link to={`${url}/workshops/${workshop.id}`}>
                <bdi>{workshop.title}</bdi>
              </Link>
            }
            note={<span dir="auto">{noteOf(workshop)}</span>}
            act={
              <Menu
                label={`More acts on ${workshop.title}`}
                items={[
                  { label: 'Change', to: `${url}/workshops/${workshop.id}` },
                  { label: 'Remove', danger: true, run: () => onRemove(workshop) },
                ]}
              />
            }
          >
            <Seats of={workshop} url={url} />
          </Row>
        ))}
      </Rows>
    </Card>
  )
}

function Seats({ of: { id, taken, seats, waits }, url }: { of: Workshop; url: string }) {
  return (
    <div className={css.seats}>
      <span className={css.bar}>
        <FillBar value={taken} of={seats} look={taken > seats ? 'attention' : 'accent'} />
      </span>
      <span className="num">
        {count(taken)} / {count(seats)}
      </span>
      <span className="caption">
        {waits > 0 ? (
          <Link to={`${url}/waiting?workshop=${id}`}>{count(waits)} waiting</Link>
        ) : taken > seats ? (
          `${count(taken - seats)} over`
        ) : taken === seats ? (
          'full'
        ) : (
          `${count(seats - taken)} free`
        )}
      </span>
    </div>
  )
}

/** Group, room, teacher and what it is linked with, in a line. */
function noteOf(
  { id, targetGroup, room, teacher, least }: Workshop,
  { ties, all }: { ties: readonly Tie[]; all: readonly Workshop[] },
): string {
  const title = (other: number) => all.find((each) => each.id === other)?.title ?? `workshop ${other}`
  const tied = ties.flatMap((tie) => {
    const other = partnerOf(tie, id)
    if (other === undefined) return []
    return [tie.type === 'inclusive' ? `only with ${title(other)}` : `never with ${title(other)}`]
  })
  return [
    targetGroup && `group ${targetGroup}`,
    room && `room ${room}`,
    teacher,
    least > 0 && `at least ${least}`,
    ...tied,
  ]
    .filter(Boolean)
    .join(' · ')
}
