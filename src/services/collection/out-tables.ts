import type { Generated, Selectable } from 'kysely'

/** What leaves a project: zips of its recordings, and people who withdraw. */
export interface OutTables {
  /** Recordings of a project as one file, made in the background and kept for a week. */
  collection_media_zip: {
    id: Generated<number>
    project_id: number
    account_id: number | null
    /** As it was asked for. */
    filter: string
    /** Of two who ask for the same at once the second gets the first one's. */
    filter_key: string
    state: 'running' | 'ready' | 'failed' | 'cancelled' | 'expired'
    recordings: number
    recordings_done: number
    bytes: number
    bytes_done: number
    file_id: number | null
    /** Why it failed, in words. */
    problem: string | null
    created_at: number
    ended_at: number | null
    expires_at: number | null
  }
  /** The receipt of a withdrawal; it names nobody. */
  collection_withdrawal: {
    id: Generated<number>
    project_id: number
    mode: 'erase' | 'anonymise'
    /** What stands in the journal, and in anonymised answers, for the person. */
    pseudonym: string
    reason: string | null
    account_id: number | null
    account_name: string | null
    /** How much of each sort, as JSON. */
    counts: string
    /** SHA-256 of what was removed, as JSON: that these very files are gone can be shown without them. */
    proof: string
    created_at: number
  }
}

export type MediaZipRow = Selectable<OutTables['collection_media_zip']>
export type WithdrawalRow = Selectable<OutTables['collection_withdrawal']>
