import type { ReactNode } from 'react'
import css from './chart.module.css'

export interface HorizontalBar {
  label: ReactNode
  key: string
  value: number
  /** The whole, in whose frame the bar stands. */
  of: number
  /** Right of it: "99 %", "0:31 median". */
  facts?: readonly ReactNode[]
}

/** Bars with their names left and their numbers right. */
export function HorizontalBars({ of, tone }: { of: readonly HorizontalBar[]; tone?: 1 | 3 }) {
  return (
    <ul className={css.bars}>
      {of.map(({ key, label, value, of: whole, facts = [] }) => (
        <li key={key}>
          <span className={css.barName}>{label}</span>
          <FillBar value={value} of={whole} {...(tone === 3 && { look: 'second' as const })} />
          <strong>{value}</strong>
          {facts.map((fact, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: facts have a place and no name
            <span key={index} className={css.fact}>
              {fact}
            </span>
          ))}
        </li>
      ))}
    </ul>
  )
}

/** How much of a whole; a decoration beside the numbers unless it has a label. */
export function FillBar({
  value,
  of,
  look = 'accent',
  label,
}: {
  value: number
  of: number
  look?: 'accent' | 'running' | 'done' | 'attention' | 'failed' | 'second'
  label?: string
}) {
  const part = of > 0 ? Math.min(1, value / of) : 0
  const bar = (
    <svg
      className={css.fill}
      data-look={look}
      viewBox="0 0 100 6"
      preserveAspectRatio="none"
      aria-hidden="true"
    >
      <rect className={css.rail} width="100" height="6" />
      <rect className={css.part} width={part * 100} height="6" />
    </svg>
  )
  if (label === undefined) return bar
  return (
    <span role="img" aria-label={label}>
      {bar}
    </span>
  )
}
