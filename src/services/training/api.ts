import { teamRoutes } from '../../kernel/api/team.ts'
import type { App } from '../../kernel/http/app.ts'
import { renderProblem } from '../../kernel/http/errors.ts'
import { mount } from '../../kernel/http/mount.ts'
import { attendanceRoutes } from './attendance/attendance-api.ts'
import { eventRoutes } from './events/event-api.ts'
import { eventTeam, requireEvent } from './events/member.ts'
import { exportRoutes } from './files/export-api.ts'
import { joinRoutes } from './join/join-api.ts'
import { mailRoutes } from './mail/mail-api.ts'
import { dashboardRoutes } from './overview/dashboard-api.ts'
import { keyRoutes } from './participants/key-api.ts'
import { participantRoutes } from './participants/participant-api.ts'
import { participantImportRoutes } from './participants/participant-import-api.ts'
import { behalfRoutes } from './registrations/behalf-api.ts'
import type { Training } from './training.ts'
import { SERVICE } from './training.ts'
import { waitingRoutes } from './waiting/waiting-api.ts'
import { eventWebhookRoutes } from './webhook.ts'
import { allocationRoutes } from './wishes/allocation-api.ts'
import { wishRoutes } from './wishes/wish-api.ts'
import { checkRoutes } from './workshops/check-api.ts'
import { linkRoutes } from './workshops/link-api.ts'
import { workshopRoutes } from './workshops/workshop-api.ts'

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
