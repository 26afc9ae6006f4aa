import type { App, Scope } from '../../../kernel/http/app.ts'
import { mount } from '../../../kernel/http/mount.ts'
import { type Pipelines, SERVICE } from '../pipelines.ts'
import { adminRoutes } from './admin.ts'
import { readBodiesHere } from './body.ts'
import { experimentRoutes } from './experiments.ts'
import { fileRoutes } from './files.ts'
import { groupRoutes } from './groups.ts'
import { notifyRoutes } from './notify.ts'
import { queueRoutes } from './queue.ts'
import { resultRoutes } from './results.ts'
import { submitRoutes } from './submit.ts'
import { userRoutes } from './users.ts'
import { versionRoutes } from './version.ts'
import { corsBelow, renderError, type Wire } from './wire.ts'

/** The protocol of the image processing portal: below its mount, and again below `/api` there. */
export function pipelinesWire(app: App, pipelines: Pipelines): void {
  const { mount: prefix } = pipelines.settings
  const title = 'Pipelines (protocol)'
  const cors = corsBelow(prefix)
  mount(app, { prefix, service: SERVICE, title, renderError, cors }, (scope) => {
    readBodiesHere(scope)
    for (const under of ['', '/api'])
      void scope.register(
        async (each) => {
          register({ app, scope: each as unknown as Scope, pipelines, prefix: `${prefix}${under}` })
        },
        { prefix: under },
      )
  })
}

/** Every route of the protocol; each subject has its own. */
function register(wire: Wire): void {
  wire.scope.addHook('onRequest', (_request, reply, done) => {
    // Answers carry tokens and what is somebody's own.
    void reply.header('cache-control', 'no-store')
    done()
  })
  userRoutes(wire)
  groupRoutes(wire)
  adminRoutes(wire)
  notifyRoutes(wire)
  versionRoutes(wire)
  experimentRoutes(wire)
  submitRoutes(wire)
  queueRoutes(wire)
  resultRoutes(wire)
  fileRoutes(wire)
}
