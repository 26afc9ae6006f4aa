import { type KeyboardEvent, useRef } from 'react'
import { Link, useGo, usePathname } from './link.tsx'
import { keepFocus } from './page.ts'
import css from './tabs.module.css'
import { count as inWords } from './time.tsx'

export interface Tab {
  label: string
  to: string
  count?: number | undefined
}

/** Tabs that are addresses: arrow keys move, Back goes back. */
export function Tabs({ label, of }: { label: string; of: readonly Tab[] }) {
  const pathname = usePathname()
  const list = useRef<HTMLDivElement>(null)
  const go = useGo()
  const move = (event: KeyboardEvent) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key]
    if (!step) return
    event.preventDefault()
    const at = of.findIndex(({ to }) => to.split('?')[0] === pathname)
    const next = (at + step + of.length) % of.length
    const tab = of[next]
    if (!tab) return
    keepFocus()
    go(tab.to)
    list.current?.querySelectorAll<HTMLElement>('a')[next]?.focus()
  }
  return (
    <nav aria-label={label} onKeyDown={move}>
      <div className={css.tabs} ref={list}>
        {of.map(({ label, to, count }) => (
          <Link
            key={to}
            to={to}
            aria-current={to.split('?')[0] === pathname ? 'page' : undefined}
            onClick={keepFocus}
          >
            {label}
            {count !== undefined && <span> {inWords(count)}</span>}
          </Link>
        ))}
      </div>
    </nav>
  )
}
