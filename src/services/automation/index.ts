import { mkdir, realpath } from 'node:fs/promises'
import { resolve } from 'node:path'
import { viewOf } from '../../kernel/db/db.ts'
import type { Kernel } from '../../kernel/kernel.ts'
import { AUTOMATION_ROLES, type Automation, SERVICE } from './automation.ts'
import type { AutomationSettings } from './settings.ts'
import type { AutomationTables } from './tables.ts'

export { automationApi } from './api.ts'
export type { Automation } from './automation.ts'
export { automationRoom } from './migrations.ts'
export { automationSettings } from './settings.ts'
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
  const root = await realpath(folder)
  kernel.executions.hide(root)
  const db = viewOf<AutomationTables>(kernel.db)
  const automation: Automation = {
    kernel,
    settings,
    db,
    executions: kernel.executions,
    root,
    async begin() {},
    async close() {},
  }
  kernel.services.add({
    name: SERVICE,
    home: async () => ({}),
    search: async () => [],
    trouble: async () => undefined,
  })
  return automation
}
