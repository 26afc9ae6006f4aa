import { teamRoutes } from '../../kernel/api/team.ts'
import type { App } from '../../kernel/http/app.ts'
import { renderProblem } from '../../kernel/http/errors.ts'
import { mount } from '../../kernel/http/mount.ts'
import { allocationRoutes } from './allocation-api.ts'
import { attendanceRoutes } from './attendance-api.ts'
import { behalfRoutes } from './behalf-api.ts'
import { checkRoutes } from './check-api.ts'
import { dashboardRoutes } from './dashboard-api.ts'
import { eventRoutes } from './event-api.ts'
import { exportRoutes } from './export-api.ts'
import { joinRoutes } from './join-api.ts'
import { keyRoutes } from './key-api.ts'
import { linkRoutes } from './link-api.ts'
import { mailRoutes } from './mail-api.ts'
import { eventTeam, requireEvent } from './member.ts'
import { participantRoutes } from './participant-api.ts'
import { participantImportRoutes } from './participant-import-api.ts'
import type { Training } from './training.ts'
import { SERVICE } from './training.ts'
import { waitingRoutes } from './waiting-api.ts'
import { eventWebhookRoutes } from './webhook.ts'
import { wishRoutes } from './wish-api.ts'
import { workshopRoutes } from './workshop-api.ts'

/** Our own API of training: organisers run events, participants choose. */
export function trainingApi(app: App, training: Training): void {
  const parts = { prefix: '/api/training', service: SERVICE, title: 'Training' }
  app.addHook('onClose', () => training.close())
  mount(app, { ...parts, renderError: renderProblem }, (scope) => {
    eventRoutes(scope, training)
    waitingRoutes(scope, training)
    mailRoutes(scope, training)
    workshopRoutes(scope, training)
    linkRoutes(scope, training)
    checkRoutes(scope, training)
    teamRoutes(scope, {
      path: '/events',
      kind: eventTeam,
      seenBy: 'manager',
      find: async (actor, id, role) => {
        const { name: title } = await requireEvent(training, actor, id, role)
        return { id, title }
      },
      ...training,
    })
    participantRoutes(scope, training)
    participantImportRoutes(scope, training)
    keyRoutes(scope, training)
    exportRoutes(scope, training)
    dashboardRoutes(scope, training)
    eventWebhookRoutes(scope, training)
    attendanceRoutes(scope, training)
    behalfRoutes(scope, training)
    wishRoutes(scope, training)
    allocationRoutes(scope, training)
    joinRoutes(scope, app, training)
  })
}
