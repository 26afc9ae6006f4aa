import type { App, Scope } from '../../../kernel/http/app.ts'
import type { Pipelines } from '../pipelines.ts'
import { actRoutes } from './act-api.ts'
import { experimentRoutes } from './experiment-api.ts'
import { resultFileRoutes } from './file-api.ts'
import { workspaceRoutes } from './workspace-api.ts'

/** Experiments that are there: how they stand, what they made, and what is done with them. */
export function resultRoutes(scope: Scope, app: App, pipelines: Pipelines): void {
  experimentRoutes(scope, app, pipelines)
  actRoutes(scope, pipelines)
  resultFileRoutes(scope, pipelines)
  workspaceRoutes(scope, pipelines)
}
