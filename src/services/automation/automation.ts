import type { Executions } from '../../kernel/execution/execution.ts'
import type { Kernel } from '../../kernel/kernel.ts'
import type { AutomationSettings } from './settings.ts'
import type { Db } from './tables.ts'

/** What the functions of this service share. */
export interface Automation {
  readonly kernel: Kernel
  readonly settings: AutomationSettings
  readonly db: Db
  readonly executions: Executions
  /** Folder of inventories and templates, as its real path: every name in them stays below it. */
  readonly root: string
  /** Begins what runs beside: once requests may come. */
  begin(as?: { worker: boolean }): Promise<void>
  /** Ends what runs beside. */
  close(): Promise<void>
}

export const SERVICE = 'automation'

/**
 * From the highest: superusers keep templates and inventories, net admins run them, support reads. The protocol's three
 * groups are groups of the kernel that carry these roles.
 */
export const AUTOMATION_ROLES = ['superuser', 'netadmin', 'support'] as const
export const SUPERUSER_ROLE = 'automation:superuser'
export const NETADMIN_ROLE = 'automation:netadmin'
export const SUPPORT_ROLE = 'automation:support'
