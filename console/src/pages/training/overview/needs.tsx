import type { Answer } from '@atelier/client'
import type { ReactNode } from 'react'
import { client } from '../../../app/client.ts'
import { useData } from '../../../app/data.tsx'
import { Card, CountBadge, Row, Rows } from '../../../ui/card.tsx'
import { Link } from '../../../ui/link.tsx'
import { StateIcon } from '../../../ui/state.tsx'
import { count, counted } from '../../../ui/time.tsx'
import type { Event } from '../event.ts'
import { MailThem } from '../mail/mail-them.tsx'
import type { Dashboard } from './overview.tsx'
import { zoned } from './words.ts'

/** A class in which so many are missing, and so large a part of it, is told. */
const MISSING_PEOPLE = 3
const MISSING_SHARE = 0.3
const MOST_CLASSES = 3
/** Right after opening every workshop has too few people. */
const DECIDE_MS = 3 * 86_400_000

interface Need {
  key: string
  look: 'attention' | 'failed' | 'waiting'
  title: ReactNode
  act: ReactNode
}

/** What waits for an organiser, a line each with its one act; absent when nothing does. */
export function NeedsYou({ of: found, event, url }: { of: Dashboard; event: Event; url: string }) {
  const check = useData(
    ['event', event.id, 'check'],
    (signal) => client.read('/api/training/events/{id}/check', { path: { id: event.id }, signal }),
    // Looking at every choice is dear; what somebody chooses now fits the rules of now.
    { live: ['training.event', 'training.links', 'training.workshop', 'training.workshops'] },
  )
  const needs = [
    ...wishNeeds(found, event, url),
    ...classNeeds(found, event),
    ...workshopNeeds(found, event, url),
    ...ruleNeeds(check.data?.data, url),
  ]
  if (needs.length === 0) return null
  return (
    <Card title="Needs you" aside={<CountBadge>{needs.length}</CountBadge>} flush>
      <Rows>
        {needs.map(({ key, look, title, act }) => (
          <Row key={key} icon={<StateIcon look={look} />} title={title} act={act} />
        ))}
      </Rows>
    </Card>
  )
}

type Check = Answer<'/api/training/events/{id}/check'>

function ruleNeeds(check: Check | undefined, url: string): Need[] {
  const about = { look: 'attention' as const, act: <Link to={`${url}/rules`}>Show</Link> }
  const { invalid = { count: 0 }, findings = [] } = check ?? {}
  const impossible = findings.filter((each) => each.impossible).length
  return [
    ...(impossible > 0
      ? [
          {
            ...about,
            key: 'impossible',
            title: `${counted(impossible, 'thing keeps', 'things keep')} people from choosing`,
          },
        ]
      : []),
    ...(invalid.count > 0
      ? [
          {
            ...about,
            key: 'invalid',
            title: `${counted(invalid.count, 'choice is', 'choices are')} invalid since a rule changed`,
          },
        ]
      : []),
  ]
}

function wishNeeds({ allocation }: Dashboard, { mode, wishesUntil }: Event, url: string): Need[] {
  if (mode !== 'wishes') return []
  const about = { key: 'wishes', look: 'attention' as const }
  const act = (word: string) => <Link to={`${url}/wishes`}>{word}</Link>
  if (allocation?.state === 'draft')
    return [{ ...about, title: 'A distribution waits to be published', act: act('Look') }]
  if (allocation?.state === 'failed')
    return [{ ...about, look: 'failed', title: 'The distribution failed', act: act('Read why') }]
  if (allocation === null && wishesUntil && Date.parse(wishesUntil) <= Date.now())
    return [{ ...about, title: 'Wishes have ended', act: act('Distribute') }]
  return []
}

function classNeeds({ classes, counts }: Dashboard, event: Event): Need[] {
  const { state } = event
  if (state !== 'open' && state !== 'partly') return []
  return classes
    .filter(({ missing, people }) => missing >= MISSING_PEOPLE && missing >= MISSING_SHARE * people)
    .slice(0, MOST_CLASSES)
    .map(({ name, missing, people }) => ({
      key: `class ${name}`,
      look: 'attention',
      title: `${name ? `Class ${name}` : 'Without a class'}: ${count(missing)} of ${count(people)} have not ${counts === 'wishes' ? 'wished' : 'registered'}`,
      act: <MailThem event={event} to={{ classes: [name] }} />,
    }))
}

function workshopNeeds(
  { workshops, counts, offers, firstOfferEnds }: Dashboard,
  event: Event,
  url: string,
): Need[] {
  if (counts === 'wishes') return []
  const now = Date.now()
  const isDue = event.closesAt === null || Date.parse(event.closesAt) < now + DECIDE_MS
  const isOver = event.endsAt !== null && Date.parse(event.endsAt) < now
  const under =
    isDue && !isOver && event.registered > 0 ? workshops.filter(({ taken, least }) => taken < least) : []
  return [
    ...under.map(({ id, title, taken, least }) => ({
      key: `least ${id}`,
      look: 'attention' as const,
      title: `${title}: ${count(taken)}, minimum is ${count(least)}`,
      act: <Link to={`${url}/workshops/${id}`}>Decide</Link>,
    })),
    ...(offers > 0 && firstOfferEnds
      ? [
          {
            key: 'offers',
            look: 'waiting' as const,
            title: `${counted(offers, 'seat is', 'seats are')} kept for those who waited, until ${zoned(firstOfferEnds, event.zone)} at first`,
            act: <Link to={`${url}/waiting`}>Look</Link>,
          },
        ]
      : []),
  ]
}
