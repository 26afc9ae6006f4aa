import { IconChevronDown, IconHome, IconSearch } from '@tabler/icons-react'
import icon from '../../ui/icon.svg'
import { Link, usePathname } from '../../ui/link.tsx'
import { type Section, section } from '../../ui/page.ts'
import { StateIcon } from '../../ui/state.tsx'
import { count } from '../../ui/time.tsx'
import { useRunning } from '../running.ts'
import { operateOf, type Place, servicesOf } from '../services.tsx'
import { useSession } from '../session.ts'
import { AccountMenu } from './account-menu.tsx'
import css from './navigation.module.css'
import { openPalette } from './palette-door.tsx'

const HOME: Place = { label: 'Home', to: '/app', icon: IconHome, below: '/app' }

/** Where one can go: home, the services that one may use, and for administrators what operates the whole. */
export function Navigation({ isInDrawer }: { isInDrawer?: boolean }) {
  const session = useSession()
  const inside = section.use()
  const operate = operateOf(session)
  const running = useRunning().data?.data.running ?? []
  return (
    <nav
      className={css.nav}
      aria-label={isInDrawer ? 'All pages' : 'Main'}
      data-wide={isInDrawer || undefined}
    >
      {!isInDrawer && (
        <>
          <Link to="/app" className={css.brand}>
            <img src={icon} alt="" width="28" height="28" />
            <span className={css.words}>
              <strong>{session.installation}</strong>
              <span className="caption">Atelier</span>
            </span>
          </Link>
          <button type="button" className={css.search} onClick={openPalette} aria-keyshortcuts="Control+K">
            <IconSearch aria-hidden="true" />
            <span className={css.words}>Search or jump to</span>
            <kbd className={css.words}>Ctrl K</kbd>
          </button>
        </>
      )}
      <div className={css.places}>
        <ul>
          <PlaceItem place={HOME} />
          {servicesOf(session).map((place) => (
            <PlaceItem
              key={place.to}
              place={place}
              runs={running.filter(({ service }) => service === place.service).length}
              inside={inside?.service === place.service ? inside : null}
            />
          ))}
        </ul>
        {operate.length > 0 && (
          <>
            <p className={css.group} id={isInDrawer ? 'operate-drawer' : 'operate'}>
              Operate
            </p>
            <ul aria-labelledby={isInDrawer ? 'operate-drawer' : 'operate'}>
              {operate.map((place) => (
                <PlaceItem key={place.to} place={place} />
              ))}
            </ul>
          </>
        )}
      </div>
      <AccountMenu />
    </nav>
  )
}

interface PlaceItemProps {
  place: Place
  inside?: Section | null
  /** How many things of mine run there now. */
  runs?: number
}

function PlaceItem({ place, inside, runs = 0 }: PlaceItemProps) {
  const pathname = usePathname()
  const { label, to, icon: Icon, below } = place
  const isHere =
    below === '/app' ? pathname === '/app' : pathname === below || pathname.startsWith(`${below}/`)
  const isUnfolded = isHere && !!inside
  return (
    <li>
      <Link
        to={to}
        className={css.place}
        data-on={(isHere && !isUnfolded) || undefined}
        data-open={isUnfolded || undefined}
        aria-current={isHere && !isUnfolded ? 'page' : undefined}
        title={label}
      >
        <Icon aria-hidden />
        <span className={css.words}>{label}</span>
        {runs > 0 && (
          <span className={`${css.words} ${css.runs}`}>
            <StateIcon look="running" />
            {count(runs)}
            <span className="sr-only"> running</span>
          </span>
        )}
        {isUnfolded && <IconChevronDown aria-hidden="true" className={css.words} />}
      </Link>
      {isUnfolded && (
        <ul className={css.inside}>
          {inside.pages.map((page) => {
            const isPage = page.deep
              ? pathname === page.to || pathname.startsWith(`${page.to}/`)
              : pathname === page.to
            return (
              <li key={page.to}>
                <Link
                  to={page.to}
                  className={css.page}
                  data-on={isPage || undefined}
                  aria-current={isPage ? 'page' : undefined}
                >
                  <span>{page.label}</span>
                  {page.count !== undefined && <span className="caption"> {count(page.count)}</span>}
                </Link>
              </li>
            )
          })}
        </ul>
      )}
    </li>
  )
}
