import type { Generated, Selectable } from 'kysely'

export interface FileTables {
  /** One row a stored file: what it must hold, and whose it is. Its bytes lie in the area of that name. */
  kernel_file: {
    id: Generated<number>
    area: string
    /** Below the area's root, parts joined by `/`. */
    path: string
    size: number
    /** SHA-256 in hex. */
    sha256: string
    created_at: number
    /** 0 while the bytes are written but not known to be on disk; a job syncs them, a start makes them again. */
    synced: number
    /** On whose quota it counts. */
    account_id: number | null
  }
  /** How much an account, or each member of a group, may store; exactly one of the two is filled. */
  kernel_quota: {
    id: Generated<number>
    account_id: number | null
    group_id: number | null
    bytes: number
  }
}

export type FileRow = Selectable<FileTables['kernel_file']>
