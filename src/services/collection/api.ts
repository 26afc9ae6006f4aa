import { Type } from 'typebox'
import { teamRoutes } from '../../kernel/api/team.ts'
import type { App, Scope } from '../../kernel/http/app.ts'
import { renderProblem } from '../../kernel/http/errors.ts'
import { mount } from '../../kernel/http/mount.ts'
import { responseRoutes } from './answers/response-api.ts'
import type { Collection } from './collection.ts'
import { outRoutes } from './exports/out-api.ts'
import { grantRoutes } from './grants/grant-api.ts'
import { readMasterToken, rotateMasterToken } from './grants/issuer.ts'
import { dashboardRoutes } from './overview/dashboard-api.ts'
import { linkRoutes } from './participants/link-api.ts'
import { participantRoutes } from './participants/participant-api.ts'
import { projectTeam, requireProject, titled } from './projects/member.ts'
import { projectRoutes } from './projects/project-api.ts'
import { recordRoutes } from './records/record-api.ts'
import { submissionRoutes } from './submissions/submission-api.ts'
import { uploadRoutes } from './uploads/upload-api.ts'

const Secret = Type.Object({ token: Type.String() })

/** Our own API of collection. Coordinators give out links and see counts; answers are for managers. */
export function collectionApi(app: App, collection: Collection): void {
  const parts = { prefix: '/api/collection', service: 'collection', title: 'Collection' }
  mount(app, { ...parts, renderError: renderProblem }, (scope) => {
    projectRoutes(scope, collection)
    teamRoutes(scope, {
      path: '/projects',
      kind: projectTeam,
      seenBy: 'coordinator',
      find: async (actor, id, role) => titled(await requireProject(collection, actor, id, role)),
      ...collection,
    })
    participantRoutes(scope, collection)
    linkRoutes(scope, collection)
    dashboardRoutes(scope, collection)
    grantRoutes(scope, collection)
    issuerRoutes(scope, collection)
    submissionRoutes(scope, collection)
    uploadRoutes(scope, collection)
    responseRoutes(scope, collection)
    recordRoutes(scope, collection)
    outRoutes(scope, collection)
  })
}

function issuerRoutes(scope: Scope, collection: Collection): void {
  for (const [method, url, summary, act] of [
    ['GET', '/issuer', 'The master TOKEN, which issues grants for every project', readMasterToken],
    ['POST', '/issuer/rotate', 'End the master TOKEN and make a new one', rotateMasterToken],
  ] as const) {
    scope.route({
      method,
      url,
      config: { access: 'administrator' },
      schema: { summary, response: { 200: Secret } },
      handler: async (request, reply) =>
        reply.header('cache-control', 'no-store').send({ token: await act(collection, request.by) }),
    })
  }
}
