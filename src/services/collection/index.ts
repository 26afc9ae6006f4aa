import { stat } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { inTransaction, viewOf } from '../../kernel/db/db.ts'
import type { Area } from '../../kernel/files/area.ts'
import { createSpace, type Space } from '../../kernel/files/space.ts'
import { defineTeamNotice } from '../../kernel/identity/team.ts'
import type { Kernel } from '../../kernel/kernel.ts'
import { AREA, type Collection } from './collection.ts'
import { ensureMasterToken, ISSUER_SECRET } from './grants/issuer.ts'
import { collectionHolding } from './holding.ts'
import { registerJobs, syncSoon } from './jobs.ts'
import { sourceOf } from './overview/home.ts'
import { LINK_SECRET } from './participants/link.ts'
import { PROJECT_ROLES, projectTeam } from './projects/member.ts'
import type { CollectionSettings } from './settings.ts'
import { LogFiles } from './submissions/log-files.ts'
import { createResponsesCheck } from './submissions/responses.ts'
import { createStamps } from './submissions/stamp.ts'
import type { CollectionTables } from './tables.ts'
import { defineIncompleteNotice } from './uploads/incomplete-job.ts'
import { sortSoon } from './uploads/sort-job.ts'
import { defineWebhooks } from './webhook.ts'

export { collectionApi } from './api.ts'
export { collectionChecks } from './checks.ts'
export type { Collection } from './collection.ts'
export { readMasterToken, rotateMasterToken } from './grants/issuer.ts'
export { collectionRoom } from './migrations.ts'
export { listProjects } from './projects/project.ts'
export { collectionSettings } from './settings.ts'
export { collectionWire } from './wire/index.ts'

/** Opens the service on its base directory: ends what a kill cut off, and makes the master TOKEN at the first start. */
export async function openCollection(kernel: Kernel, settings: CollectionSettings): Promise<Collection> {
  kernel.secrets.registerColumn(ISSUER_SECRET)
  kernel.secrets.registerColumn(LINK_SECRET)
  kernel.identity.ladders.set('collection', PROJECT_ROLES)
  kernel.identity.holdings.push(collectionHolding)
  defineTeamNotice(kernel.notices, projectTeam)
  defineWebhooks({ kernel })
  defineIncompleteNotice({ kernel })
  const area = await kernel.addArea(AREA, baseOf(settings, kernel.config.data))
  const { clock, log } = kernel
  const responses = createResponsesCheck()
  const logs = new LogFiles(area.root, { clock, log })
  const collection: Collection = {
    kernel,
    settings,
    db: viewOf<CollectionTables>(kernel.db),
    area,
    spaces: await spacesOf(kernel, area),
    logs,
    responses,
    nextStamp: createStamps(clock.now),
    writing: new Set(),
    written: new Set(),
    trusted: new Set(),
    sorting: { running: false, asked: 0 },
    async close() {
      await responses.close()
      await logs.flush()
    },
  }
  if (settings.development) {
    log.warn('collection runs in development mode: callbacks on this machine may be registered.')
    logs.add('console', 'Development mode: callbacks on this machine may be registered.')
  }
  registerJobs(kernel.jobs, collection)
  kernel.services.add(sourceOf(collection))
  await ensureMasterToken(collection)
  await syncSoon(collection)
  await inTransaction(collection.db, sortSoon)
  return collection
}

const baseOf = (settings: CollectionSettings, data: string): string =>
  resolve(settings.basedir ?? join(data, AREA))

/** Where the files of the service lie, by the names of their areas: for a restore, which opens no service. */
export function collectionAreas(settings: CollectionSettings, data: string): Record<string, string> {
  return { [AREA]: baseOf(settings, data) }
}

/** The data folder's room, and that of the base directory where it lies on another disk. */
async function spacesOf(kernel: Kernel, area: Area): Promise<Space[]> {
  const [data, base] = await Promise.all([stat(kernel.config.data), stat(area.root)])
  if (data.dev === base.dev) return [kernel.space]
  const { clock, config } = kernel
  const own = createSpace({ folder: join(area.root, 'logs'), clock, reserveBytes: config.reserveBytes })
  return [kernel.space, own]
}
