import type { Generated } from 'kysely'

/** The protocol's words for how a session stands. */
export type SessionStatus = 'pending' | 'running' | 'stopping' | 'complete' | 'failed'

export interface SessionTables {
  /** Where sessions run. */
  compute_resource: {
    id: Generated<number>
    /** `local`, or a cluster's name. */
    key: string
    name: string
    backend: 'local' | 'slurm'
    /** Of the backend, as JSON: driver, partitions, addresses. No secrets. */
    settings: string
    /** A key or token of the backend, sealed. */
    secret_cipher: string | null
    enabled: number
    /** Which one a session takes that names none. */
    position: number
    version: number
  }
  /** What can be started. A kind keeps its key; what it is stands in its versions. */
  compute_kind: {
    id: Generated<number>
    key: string
    /** The newest version. */
    current: number
    position: number
    archived_at: number | null
  }
  compute_kind_version: {
    id: Generated<number>
    kind_id: number
    version: number
    /** As JSON: kinds/definition.ts. */
    definition: string
    made_at: number
    made_by: number | null
  }
  compute_session: {
    id: Generated<number>
    workspace_id: number
    account_id: number | null
    kind_id: number
    kind_version: number
    kind_key: string
    resource_key: string
    /** Of the kernel; empty until it is asked for. */
    execution_id: number | null
    /** A pid or a scheduler's number, as the protocol shows it; -1 until it is launched. */
    resource_job_id: number
    status: SessionStatus
    /** Why it is not what was hoped for, and what it does now: a sentence. */
    message: string
    /** Why it ended, as a word: finished, failed, stopped, timed-out, idle, lost, refused. */
    cause: string | null
    created_at: number
    started_at: number | null
    ready_at: number | null
    ended_at: number | null
    /** In 1/100,000; grows while it runs, fixed at its end. */
    core_hours: number
    /** `job_details` as they were sent, as JSON. */
    details: string
    /** Accepted options by the client's names, as JSON. */
    options: string
    /** Values of the kind's own fields, as JSON. */
    fields: string
    cpus: number
    memory_mb: number
    minutes: number | null
    gpus: number
    /** When its limit of time ends it. */
    deadline_at: number | null
    /** It may be extended up to here. */
    latest_at: number | null
    /** Ends after so many minutes without traffic; empty is never. */
    idle_minutes: number | null
    last_active_at: number | null
    /** Told that it ends soon. */
    warned_at: number | null
    /** Its owner was told that their workspaces hold more than they may, while it ran. */
    disk_told_at: number | null
    /** Where its server listens; only the server itself sets them. The host is empty until it has answered. */
    host: string | null
    port: number | null
    /** Where its helper listens (terminal, further ports). */
    helper_port: number | null
    /** The page of its server that Open leads to; empty where it has none. */
    start_page: string | null
    /** What opens it, sealed. */
    secret_cipher: string
    /** A name that cannot be guessed, for an origin of its own. */
    label: string
    /** Wall, CPU and memory against what was asked, as JSON. */
    report: string | null
    /** The end of what it printed, kept for after it. */
    log_tail: string | null
    /** Started again like this one. */
    like_id: number | null
    version: number
  }
  /** What happened while a session was made, in order. */
  compute_session_step: {
    id: Generated<number>
    session_id: number
    at: number
    /** asked, queued, starting, answering, ready, extended, warned, idle, stopping, ended … */
    step: string
    text: string
  }
  /** Further ports of a session that its owner opens. */
  compute_session_port: {
    id: Generated<number>
    session_id: number
    port: number
    name: string
    added_at: number
  }
  /** A link that lets others into a running session. */
  compute_session_link: {
    id: Generated<number>
    session_id: number
    hash: string
    /** `view` lets nothing through but reading. */
    may: 'view' | 'use'
    made_at: number
    ends_at: number
    revoked_at: number | null
    used_at: number | null
  }
  /** Lets a browser in once, and is gone: for the way from the console to an address that has no cookies of ours. */
  compute_session_code: {
    id: Generated<number>
    session_id: number
    hash: string
    /** Who is let in by it, sealed. */
    pass: string
    ends_at: number
  }
  /** Options that somebody keeps under a name. */
  compute_profile: {
    id: Generated<number>
    account_id: number
    name: string
    kind_key: string
    /** As JSON: options, fields, resource. */
    wanted: string
    made_at: number
  }
}
