import type { App } from '../../../kernel/http/app.ts'
import { mount } from '../../../kernel/http/mount.ts'
import { SERVICE, type Training } from '../training.ts'
import { eventRoutes } from './events.ts'
import { linkRoutes } from './links.ts'
import { loginRoutes } from './login.ts'
import { registrationRoutes } from './registrations.ts'
import { userRoutes } from './users.ts'
import { decorateVisitors } from './visitor.ts'
import { checkBodiesHere, renderError } from './wire.ts'

/** The protocol of the Workshops API below its mount. */
export function trainingWire(app: App, training: Training): void {
  const { mount: prefix, corsOrigins: cors } = training.settings
  const title = 'Training (protocol)'
  mount(app, { prefix, service: SERVICE, title, renderError, cors }, async (scope) => {
    checkBodiesHere(scope)
    decorateVisitors(scope)
    const wire = { app, scope, training }
    await loginRoutes(wire)
    eventRoutes(wire)
    linkRoutes(wire)
    userRoutes(wire)
    registrationRoutes(wire)
  })
}
