import type { App } from '../../../kernel/http/app.ts'
import { mount } from '../../../kernel/http/mount.ts'
import type { Collection } from '../collection.ts'
import { registerRoutes } from './register.ts'
import { submitRoutes } from './submit.ts'
import { successorWire } from './successor.ts'
import { tokenRoutes } from './token.ts'
import { logRequests, readBodiesHere, renderError } from './wire.ts'

/** The protocol of the ReproSchema backend below its mount, and of its successor where the settings say so. */
export function collectionWire(app: App, collection: Collection): void {
  const { mount: prefix, successor } = collection.settings
  app.addHook('onClose', () => collection.close())
  // Before the mount that it lies in, so that errors below it are told in its own words.
  if (successor) successorWire(app, collection)
  mount(
    app,
    { prefix, service: 'collection', title: 'Collection (protocol)', renderError, cors: 'any' },
    (scope) => {
      const wire = { app, scope, collection }
      readBodiesHere(scope)
      logRequests(wire)
      const greeting = { config: { access: 'public' as const }, schema: { summary: 'The service lives' } }
      scope.get('/', greeting, async () => ({ hello: 'world' }))
      scope.head('/', greeting, (_request, reply) => reply.type('application/json; charset=utf-8').send())
      tokenRoutes(wire)
      registerRoutes(wire)
      submitRoutes(wire)
    },
  )
}
