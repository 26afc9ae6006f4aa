import type { App, Scope } from '../../../kernel/http/app.ts'
import { mount } from '../../../kernel/http/mount.ts'
import { type Automation, SERVICE } from '../automation.ts'
import { renderError } from './wire.ts'

/** The protocol of nornir-web below its mount. */
export function automationWire(app: App, automation: Automation): void {
  const { mount: prefix, corsOrigins } = automation.settings
  const title = 'Automation (protocol)'
  mount(app, { prefix, service: SERVICE, title, renderError, cors: corsOrigins }, (scope) => {
    const wire = { app, scope: scope as unknown as Scope, automation, prefix }
    void wire
  })
}
