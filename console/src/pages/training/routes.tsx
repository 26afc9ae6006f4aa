import type { PageRoute } from '../../app/route.ts'

const event = '/app/training/events/$id'

export const routes: readonly PageRoute[] = [
  { path: '/app/training/events', load: () => import('./events/events.tsx') },
  { path: '/app/training/events/new', load: () => import('./events/new-event.tsx') },
  { path: event, load: () => import('./overview/overview.tsx') },
  { path: `${event}/workshops`, load: () => import('./workshops/workshops.tsx') },
  { path: `${event}/workshops/$workshop`, load: () => import('./workshops/workshop.tsx') },
  { path: `${event}/waiting`, load: () => import('./waiting/waiting.tsx') },
  { path: `${event}/participants`, load: () => import('./participants/participants.tsx') },
  { path: `${event}/participants/import`, load: () => import('./participants/import.tsx') },
  { path: `${event}/letters`, load: () => import('./letters/letters.tsx') },
  { path: `${event}/rules`, load: () => import('./rules/rules.tsx') },
  { path: `${event}/wishes`, load: () => import('./wishes/wishes.tsx') },
  { path: `${event}/wishes/$allocation`, load: () => import('./wishes/distribution.tsx') },
  { path: `${event}/attendance`, load: () => import('./attendance/attendance.tsx') },
  { path: `${event}/settings`, load: () => import('./settings/settings.tsx') },
  { path: `${event}/settings/members`, load: () => import('./settings/members.tsx') },
  { path: `${event}/settings/webhooks`, load: () => import('./settings/webhooks.tsx') },
  { path: `${event}/settings/webhooks/$hook`, load: () => import('./settings/webhook.tsx') },
]
