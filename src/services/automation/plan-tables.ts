import type { Generated } from 'kysely'

/** What runs by itself, and what is kept of it. */
export interface PlanTables {
  /** A preset, again and again. */
  automation_schedule: {
    id: Generated<number>
    name: string
    words_folded: string
    /** The preset that is copied. It may be gone: that is found when its time comes. */
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
    /** Its time came while the run before was not over, and is not left out. */
    waits: number
    last_at: number | null
    last_run_id: number | null
    /** The last time that was left out because it was missed. */
    missed_at: number | null
    /** What became of the last time, as a sentence, where no run came of it. */
    message: string
    ends_at: number | null
    /** Who made it, or said last what it does: its runs are theirs, and end with their right to start any. */
    created_by: number | null
    created_at: number
    /** Since when nobody answers for it who may start runs; then it is paused. */
    orphaned_at: number | null
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
    /** Which variables a call sets, as a JSON list: names with where they stand in its body. */
    variables: string
    /** Where its body names hosts of the preset's; null: the run takes all of them. */
    hosts_pointer: string | null
    used_at: number | null
    /** Who made it, or changed it last: its runs are theirs, and end with their right to start any. */
    created_by: number | null
    created_at: number
    /** Since when it was called and started nothing, since nobody answers for it who may start runs. */
    orphaned_at: number | null
    /** Signatures over the body alone are taken too. */
    accepts_untimed: number | null
    version: number
  }
  /** The configuration of a host, as it was read the last time. */
  automation_config: {
    id: Generated<number>
    inventory_id: number
    host: string
    words_folded: string
    /** As it was at the last reading: it says which lines change by themselves. */
    platform: string | null
    /** The newest version. */
    version_id: number | null
    versions: number
    /** When it was read the last time, changed or not. */
    read_at: number | null
    /** When it could not be read the last time, and why. */
    failed_at: number | null
    failure: string
    /** What it should be, in clear: by older servers, until it is sealed. */
    intended: string | null
    /** What it should be, sealed; null where nobody said. */
    seal_key: string | null
    sealed: string | null
    intended_by: number | null
    intended_at: number | null
    /** Lines that may differ from what is intended, as a JSON list: literally, but `*` is any text. */
    ignored: string
    /** Lines that differ from what is intended; null where nothing is, or nothing was read. */
    drift: number | null
    drift_since: number | null
    version: number
  }
  automation_config_version: {
    id: Generated<number>
    config_id: number
    number: number
    /** Of its lines without those that change by themselves. */
    sha256: string
    /** Empty once it is sealed: it was kept in clear by older servers. */
    content: string
    seal_key: string | null
    sealed: string | null
    size: number
    at: number
    attempt_id: number | null
    /** Lines that came and went since the version before. */
    added: number
    removed: number
  }
  /** Where the ends of runs are told besides: a chat, or an address outside. */
  automation_channel: {
    id: Generated<number>
    name: string
    name_folded: string
    kind: 'chat' | 'mail'
    /** What may be shown of its address: a server's name, or the address of a mail. */
    shown: string
    /** Whoever has the address of a chat can write there: it is sealed. */
    secret_key: string
    secret_cipher: string
    created_by: number | null
    created_at: number
    /** How the last message went: empty where it arrived. */
    failure: string
    failed_at: number | null
    version: number
  }
}
