import { viewOf } from '../../kernel/db/db.ts'
import { defineTeamNotice } from '../../kernel/identity/team.ts'
import type { Kernel } from '../../kernel/kernel.ts'
import { createTableReader } from '../../kernel/table-file/reader.ts'
import { trainingChecks } from './checks.ts'
import { registerErasure } from './events/erasure-job.ts'
import { EVENT_ROLES, eventTeam } from './events/member.ts'
import { trainingHolding } from './holding.ts'
import { sourceOf } from './overview/home.ts'
import { KEY_SECRETS } from './participants/key.ts'
import { registerParticipantJobs } from './participants/participant-job.ts'
import { createSeats } from './registrations/seats.ts'
import { INSTALLATION_SECRET, openInstallationSecrets } from './secret.ts'
import type { TrainingSettings } from './settings.ts'
import type { TrainingTables } from './tables.ts'
import { SERVICE, type Training } from './training.ts'
import { registerWaitingJobs } from './waiting/waiting-job.ts'
import { defineWebhooks } from './webhook.ts'
import { registerAllocationJobs } from './wishes/allocation-job.ts'

export { trainingApi } from './api.ts'
export {
  eventNamed,
  importFile,
  listForOperator,
  writeLetters,
  writeParticipants,
} from './events/operator.ts'
export { trainingRoom } from './migrations.ts'
export { makeDemo } from './sample/demo.ts'
export { trainingSettings } from './settings.ts'
export type { Training } from './training.ts'
export { trainingWire } from './wire/index.ts'

/** Opens the service; at the first start it makes the keys of this installation. */
export async function openTraining(kernel: Kernel, settings: TrainingSettings): Promise<Training> {
  for (const column of [INSTALLATION_SECRET, ...KEY_SECRETS]) kernel.secrets.registerColumn(column)
  kernel.identity.ladders.set(SERVICE, EVENT_ROLES)
  kernel.identity.holdings.push(trainingHolding)
  defineWebhooks(kernel)
  defineTeamNotice(kernel.notices, eventTeam)
  const db = viewOf<TrainingTables>(kernel.db)
  const training: Training = {
    kernel,
    settings,
    db,
    secrets: await openInstallationSecrets(kernel, db),
    seats: createSeats(),
    tables: createTableReader(),
    async close() {
      await training.tables.close()
    },
  }
  registerWaitingJobs(kernel.jobs, training)
  registerErasure(kernel, training)
  registerParticipantJobs(kernel.jobs, training)
  registerAllocationJobs(kernel.jobs, training)
  kernel.checks.push(...trainingChecks(training))
  kernel.services.add(sourceOf(training))
  return training
}
