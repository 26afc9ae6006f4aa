import type { Generated } from 'kysely'

/** What runs by itself, and what is kept of it. */
export interface PlanTables {
  /** A preset, again and again. */
  automation_schedule: {
    id: Generated<number>
    name: string
    words_folded: string
    /** The preset that is copied. */
    run_id: number
    /** Five fields; empty where it goes by an interval. */
    cron: string | null
    every_seconds: number | null
    timezone: string
    enabled: number
    /** What is done about a time that was missed: made up for once, or left out. */
    missed: 'once' | 'skip'
    /** What is done while the run before is not over: left out, or put behind it. */
    overlap: 'skip' | 'wait'
    next_at: number | null
    last_at: number | null
    last_run_id: number | null
    /** What became of the last time, as a sentence, where no run came of it. */
    message: string
    ends_at: number | null
    created_by: number | null
    created_at: number
    version: number
  }
  /** Starts a preset from outside: monitoring, or continuous integration. */
  automation_trigger: {
    id: Generated<number>
    name: string
    words_folded: string
    run_id: number
    enabled: number
    /** SHA-256 of its secret, and the secret itself, sealed: for signatures. */
    secret_hash: string
    secret_key: string
    secret_cipher: string
    /** Which variables a call may set, as JSON: names with where they stand in its body. */
    variables: string
    /** Whether a call may name hosts of the preset's. */
    may_name_hosts: number
    used_at: number | null
    created_by: number | null
    created_at: number
    version: number
  }
  /** The configuration of a host, as it was read the last time. */
  automation_config: {
    id: Generated<number>
    inventory_id: number
    host: string
    words_folded: string
    /** The newest version. */
    version_id: number | null
    versions: number
    /** When it was read the last time, changed or not. */
    read_at: number | null
    /** When it could not be read the last time, and why. */
    failed_at: number | null
    failure: string
    /** What it should be, as text; null where nobody said. */
    intended: string | null
    intended_by: number | null
    intended_at: number | null
    /** Lines that differ from what is intended; null where nothing is. */
    drift: number | null
    version: number
  }
  automation_config_version: {
    id: Generated<number>
    config_id: number
    number: number
    sha256: string
    content: string
    size: number
    at: number
    attempt_id: number | null
    /** Lines that came and went since the version before. */
    added: number
    removed: number
  }
}
