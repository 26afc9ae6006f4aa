import type { PageRoute } from '../../app/route.ts'

export const routes: readonly PageRoute[] = [
  { path: '/app/pipelines/apps', load: () => import('./apps/apps.tsx') },
  { path: '/app/pipelines/apps/$key', load: () => import('./apps/app.tsx') },
  { path: '/app/pipelines/definitions', load: () => import('./apps/definitions.tsx') },
  { path: '/app/pipelines/apps/$key/new', load: () => import('./make/new-experiment.tsx') },
  { path: '/app/pipelines/batches/$id', load: () => import('./batches/batch.tsx') },
  { path: '/app/pipelines/files', load: () => import('./files/files.tsx') },
  { path: '/app/pipelines/queue', load: () => import('./queue/queue.tsx') },
  { path: '/app/pipelines/hosts', load: () => import('./hosts/hosts.tsx') },
  { path: '/app/pipelines/usage', load: () => import('./usage/usage.tsx') },
  { path: '/app/pipelines/people', load: () => import('./people/people.tsx') },
  { path: '/app/pipelines/limits', load: () => import('./limits/limits.tsx') },
  { path: '/app/pipelines/webhooks', load: () => import('./webhooks/webhooks.tsx') },
  { path: '/app/pipelines/webhooks/$hook', load: () => import('./webhooks/webhook.tsx') },
  { path: '/app/pipelines/experiments', load: () => import('./experiments/experiments.tsx') },
  { path: '/app/pipelines/experiments/$id', load: () => import('./experiments/experiment.tsx') },
  { path: '/app/pipelines/experiments/$id/inputs', load: () => import('./experiments/tab-inputs.tsx') },
  { path: '/app/pipelines/experiments/$id/log', load: () => import('./experiments/tab-log.tsx') },
  {
    path: '/app/pipelines/experiments/$id/provenance',
    load: () => import('./experiments/tab-provenance.tsx'),
  },
  { path: '/app/pipelines/experiments/$id/shares', load: () => import('./sharing/tab-shares.tsx') },
  { path: '/app/shared', load: () => import('./sharing/link-opening.tsx'), bare: true },
  { path: '/app/shared/$link', load: () => import('./sharing/link.tsx'), bare: true },
  { path: '/app/shared/$link/$id', load: () => import('./sharing/link-experiment.tsx'), bare: true },
]
