import { mkdir } from 'node:fs/promises'
import { resolve } from 'node:path'
import { viewOf } from '../../kernel/db/db.ts'
import { openArea } from '../../kernel/files/area.ts'
import type { Kernel } from '../../kernel/kernel.ts'
import { HOUR_MS } from '../../kernel/span.ts'
import { createTableReader } from '../../kernel/table-file/reader.ts'
import { createTurns } from '../../kernel/turns.ts'
import { registerApprovals } from './approvals/approvals.ts'
import { AUTOMATION_ROLES, type Automation, SERVICE } from './automation.ts'
import { openCredentialSecrets } from './credentials/secret.ts'
import { shipProduct } from './files/ship.ts'
import { automationTree } from './files/tree.ts'
import { createInventories } from './inventories/cache.ts'
import { registerKeeping } from './keeping.ts'
import { ensureGroups } from './people/groups.ts'
import { openRunner } from './runs/dispatcher.ts'
import { showRunners } from './runs/programs.ts'
import { RUN_SECRET } from './runs/run-secret.ts'
import { createScheduler } from './schedules/scheduler.ts'
import { registerSealing } from './sealing/seal-old.ts'
import { openSealing } from './sealing/sealed-text.ts'
import type { AutomationSettings } from './settings.ts'
import type { AutomationTables } from './tables.ts'
import { createPython } from './templates/python.ts'
import { openTriggerSecrets } from './triggers/trigger-secret.ts'

export { automationApi } from './api.ts'
export type { Automation } from './automation.ts'
export { automationRoom } from './migrations.ts'
export { addToGroup } from './people/groups.ts'
export { createTestDatabase } from './people/testdb.ts'
export { automationSettings } from './settings.ts'
export { discoverTemplates } from './templates/discover.ts'
export { automationWire } from './wire/index.ts'

const TREE = 'automation'

const rootOf = ({ root }: AutomationSettings, data: string): string => resolve(root ?? `${data}/automation`)

/** Where a restore puts what was copied as it lay. */
export const automationTrees = (settings: AutomationSettings, data: string): Record<string, string> => ({
  [TREE]: rootOf(settings, data),
})

/** Opens the service on the folder of its inventories and templates. */
export async function openAutomation(kernel: Kernel, settings: AutomationSettings): Promise<Automation> {
  kernel.identity.ladders.set(SERVICE, AUTOMATION_ROLES)
  const folder = rootOf(settings, kernel.config.data)
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const files = await openArea({ name: SERVICE, root: folder, clock: kernel.clock })
  const { root } = files
  await shipProduct({ root })
  await files.sweep({ olderThanMs: HOUR_MS })
  kernel.trees.set(TREE, automationTree({ root }))
  kernel.executions.hide(root)
  // Where the server is nobody special its runs are the same account, to which an agent answers.
  if (settings.agent !== undefined) kernel.executions.hide(settings.agent)
  showRunners(kernel.executions)
  kernel.secrets.registerColumn(RUN_SECRET)
  openCredentialSecrets(kernel.secrets)
  openTriggerSecrets(kernel.secrets)
  openSealing(kernel.secrets)
  const db = viewOf<AutomationTables>(kernel.db)
  await ensureGroups({ db, kernel })
  const automation: Automation = {
    kernel,
    settings,
    db,
    executions: kernel.executions,
    root,
    files,
    fileTurns: createTurns({ atOnce: 1 }),
    runner: await openRunner(() => automation, { kernel }),
    inventories: createInventories({ root, clock: kernel.clock }),
    tables: createTableReader(),
    python: createPython(settings, kernel.clock),
    scheduler: createScheduler(() => automation),
    async begin(as) {
      await automation.runner.begin(as)
      automation.scheduler.begin()
    },
    async close() {
      await automation.runner.close()
      await automation.scheduler.close()
      await automation.inventories.close()
      await automation.tables.close()
    },
  }
  registerKeeping(automation)
  registerApprovals(automation)
  await registerSealing(automation)
  return automation
}
