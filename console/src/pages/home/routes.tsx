import type { PageRoute } from '../../app/route.ts'

export const routes: readonly PageRoute[] = [
  { path: '/app', load: () => import('./home.tsx') },
  { path: '/app/running', load: () => import('./running-page.tsx') },
  { path: '/app/search', load: () => import('./search.tsx') },
]
