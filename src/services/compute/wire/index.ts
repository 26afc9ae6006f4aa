import type { App, Scope } from '../../../kernel/http/app.ts'
import { mount } from '../../../kernel/http/mount.ts'
import { type Compute, SERVICE } from '../compute.ts'
import { takeAnyBody } from './body.ts'
import { catalogueRoutes } from './catalogue.ts'
import { jobRoutes } from './jobs.ts'
import { shareRoutes } from './shares.ts'
import { statusRoutes } from './status.ts'
import { tokenRoutes } from './tokens.ts'
import { userRoutes } from './users.ts'
import { CORS, renderError } from './wire.ts'
import { workspaceRoutes } from './workspaces.ts'

/** The protocol of the User Workspaces Server below its mount. */
export function computeWire(app: App, compute: Compute): void {
  const { mount: prefix } = compute.settings
  const title = 'Compute (protocol)'
  mount(app, { prefix, service: SERVICE, title, renderError, cors: CORS }, (scope) => {
    takeAnyBody(scope)
    const wire = { app, scope: scope as unknown as Scope, compute }
    tokenRoutes(wire)
    catalogueRoutes(wire)
    statusRoutes(wire)
    userRoutes(wire)
    workspaceRoutes(wire)
    jobRoutes(wire)
    shareRoutes(wire)
  })
}
