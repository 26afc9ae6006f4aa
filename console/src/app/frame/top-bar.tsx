import { IconChevronRight, IconHelpCircle } from '@tabler/icons-react'
import { Fragment } from 'react'
import { IconButton } from '../../ui/button.tsx'
import { Link } from '../../ui/link.tsx'
import { pagePlace } from '../../ui/page.ts'
import { clock } from '../../ui/time.tsx'
import { feedState, reachFeedNow } from '../feed.ts'
import { NoticesBell } from './notices-bell.tsx'
import { openHelp } from './shortcuts.tsx'
import css from './top-bar.module.css'

/** Where one is, whether the page is live, notices, help. */
export function TopBar() {
  const { title, trail } = pagePlace.use()
  return (
    <header className={css.bar}>
      <nav aria-label="Place" className={css.trail}>
        {trail.map(({ label, to }) => (
          <Fragment key={to + label}>
            <Link to={to}>{label}</Link>
            <IconChevronRight aria-hidden="true" />
          </Fragment>
        ))}
        <span aria-current="page" dir="auto">
          {title}
        </span>
      </nav>
      <FeedWords />
      <NoticesBell />
      <IconButton label="Keys and help" onClick={openHelp}>
        <IconHelpCircle aria-hidden="true" />
      </IconButton>
    </header>
  )
}

function FeedWords() {
  const { lostSince } = feedState.use()
  return (
    <div className={css.feed} role="status" data-lost={lostSince !== null || undefined}>
      {lostSince === null ? (
        <>
          <i className={css.dot} aria-hidden="true" />
          <span>Live</span>
        </>
      ) : (
        <>
          <span>
            No live updates since {clock(lostSince)}.<span className={css.more}> Trying again.</span>
          </span>
          <button type="button" className="link" onClick={reachFeedNow}>
            Now
          </button>
        </>
      )}
    </div>
  )
}
