import { State } from '../../../ui/state.tsx'
import { KindIcon } from './kind-icon.tsx'
import css from './session-card.module.css'
import { type Session, standingOf } from './words.ts'

/** What a card of a session begins with: its icon, its name, and how it stands where the rest does not say so. */
export function SessionHead({
  of: session,
  title = session.kind.name,
  note,
  hasState,
}: {
  of: Session
  title?: string
  note: string
  hasState: boolean
}) {
  const { look, word } = standingOf(session)
  return (
    <div className={css.what}>
      <span className={css.icon}>
        <KindIcon of={session.kind.icon} />
      </span>
      <div>
        <h2>{title}</h2>
        <p className="small muted">{note}</p>
      </div>
      {hasState && (
        <State look={look} pill>
          {word}
        </State>
      )}
    </div>
  )
}
