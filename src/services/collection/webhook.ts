import type { Scope } from '../../kernel/http/app.ts'
import type { Json } from '../../kernel/journal/journal.ts'
import { webhookRoutes } from '../../kernel/webhooks/routes.ts'
import type { Collection } from './collection.ts'
import { requireProject, roleIn } from './projects/member.ts'
import type { Tx } from './tables.ts'

const TYPE = 'collection.project'

/** What other people's servers can hear of a project: ids, codes and counts, never an answer. */
const EVENTS = {
  'submission.received': 'A submission came in',
  'upload.complete': 'An upload is whole',
  'upload.incomplete': 'An upload stopped before its end',
  'participant.complete': 'A participant has answered everything',
  'participant.withdrawn': 'A participant was withdrawn',
} as const

export type ProjectEvent = keyof typeof EVENTS

/** A project, as webhooks name whose events they hear. */
export const projectOwner = (id: number): string => `${TYPE}:${id}`

/** Lets webhooks listen to projects; once, when the service is opened. */
export function defineWebhooks({ kernel }: Pick<Collection, 'kernel'>): void {
  kernel.webhooks.define({
    type: TYPE,
    service: 'collection',
    events: EVENTS,
    audience: (id) => roleIn(id, 'owner'),
    page: (id) => `/app/collection/projects/${id}/webhooks`,
  })
}

/** Tells the listeners of a project, in the transaction of what has happened. */
export function tellProject(
  { kernel }: Collection,
  tx: Tx,
  projectId: number,
  told: { event: ProjectEvent; data: Json },
): Promise<void> {
  return kernel.webhooks.emit(tx, { owner: projectOwner(projectId), ...told })
}

/** Webhooks of projects, for their owners. */
export function projectWebhookRoutes(scope: Scope, collection: Collection): void {
  webhookRoutes(scope, collection.kernel.webhooks, {
    things: '/projects',
    type: TYPE,
    require: (actor, id) => requireProject(collection, actor, id, 'owner'),
  })
}
