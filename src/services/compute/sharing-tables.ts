import type { Generated } from 'kysely'

export interface SharingTables {
  /** A copy of a workspace that somebody was given; it is named by the copy. */
  compute_share: {
    copy_id: number
    /** Empty once the original is gone. */
    original_id: number | null
    from_account: number | null
    to_account: number | null
    /** Of the original's latest session, by the client's names, as JSON. */
    last_options: string
    last_kind: string
    accepted: number
    /** The copy is whole. */
    copied_at: number | null
    created_at: number
  }
  /** What lets the groups of somebody be asked for who came by the identity source. */
  compute_outside: {
    account_id: number
    nonce: string
    /** Their token for that, and what renews it, sealed. */
    cipher: string
    /** Those that mean something here, by their ids there, as JSON. */
    groups: string
    groups_at: number
  }
  /** A program that may sign people in by what it says about them. */
  compute_client: {
    id: Generated<number>
    account_id: number
    token_id: number
    name: string
    /** Only people with an address there; empty is any. */
    email_domain: string | null
    made_at: number
  }
}
