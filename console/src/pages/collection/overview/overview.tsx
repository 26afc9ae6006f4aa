import type { Answer } from '@atelier/client'
import { IconPrinter, IconUserPlus } from '@tabler/icons-react'
import { useState } from 'react'
import { client } from '../../../app/client.ts'
import { Ready, useData } from '../../../app/data.tsx'
import { Button } from '../../../ui/button.tsx'
import { Card, CountBadge, Row, Rows } from '../../../ui/card.tsx'
import { Figures } from '../../../ui/facts.tsx'
import { Link, useQueryState } from '../../../ui/link.tsx'
import { usePageActs } from '../../../ui/page.ts'
import { PageHead, WithSide } from '../../../ui/page-head.tsx'
import { State, StateIcon } from '../../../ui/state.tsx'
import { Empty } from '../../../ui/states.tsx'
import { bytes, count, counted, day, moment, Time, zone } from '../../../ui/time.tsx'
import { RemindDialog } from '../participants/remind.tsx'
import { MISSING } from '../participants/state.tsx'
import { BACK, type Project, trailTo, useProject } from '../project.ts'
import { Completion, Durations, Steps, SubmissionsByDay } from './pictures.tsx'

export type Dashboard = Answer<'/api/collection/projects/{id}/dashboard'>

export default function Overview() {
  const { id, url, project } = useProject()
  const [query] = useQueryState()
  const days = query.days === '7' || query.days === 'all' ? query.days : '30'
  const [isReminding, setReminding] = useState(false)
  const dashboard = useData(
    ['project', id, 'dashboard', days],
    (signal) =>
      client.read('/api/collection/projects/{id}/dashboard', {
        path: { id },
        query: { days, zone: zone() },
        signal,
      }),
    { live: ['collection'], keep: true },
  )
  usePageActs([{ label: 'Remind who has not answered', run: () => setReminding(true) }])
  return (
    <Ready of={project} thing={`project ${id}`} back={BACK}>
      {(project) => (
        <>
          <PageHead
            title={project.title}
            trail={trailTo(undefined, url)}
            state={
              <State pill look={project.closed ? 'past' : 'open'}>
                {project.closed ? 'Closed' : 'Collecting'}
              </State>
            }
            sentence={sentenceOf(project)}
            acts={
              <>
                {project.participants > 0 && (
                  <Button
                    icon={<IconPrinter aria-hidden="true" />}
                    to={`${url}/participants/letters?states=unused,partial`}
                  >
                    Print link letters
                  </Button>
                )}
                <Button
                  look="filled"
                  icon={<IconUserPlus aria-hidden="true" />}
                  to={`${url}/participants/add`}
                >
                  Add participants
                </Button>
              </>
            }
          />
          <Ready of={dashboard} what="The figures of this project">
            {(found) => (
              <Board of={found} project={project} url={url} days={days} onRemind={() => setReminding(true)} />
            )}
          </Ready>
          <RemindDialog
            isOpen={isReminding}
            onClose={() => setReminding(false)}
            project={project}
            selection={{ states: ['unused', 'partial'] }}
          />
        </>
      )}
    </Ready>
  )
}

function sentenceOf({ description, activities, role }: Project): string {
  const first =
    description?.split('\n')[0] ??
    (activities.length > 0 ? `${counted(activities.length, 'activity', 'activities')}.` : '')
  const told = first && !/[.!?]$/.test(first) ? `${first}.` : first
  const yours =
    role === 'coordinator'
      ? 'You see counts and completeness; answers are for data managers.'
      : 'You see counts here; answers are in Responses.'
  return [told, yours].filter(Boolean).join(' ')
}

interface BoardProps {
  of: Dashboard
  project: Project
  url: string
  days: '7' | '30' | 'all'
  onRemind: () => void
}

function Board({ of: found, project, url, days, onRemind }: BoardProps) {
  if (found.participants === 0 && found.submissions === 0)
    return (
      <Empty
        icon={<IconUserPlus aria-hidden="true" />}
        title="Nobody is asked yet"
        acts={
          <>
            <Button look="tint" to={`${url}/participants/add`}>
              Add participants
            </Button>
            {project.role === 'owner' && <Button to={`${url}/members`}>Add your team</Button>}
          </>
        }
      >
        Paste a list of codes or addresses. Each person gets a link of their own; what they answer arrives
        here while you look.
      </Empty>
    )
  const { states } = found
  const missing = states.unused + states.partial
  const share = found.participants === 0 ? 0 : Math.round((states.complete / found.participants) * 100)
  return (
    <div className="stack">
      <Figures
        of={[
          {
            name: 'Participants',
            value: count(found.participants),
            note: (
              <Link to={`${url}/participants?state=${MISSING}`}>
                {counted(
                  found.participants - states.complete - states.withdrawn,
                  'is missing',
                  'are missing',
                )}
              </Link>
            ),
          },
          { name: 'Complete', value: count(states.complete), note: `${share} % of all` },
          { name: 'Partial', value: count(states.partial), note: `${counted(states.unused, 'link')} unused` },
          {
            name: 'Submissions today',
            value: count(found.today),
            note: found.lastAt ? `last one ${moment(found.lastAt)}` : 'none yet',
          },
          { name: 'Submissions', value: count(found.submissions), note: `${bytes(found.bytes)} stored` },
        ]}
      />
      <WithSide
        side={
          <>
            <NeedsYou of={found} url={url} missing={missing} onRemind={onRemind} />
            <Arriving of={found} url={url} />
          </>
        }
      >
        <SubmissionsByDay of={found} days={days} />
        <Steps of={found} />
        <Durations of={found} />
        <Completion of={found} />
      </WithSide>
    </div>
  )
}

