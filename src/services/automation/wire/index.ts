import type { App, Scope } from '../../../kernel/http/app.ts'
import { createJsonReader } from '../../../kernel/http/json-reader.ts'
import { mount } from '../../../kernel/http/mount.ts'
import { type Automation, SERVICE } from '../automation.ts'
import { readBodiesHere } from './body.ts'
import { configurationRoutes } from './configuration.ts'
import { documentRoutes } from './document.ts'
import { hostRoutes } from './hosts.ts'
import { inventoryRoutes } from './inventories.ts'
import { rootRoute } from './root.ts'
import { taskRoutes } from './tasks.ts'
import { templateRoutes } from './templates.ts'
import { tokenRoutes } from './token.ts'
import { userRoutes } from './users.ts'
import { renderError, type Viewer, type Wire } from './wire.ts'

/** The protocol of nornir-web below its mount. */
export function automationWire(app: App, automation: Automation, viewer: Viewer): void {
  const { mount: prefix, corsOrigins } = automation.settings
  const title = 'Automation (protocol)'
  mount(app, { prefix, service: SERVICE, title, renderError, cors: corsOrigins }, (each) => {
    const scope = each as unknown as Scope
    const json = createJsonReader()
    scope.addHook('onClose', () => json.close())
    readBodiesHere(scope)
    register({ app, scope, automation, prefix, json, viewer })
  })
}

/** Every route of the protocol; each subject has its own. */
function register(wire: Wire): void {
  wire.scope.addHook('onRequest', (_request, reply, done) => {
    // Answers carry tokens and what not everybody may see.
    void reply.header('cache-control', 'no-store')
    done()
  })
  tokenRoutes(wire)
  rootRoute(wire)
  taskRoutes(wire)
  templateRoutes(wire)
  inventoryRoutes(wire)
  hostRoutes(wire)
  userRoutes(wire)
  configurationRoutes(wire)
  documentRoutes(wire)
}
