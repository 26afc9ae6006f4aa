import type { Generated, Selectable } from 'kysely'

export interface BackupTables {
  /** The backups that the server keeps in its folder; those of the command line are the operator's own. */
  kernel_backup: {
    id: Generated<number>
    file: string
    /** `scheduled` ones go by themselves as newer ones come; `asked` ones stay until somebody removes them. */
    origin: 'scheduled' | 'asked'
    /** `incomplete`: whole as a file, but files were missing or damaged already when it was made. */
    state: 'waiting' | 'running' | 'good' | 'incomplete' | 'damaged' | 'failed'
    started_at: number
    ended_at: number | null
    bytes: number | null
    rows: number | null
    files: number | null
    /** Files that were missing or damaged already. */
    damaged: number
    with_key: number
    /** What is being done to it. */
    progress: string | null
    error: string | null
    verified_at: number | null
    rehearsed_at: number | null
    rehearsed_ok: number | null
    rehearsal: string | null
  }
}

export type BackupRow = Selectable<BackupTables['kernel_backup']>
