import { Button } from '../../../ui/button.tsx'
import { Link } from '../../../ui/link.tsx'
import { Hint } from '../../../ui/states.tsx'
import { duration, moment } from '../../../ui/time.tsx'
import { AgainButton } from './acts.tsx'
import { SessionHead } from './head.tsx'
import css from './session-card.module.css'
import {
  askedFor,
  lastedMs,
  type Session,
  sessionPath,
  standingOf,
  usedOfAsked,
  workspacePath,
} from './words.ts'

/** The last session of a workspace where nothing runs: how it ended and why, and the way to another one. */
export function EndedSession({ of: session }: { of: Session }) {
  const { kind, status, message, endedAt, workspace, readyAt } = session
  const { word } = standingOf(session)
  const used = usedOfAsked(session)
  return (
    <section className={css.card} aria-label={`${kind.name}, ${word}`}>
      <div className={css.top}>
        <SessionHead
          of={session}
          title={
            status !== 'failed'
              ? 'No session runs here'
              : `${kind.name} ${readyAt === null ? 'did not start' : 'broke off'}`
          }
          note={`Last ${kind.name} with ${askedFor(session)}`}
          hasState
        />
        <div className={css.acts}>
          <AgainButton of={session} label={status === 'failed' ? 'Launch again' : 'Launch as last time'} />
          <Button to={`${workspacePath(workspace.id)}/launch?like=${session.id}`}>Change</Button>
        </div>
      </div>
      {status === 'failed' && (
        <div className={css.part}>
          <Hint look="failed">{message}</Hint>
        </div>
      )}
      <div className={css.foot}>
        <Link to={sessionPath(session)} className="small">
          Its report and log
        </Link>
        <span className="caption">
          {endedAt && `Ended ${moment(endedAt)} after ${duration(lastedMs(session))}.`}
          {status !== 'failed' && message !== '' && ` ${message}`}
          {used && ` It used ${used}.`}
        </span>
      </div>
    </section>
  )
}
