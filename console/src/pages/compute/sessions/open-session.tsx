import { IconFileText, IconPlug, IconTerminal2 } from '@tabler/icons-react'
import { FillBar } from '../../../ui/bars.tsx'
import { Button } from '../../../ui/button.tsx'
import { LogBox } from '../../../ui/log-box.tsx'
import { Hint } from '../../../ui/states.tsx'
import { clock, counted, duration, moment } from '../../../ui/time.tsx'
import { ExtendButton, OpenButton, StopButton } from './acts.tsx'
import { SessionHead } from './head.tsx'
import { type LiveSession, useLiveSession } from './live-session.ts'
import css from './session-card.module.css'
import { Spark } from './spark.tsx'
import { SessionSteps } from './steps.tsx'
import { useNow } from './use-now.ts'
import { isOpen, memoryInWords, memoryOfAsked, type Session, sessionPath, standingOf } from './words.ts'

const SHOWN_LINES = 20
const SOON_MS = 15 * 60_000

/** A session that waits, starts, runs or stops: how far it is, what it uses, and its acts. */
export function OpenSession({
  of: known,
  isMine = true,
  isPage,
}: {
  of: Session
  isMine?: boolean
  /** It stands on the session's own page, which has the rest. */
  isPage?: boolean
}) {
  const live = useLiveSession(known, true)
  const { session } = live
  const { word } = standingOf(session)
  const { kind, isReady, unreachableSince } = session
  return (
    <section className={css.card} aria-label={`${kind.name}, ${word}`}>
      <div className={css.top}>
        <SessionHead of={session} note={placeOf(session)} hasState={!isReady} />
        {isReady && <Meters of={live} />}
        <TimeLeft of={session} />
        <div className={css.acts}>
          {isMine && isReady && <MainAct of={session} />}
          {isMine && <ExtendButton of={session} />}
          <StopButton of={session} />
        </div>
      </div>
      {unreachableSince !== null && (
        <div className={css.part}>
          <Hint>
            {session.resource.key === 'local' ? 'The machine that ran it' : session.resource.name} does not
            answer since {clock(unreachableSince)}. What you see is what was known then; nothing was stopped.
            {session.resource.key === 'local' && ' Stop gives it up.'}
          </Hint>
        </div>
      )}
      {!isReady && <Progress of={live} />}
      <Foot of={session} isMine={isMine} isPage={isPage ?? false} />
    </section>
  )
}

function Meters({ of: { session, meters } }: { of: LiveSession }) {
  const now = meters.at(-1)
  const memory = session.memoryMb * 1_048_576
  return (
    <div className={css.meters}>
      <Spark
        name="CPU"
        text={
          now ? `${now.cpus.toFixed(1)} of ${counted(session.cpus, 'core')}` : counted(session.cpus, 'core')
        }
        values={meters.map(({ cpus }) => cpus)}
        limit={session.cpus}
        series={1}
      />
      <Spark
        name="Memory"
        text={now ? memoryOfAsked(now.memoryBytes, session.memoryMb) : memoryInWords(session.memoryMb)}
        values={meters.map(({ memoryBytes }) => memoryBytes)}
        limit={memory}
        series={2}
      />
    </div>
  )
}

function TimeLeft({ of: session }: { of: Session }) {
  const { deadlineAt, startedAt, createdAt } = session
  const now = useNow()
  if (deadlineAt === null || !isOpen(session)) return null
  const from = Date.parse(startedAt ?? createdAt)
  const whole = Date.parse(deadlineAt) - from
  const left = Math.max(0, Date.parse(deadlineAt) - now)
  const isSoon = left < SOON_MS && left < whole / 2
  return (
    <div className={css.time}>
      <div className="spread">
        <span className="caption">Time left</span>
        <strong>{duration(left)}</strong>
      </div>
      <FillBar value={left} of={whole} look={isSoon ? 'attention' : 'running'} />
      <span className="caption">
        Ends {moment(deadlineAt)}, of {duration(whole)}
      </span>
    </div>
  )
}

/** What it does until it is ready, and what it waits for. */
function Progress({ of: { session, steps, lines } }: { of: LiveSession }) {
  const { expectedAt, queueReason, status, message } = session
  return (
    <div className={css.part}>
      {steps && <SessionSteps of={steps} session={session} />}
      {status === 'pending' && queueReason && (
        <p className="small">
          It waits in the queue: {queueReason}.
          {expectedAt !== null && ` It is expected to start at about ${clock(expectedAt)}.`}
        </p>
      )}
      {status === 'running' && message !== '' && <p className="small">{message}</p>}
      {lines.length > 0 && (
        <LogBox lines={lines.slice(-SHOWN_LINES)} label="The last lines that it printed" />
      )}
    </div>
  )
}

/** Its page, or where it has none its terminal. */
function MainAct({ of: session }: { of: Session }) {
  if (session.canOpen) return <OpenButton of={session} />
  if (!session.hasTerminal) return null
  return (
    <Button look="filled" icon={<IconTerminal2 />} to={`/app/compute/sessions/${session.id}/terminal`}>
      Open the terminal
    </Button>
  )
}

function Foot({ of: session, isMine, isPage }: { of: Session; isMine: boolean; isPage: boolean }) {
  const path = sessionPath(session)
  return (
    <div className={css.foot}>
      <div className="line">
        {isMine && session.isReady && session.canOpen && session.hasTerminal && (
          <Button
            look="quiet"
            small
            icon={<IconTerminal2 />}
            to={`/app/compute/sessions/${session.id}/terminal`}
          >
            Terminal
          </Button>
        )}
        {!isPage && (
          <>
            <Button look="quiet" small icon={<IconFileText />} to={`${path}#log`}>
              Session log
            </Button>
            <Button look="quiet" small icon={<IconPlug />} to={path}>
              Ports and links
            </Button>
          </>
        )}
      </div>
      <span className="caption">{aboutOf(session)}</span>
    </div>
  )
}

function placeOf({ resource, host }: Session): string {
  const isHere = host === null || host === '127.0.0.1' || host === 'localhost'
  return isHere ? resource.name : `${resource.name}, ${host}`
}

function aboutOf({ startedAt, createdAt, lastActiveAt, idleMinutes, status }: Session): string {
  const waited = startedAt === null ? 0 : Date.parse(startedAt) - Date.parse(createdAt)
  const begun =
    startedAt === null
      ? `Asked for ${moment(createdAt)}.`
      : `Started ${moment(startedAt)}${waited > 5_000 ? ` after ${duration(waited)} in the queue` : ''}.`
  if (status !== 'running' || idleMinutes === null || idleMinutes === 0) return begun
  const active = lastActiveAt === null ? '' : ` Last activity ${moment(lastActiveAt)};`
  return `${begun}${active} ${active ? 'it stops' : 'It stops'} by itself after ${duration(idleMinutes * 60_000)} without any.`
}
