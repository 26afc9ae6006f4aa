import { lazy, type ReactNode, Suspense, useEffect } from 'react'
import { makeDoor } from '../../ui/door.ts'
import { usePathname } from '../../ui/link.tsx'
import { useSession } from '../session.ts'
import { BottomBar } from './bottom-bar.tsx'
import css from './frame.module.css'
import { Navigation } from './navigation.tsx'
import { Palette } from './palette-door.tsx'
import { Shortcuts } from './shortcuts.tsx'
import { TopBar } from './top-bar.tsx'

const NavigationDrawer = lazy(() => import('./drawer.tsx'))
const drawer = makeDoor()

/** For administrators alone, so that others do not fetch it. */
const BackupBanner = lazy(() => import('../../pages/operate/backup-banner.tsx'))

/** Around every page of those who are signed in: navigation, top bar, palette, keys. */
export function Frame({ children }: { children: ReactNode }) {
  const pathname = usePathname()
  const session = useSession()
  const isDrawerOpen = drawer.useOpen()
  // It belongs to the page on which it was opened.
  // biome-ignore lint/correctness/useExhaustiveDependencies: each other page closes it
  useEffect(() => drawer.close(), [pathname])
  return (
    <div className={css.frame}>
      <a href="#content" className={css.skip}>
        Skip to content
      </a>
      <div className={css.left}>
        <Navigation />
      </div>
      <div className={css.right}>
        <TopBar />
        <main id="content" tabIndex={-1} className={css.content}>
          {session.account.administrator && (
            <Suspense>
              <BackupBanner />
            </Suspense>
          )}
          {children}
        </main>
      </div>
      <BottomBar onMenu={drawer.open} />
      <Suspense>
        {isDrawerOpen && <NavigationDrawer onClose={drawer.close} />}
        <Palette />
        <Shortcuts />
      </Suspense>
    </div>
  )
}
