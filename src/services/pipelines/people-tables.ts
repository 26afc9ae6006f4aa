import type { Generated } from 'kysely'

export interface PeopleTables {
  /** Somebody who signed up here. That they may use pipelines is their role; this says how it came to that. */
  pipelines_applicant: {
    account_id: number
    state: 'unverified' | 'waiting' | 'approved' | 'denied'
    applied_at: number
    /** Of the secret in the mail that proves the address. */
    verify_hash: string | null
    verify_sent_at: number | null
    /** The address that it proves: one that is entered later is not proved by it. */
    address_folded: string | null
    verified_at: number | null
    decided_at: number | null
    decided_by: number | null
    /** Told to the applicant. */
    decision: string | null
  }
  /** What a person has set by the protocol, and what a sign-up says about them. */
  pipelines_setting: {
    account_id: number
    name: string
    value: string
    /** Instead of the value of what is secret: whoever knows somebody's address of Slack posts there. */
    cipher: string | null
  }
  /** Who may see an experiment or a batch of somebody else: an account, a group, or whoever has a link. */
  pipelines_share: {
    id: Generated<number>
    experiment_id: number | null
    batch_id: number | null
    account_id: number | null
    group_id: number | null
    link_hash: string | null
    /** Inputs and the whole form too; without it results and log alone. */
    inputs: number
    made_by: number | null
    made_at: number
    ends_at: number | null
    revoked_at: number | null
    used_at: number | null
  }
  /** How much somebody, or each member of a group, may use; empty is the installation's setting. Bytes are the kernel's quota. */
  pipelines_limit: {
    id: Generated<number>
    account_id: number | null
    group_id: number | null
    /** Input files that are stored at once. */
    files: number | null
    /** Experiments at work at once. */
    running: number | null
    set_at: number
  }
}
