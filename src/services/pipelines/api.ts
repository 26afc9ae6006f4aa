import type { App } from '../../kernel/http/app.ts'
import { renderProblem } from '../../kernel/http/errors.ts'
import { mount } from '../../kernel/http/mount.ts'
import { appRoutes } from './apps/app-api.ts'
import { definitionRoutes } from './apps/definition-api.ts'
import { batchRoutes } from './batches/batch-api.ts'
import { makeRoutes } from './batches/make-api.ts'
import { hostRoutes } from './hosts/host-api.ts'
import { keepingRoutes } from './keeping.ts'
import { pipelinesMetrics } from './overview/metrics.ts'
import { personRoutes } from './people/person-api.ts'
import { type Pipelines, SERVICE } from './pipelines.ts'
import { resultRoutes } from './results/result-api.ts'
import { queueRoutes } from './runner/queue-api.ts'
import { sampleRoutes } from './sample/sample-api.ts'
import { fileListRoute } from './uploads/files-api.ts'
import { uploadRoutes } from './uploads/upload-api.ts'

/** Our own API of pipelines: apps, experiments made of them, and what operators say about both. */
export function pipelinesApi(app: App, pipelines: Pipelines): void {
  const parts = { prefix: '/api/pipelines', service: SERVICE, title: 'Pipelines' }
  app.addHook('onReady', async () => pipelines.apps.watch())
  app.addHook('onClose', () => pipelines.close())
  pipelinesMetrics(app, pipelines)
  mount(app, { ...parts, renderError: renderProblem }, (scope) => {
    appRoutes(scope, pipelines)
    definitionRoutes(scope, pipelines)
    personRoutes(scope, pipelines)
    resultRoutes(scope, app, pipelines)
    queueRoutes(scope, pipelines)
    hostRoutes(scope, pipelines)
    uploadRoutes(scope, pipelines)
    fileListRoute(scope, pipelines)
    sampleRoutes(scope, pipelines)
    makeRoutes(scope, pipelines)
    batchRoutes(scope, pipelines)
    keepingRoutes(scope, app, pipelines)
  })
}
