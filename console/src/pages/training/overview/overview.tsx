import type { Answer } from '@atelier/client'
import { IconFileSpreadsheet, IconLink, IconLock, IconLockOpen, IconSchool } from '@tabler/icons-react'
import { useEffect, useState } from 'react'
import { client } from '../../../app/client.ts'
import { Ready, useData } from '../../../app/data.tsx'
import { Button } from '../../../ui/button.tsx'
import { copyText } from '../../../ui/clipboard.ts'
import { Figures } from '../../../ui/facts.tsx'
import { Link, useGo } from '../../../ui/link.tsx'
import { notify } from '../../../ui/notices.tsx'
import { usePageActs } from '../../../ui/page.ts'
import { PageHead, WithSide } from '../../../ui/page-head.tsx'
import { State } from '../../../ui/state.tsx'
import { Empty } from '../../../ui/states.tsx'
import { count, counted } from '../../../ui/time.tsx'
import { BACK, type Event, manages, STATES, trailTo, useEvent } from '../event.ts'
import { useHand } from '../hand.ts'
import { BeforeOpening, isBefore } from './before.tsx'
import { HowFull } from './fill.tsx'
import { NeedsYou } from './needs.tsx'
import { Course, MissingByClass } from './pictures.tsx'
import { daysOf, whenOf } from './words.ts'

export type Dashboard = Answer<'/api/training/events/{id}/dashboard'>

/** How an event stands: what an organiser looks at on the day. */
export default function Overview() {
  const { id, url, event } = useEvent()
  const isHelper = event.data && !manages(event.data.data)
  const go = useGo()
  // Whoever stands at the doors has one page.
  useEffect(() => {
    if (isHelper) go(`${url}/attendance`, { replace: true })
  }, [isHelper, go, url])
  const dashboard = useData(
    ['event', id, 'dashboard'],
    (signal) => client.read('/api/training/events/{id}/dashboard', { path: { id }, signal }),
    { live: ['training'], when: event.data !== undefined && !isHelper },
  )
  return (
    <Ready of={event} thing={`event ${id}`} back={BACK}>
      {(event) => (
        <>
          <Head of={event} url={url} />
          {manages(event) && (
            <Ready of={dashboard} what="The figures of this event">
              {(found) => <Board of={found} event={event} url={url} />}
            </Ready>
          )}
        </>
      )}
    </Ready>
  )
}

/** Where participants go. */
const joinLink = (id: number): string => new URL(`/app/join/${id}`, window.location.href).href

function copyJoinLink(id: number): void {
  const text = joinLink(id)
  copyText(text).then(
    () =>
      notify({ title: 'The link is copied', detail: `${text} asks for a key; letters hold it with one.` }),
    () => notify({ title: 'Copy this link by hand', detail: text }),
  )
}

function Head({ of: event, url }: { of: Event; url: string }) {
  const hand = useHand()
  const now = useMinute()
  const isOpen = event.state === 'open' || event.state === 'partly'
  const isReady = event.workshops > 0 && event.participants > 0
  const { look, word } = STATES[event.state]
  usePageActs([
    { label: isOpen ? 'Close now' : 'Open now', run: () => void hand(event) },
    { label: 'Copy the link', run: () => copyJoinLink(event.id) },
  ])
  return (
    <PageHead
      title={event.name}
      trail={trailTo(undefined, url)}
      state={
        <State pill look={event.archived ? 'past' : look}>
          {event.archived ? 'Archived' : word}
        </State>
      }
      sentence={sentenceOf(event, now)}
      acts={
        <>
          <Button icon={<IconLink aria-hidden="true" />} onClick={() => copyJoinLink(event.id)}>
            Copy the link
          </Button>
          {isReady && (
            <Button
              icon={<IconFileSpreadsheet aria-hidden="true" />}
              download={`/api/training/events/${event.id}/workbook.xlsx`}
            >
              Workbook
            </Button>
          )}
          {isReady && !event.archived && (
            <Button
              look="filled"
              icon={isOpen ? <IconLock aria-hidden="true" /> : <IconLockOpen aria-hidden="true" />}
              onClick={() => void hand(event)}
            >
              {isOpen ? 'Close now' : 'Open now'}
            </Button>
          )}
        </>
      }
    />
  )
}

