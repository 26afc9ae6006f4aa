import { mkdir, realpath } from 'node:fs/promises'
import { join } from 'node:path'
import { viewOf } from '../../kernel/db/db.ts'
import type { Kernel } from '../../kernel/kernel.ts'
import { defineOwnWebhooks } from '../../kernel/webhooks/own.ts'
import { computeChecks } from './checks.ts'
import { COMPUTE_ROLES, type Compute, SERVICE } from './compute.ts'
import { openFiles } from './files/files.ts'
import { registerFiles } from './files/jobs.ts'
import { registerOutside } from './outside/outside.ts'
import { sourceOf } from './overview/home.ts'
import { defineVisitNotices } from './proxy/visit-notices.ts'
import { registerDiskWatch } from './quotas/disk-watch.ts'
import { openResources } from './resources/resources.ts'
import { openSessions, type Sessions } from './sessions/sessions.ts'
import type { ComputeSettings } from './settings.ts'
import type { ComputeTables } from './tables.ts'
import { OWN_EVENTS } from './webhook.ts'
import { openWorkspaces } from './workspaces/register.ts'
import { TREE } from './workspaces/tree.ts'

export { computeApi } from './api.ts'
export type { Compute } from './compute.ts'
export { workspacesOf } from './files/bring.ts'
export { addKind, removeKind } from './kinds/command-kind.ts'
export { listKinds } from './kinds/kind.ts'
export { computeRoom } from './migrations.ts'
export { addClient, listClients, removeClient } from './outside/client.ts'
export { type Imported, importConfig } from './outside/import-config.ts'
export { originsOfSessions } from './proxy/address.ts'
export { computeSettings } from './settings.ts'
export { computeWire } from './wire/index.ts'

const rootOf = ({ root }: ComputeSettings, data: string): string => root ?? join(data, 'workspaces')

/** Where a restore puts what was copied as it lay. */
export const computeTrees = (settings: ComputeSettings, data: string): Record<string, string> => ({
  [TREE]: rootOf(settings, data),
})

/** Opens the service on the folder of its workspaces. */
export async function openCompute(kernel: Kernel, settings: ComputeSettings): Promise<Compute> {
  kernel.identity.ladders.set(SERVICE, COMPUTE_ROLES)
  registerOutside(kernel, settings)
  const folder = rootOf(settings, kernel.config.data)
  await mkdir(folder, { recursive: true, mode: 0o711 })
  // The root itself may be reached by links (an operator's choice); below it there are none.
  const root = await realpath(folder)
  kernel.executions.hide(root)
  const db = viewOf<ComputeTables>(kernel.db)
  const { executions } = kernel
  const resources = await openResources({ kernel, db, executions })
  let sessions: Sessions
  const compute: Compute = {
    kernel,
    settings,
    db,
    executions,
    resources,
    root,
    files: await openFiles(kernel, root),
    get sessions() {
      return sessions
    },
    async close() {
      await sessions.close()
      resources.close()
      await compute.files.close()
    },
  }
  sessions = await openSessions(compute)
  defineVisitNotices(kernel.notices)
  defineOwnWebhooks(kernel, OWN_EVENTS)
  await registerFiles(compute)
  registerDiskWatch(compute)
  await openWorkspaces(compute)
  kernel.services.add(sourceOf(compute))
  kernel.checks.push(...computeChecks(compute))
  return compute
}
