import type { Generated } from 'kysely'

/** Who may choose, and where they came from. */
export interface PeopleTables {
  /** Ids begin at 1,000,001, so that they are no account's. */
  training_participant: {
    id: Generated<number>
    event_id: number
    full_name: string
    name_folded: string
    user_class: string
    target_group: string
    /** Keyed hash of the login key; no two of the installation are alike. */
    key_hash: string
    /** The key itself, encrypted: organisers print it. */
    key_cipher: string
    /** 1 when somebody chose it; 0 when it was generated. */
    key_set: number
    /** Tokens of another version open nothing. */
    key_version: number
    email: string | null
    language: 'en' | 'nl' | null
    account_id: number | null
    /** Last sign-in. */
    signed_in_at: number | null
    reminded_at: number | null
    import_id: number | null
    created_at: number
    version: number
  }
  training_import: {
    id: Generated<number>
    event_id: number
    account_id: number | null
    mode: 'update' | 'replace'
    added: number
    changed: number
    removed: number
    created_at: number
    undone_at: number | null
  }
  /** What an import has changed, as it was before. */
  training_import_change: {
    id: Generated<number>
    import_id: number
    participant_id: number
    full_name: string
    user_class: string
    target_group: string
    email: string | null
    language: string | null
    /** Where it has changed the key: the one before. */
    key_hash: string | null
    key_cipher: string | null
    key_set: number | null
  }
  /** Participants that an import took away, until its undo is over: 14 days. */
  training_removed: {
    id: Generated<number>
    participant_id: number
    event_id: number
    import_id: number | null
    removed_at: number
    full_name: string
    user_class: string
    target_group: string
    key_hash: string
    key_cipher: string
    key_set: number
    key_version: number
    email: string | null
    language: string | null
    /** What they had chosen, as JSON. */
    registrations: string
  }
  /** Somebody was there, or was marked so by mistake. */
  training_check_in: {
    id: Generated<number>
    event_id: number
    workshop_id: number
    participant_id: number
    /** By the clock of the device at the door. */
    at: number
    received_at: number
    account_id: number | null
    undone_at: number | null
    /** Given by the device: what it sends twice counts once. */
    key: string
  }
}
