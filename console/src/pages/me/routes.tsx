import type { PageRoute } from '../../app/route.ts'

export const routes: readonly PageRoute[] = [
  { path: '/app/me', load: () => import('./profile.tsx') },
  { path: '/app/me/sign-in', load: () => import('./sign-in.tsx') },
  { path: '/app/me/sign-ins', load: () => import('./sign-ins.tsx') },
  { path: '/app/me/tokens', load: () => import('./tokens.tsx') },
  { path: '/app/me/notices', load: () => import('./notices.tsx') },
  { path: '/app/me/data', load: () => import('./data.tsx') },
]
