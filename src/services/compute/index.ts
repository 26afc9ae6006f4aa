import { mkdir, realpath } from 'node:fs/promises'
import { join } from 'node:path'
import { viewOf } from '../../kernel/db/db.ts'
import type { Kernel } from '../../kernel/kernel.ts'
import { COMPUTE_ROLES, type Compute, SERVICE } from './compute.ts'
import type { ComputeSettings } from './settings.ts'
import type { ComputeTables } from './tables.ts'

export { computeApi } from './api.ts'
export type { Compute } from './compute.ts'
export { computeRoom } from './migrations.ts'
export { computeSettings } from './settings.ts'
export { computeWire } from './wire/index.ts'

/** Opens the service on the folder of its workspaces. */
export async function openCompute(kernel: Kernel, settings: ComputeSettings): Promise<Compute> {
  kernel.identity.ladders.set(SERVICE, COMPUTE_ROLES)
  const folder = settings.root ?? join(kernel.config.data, 'workspaces')
  await mkdir(folder, { recursive: true, mode: 0o711 })
  const compute: Compute = {
    kernel,
    settings,
    db: viewOf<ComputeTables>(kernel.db),
    executions: kernel.executions,
    // The root itself may be reached by links (an operator's choice); below it there are none.
    root: await realpath(folder),
    async close() {},
  }
  return compute
}
