import type { App, Scope } from '../../kernel/http/app.ts'
import { defineOwnWebhooks, ownWebhookRoutes } from '../../kernel/webhooks/own.ts'
import { limitRoutes } from './limits/limit-api.ts'
import { batchEnded, tellEnd } from './notices/ended.ts'
import { definePipelinesNotices } from './notices/notices.ts'
import { pipelinesChecks } from './overview/checks.ts'
import { eraseFolder, pipelinesHolding, pipelinesMerging } from './overview/holding.ts'
import { sourceOf } from './overview/home.ts'
import type { Pipelines } from './pipelines.ts'
import { retentionRoutes } from './retention/retention-api.ts'
import { registerRetention } from './retention/retention-job.ts'
import { linkRoutes } from './sharing/link-api.ts'
import { shareRoutes } from './sharing/share-api.ts'
import { usageRoutes } from './usage/usage-api.ts'
import { OWN_EVENTS } from './webhook.ts'

/** What goes on with experiments beside their being run: who hears of them, how long they stay, and whose they are. */
export function registerKeeping(pipelines: Pipelines): void {
  const { kernel, experiments } = pipelines
  definePipelinesNotices(kernel.notices)
  defineOwnWebhooks(kernel, OWN_EVENTS)
  kernel.jobs.register(batchEnded, pipelines)
  kernel.jobs.register(eraseFolder, pipelines)
  registerRetention(pipelines)
  experiments.onEnd((tx, row) => tellEnd(pipelines, tx, row))
  kernel.identity.holdings.push(pipelinesHolding(pipelines))
  kernel.identity.merging.push(pipelinesMerging(pipelines))
  kernel.services.add(sourceOf(pipelines))
  kernel.checks.push(...pipelinesChecks(pipelines))
}

export function keepingRoutes(scope: Scope, app: App, pipelines: Pipelines): void {
  usageRoutes(scope, pipelines)
  limitRoutes(scope, pipelines)
  retentionRoutes(scope, pipelines)
  shareRoutes(scope, pipelines)
  linkRoutes(scope, app, pipelines)
  ownWebhookRoutes(scope, pipelines.kernel, OWN_EVENTS)
}
