import { NativeSelect } from '@mantine/core'
import { IconQrcode } from '@tabler/icons-react'
import { useEffect, useState } from 'react'
import { Ready } from '../../../app/data.tsx'
import { Button } from '../../../ui/button.tsx'
import { Card, Row, Rows } from '../../../ui/card.tsx'
import { Figures } from '../../../ui/facts.tsx'
import { Link, useQueryState } from '../../../ui/link.tsx'
import { usePageActs } from '../../../ui/page.ts'
import { PageHead, WithSide } from '../../../ui/page-head.tsx'
import { Empty, Hint } from '../../../ui/states.tsx'
import { count, counted, zone } from '../../../ui/time.tsx'
import { BACK, type Event, trailTo, useEvent } from '../event.ts'
import { type AtDoor, useAtDoor } from './at-door.ts'
import css from './attendance.module.css'
import {
  compareWorkshops,
  useAttendance,
  useCheckIns,
  usePeople,
  type Workshop,
  workshopNow,
} from './data.ts'
import { LetInDialog } from './let-in.tsx'
import { PeopleList } from './people-list.tsx'
import type { Queue } from './queue.ts'
import { loadDecoder, Scanner } from './scanner.tsx'
import { UndecidedCard } from './undecided.tsx'

/** The door of a workshop: who is in and who is missing, on a phone held in one hand. */
export default function Attendance() {
  const { id, url, event } = useEvent()
  const attendance = useAttendance(id)
  return (
    <Ready of={event} thing={`event ${id}`} back={BACK}>
      {(event) => (
        <Ready of={attendance} what="The workshops of this event">
          {({ workshops }) =>
            workshops.length === 0 ? (
              <NoDoor event={event} url={url} />
            ) : (
              <Door event={event} url={url} workshops={[...workshops].sort(compareWorkshops)} />
            )
          }
        </Ready>
      )}
    </Ready>
  )
}

function NoDoor({ event, url }: { event: Event; url: string }) {
  return (
    <>
      <PageHead title="Attendance" trail={trailTo(event, url)} />
      <Empty title="No workshops yet">
        People are checked in at the door of a workshop. Each workshop of {event.name} will be here.
      </Empty>
    </>
  )
}

const NONE: readonly never[] = []

interface DoorProps {
  event: Event
  url: string
  workshops: readonly Workshop[]
}

function Door({ event, url, workshops }: DoorProps) {
  const [query, change] = useQueryState()
  // The clock chooses once: the page must not go to another door under one's hands.
  const [first] = useState(() => workshopNow(workshops, Date.now())?.id)
  const chosen = Number(query.workshop ?? first)
  const workshop = workshops.find(({ id }) => id === chosen) ?? (workshops[0] as Workshop)
  const people = usePeople(event.id, workshops)
  const checkIns = useCheckIns(event.id, workshop.id)
  const door = useAtDoor({
    ...{ event, workshop, workshops },
    people: people.data?.data ?? NONE,
    checkIns: checkIns.data?.data ?? NONE,
  })
  const [isScanning, setScanning] = useState(false)
  usePageActs([{ label: 'Scan codes', run: () => setScanning(true) }])
  // Later there may be no connection to load it by.
  useEffect(() => void loadDecoder(), [])
  const missing = door.registered.filter(({ id }) => !door.present.has(id)).length
  return (
    <>
      <PageHead
        title="Attendance"
        trail={trailTo(event, url)}
        sentence={people.data && stand(door, missing)}
      />
      <WithSide side={<Doors of={door} url={url} />}>
        <NativeSelect
          label="Workshop"
          value={String(workshop.id)}
          onChange={(given) => change({ workshop: given.currentTarget.value }, { replace: false })}
          data={bySlot(workshops)}
        />
        <Unsent of={door.queue} />
        <UndecidedCard of={door} />
        <div className={css.counts}>
          <Figures
            of={[
              {
                name: 'In',
                value: count(door.registered.length - missing),
                note: `of ${count(door.registered.length)} registered`,
              },
              { name: 'Missing now', value: count(missing), note: 'registered, not in' },
              { name: 'Walk-ins', value: count(door.walkIns.length), note: seatsOf(door.free) },
            ]}
          />
        </div>
        <div className={css.scan}>
          <Button look="filled" icon={<IconQrcode aria-hidden="true" />} onClick={() => setScanning(true)}>
            Scan codes
          </Button>
        </div>
        <Ready of={people} what="The list of people">
          {() => <PeopleList of={door} key={workshop.id} />}
        </Ready>
      </WithSide>
      {isScanning && <Scanner of={door} onClose={() => setScanning(false)} />}
      <LetInDialog of={door} />
    </>
  )
}

function stand({ registered, workshop }: AtDoor, missing: number): string {
  if (registered.length === 0) return `Nobody is registered for ${workshop.title}.`
  if (missing === 0) return `Everybody is in at ${workshop.title}.`
  return `${counted(missing, 'person is', 'people are')} missing at ${workshop.title}.`
}

const seatsOf = (free: number): string =>
  free > 0 ? `${counted(free, 'seat')} left` : free === 0 ? 'no seat left' : `${count(-free)} over the limit`

const bySlot = (workshops: readonly Workshop[]) =>
  [...Map.groupBy(workshops, ({ moment }) => moment)].map(([group, items]) => ({
    group,
    items: items.map(({ id, title, room }) => ({
      value: String(id),
      label: room === null ? title : `${title}, ${room}`,
    })),
  }))

/** What this device has not got rid of yet; nothing while the connection does its work. */
function Unsent({ of: { waiting, isCutOff, fault } }: { of: Queue }) {
  if (waiting.length === 0 || (!isCutOff && fault === null)) return null
  return (
    <div role="status">
      <Hint>
        <strong>{counted(waiting.length, 'check-in waits', 'check-ins wait')} to be sent.</strong>{' '}
        {fault ??
          'What waits lies in this browser, and goes out by itself once the server is reached. Go on meanwhile, and leave this page open: without a connection it cannot be loaded again.'}
      </Hint>
    </div>
  )
}

function Doors({ of: { workshops, workshop }, url }: { of: AtDoor; url: string }) {
  return (
    <Card title="All doors" aside={<span className="caption">Times in {zone()}</span>} flush>
      <Rows>
        {workshops.map(({ id, title, moment, present, registered, walkIns }) => (
          <Row
            key={id}
            title={id === workshop.id ? title : <Link to={`${url}/attendance?workshop=${id}`}>{title}</Link>}
            note={moment}
          >
            <span className="num">
              {count(present - walkIns)} of {count(registered)} in
              {walkIns > 0 && <span className="caption"> + {count(walkIns)}</span>}
            </span>
          </Row>
        ))}
      </Rows>
    </Card>
  )
}
