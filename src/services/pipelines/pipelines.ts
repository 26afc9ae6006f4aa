import type { Executions } from '../../kernel/execution/execution.ts'
import type { Area } from '../../kernel/files/area.ts'
import type { Directory } from '../../kernel/identity/people.ts'
import type { Kernel } from '../../kernel/kernel.ts'
import type { TableReader } from '../../kernel/table-file/reader.ts'
import type { Apps } from './apps/apps.ts'
import type { Experiments } from './experiments/experiments.ts'
import type { People } from './people/people.ts'
import type { Workspaces } from './results/workspaces.ts'
import type { Runner } from './runner/runner.ts'
import type { PipelinesSettings } from './settings.ts'
import type { Db } from './tables.ts'
import type { Uploads } from './uploads/uploads.ts'

/** What the functions of this service share. */
export interface Pipelines {
  readonly kernel: Kernel
  readonly settings: PipelinesSettings
  readonly db: Db
  readonly executions: Executions
  /** Inputs, results and what is not yet submitted, as `<account>/submitted|completed|editing/<id>/…`. */
  readonly files: Area
  /** What experiments printed, as `<experiment>-<execution>-<beginning>.log`. */
  readonly logs: Area
  /** Files on their way here. */
  readonly uploads: Uploads
  /** What is remembered of people who sign up. */
  readonly people: People
  /** Reads tables that are handed in, on a thread of its own. */
  readonly tables: TableReader
  /** The definitions that are installed. */
  readonly apps: Apps
  /** Who hears of changes, and what is kept up to date beside the rows. */
  readonly experiments: Experiments
  readonly runner: Runner
  /** Begins what runs beside: once requests may come. */
  begin(as?: { worker: boolean }): Promise<void>
  /** Of the service that has them, where it is switched on. */
  readonly workspaces?: Workspaces | undefined
  /** Ends what runs beside. */
  close(): Promise<void>
}

export const SERVICE = 'pipelines'

/** From the highest: administrators see the queue and say what can be run; users hand in experiments. */
export const PIPELINES_ROLES = ['admin', 'user'] as const
export const USER_ROLE = 'pipelines:user'
export const ADMIN_ROLE = 'pipelines:admin'
/** A program that takes experiments by the protocol: in no ladder, so that no other role holds it. */
export const BACKEND_ROLE = 'pipelines:backend'

/** Whom people can find to share with. */
export const directoryOf = ({ settings: { directory } }: Pick<Pipelines, 'settings'>): Directory => ({
  service: SERVICE,
  directory,
})
