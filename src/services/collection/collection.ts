import type { Area } from '../../kernel/files/area.ts'
import type { Space } from '../../kernel/files/space.ts'
import type { Kernel } from '../../kernel/kernel.ts'
import type { CollectionSettings } from './settings.ts'
import type { LogFiles } from './submissions/log-files.ts'
import type { ResponsesCheck } from './submissions/responses.ts'
import type { Db } from './tables.ts'
import type { Sorting } from './uploads/sort-job.ts'

/** What the functions of this service share. */
export interface Collection {
  readonly kernel: Kernel
  readonly settings: CollectionSettings
  readonly db: Db
  /** The base directory: below it `uploads/responses/<project>/`. */
  readonly area: Area
  /** Room where the base directory lies; it may be another disk than the data folder's. */
  readonly spaces: readonly Space[]
  readonly logs: LogFiles
  readonly responses: ResponsesCheck
  /** Names for arriving submissions, never two alike in this process. */
  readonly nextStamp: () => string
  /** Submissions whose file of responses is being written by a request. */
  readonly writing: Set<number>
  /** Those whose file this process has written: it needs no look before it is synced. */
  readonly written: Set<number>
  /** Grants, by their hash, that were good here: wrong tries of others at the same address do not stop them. */
  readonly trusted: Set<string>
  readonly sorting: Sorting
  /** Writes out what is buffered, and ends what runs beside. */
  close(): Promise<void>
}

export const AREA = 'collection'

/** Where a project's files lie in the area. */
export const folderOf = (project: string): string => `uploads/responses/${project}`

export const responsesPath = (project: string, stamp: string): string =>
  `${folderOf(project)}/${stamp}-messages.json`

/** Refuses what would leave too little room on the disks; asked before a body is read, and again while it is written. */
export async function requireSpace({ spaces }: Collection, bytes: number): Promise<void> {
  for (const space of spaces) await space.requireRoom(bytes)
}
