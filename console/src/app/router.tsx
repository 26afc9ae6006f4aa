import {
  type AnyRoute,
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
} from '@tanstack/react-router'
import { noteRouteChange } from '../ui/page.ts'
import { NotFound, Skeleton } from '../ui/states.tsx'
import { Framed } from './framed.tsx'
import { PageFault } from './page-fault.tsx'
import { pages } from './routes.tsx'

const PREFETCH_AFTER_MS = 80
const NOTHING_MS = 300

const root = createRootRoute({ component: Outlet, notFoundComponent: () => <NotFound /> })
const framed = createRoute({ getParentRoute: () => root, id: 'framed', component: Framed })

const routeOf = (bare: boolean) =>
  pages
    .filter((page) => (page.bare ?? false) === bare)
    .map(({ path, load }) =>
      createRoute({
        getParentRoute: () => (bare ? root : framed) as typeof root,
        path,
        component: lazyRouteComponent(load),
      }),
    )
const nowhere = createRoute({
  getParentRoute: () => framed,
  path: '$',
  component: () => <NotFound />,
})

export const router = createRouter({
  // The types of a tree that is made from a list are lost: addresses are plain text here.
  routeTree: root.addChildren([
    framed.addChildren([...routeOf(false), nowhere]),
    ...routeOf(true),
  ] as never) as unknown as AnyRoute,
  // Fields of the query are text, as people read and send them.
  parseSearch: (text) => Object.fromEntries(new URLSearchParams(text)),
  stringifySearch: (fields) => {
    const text = new URLSearchParams(fields as Record<string, string>).toString()
    return text && `?${text}`
  },
  defaultPreload: 'intent',
  defaultPreloadDelay: PREFETCH_AFTER_MS,
  defaultPendingMs: NOTHING_MS,
  defaultPendingMinMs: 0,
  defaultPendingComponent: () => <Skeleton />,
  defaultErrorComponent: PageFault,
  scrollRestoration: true,
})

router.subscribe('onBeforeNavigate', ({ fromLocation, pathChanged }) => {
  if (fromLocation && pathChanged) noteRouteChange()
})