function NeedsYou({
  of: { looks, soon, states },
  url,
  missing,
  onRemind,
}: {
  of: Dashboard
  url: string
  missing: number
  onRemind: () => void
}) {
  const lines = looks.length + (soon ? 1 : 0) + (missing > 0 ? 1 : 0) + (states['no-link'] > 0 ? 1 : 0)
  if (lines === 0) return null
  const remind = (
    <button type="button" className="link" onClick={onRemind}>
      Remind
    </button>
  )
  return (
    <Card title="Needs you" aside={<CountBadge>{lines}</CountBadge>} flush>
      <Rows>
        {looks.map((look) => (
          <Row
            key={look.kind}
            icon={<StateIcon look={look.kind === 'unreadable' ? 'failed' : 'attention'} />}
            title={LOOKS[look.kind](look.count)}
            note={
              <>
                {look.participants.join(', ')}
                {look.participants.length > 0 && ', '}
                {moment(look.lastAt)}
              </>
            }
            act={<Link to={`${url}/submissions?state=needs-look`}>Look</Link>}
          />
        ))}
        {soon && (
          <Row
            icon={<StateIcon look="attention" />}
            title={`${counted(soon.links, 'link ends', 'links end')} ${day(soon.firstAt) === 'today' ? 'today' : `from ${day(soon.firstAt)}`}`}
            note={`${count(soon.unused)} not started`}
            act={remind}
          />
        )}
        {missing > 0 && (
          <Row
            icon={<StateIcon look="waiting" />}
            title={`${counted(missing, 'person has', 'people have')} not answered all`}
            note={`${count(states.unused)} not started, ${count(states.partial)} partial`}
            act={soon ? <Link to={`${url}/participants?state=${MISSING}`}>Look</Link> : remind}
          />
        )}
        {states['no-link'] > 0 && (
          <Row
            icon={<StateIcon look="draft" />}
            title={`${counted(states['no-link'], 'person has', 'people have')} no link`}
            act={<Link to={`${url}/participants?state=no-link`}>Look</Link>}
          />
        )}
      </Rows>
    </Card>
  )
}

const LOOKS = {
  incomplete: (n: number) => `${counted(n, 'upload misses', 'uploads miss')} a part`,
  unreadable: (n: number) => `${counted(n, 'upload')} cannot be read`,
  other: (n: number) => `${counted(n, 'upload')} to look at`,
}

type Arrival = Dashboard['arriving'][number]

function Arriving({ of: { arriving }, url }: { of: Dashboard; url: string }) {
  const now = arriving.filter(({ look }) => look === 'arriving').length
  return (
    <Card
      title="Arriving"
      aside={now > 0 ? <State look="running">{counted(now, 'upload')} now</State> : undefined}
      flush
    >
      {arriving.length === 0 ? (
        <Empty title="Nothing has come yet">What participants send stands here in the same second.</Empty>
      ) : (
        <Rows>
          {arriving.map((each) => (
            <Row
              key={each.id}
              icon={<StateIcon look={ARRIVAL_LOOKS[each.look] ?? 'done'} />}
              title={
                <Link to={`${url}/submissions?id=${each.id}`}>
                  <span className="mono">{each.participant ?? 'no code'}</span>
                </Link>
              }
              note={wordsOf(each)}
            >
              <span className="caption">
                <Time at={each.at} form="clock" />
              </span>
            </Row>
          ))}
        </Rows>
      )}
    </Card>
  )
}

const ARRIVAL_LOOKS: Record<string, 'running' | 'done' | 'attention' | 'failed' | 'past'> = {
  arriving: 'running',
  whole: 'done',
  incomplete: 'attention',
  unreadable: 'failed',
  superseded: 'past',
}

function wordsOf({ look, kind, slices, bytes: size, activities, activity }: Arrival): string {
  if (look === 'superseded') return 'sent again, kept once'
  if (look === 'arriving' && slices !== null)
    return `final upload, ${counted(slices, 'slice')} so far, ${bytes(size)}`
  if (activities === 1 && activity) return `${activity}, ${bytes(size)}`
  if (activities > 1) return `whole, ${bytes(size)}, ${counted(activities, 'activity', 'activities')}`
  return `${kind === 'json' ? 'answers' : kind}, ${bytes(size)}`
}
