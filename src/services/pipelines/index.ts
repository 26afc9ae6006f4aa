import { resolve } from 'node:path'
import { viewOf } from '../../kernel/db/db.ts'
import type { Kernel } from '../../kernel/kernel.ts'
import { createTableReader } from '../../kernel/table-file/reader.ts'
import { openApps } from './apps/apps.ts'
import { openExperiments, registerExperiments } from './experiments/experiments.ts'
import { registerKeeping } from './keeping.ts'
import { createPeople, definePeopleNotices, registerPeople } from './people/people.ts'
import { PIPELINES_ROLES, type Pipelines, SERVICE } from './pipelines.ts'
import { showPrograms } from './product/programs.ts'
import { defineVisits } from './results/access.ts'
import type { Workspaces } from './results/workspaces.ts'
import { openRunner, type Runner } from './runner/runner.ts'
import type { PipelinesSettings } from './settings.ts'
import type { PipelinesTables } from './tables.ts'
import { openUploads, registerUploads } from './uploads/uploads.ts'

export { pipelinesApi } from './api.ts'
export { listInstalled } from './apps/apps.ts'
export { importFrom } from './apps/import.ts'
export { pipelinesRoom } from './migrations.ts'
export { addBackendToken } from './people/backend.ts'
export { approve as approvePerson, deny as denyPerson } from './people/decide.ts'
export { everybody } from './people/person-list.ts'
export type { Pipelines } from './pipelines.ts'
export type { Workspaces } from './results/workspaces.ts'
export { pipelinesSettings } from './settings.ts'
export { pipelinesWire } from './wire/index.ts'

const FILES = 'pipelines'
const LOGS = 'pipelines-logs'

/** Where the files of the service lie, by the names of their areas: for a restore, which opens no service. */
export const pipelinesAreas = (settings: PipelinesSettings, data: string): Record<string, string> => ({
  [FILES]: resolve(settings.root ?? `${data}/uploads`),
  [LOGS]: resolve(data, 'pipelines', 'logs'),
})

/** Opens the service on its folders. */
export async function openPipelines(
  kernel: Kernel,
  settings: PipelinesSettings,
  workspaces?: Workspaces,
): Promise<Pipelines> {
  kernel.identity.ladders.set(SERVICE, PIPELINES_ROLES)
  const { data } = kernel.config
  const roots = pipelinesAreas(settings, data)
  const files = await kernel.addArea(FILES, roots[FILES] as string)
  kernel.executions.hide(files.root)
  showPrograms(kernel.executions)
  const db = viewOf<PipelinesTables>(kernel.db)
  const folder = resolve(settings.definitions ?? `${data}/pipelines/definitions`)
  let runner: Runner
  const pipelines: Pipelines = {
    kernel,
    settings,
    db,
    executions: kernel.executions,
    files,
    uploads: await openUploads(kernel, files),
    tables: createTableReader(),
    logs: await kernel.addArea(LOGS, roots[LOGS] as string),
    people: createPeople(kernel.clock),
    apps: await openApps({ kernel, settings, db, folder }),
    workspaces,
    experiments: openExperiments(() => pipelines, { db, kernel, files }),
    get runner() {
      return runner
    },
    async begin(as) {
      pipelines.apps.watch()
      await pipelines.experiments.begin()
      await runner.begin(as)
    },
    async close() {
      await runner.close()
      await pipelines.experiments.close()
      await pipelines.apps.close()
      await pipelines.tables.close()
    },
  }
  defineVisits(kernel.notices)
  definePeopleNotices(kernel, settings)
  registerPeople(pipelines)
  runner = await openRunner(pipelines)
  registerExperiments(pipelines)
  await registerUploads(pipelines)
  registerKeeping(pipelines)
  return pipelines
}
