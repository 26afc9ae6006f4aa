import type { Executions } from '../../kernel/execution/execution.ts'
import type { Area } from '../../kernel/files/area.ts'
import type { Kernel } from '../../kernel/kernel.ts'
import type { TableReader } from '../../kernel/table-file/reader.ts'
import type { Inventories } from './inventories/cache.ts'
import type { Runner } from './runs/runner.ts'
import type { Scheduler } from './schedules/scheduler.ts'
import type { AutomationSettings } from './settings.ts'
import type { Db } from './tables.ts'
import type { Python } from './templates/python.ts'

/** What the functions of this service share. */
export interface Automation {
  readonly kernel: Kernel
  readonly settings: AutomationSettings
  readonly db: Db
  readonly executions: Executions
  /** Folder of inventories and templates, as its real path: every name in them stays below it. */
  readonly root: string
  /** The same folder, for writing whole files into it. */
  readonly files: Area
  /** One file is written after the other: of two that fit what was read, the second does not any more. */
  readonly fileTurns: <R>(work: () => Promise<R>) => Promise<R>
  readonly inventories: Inventories
  /** Reads lists that are imported. */
  readonly tables: TableReader
  /** The machine's Python, which is asked what templates need. */
  readonly python: Python
  /** Runs what is due. */
  readonly runner: Runner
  /** Runs presets at their times. */
  readonly scheduler: Scheduler
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
