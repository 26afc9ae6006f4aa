import type { Scope } from '../../../kernel/http/app.ts'
import type { Collection } from '../collection.ts'
import { mediaZipRoutes } from '../media/media-zip-api.ts'
import { projectWebhookRoutes } from '../webhook.ts'
import { withdrawalRoutes } from '../withdrawals/withdrawal-api.ts'
import { exportRoutes } from './export-api.ts'

/** How things leave a project: webhooks, exports, zips of recordings, and withdrawal. */
export function outRoutes(scope: Scope, collection: Collection): void {
  projectWebhookRoutes(scope, collection)
  exportRoutes(scope, collection)
  mediaZipRoutes(scope, collection)
  withdrawalRoutes(scope, collection)
}
