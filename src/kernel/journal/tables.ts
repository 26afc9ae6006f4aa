import type { Generated } from 'kysely'

export interface JournalTables {
  kernel_journal: {
    id: Generated<number>
    /** Its place in the chain; empty until the sealer has put it there. */
    seq: number | null
    at: number
    action: string
    object: string | null
    service: string | null
    account_id: number | null
    account_name: string | null
    via: string
    credential: string | null
    request_id: string | null
    old: string | null
    new: string | null
    details: string | null
    reason: string | null
    audience: string | null
    /** How many equal ones this entry stands for. */
    count: number
    personal_hash: string | null
    entry_hash: string
    hash: string | null
    /** PostgreSQL's transaction, by which the sealer knows that no earlier one is still open. */
    xid: Generated<number | null>
  }
  /** What may have to be erased: the chain covers only a salted hash of it. */
  kernel_journal_personal: {
    entry_id: number
    salt: string
    value: string
  }
  /** How far the chain was last walked, and what was found: one row. */
  kernel_journal_check: {
    id: number
    seq: number
    hash: string
    at: number
    ok: number
    finding: string | null
    /** When all of it was walked. */
    whole_at: number | null
  }
}
