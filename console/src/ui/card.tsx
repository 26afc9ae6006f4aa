import type { ReactNode } from 'react'
import { useId } from 'react'
import css from './card.module.css'
import { IsDense } from './time.tsx'

export interface CardProps {
  title?: ReactNode
  /** Right of the title: a link, a count, a switch. */
  aside?: ReactNode
  /** For rows and tables that reach the edges. */
  flush?: boolean
  children?: ReactNode
}

/** A white box with a title; a part of the page with a name. */
export function Card({ title, aside, flush, children }: CardProps) {
  const id = useId()
  return (
    <section className={css.card} aria-labelledby={title === undefined ? undefined : id}>
      {title !== undefined && (
        <div className={css.head}>
          <h2 id={id}>{title}</h2>
          {aside !== undefined && <div className={css.aside}>{aside}</div>}
        </div>
      )}
      <div className={flush ? css.flush : css.body}>{children}</div>
    </section>
  )
}

/** The rows of a flush card. */
export function Rows({ children }: { children: ReactNode }) {
  return (
    <ul>
      <IsDense value={true}>{children}</IsDense>
    </ul>
  )
}

export interface RowProps {
  icon?: ReactNode
  title: ReactNode
  /** A second line in grey. */
  note?: ReactNode
  children?: ReactNode
  /** One act, at the right edge. */
  act?: ReactNode
}

/** One line of a card: icon, name, note, facts, one act. */
export function Row({ icon, title, note, children, act }: RowProps) {
  return (
    <li className={css.row}>
      {icon && <span className={css.rowIcon}>{icon}</span>}
      <div className={css.rowText}>
        <div className={css.rowTitle}>{title}</div>
        {note !== undefined && <div className="caption">{note}</div>}
      </div>
      {children}
      {act && <div className={css.rowAct}>{act}</div>}
    </li>
  )
}

/** A small number beside a title. */
export function CountBadge({ children }: { children: ReactNode }) {
  return <span className={css.badge}>{children}</span>
}

/** A word in a grey box: a role, a group, a version. */
export function Tag({ children, accent }: { children: ReactNode; accent?: boolean }) {
  return (
    <span className={css.tag} data-accent={accent || undefined}>
      {children}
    </span>
  )
}
