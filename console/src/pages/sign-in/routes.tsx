import type { PageRoute } from '../../app/route.ts'

export const routes: readonly PageRoute[] = [
  { path: '/', load: () => import('./sign-in.tsx'), bare: true },
  { path: '/app/forgot', load: () => import('./forgot.tsx'), bare: true },
  { path: '/app/sign-up', load: () => import('./sign-up.tsx'), bare: true },
  { path: '/app/verify', load: () => import('./verify.tsx'), bare: true },
  { path: '/app/reset', load: () => import('./reset.tsx'), bare: true },
  { path: '/app/compute/enter', load: () => import('./session-link.tsx'), bare: true },
  { path: '/app/invitation', load: () => import('./invitation.tsx'), bare: true },
]
