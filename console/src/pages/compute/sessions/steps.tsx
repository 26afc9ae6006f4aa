import { StateIcon } from '../../../ui/state.tsx'
import { clock, exact } from '../../../ui/time.tsx'
import css from './session-card.module.css'
import { isOpen, type Session, type SessionDetail } from './words.ts'

/** What happened while a session was made, with the times; the last one is what it does now. */
export function SessionSteps({ of, session }: { of: SessionDetail['steps']; session: Session }) {
  const isOver = !isOpen(session) || session.isReady
  return (
    <ol className={css.steps} aria-label="Steps of the launch">
      {of.map(({ at, step, text }, index) => {
        const isNow = index === of.length - 1 && !isOver
        const isFault = index === of.length - 1 && session.status === 'failed'
        const look = isFault ? 'failed' : isNow ? (step === 'queued' ? 'waiting' : 'running') : 'done'
        return (
          <li key={`${at} ${step}`} aria-current={isNow ? 'step' : undefined}>
            <StateIcon look={look} />
            <time dateTime={at} title={exact(at)} className="caption">
              {clock(at)}
            </time>
            <span>{text}</span>
          </li>
        )
      })}
    </ol>
  )
}
