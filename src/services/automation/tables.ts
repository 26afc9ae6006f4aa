import type { Selectable } from 'kysely'
import type { KernelDb, KernelTx } from '../../kernel/db/db.ts'
import type { InventoryTables } from './inventory-tables.ts'
import type { PlanTables } from './plan-tables.ts'
import type { RunTables } from './run-tables.ts'

export interface AutomationTables extends InventoryTables, RunTables, PlanTables {}

export type Db = KernelDb<AutomationTables>
export type Tx = KernelTx<AutomationTables>
export type InventoryRow = Selectable<AutomationTables['automation_inventory']>
export type TemplateRow = Selectable<AutomationTables['automation_template']>
export type FileVersionRow = Selectable<AutomationTables['automation_file_version']>
export type CredentialRow = Selectable<AutomationTables['automation_credential']>
export type CredentialUseRow = Selectable<AutomationTables['automation_credential_use']>
export type HostKeyRow = Selectable<AutomationTables['automation_host_key']>
export type RunRow = Selectable<AutomationTables['automation_run']>
export type AttemptRow = Selectable<AutomationTables['automation_attempt']>
export type AttemptHostRow = Selectable<AutomationTables['automation_attempt_host']>
export type ApprovalRow = Selectable<AutomationTables['automation_approval']>
export type ScheduleRow = Selectable<AutomationTables['automation_schedule']>
export type TriggerRow = Selectable<AutomationTables['automation_trigger']>
export type ConfigRow = Selectable<AutomationTables['automation_config']>
export type ConfigVersionRow = Selectable<AutomationTables['automation_config_version']>
export type ChannelRow = Selectable<AutomationTables['automation_channel']>
