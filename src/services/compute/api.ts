import type { App } from '../../kernel/http/app.ts'
import { renderProblem } from '../../kernel/http/errors.ts'
import { mount } from '../../kernel/http/mount.ts'
import { ownWebhookRoutes } from '../../kernel/webhooks/own.ts'
import { type Compute, SERVICE } from './compute.ts'
import { datasetRoutes } from './datasets/dataset-api.ts'
import { fileRoutes } from './files/file-api.ts'
import { uploadRoutes } from './files/upload-api.ts'
import { kindRoutes } from './kinds/kind-api.ts'
import { launchRoutes } from './launch/launch-api.ts'
import { profileRoutes } from './launch/profile-api.ts'
import { requireStanding } from './outside/groups.ts'
import { doorRoutes } from './proxy/door-api.ts'
import { sessionProxy } from './proxy/passthrough.ts'
import { quotaRoutes } from './quotas/quota-api.ts'
import { resourceRoutes } from './resources/resource-api.ts'
import { sessionRoutes } from './sessions/session-api.ts'
import { shareRoutes } from './sharing/share-api.ts'
import { templateRoutes } from './templates/template-api.ts'
import { computeMetrics } from './usage/metrics.ts'
import { usageRoutes } from './usage/usage-api.ts'
import { OWN_EVENTS } from './webhook.ts'
import { workspaceRoutes } from './workspaces/workspace-api.ts'
import { workspaceJournalRoutes } from './workspaces/workspace-journal-api.ts'

/** Our own API of compute: workspaces, what runs in them, and what operators say about both. */
export function computeApi(app: App, compute: Compute): void {
  const parts = { prefix: '/api/compute', service: SERVICE, title: 'Compute' }
  app.addHook('onClose', () => compute.close())
  computeMetrics(app, compute)
  sessionProxy(app, compute)
  mount(app, { ...parts, renderError: renderProblem }, (scope) => {
    scope.addHook('preHandler', async ({ actor, method }) => {
      if (actor && method !== 'GET' && method !== 'HEAD') await requireStanding(compute, actor.accountId)
    })
    workspaceRoutes(scope, compute)
    workspaceJournalRoutes(scope, compute)
    fileRoutes(scope, compute)
    uploadRoutes(scope, compute)
    shareRoutes(scope, compute)
    templateRoutes(scope, compute)
    datasetRoutes(scope, compute)
    kindRoutes(scope, compute)
    launchRoutes(scope, compute)
    profileRoutes(scope, compute)
    sessionRoutes(scope, app, compute)
    doorRoutes(scope, app, compute)
    resourceRoutes(scope, compute)
    quotaRoutes(scope, compute)
    usageRoutes(scope, compute)
    ownWebhookRoutes(scope, compute.kernel, OWN_EVENTS)
  })
}
