import type { Executions } from '../../kernel/execution/execution.ts'
import type { Directory } from '../../kernel/identity/people.ts'
import type { Kernel } from '../../kernel/kernel.ts'
import type { Files } from './files/files.ts'
import type { Resources } from './resources/resources.ts'
import type { Sessions } from './sessions/sessions.ts'
import type { ComputeSettings } from './settings.ts'
import type { Db } from './tables.ts'

/** What the functions of this service share. */
export interface Compute {
  readonly kernel: Kernel
  readonly settings: ComputeSettings
  readonly db: Db
  readonly executions: Executions
  /** The folder of all workspaces, as its real path. */
  readonly root: string
  readonly files: Files
  readonly resources: Resources
  readonly sessions: Sessions
  /** Ends what runs beside. */
  close(): Promise<void>
}

export const SERVICE = 'compute'

/** From the highest: administrators see all sessions and set what can be started; users have workspaces. */
export const COMPUTE_ROLES = ['admin', 'user'] as const
export const USER_ROLE = 'compute:user'
export const ADMIN_ROLE = 'compute:admin'

/** Whom people can find to share with. */
export const directoryOf = ({ settings: { directory } }: Pick<Compute, 'settings'>): Directory => ({
  service: SERVICE,
  directory,
})