const MINUTE_MS = 60_000

/** The time, each minute anew: for "in 1 day 3 h". */
function useMinute(): number {
  const [now, setNow] = useState(Date.now)
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), MINUTE_MS)
    return () => clearInterval(timer)
  }, [])
  return now
}

function sentenceOf(event: Event, now: number): string {
  const { startsAt, endsAt, zone, workshops, moments } = event
  const days = startsAt ? `${daysOf(startsAt, endsAt ?? startsAt, zone)}, ` : ''
  const what =
    workshops === 0
      ? 'no workshops yet.'
      : `${counted(workshops, 'workshop')} in ${counted(moments, 'time slot')}.`
  const first = `${days}${what}`
  return [first.charAt(0).toUpperCase() + first.slice(1), whenOf(event, now)].filter(Boolean).join(' ')
}

interface BoardProps {
  of: Dashboard
  event: Event
  url: string
}

function Board({ of: found, event, url }: BoardProps) {
  if (found.workshops.length === 0 || found.participants === 0)
    return (
      <Empty
        icon={<IconSchool aria-hidden="true" />}
        title={found.workshops.length === 0 ? 'No workshops yet' : 'Nobody is on the list yet'}
        acts={
          <>
            {found.workshops.length === 0 && (
              <Button look="tint" to={`${url}/workshops`}>
                Add workshops
              </Button>
            )}
            {found.participants === 0 && (
              <Button look={found.workshops.length === 0 ? 'plain' : 'tint'} to={`${url}/participants`}>
                Add participants
              </Button>
            )}
          </>
        }
      >
        Add workshops with their seats and the list of people who may choose. Then print the letters with
        their keys, and open registration; who chooses what appears here while you look.
      </Empty>
    )
  return (
    <div className="stack">
      <Figures of={figuresOf(found, event, url)} />
      <WithSide
        side={
          <>
            <NeedsYou of={found} event={event} url={url} />
            {isBefore(found, event) ? (
              <BeforeOpening event={event} url={url} />
            ) : (
              <>
                <Course of={found} zone={event.zone} />
                <MissingByClass of={found} url={url} />
              </>
            )}
          </>
        }
      >
        <HowFull of={found} url={url} />
      </WithSide>
    </div>
  )
}

function figuresOf(found: Dashboard, event: Event, url: string) {
  const { participants, chosen, complete, neverSignedIn, slots } = found
  const isWished = found.counts === 'wishes'
  const left = participants - chosen
  return [
    {
      name: isWished ? 'Have wished' : 'Registered',
      value: count(chosen),
      note: `of ${counted(participants, 'participant')}`,
    },
    {
      name: 'Complete',
      value: count(complete),
      note: `${slots === 1 ? 'the time slot' : `all ${count(slots)} time slots`} ${isWished ? 'wished for' : 'chosen'}`,
    },
    {
      name: 'Not yet',
      value: left > 0 ? <Link to={`${url}/participants?progress=none`}>{count(left)}</Link> : count(left),
      note: left === 0 ? 'everybody has chosen' : `${count(neverSignedIn)} never signed in`,
    },
    isWished
      ? {
          name: 'Seats',
          value: count(found.seats),
          note: `in ${counted(found.workshops.length, 'workshop')}, ${count(participants * slots)} needed`,
        }
      : {
          name: 'Seats taken',
          value: count(found.taken),
          note: `of ${count(found.seats)} in ${counted(found.workshops.length, 'workshop')}`,
        },
    isWished
      ? {
          name: 'Wishes',
          value: `${count(event.wishesLeast)} to ${count(event.wishesMost)}`,
          note: 'for each time slot',
        }
      : {
          name: 'On waiting lists',
          value:
            found.waiting + found.offers > 0 ? (
              <Link to={`${url}/waiting`}>{count(found.waiting)}</Link>
            ) : (
              count(found.waiting)
            ),
          note: waitingNote(found, event),
        },
  ]
}

function waitingNote({ waitingFor, offers }: Dashboard, event: Event): string {
  if (!event.waiting) return 'there are no waiting lists'
  const lists = waitingFor === 0 ? 'nobody waits' : `for ${counted(waitingFor, 'workshop')}`
  return offers === 0 ? lists : `${lists}, ${counted(offers, 'offer')} out`
}
