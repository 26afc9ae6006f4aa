import type { PageRoute } from '../../app/route.ts'

const project = '/app/collection/projects/$id'

export const routes: readonly PageRoute[] = [
  { path: '/app/collection/projects', load: () => import('./projects/projects.tsx') },
  { path: '/app/collection/projects/new', load: () => import('./projects/new-project.tsx') },
  { path: project, load: () => import('./overview/overview.tsx') },
  { path: `${project}/participants`, load: () => import('./participants/participants.tsx') },
  { path: `${project}/participants/add`, load: () => import('./participants/add.tsx') },
  { path: `${project}/participants/letters`, load: () => import('./participants/letters.tsx') },
  { path: `${project}/submissions`, load: () => import('./submissions/submissions.tsx') },
  { path: `${project}/responses`, load: () => import('./responses/responses.tsx') },
  { path: `${project}/exports`, load: () => import('./exports/exports.tsx') },
  { path: `${project}/members`, load: () => import('./members/members.tsx') },
  { path: `${project}/webhooks`, load: () => import('./webhooks/webhooks.tsx') },
  { path: `${project}/webhooks/$hook`, load: () => import('./webhooks/webhook.tsx') },
  { path: `${project}/withdrawals`, load: () => import('./withdrawals/withdrawals.tsx') },
  { path: `${project}/withdrawals/$receipt`, load: () => import('./withdrawals/receipt.tsx') },
  { path: `${project}/settings`, load: () => import('./settings/settings.tsx') },
]
