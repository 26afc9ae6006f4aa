import type { Selectable } from 'kysely'
import type { KernelDb, KernelTx } from '../../kernel/db/db.ts'
import type { SessionTables } from './session-tables.ts'
import type { SharingTables } from './sharing-tables.ts'
import type { WorkspaceTables } from './workspace-tables.ts'

export interface ComputeTables extends WorkspaceTables, SessionTables, SharingTables {}

export type Db = KernelDb<ComputeTables>
export type Tx = KernelTx<ComputeTables>
export type WorkspaceRow = Selectable<ComputeTables['compute_workspace']>
export type TemplateRow = Selectable<ComputeTables['compute_template']>
export type ResourceRow = Selectable<ComputeTables['compute_resource']>
export type SessionRow = Selectable<ComputeTables['compute_session']>
export type ShareRow = Selectable<ComputeTables['compute_share']>
export type QuotaRow = Selectable<ComputeTables['compute_quota']>
