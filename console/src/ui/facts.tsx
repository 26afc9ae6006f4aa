import type { ReactNode } from 'react'
import css from './facts.module.css'

/** Names and values, one pair a line; what is null is left out. */
export function Facts({ of }: { of: readonly (readonly [name: string, value: ReactNode] | null)[] }) {
  return (
    <dl className={css.facts}>
      {of
        .filter((fact) => fact !== null)
        .map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
    </dl>
  )
}

export interface Figure {
  name: string
  value: ReactNode
  /** The unit, limit or comparison that makes it mean something. */
  note: ReactNode
}

/** At most five figures in one strip; the head of a dashboard. */
export function Figures({ of }: { of: readonly Figure[] }) {
  return (
    <dl className={css.figures}>
      {of.map(({ name, value, note }) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd className={css.value}>{value}</dd>
          <dd className="caption">{note}</dd>
        </div>
      ))}
    </dl>
  )
}
