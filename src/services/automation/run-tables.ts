import type { Generated } from 'kysely'

/** The protocol's 0 to 5, in this order. */
export const RUN_STATUSES = ['created', 'scheduled', 'running', 'finished', 'failed', 'aborted'] as const
export type RunStatus = (typeof RUN_STATUSES)[number]

export type HostState =
  | 'waiting'
  | 'running'
  | 'ok'
  | 'failed'
  | 'unreachable'
  | 'timed-out'
  | 'aborted'
  /** The run ended before its turn. */
  | 'skipped'

export interface RunTables {
  /** The protocol's task: a template on hosts of an inventory. Presets are copied, never run. */
  automation_run: {
    id: Generated<number>
    name: string
    words_folded: string
    status: RunStatus
    /** What was wished; only `due_at` starts it. */
    scheduled_at: number | null
    started_at: number | null
    finished_at: number | null
    /** As JSON; null is kept as it was given. */
    variables: string | null
    /** Of fields that are secret, sealed. */
    secret_key: string | null
    secret_cipher: string | null
    filters: string | null
    created_by: number | null
    created_at: number
    template_id: number | null
    inventory_id: number | null
    is_preset: number
    /** It asks its hosts and changes nothing. */
    dry_run: number
    workers: number | null
    host_seconds: number | null
    run_minutes: number | null
    /** As JSON; empty object: as the template says. */
    notify: string
    /** How often it was begun: with the status, what a change of state names. */
    number: number
    /** The newest. */
    attempt_id: number | null
    /** While it is scheduled: not begun before. */
    due_at: number | null
    /** While it is scheduled: why it has not begun, as a sentence. */
    waits_for: string | null
    /** Who asked for the attempt that waits, and why; of a preset, and until then, who has said last what it is. */
    asked_by: number | null
    asked_as: AttemptCause | null
    /** It repeats the failed hosts of that one, or is made like it. */
    like_id: number | null
    schedule_id: number | null
    trigger_id: number | null
    version: number
  }
  /** One time that a run was begun: nothing of it is ever overwritten. */
  automation_attempt: {
    id: Generated<number>
    run_id: number
    number: number
    status: Exclude<RunStatus, 'created' | 'scheduled'>
    by_account: number | null
    cause: AttemptCause
    template_id: number | null
    /** Name, file and function as they were, as JSON. */
    template: string
    template_version_id: number | null
    inventory_id: number | null
    /** Its name, and the versions of its files, as JSON. */
    inventory: string
    variables: string | null
    filters: string | null
    dry_run: number
    workers: number
    host_seconds: number
    run_minutes: number
    /** Which runner, and what it is: `node 24.1`, `python 3.11 with nornir 3.5`. */
    engine: string
    execution_id: number | null
    /** SHA-256 of what its runner says to be given its order. */
    nonce_hash: string | null
    /** Which data folder holds its working folder. */
    node: string
    started_at: number
    finished_at: number | null
    /** What kept it from running as a whole: one line. */
    exception: string | null
    /** How far what its runner said was taken, in bytes. */
    taken: number
    /** How far what its processes print beside that was taken, in bytes; null: nothing of it yet. */
    printed: number | null
    /** Counts the changes of its hosts: pages ask for what came after one. */
    seq: number
    /** Lines of its runner that nobody understands, or that say what cannot be. */
    garbage: number
    abort_asked_at: number | null
    aborted_by: number | null
    hosts: number
    ok: number
    failed: number
    unreachable: number
    changed: number
    output_removed_at: number | null
  }
  automation_attempt_host: {
    id: Generated<number>
    attempt_id: number
    position: number
    name: string
    hostname: string | null
    port: number | null
    platform: string | null
    /** The first of its groups: where the page shows it. */
    group_name: string | null
    state: HostState
    started_at: number | null
    finished_at: number | null
    changed: number
    /** What the function gave, then each subtask, as JSON; null until then. */
    entries: string | null
    /** Why it is not ok: a kind and a sentence. */
    error_kind: string | null
    error: string | null
    /** How much it has printed, and how much of that is kept. */
    output_bytes: number
    kept_bytes: number
    /** Of the attempt, when this changed the last time. */
    seq: number
  }
  /** What a host printed, in pieces; without a host, what the run itself did. */
  automation_output: {
    id: Generated<number>
    attempt_id: number
    /** 0: of the run itself. */
    host_id: number
    /** As a JSON list of lines: time, kind, text. */
    content: string
    bytes: number
  }
  /** Hosts that a run at work changes: no other such run touches them. */
  automation_host_lock: {
    /** Address and port. */
    host: string
    attempt_id: number
  }
  automation_approval: {
    id: Generated<number>
    run_id: number
    /** Of the attempt that would follow. */
    number: number
    asked_by: number | null
    asked_at: number
    reason: string
    /** SHA-256 of the selection and the variables that were asked for, and of the template's file: a change voids it. */
    fingerprint: string
    revision: string
    /** The dry run that shows what would change. */
    dry_run_id: number | null
    decided_by: number | null
    decided_at: number | null
    decision: 'approved' | 'refused' | 'withdrawn' | null
    comment: string
  }
}

export type AttemptCause = 'run' | 'schedule' | 'trigger' | 'repeat' | 'protocol'
