import { Link } from './link.tsx'
import css from './steps.module.css'

export interface Step {
  label: string
  to: string
  /** Reached already; the others are not links yet. */
  isOpen: boolean
}

/** The steps of a wizard, each an address; going back keeps everything. */
export function Steps({ of, now }: { of: readonly Step[]; now: string }) {
  return (
    <nav aria-label="Steps">
      <ol className={css.steps}>
        {of.map(({ label, to, isOpen }, index) => (
          <li key={to} data-on={to === now || undefined} aria-current={to === now ? 'step' : undefined}>
            <span className={css.number}>{index + 1}</span>
            {isOpen && to !== now ? <Link to={to}>{label}</Link> : label}
          </li>
        ))}
      </ol>
    </nav>
  )
}
