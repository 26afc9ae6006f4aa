import type { App } from '../http/app.ts'
import { renderProblem } from '../http/errors.ts'
import { feedRoute } from '../http/feed.ts'
import { mount } from '../http/mount.ts'
import type { Kernel } from '../kernel.ts'
import { accountRoutes } from './accounts.ts'
import { groupRoutes } from './groups.ts'
import { meRoutes } from './me.ts'
import { operationRoutes } from './operation.ts'
import { sessionRoutes } from './session.ts'

/** Our own API of the kernel's nouns, straight below `/api`. Services have theirs below `/api/<service>`. */
export function kernelApi(app: App, kernel: Kernel): void {
  mount(app, { prefix: '/api', title: 'Kernel', renderError: renderProblem }, (scope) => {
    sessionRoutes(scope, app)
    meRoutes(scope, app, kernel.secrets)
    accountRoutes(scope, app)
    groupRoutes(scope, app)
    operationRoutes(scope, kernel)
    feedRoute(scope, app, kernel.journal)
  })
}
