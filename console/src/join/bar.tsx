import type { ReactNode } from 'react'
import css from './join.module.css'

/** At the lower edge: how far one is, and what comes next. */
export function Bar({ progress, note, children }: { progress: string; note?: string; children: ReactNode }) {
  return (
    <div className={css.bar}>
      <p className={css.spread}>
        <strong>{progress}</strong>
        <span className={css.facts} dir="auto">
          {note}
        </span>
      </p>
      <div className={css.acts}>{children}</div>
    </div>
  )
}
