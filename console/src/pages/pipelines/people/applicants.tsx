import { type ReactNode, useState } from 'react'
import { useAct } from '../../../app/act.ts'
import { client } from '../../../app/client.ts'
import { useData } from '../../../app/data.tsx'
import { Avatar } from '../../../ui/avatar.tsx'
import { Button } from '../../../ui/button.tsx'
import { Card, CountBadge, Rows } from '../../../ui/card.tsx'
import { Link } from '../../../ui/link.tsx'
import { Menu } from '../../../ui/menu.tsx'
import { Time } from '../../../ui/time.tsx'
import { type Deciding, DecisionDialog, sendDecision } from './decision.tsx'
import css from './people.module.css'
import { nameOf, type Person, saidBy } from './words.ts'

const MOST_BESIDE = 5

/** The newest of those who wait, on a page about something else; absent when nobody does. */
export function WaitingForPipelines() {
  const people = useData(
    ['pipelines', 'people', 'waiting beside'],
    (signal) =>
      client.read('/api/pipelines/people', { query: { state: 'waiting', limit: MOST_BESIDE }, signal }),
    { live: ['pipelines.person'] },
  ).data?.data
  if (people === undefined || people.items.length === 0) return null
  return (
    <Applicants
      of={people.items}
      aside={
        <Link to="/app/pipelines/people">
          {people.next === null ? 'People of pipelines' : 'All who wait'}
        </Link>
      }
    />
  )
}

/** Those who wait, each with what they say of themselves: that is what is decided by. */
export function Applicants({ of, aside }: { of: readonly Person[]; aside?: ReactNode }) {
  const [deciding, decide] = useState<Deciding | null>(null)
  return (
    <Card
      flush
      title={<>Waiting for approval {aside !== undefined && <CountBadge>{of.length}</CountBadge>}</>}
      aside={aside}
    >
      <Rows>
        {of.map((person) => (
          <Applicant key={person.id} of={person} onDecide={decide} />
        ))}
      </Rows>
      {deciding && <DecisionDialog of={deciding} onClose={() => decide(null)} />}
    </Card>
  )
}

function Applicant({ of: person, onDecide }: { of: Person; onDecide: (deciding: Deciding) => void }) {
  const act = useAct()
  const name = nameOf(person)
  const approve = () =>
    act(() => sendDecision({ person, verb: 'approve' }, ''), {
      done: `${name} may use pipelines, and is told by mail`,
    })
  const { intention, rest } = saidBy(person)
  return (
    <li className={css.applicant}>
      <Avatar name={name} />
      <div className={css.name}>
        <bdi>{name}</bdi>
        <p className="caption">
          <bdi>{person.email ?? '–'}</bdi>
        </p>
      </div>
      <div className={css.said}>
        {intention !== '' && <p dir="auto">“{intention}”</p>}
        <p className="caption">
          {[
            person.verifiedAt === null ? 'address not checked' : 'address checked',
            ...rest.map(([heading, value]) => `${heading}: ${value}`),
          ].join(' · ')}
          {' · '}
          <Time at={person.appliedAt} />
        </p>
      </div>
      <div className={`line ${css.acts}`}>
        <Button small aria-label={`Decline ${name}`} onClick={() => onDecide({ person, verb: 'deny' })}>
          Decline
        </Button>
        <Button small look="filled" aria-label={`Approve ${name}`} onClick={() => void approve()}>
          Approve
        </Button>
        <Menu
          label={`More acts on ${name}`}
          items={[{ label: 'Approve with a word', run: () => onDecide({ person, verb: 'approve' }) }]}
        />
      </div>
    </li>
  )
}
