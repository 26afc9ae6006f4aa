import type { Generated, Selectable } from 'kysely'

export const SIGNATURE_MEANINGS = ['reviewed', 'verified', 'approved'] as const
export type SignatureMeaning = (typeof SIGNATURE_MEANINGS)[number]

/** What people say of records with their names. */
export interface RecordTables {
  /** By one of these a record is locked, until it is lifted. */
  collection_signature: {
    id: Generated<number>
    project_id: number
    upload_set_id: number
    account_id: number
    /** As they were when it was signed. */
    account_name: string
    full_name: string
    meaning: SignatureMeaning
    /** Of what is signed: all that came, and the answers that were read. */
    sha256: string
    /** The newest file that is in it; 0 for none. What comes later is not signed. */
    last_file: number
    created_at: number
    lifted_at: Generated<number | null>
    /** The full name of who unlocked it. */
    lifted_by: Generated<string | null>
    lift_reason: Generated<string | null>
  }
}

export type SignatureRow = Selectable<RecordTables['collection_signature']>
