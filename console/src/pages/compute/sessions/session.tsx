import { Ready } from '../../../app/data.tsx'
import { useSession } from '../../../app/session.ts'
import { Button } from '../../../ui/button.tsx'
import { Card } from '../../../ui/card.tsx'
import { Facts } from '../../../ui/facts.tsx'
import { Link } from '../../../ui/link.tsx'
import { PageHead, WithSide } from '../../../ui/page-head.tsx'
import { State } from '../../../ui/state.tsx'
import { Hint } from '../../../ui/states.tsx'
import { count, counted, duration, Time } from '../../../ui/time.tsx'
import { Links } from '../proxy/links.tsx'
import { Ports } from '../proxy/ports.tsx'
import { VisitButton } from '../proxy/visit.tsx'
import { BACK, TRAIL, useCompute } from '../section.ts'
import { AgainButton } from './acts.tsx'
import { useSessionAt } from './data.ts'
import { LogCard } from './log-card.tsx'
import { OpenSession } from './open-session.tsx'
import { SessionSteps } from './steps.tsx'
import {
  askedFor,
  isOpen,
  lastedMs,
  memoryInWords,
  memoryOfAsked,
  minutesInWords,
  type SessionDetail,
  standingOf,
  workspacePath,
} from './words.ts'

export default function SessionPage() {
  useCompute()
  const { id, session } = useSessionAt('session')
  return (
    <Ready of={session} thing={`session ${id}`} back={BACK}>
      {(data) => <Shown of={data} />}
    </Ready>
  )
}

function Shown({ of: session }: { of: SessionDetail }) {
  const { account } = useSession()
  const { workspace, kind, person, status, message, id } = session
  const { look, word } = standingOf(session)
  const isMine = person?.id === account.id
  return (
    <>
      <PageHead
        title={`${kind.name} in ${workspace.name}`}
        trail={
          isMine
            ? [
                ...TRAIL,
                { label: 'Workspaces', to: BACK.to },
                { label: workspace.name, to: workspacePath(workspace.id) },
              ]
            : [...TRAIL, { label: 'Sessions', to: '/app/compute/sessions?of=everybody' }]
        }
        state={
          <State look={look} pill>
            {word}
          </State>
        }
        sentence={`${isMine ? '' : `${person?.name ?? 'Somebody who is gone'}. `}${askedFor(session)} · ${session.resource.name}`}
        acts={
          <>
            {isMine && !isOpen(session) && (
              <>
                <AgainButton of={session} />
                <Button to={`${workspacePath(workspace.id)}/launch?like=${id}`}>Change</Button>
              </>
            )}
            {!isMine && session.isReady && session.canOpen && <VisitButton session={session} />}
          </>
        }
      />
      <div className="stack">
        {isOpen(session) && <OpenSession of={session} isMine={isMine} isPage />}
        {isMine && session.isReady && (
          <div className="columns">
            {session.canOpen && <Links session={session} />}
            {session.hasTerminal && <Ports session={session} />}
          </div>
        )}
        {status === 'failed' && <Hint look="failed">{message}</Hint>}
        <WithSide side={<Side of={session} />}>
          <LogCard of={session} isMine={isMine} />
        </WithSide>
      </div>
    </>
  )
}

function Side({ of: session }: { of: SessionDetail }) {
  const { account } = useSession()
  const { steps, id, used } = session
  return (
    <>
      <Card title={used ? 'Used of what was asked for' : 'Asked for'}>
        <Facts of={usedFacts(session)} />
      </Card>
      <Card title="Course">
        <SessionSteps of={steps} session={session} />
      </Card>
      <Card title="Facts">
        <Facts
          of={[
            ['Asked for', <Time key="at" at={session.createdAt} />],
            ['Started', <Time key="started" at={session.startedAt} />],
            ['Ready', <Time key="ready" at={session.readyAt} />],
            ['Ended', <Time key="ended" at={session.endedAt} />],
            session.likeId === null ? null : ['Started like', `session ${session.likeId}`],
            ['Number', String(id)],
          ]}
        />
        {account.administrator && (
          <Link to={`/app/operate/journal?search=compute.session:${id}`} className="small">
            In the journal
          </Link>
        )}
      </Card>
    </>
  )
}

function usedFacts(session: SessionDetail): [string, string][] {
  const { used, cpus, memoryMb, minutes, coreHours } = session
  const limit = minutes === null ? 'no limit' : minutesInWords(minutes)
  if (!used) {
    return [
      ['Cores', counted(cpus, 'core')],
      ['Memory', memoryInWords(memoryMb)],
      ['Time', limit],
    ]
  }
  return [
    ['Time', `${duration(lastedMs(session))} of ${limit}`],
    ['Cores, on average', used.cpus === null ? 'not counted' : `${used.cpus.toFixed(1)} of ${count(cpus)}`],
    ['Memory, at most', used.peakBytes === null ? 'not counted' : memoryOfAsked(used.peakBytes, memoryMb)],
    ['Core hours', coreHours.toFixed(2)],
  ]
}
