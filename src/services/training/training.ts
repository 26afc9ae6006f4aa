import type { Kernel } from '../../kernel/kernel.ts'
import type { TableReader } from '../../kernel/table-file/reader.ts'
import type { Seats } from './registrations/seats.ts'
import type { InstallationSecrets } from './secret.ts'
import type { TrainingSettings } from './settings.ts'
import type { Db } from './tables.ts'

/** What the functions of this service share. */
export interface Training {
  readonly kernel: Kernel
  readonly settings: TrainingSettings
  readonly db: Db
  readonly secrets: InstallationSecrets
  /** Who watches how many seats are taken. */
  readonly seats: Seats
  /** Reads lists of people, beside the loop. */
  readonly tables: TableReader
  /** Ends what runs beside. */
  close(): Promise<void>
}

export const SERVICE = 'training'
