import type { App } from '../../kernel/http/app.ts'
import { renderProblem } from '../../kernel/http/errors.ts'
import { mount } from '../../kernel/http/mount.ts'
import { approvalRoutes } from './approvals/approval-api.ts'
import { type Automation, SERVICE } from './automation.ts'
import { credentialRoutes } from './credentials/credential-api.ts'
import { configurationRoutes } from './files/configuration-api.ts'
import { hostKeyRoutes } from './host-keys/host-key-api.ts'
import { fileRoutes } from './inventories/file-api.ts'
import { hostRoutes } from './inventories/host-api.ts'
import { importRoute } from './inventories/import/import-api.ts'
import { inventoryRoutes } from './inventories/inventory-api.ts'
import { automationMetrics } from './keeping/metrics.ts'
import { keepingRoutes } from './keeping.ts'
import { attemptRoutes } from './runs/attempt-api.ts'
import { liveRoute } from './runs/live-api.ts'
import { runRoutes } from './runs/run-api.ts'
import { sourceRoutes } from './templates/source-api.ts'
import { templateRoutes } from './templates/template-api.ts'
import { triggerRoutes } from './triggers/trigger-api.ts'

/** Our own API of automation: inventories, templates, runs of them on many hosts, and what runs by itself. */
export function automationApi(app: App, automation: Automation): void {
  const parts = { prefix: '/api/automation', service: SERVICE, title: 'Automation' }
  app.addHook('onClose', () => automation.close())
  automationMetrics(app, automation)
  mount(app, { ...parts, renderError: renderProblem }, (scope) => {
    importRoute(scope, automation)
    inventoryRoutes(scope, automation)
    hostRoutes(scope, automation)
    fileRoutes(scope, automation)
    configurationRoutes(scope, automation)
    templateRoutes(scope, automation)
    sourceRoutes(scope, automation)
    runRoutes(scope, automation)
    attemptRoutes(scope, automation)
    liveRoute(scope, app, automation)
    keepingRoutes(scope, automation)
    credentialRoutes(scope, automation)
    hostKeyRoutes(scope, automation)
    approvalRoutes(scope, automation)
    triggerRoutes(scope, automation)
  })
}
