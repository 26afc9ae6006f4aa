import { IconActivity, IconHome, IconMenu2, IconSearch, IconUserCircle } from '@tabler/icons-react'
import { Link, usePathname } from '../../ui/link.tsx'
import { count } from '../../ui/time.tsx'
import { useRunning } from '../running.ts'
import css from './bottom-bar.module.css'
import { openPalette } from './palette-door.tsx'

/** On the phone: home, what runs, search, the account, and the rest in a drawer. */
export function BottomBar({ onMenu }: { onMenu: () => void }) {
  const pathname = usePathname()
  const runs = useRunning().data?.data.running.length ?? 0
  const mark = (to: string) => (pathname === to ? ({ 'aria-current': 'page' } as const) : {})
  return (
    <nav className={css.bar} aria-label="Phone">
      <Link to="/app" {...mark('/app')}>
        <IconHome aria-hidden="true" />
        Home
      </Link>
      <Link to="/app/running" {...mark('/app/running')}>
        <IconActivity aria-hidden="true" />
        {runs > 0 ? `Running ${count(runs)}` : 'Running'}
      </Link>
      <button type="button" onClick={openPalette}>
        <IconSearch aria-hidden="true" />
        Search
      </button>
      <Link to="/app/me" {...mark('/app/me')}>
        <IconUserCircle aria-hidden="true" />
        Me
      </Link>
      <button type="button" onClick={onMenu}>
        <IconMenu2 aria-hidden="true" />
        Menu
      </button>
    </nav>
  )
}
