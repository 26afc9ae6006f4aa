import type { Selectable } from 'kysely'
import type { KernelDb, KernelTx } from '../../kernel/db/db.ts'
import type { AppTables } from './app-tables.ts'
import type { ExperimentTables } from './experiment-tables.ts'
import type { PeopleTables } from './people-tables.ts'

export interface PipelinesTables extends AppTables, ExperimentTables, PeopleTables {}

export type Db = KernelDb<PipelinesTables>
export type Tx = KernelTx<PipelinesTables>
export type AppRow = Selectable<PipelinesTables['pipelines_app']>
export type AppVersionRow = Selectable<PipelinesTables['pipelines_app_version']>
export type PolicyRow = Selectable<PipelinesTables['pipelines_policy']>
export type HostRow = Selectable<PipelinesTables['pipelines_host']>
export type ExperimentRow = Selectable<PipelinesTables['pipelines_experiment']>
export type InputRow = Selectable<PipelinesTables['pipelines_input']>
export type OutputRow = Selectable<PipelinesTables['pipelines_output']>
export type UploadRow = Selectable<PipelinesTables['pipelines_upload']>
export type BatchRow = Selectable<PipelinesTables['pipelines_batch']>
export type ApplicantRow = Selectable<PipelinesTables['pipelines_applicant']>
