import type { Generated, Selectable } from 'kysely'

/** What an execution does: asked for, in a scheduler's queue, at work, over. */
export type ExecutionState = 'asked' | 'queued' | 'running' | 'ended'
/** How it ended: by itself with status 0, with another one or a signal, by a person, by its limit of time, or nobody can say. */
export type ExecutionOutcome = 'finished' | 'failed' | 'stopped' | 'timed-out' | 'lost'

export interface ExecutionTables {
  kernel_execution: {
    id: Generated<number>
    service: string
    /** What it is for, such as `compute.session:7`. */
    object: string
    /** Which backend: `local`, or the key of a cluster. */
    backend: string
    /** The data folder that it belongs to where it is local: other nodes cannot see its process. */
    node: string | null
    account_id: number | null
    /** The operating system's account that it runs as, once that is known. */
    os_user: string | null
    /** By which its order is sealed. */
    order_key: string
    /** What is to be run, as JSON, sealed: it holds what the process is told in confidence. */
    order_cipher: string
    state: ExecutionState
    /** Of the backend, as JSON: a pid and its start time, or a scheduler's id. */
    handle: string | null
    outcome: ExecutionOutcome | null
    exit_code: number | null
    /** A sentence for people: why it waits, or why it ended. */
    reason: string | null
    /** Where it runs. */
    host: string | null
    cpus: number
    memory_mb: number | null
    minutes: number | null
    asked_at: number
    /** Since when it is being handed over; one that a start of the server finds so is handed over again. */
    submitted_at: number | null
    started_at: number | null
    /** When a queue expects to start it. */
    expected_at: number | null
    /** When its limit of time ends it. */
    deadline_at: number | null
    stop_asked_at: number | null
    ended_at: number | null
    /**
     * Since when its backend does not answer; the rest is what was last known. One that is over was given up then: its
     * processes may still run.
     */
    unreachable_since: number | null
    /** Seconds of CPU that it used. */
    cpu_seconds: number | null
    /** The most memory that its processes held at once, in bytes. */
    peak_bytes: number | null
  }
  /** Which node looks after a cluster, or after its own executions (`local:` and its name), where several share a database. */
  kernel_execution_watch: {
    backend: string
    node: string
    until: number
  }
  /** Which account of the operating system somebody's processes run as. */
  kernel_os_account: {
    account_id: number
    name: string
    set_at: number
  }
}

export type ExecutionRow = Selectable<ExecutionTables['kernel_execution']>
