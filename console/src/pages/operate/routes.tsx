import type { PageRoute } from '../../app/route.ts'

export const routes: readonly PageRoute[] = [
  { path: '/app/operate/accounts', load: () => import('./accounts/accounts.tsx') },
  { path: '/app/operate/accounts/services', load: () => import('./accounts/services.tsx') },
  { path: '/app/operate/accounts/new', load: () => import('./accounts/new-account.tsx') },
  { path: '/app/operate/accounts/invite', load: () => import('./accounts/invite.tsx') },
  { path: '/app/operate/accounts/$id', load: () => import('./accounts/account.tsx') },
  { path: '/app/operate/accounts/$id/merge', load: () => import('./accounts/merge.tsx') },
  { path: '/app/operate/groups', load: () => import('./groups/groups.tsx') },
  { path: '/app/operate/groups/$id', load: () => import('./groups/group.tsx') },
  { path: '/app/operate/tokens', load: () => import('./tokens/tokens.tsx') },
  { path: '/app/operate/journal', load: () => import('./journal/journal.tsx') },
  { path: '/app/operate/jobs', load: () => import('./jobs/jobs.tsx') },
  { path: '/app/operate/mail', load: () => import('./mail/mail.tsx') },
  { path: '/app/operate/health', load: () => import('./health/health.tsx') },
  { path: '/app/operate/settings', load: () => import('./settings/settings.tsx') },
]
